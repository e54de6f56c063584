// 试运行: what the version in shadow would have said of the reports that were just judged. It is counted beside
// what was said, after that was committed, and never acted upon.
import { inTransaction, rowset, sql, type Columns, type Db } from '#platform/db/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { Classifier } from '../classify.ts';

/** A version on trial. */
export type ShadowModel = Readonly<{
  version: number;
  classifier: Pick<Classifier, 'classify'>;
  /** From which confidence on it would act. */
  act: number;
}>;

/** A report whose item the machine guessed, with its words, which are not kept. */
export type JudgedReport = Readonly<{
  countyId: number;
  incidentId: string;
  text: string;
  /** What was guessed by whatever is in force; null: nothing. */
  itemCode: string | null;
  acts: boolean;
}>;

type ShadowRow = Readonly<{
  county_id: number;
  version: number;
  incident_id: string;
  item_code: string | null;
  acts: boolean;
  other_code: string | null;
  other_acts: boolean;
}>;
const SHADOW_ROW: Columns<ShadowRow> = {
  county_id: 'int',
  version: 'int',
  incident_id: 'uuid',
  item_code: 'text',
  acts: 'boolean',
  other_code: 'text',
  other_acts: 'boolean',
};

/** Judges the reports once more, by the versions on trial in their counties, and writes the answers down. */
export async function judgeInShadow(
  db: Db,
  reports: readonly JudgedReport[],
  shadowOf: (countyId: number) => Promise<ShadowModel | undefined>,
): Promise<number> {
  const rows: ShadowRow[] = [];
  for (const report of reports) {
    const shadow = await shadowOf(report.countyId);
    if (!shadow) continue;
    const [best] = shadow.classifier.classify(report.text);
    rows.push({
      county_id: report.countyId,
      version: shadow.version,
      incident_id: report.incidentId,
      item_code: best?.code ?? null,
      acts: best !== undefined && best.confidence >= shadow.act,
      other_code: report.itemCode,
      other_acts: report.acts,
    });
  }
  if (rows.length === 0) return 0;
  const counties = [...new Set(rows.map((row) => row.county_id))];
  await inTransaction(db, counties, async (tx) => {
    await sql`
      insert into triage_shadow (county_id, version, incident_id, item_code, acts, other_code, other_acts)
      select county_id, version, incident_id, item_code, acts, other_code, other_acts
      from ${rowset(SHADOW_ROW, rows)} as r
      on conflict do nothing`.execute(tx);
  });
  return rows.length;
}

/** Answers in shadow are kept so long; the figures of a version are read while it is on trial. */
export const SHADOW_KEPT_DAYS = 90;
export const SHADOW_SWEEP_EVERY_MS = DAY;
/** Deleted in one statement. */
const SWEEP_MAX = 20_000;

/** Deletes old answers; true while there are more. */
export async function sweepShadow(db: Db, now: Instant): Promise<boolean> {
  const before = firstIdAt(Math.max(0, now - SHADOW_KEPT_DAYS * DAY));
  const { numAffectedRows } = await inTransaction(db, 'all', (tx) =>
    sql`delete from triage_shadow where (county_id, version, incident_id) in (
      select county_id, version, incident_id from triage_shadow
      where incident_id < ${before} limit ${SWEEP_MAX})`.execute(tx),
  );
  return Number(numAffectedRows ?? 0) >= SWEEP_MAX;
}
