// The audit administrator reads which matter, unit and place an entry is about, never a bare id; an export follows
// the language chosen on the page; and whatever a county publishes to work by is on record.
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import type { CatalogAnswer } from '#modules/catalog/contract.ts';
import type { AuditItem } from '#modules/identity/contract.ts';
import type { Client } from '#modules/identity/testing.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { storedVersion } from '#modules/triage/testing.ts';
import { sql } from '#platform/db/index.ts';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { signedIn } from './signed-in.ts';
import { testHouse } from './test-house.ts';

const house = testHouse('zh-CN');
const { clock } = house;

test('an entry says which matter it is about, and all entries of that matter are found', async () => {
  const clerk = await signedIn(house.url, 'clerk', 'zh-CN');
  const { body } = await clerk.post<ReportResult>('/reports', {
    ...{ source: 'phone', text: '新光大道垃圾桶满溢，请清运', itemCode: '0401001' },
    point: { lng6: 120_915_595, lat6: 28_038_614 },
    reporter: { name: '林小梅', phone: '13800001234' },
  });
  const { incidentId } = body;
  const shown = await clerk.get<IncidentDetail>(`/incidents/${incidentId}`);
  expect((await clerk.post(`/incidents/${incidentId}/verbs/close`, { input: {} })).status).toBe(
    409,
  );
  clock.advance(MINUTE);
  expect((await clerk.post(`/incidents/${incidentId}/reveal`, { reason: '回电核实' })).status).toBe(
    200,
  );

  const auditor = await signedIn(house.url, 'auditor', 'zh-CN');
  await expect
    .poll(async () => {
      const { body: page } = await auditor.get<{ items: AuditItem[] }>(
        `/audit?subjectId=${incidentId}`,
      );
      return page.items.map(({ action, subjectKind, subjectName }) => [
        action,
        subjectKind,
        subjectName,
      ]);
    })
    .toEqual([
      ['incident.reveal', 'incident', shown.body.number],
      ['incident.refused', 'incident', shown.body.number],
    ]);
  const csv = await auditor.get<string>(`/audit/export?subjectId=${incidentId}`);
  expect(csv.body).toContain(`incident:${incidentId},${shown.body.number},`);
  // By the county's clocks, told with their offset; the action in the reader's language beside its code.
  expect(csv.body).toMatch(
    /^2026-01-26 17:01:00\.000\+08:00,clerk,.*,查看报事人,incident\.reveal,/m,
  );
  auditor.cookies.set('mb_language', 'en');
  const english = await auditor.get<string>(`/audit/export?subjectId=${incidentId}`);
  expect(english.body).toContain(',See a reporter,incident.reveal,');
});

test('a list is exported in the language chosen on the page, whatever the browser asks for', async () => {
  const duty = await signedIn(house.url, 'duty', 'zh-CN');
  duty.cookies.set('mb_language', 'en');
  const { body } = await duty.get<string>('/incidents/export?format=csv');
  expect(body.slice(0, 20)).toContain('Number');
});

