// A county in a test database with everything that performing verbs needs.
import { randomBytes } from 'node:crypto';
import { sql, type Db } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Knowledge } from './decide.ts';
import { numberBook } from './numbers.ts';
import type { PerformDeps } from './perform.ts';
import { receiveAll, type Reporting } from './receive.ts';
import type { Change } from './store.ts';
import { aKnowledge, COUNTY, ITEMS, MORNING, PEOPLE, PLACE, UNITS } from './testing.ts';

/** Makes the county that the people of these tests work in; `owner` because counties are not the app's. */
export async function makeCounty(owner: Db, id = COUNTY): Promise<number> {
  await sql`
    insert into county (id, code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    overriding system value
    values (${id}, ${`C${id}`}, '测试县', 'Test', 'county', 'CN', 'Asia/Shanghai', 'zh-CN', '-', '-')
    on conflict do nothing`.execute(owner);
  return id;
}

export type TestDeps = PerformDeps & {
  knowledge: PerformDeps['knowledge'] & { set: (knowledge: Knowledge) => void };
  refusals: string[];
  changes: Change[];
};

/** What `perform` needs, with secrets of its own; told refusals and changes are kept. */
export function performDeps(db: Db): TestDeps {
  let knowledge = aKnowledge();
  const refusals: string[] = [];
  const changes: Change[] = [];
  return {
    db,
    keyring: { masterKey: randomBytes(32), blindIndexKey: randomBytes(32) },
    algorithm: 'sha256',
    knowledge: {
      of: () => Promise.resolve(knowledge),
      forget: () => {},
      set: (next) => void (knowledge = next),
    },
    numbers: numberBook(),
    refusals,
    changes,
    onRefused: (_command, refusal) => void refusals.push(refusal.code),
    onCommitted: (more) => void changes.push(...more),
  };
}

/** A report as intake makes it ready. */
export function aReporting(overrides: Partial<Reporting> = {}): Reporting {
  return {
    countyId: COUNTY,
    divisionCode: '330382',
    zone: 'Asia/Shanghai',
    actor: PEOPLE.citizen,
    unitId: null,
    source: 'citizen',
    sourceKey: uuidv7(MORNING),
    title: '路口垃圾满溢',
    words: { text: '路口垃圾满溢，请清运' },
    person: { name: '林某', phone: '13800138000' },
    reporterMode: 'named',
    reporterId: PEOPLE.citizen.id,
    itemCode: ITEMS.rubbish,
    level: null,
    place: PLACE,
    roomUnitId: UNITS.room,
    occurredAt: MORNING,
    evidence: [],
    wantsReceipt: true,
    ...overrides,
  };
}

/** Reports and returns the ids of the incidents made. */
export async function report(
  deps: PerformDeps,
  count = 1,
  overrides: Partial<Reporting> = {},
  now: Instant = MORNING,
): Promise<string[]> {
  const reports = Array.from({ length: count }, () => aReporting(overrides));
  const received = await receiveAll(deps, reports, now);
  return received.map((each) => {
    if (!each.ok) throw new Error(each.refusal.code);
    return each.incidentId;
  });
}
