// A county to publish calendars for, in a test database.
import { randomInt } from 'node:crypto';
import { sql, type Db } from '#platform/db/index.ts';

/** Its id; made by the `owner` because counties are not the application's to add. */
export async function aCounty(owner: Db): Promise<number> {
  const code = String(randomInt(1_000_000_000));
  const inserted = await sql<{ id: number }>`
    insert into county (code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    values (${code}, ${code}, ${code}, 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '-', '-')
    returning id`.execute(owner);
  return inserted.rows[0]?.id ?? 0;
}