test('in a workbook times are dates and a title that looks like a formula is text', async () => {
  const clerk = await signedIn(house.url, 'clerk', 'zh-CN');
  await clerk.post('/reports', {
    ...{ source: 'phone', text: '=1+1 路灯不亮', itemCode: '0401001' },
    point: { lng6: 120_915_595, lat6: 28_038_614 },
  });
  const cookie = [...clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${house.url}/api/v1/incidents/export?format=xlsx`, {
    headers: { cookie },
  });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await answer.arrayBuffer());
  const [sheet] = book.worksheets;
  const heads = sheet?.getRow(1).values as string[];
  const cellOf = (head: string) => sheet?.getRow(2).getCell(heads.indexOf(head));
  expect(cellOf('标题')).toMatchObject({ type: ExcelJS.ValueType.String, value: "'=1+1 路灯不亮" });
  const local = new Date(clock.now() + 8 * HOUR - (clock.now() % MINUTE));
  expect(cellOf('上报时间')).toMatchObject({ type: ExcelJS.ValueType.Date, value: local });
  expect(cellOf('上报时间')?.numFmt).toBe('yyyy-mm-dd hh:mm');
  expect(cellOf('办结时间')?.value).toBeNull();
});

/** Who publishes, what the entry says is done, and how. */
type Kind = Readonly<{
  login: string;
  action: string;
  publish: (by: Client, countyId: number) => Promise<{ status: number }>;
}>;
const note = '按新规修订';
/** What stands there once more, as the next version. */
const again =
  (path: string): Kind['publish'] =>
  async (by, countyId) => {
    const { body } = await by.get<{ version: number }>(`${path}?countyId=${countyId}`);
    return by.post(`${path}/publish`, { ...body, countyId, basedOn: body.version, note });
  };

/** By the table that tells every process to read the county anew: a further one fails until it is on record, too. */
const PUBLICATIONS: Readonly<Record<string, Kind>> = {
  catalog_in_force: {
    ...{ login: 'process', action: 'catalog.published' },
    async publish(by, countyId) {
      const { body } = await by.get<CatalogAnswer>(`/catalog?countyId=${countyId}`);
      const items = body.items.slice(0, 1).map((item) => ({ ...item, basis: `${item.basis}。` }));
      return by.post('/catalog/publish', { countyId, basedOn: 1, change: { items }, note });
    },
  },
  calendar_version: {
    ...{ login: 'process', action: 'deadline.calendar-published' },
    async publish(by, countyId) {
      const at = `countyId=${countyId}`;
      const { body } = await by.get<{ items: { version: number }[] }>(`/calendars?${at}`);
      const basedOn = body.items[0]?.version ?? 0;
      const newest = await by.get<{ definition: object }>(`/calendars/${basedOn}?${at}`);
      return by.post('/calendars', {
        ...{ countyId, basedOn },
        definition: newest.body.definition,
      });
    },
  },
  route_version: {
    login: 'process',
    action: 'dispatch.routes-published',
    publish: again('/routes'),
  },
  duty_list_version: {
    ...{ login: 'duty', action: 'roster.duty-list-published' },
    async publish(by, countyId) {
      const lists = await by.get<{ mayKeep: number[] }>(`/duty-lists?countyId=${countyId}`);
      return again(`/duty-lists/${lists.body.mayKeep[0]}`)(by, countyId);
    },
  },
  task_list_version: {
    ...{ login: 'duty', action: 'roster.task-list-published', publish: again('/task-list') },
  },
  triage_model_change: {
    ...{ login: 'analyst', action: 'triage.model-watch' },
    async publish(by, countyId) {
      const version = await storedVersion(house.house.db, 'one', { countyId });
      const body = { countyId, change: 'watch', reason: note };
      return by.post(`/models/${version}/changes`, body);
    },
  },
};

test('whatever a county publishes to work by is on record: who, what, which version, with which words', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join pg_proc p on p.oid = t.tgfoid where p.proname = 'count_publication'`.execute(
    house.owner,
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(PUBLICATIONS).sort());

  const auditor = await signedIn(house.url, 'auditor', 'zh-CN');
  const { body } = await auditor.get<{ posts: { place: { countyId: number } }[] }>('/session');
  const countyId = body.posts[0]?.place.countyId ?? 0;
  for (const [table, { login, action, publish }] of Object.entries(PUBLICATIONS)) {
    const by = await signedIn(house.url, login, 'zh-CN');
    expect((await publish(by, countyId)).status, table).toBeLessThan(300);
    const { body: page } = await auditor.get<{ items: AuditItem[] }>(`/audit?action=${action}`);
    expect(page.items, table).toHaveLength(1);
    const [entry] = page.items;
    expect(entry, table).toMatchObject({
      ...{ actorLogin: login, countyId, success: true, ip: '127.0.0.1' },
      details: { version: expect.any(Number) as unknown },
    });
    if (table !== 'triage_model_change') expect(entry?.subjectName, table).toBe('乐清市');
    const { note: said, reason } = entry?.details ?? {};
    if (table !== 'calendar_version') expect(said ?? reason, table).toBe(note);
  }
});
