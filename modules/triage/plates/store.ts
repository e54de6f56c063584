// SQL and sealing of what was read of plates.
import { findIncidents, OPEN_STATUSES, type PerformDeps } from '#modules/incident/index.ts';
import { kept, sql, type Tx } from '#platform/db/index.ts';
import { seal, unseal, unwrapMatterKey } from '#platform/facts/index.ts';
import { firstIdAt } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { PlateReason } from './contract.ts';
import { PLATE_ITEMS, surenessOf, type PlateSeen } from './plates.ts';

type Keyring = PerformDeps['keyring'];
export type PictureRef = Readonly<{ countyId: number; incidentId: string; evidenceId: string }>;

export type PlateRow = Readonly<{
  evidenceId: string;
  outcome: 'reading' | 'read' | 'nothing' | 'failed';
  agreed: boolean;
  confidence: number | null;
  reasons: PlateReason[];
  sealed: Buffer | null;
  confirmed: Buffer | null;
  confirmedBy: string | null;
  confirmedAt: Instant | null;
}>;

/** The next picture that was not read, of the oldest open matter in which a plate matters. */
export async function nextPicture(
  tx: Tx,
  limits: Readonly<{ since: Instant; ofMatter: number; tries: number }>,
): Promise<PictureRef | undefined> {
  const { rows } = await kept(sql<PictureRef>`
    select i.county_id as "countyId", i.id as "incidentId", e.id as "evidenceId"
    from incident i
    cross join lateral (
      select id from evidence
      where county_id = i.county_id and incident_id = i.id and kind = 'image' and wrapped_key is not null
      order by id limit ${limits.ofMatter}
    ) e
    left join plate_reading p
      on p.county_id = i.county_id and p.incident_id = i.id and p.evidence_id = e.id
    where i.status = any (${[...OPEN_STATUSES]}::text[]) and i.item_code = any (${[...PLATE_ITEMS]}::text[])
      and i.id >= ${firstIdAt(Math.max(0, limits.since))}::uuid and not i.restricted
      and (p.evidence_id is null or (p.outcome = 'reading' and p.tries < ${limits.tries}))
    order by i.id, e.id limit 1`).execute(tx);
  return rows[0];
}

/** Before it is opened: a picture at which the process dies is not tried for ever. */
export async function beginReading(tx: Tx, ref: PictureRef, now: Instant): Promise<void> {
  await sql`insert into plate_reading (county_id, incident_id, evidence_id, outcome, tries, read_at)
    values (${ref.countyId}, ${ref.incidentId}, ${ref.evidenceId}, 'reading', 1, to_timestamp(${now} / 1000.0))
    on conflict (county_id, incident_id, evidence_id) do update set tries = plate_reading.tries + 1`.execute(
    tx,
  );
}

/** Keeps what was seen under the incident's key; nothing of it where that key is gone. */
export async function keepReading(
  tx: Tx,
  keyring: Keyring,
  ref: PictureRef,
  seen: PlateSeen | undefined,
): Promise<void> {
  const plate = seen?.agreed ?? seen?.likeliest;
  const key = plate === undefined ? null : await keyOf(tx, keyring, ref);
  const sealed =
    key && seal(key, JSON.stringify({ plate, readings: seen?.readings }), placeOf(ref));
  const outcome = seen === undefined ? 'failed' : sealed ? 'read' : 'nothing';
  await sql`update plate_reading set outcome = ${outcome}, sealed = ${sealed},
      agreed = ${sealed !== null && seen?.agreed !== undefined},
      confidence = ${sealed && seen ? surenessOf(seen) : null}, reasons = ${[...(seen?.reasons ?? [])]}::text[]
    where county_id = ${ref.countyId} and incident_id = ${ref.incidentId}
      and evidence_id = ${ref.evidenceId}`.execute(tx);
}

export async function platesOf(tx: Tx, countyId: number, incidentId: string): Promise<PlateRow[]> {
  const { rows } = await sql<PlateRow>`
    select evidence_id as "evidenceId", outcome, agreed, confidence, reasons, sealed, confirmed,
      confirmed_by as "confirmedBy", confirmed_at as "confirmedAt"
    from plate_reading where county_id = ${countyId} and incident_id = ${incidentId}
    order by evidence_id`.execute(tx);
  return rows;
}

/** What was read and what was confirmed, in clear; null where nothing was, or the key is gone. */
export async function openPlate(
  tx: Tx,
  keyring: Keyring,
  ref: PictureRef,
  { sealed, confirmed }: Pick<PlateRow, 'sealed' | 'confirmed'>,
): Promise<Readonly<{ read: string | null; confirmed: string | null }>> {
  const key = sealed || confirmed ? await keyOf(tx, keyring, ref) : null;
  const open = (bytes: Buffer | null) =>
    key && bytes ? (JSON.parse(unseal(key, bytes, placeOf(ref))) as { plate: string }).plate : null;
  return { read: open(sealed), confirmed: open(confirmed) };
}

/** What a person says stands there; false when no reading of that picture waits for it. */
export async function confirmPlate(
  tx: Tx,
  keyring: Keyring,
  ref: PictureRef,
  plate: string,
  by: string,
  now: Instant,
): Promise<boolean> {
  const key = await keyOf(tx, keyring, ref);
  if (!key) return false;
  const { numAffectedRows } = await sql`
    update plate_reading set confirmed = ${seal(key, JSON.stringify({ plate }), placeOf(ref))},
      confirmed_by = ${by}::uuid, confirmed_at = to_timestamp(${now} / 1000.0)
    where county_id = ${ref.countyId} and incident_id = ${ref.incidentId}
      and evidence_id = ${ref.evidenceId} and outcome = 'read'`.execute(tx);
  return numAffectedRows === 1n;
}

/** Forgets what is old, and what was read in pictures that have been erased. */
export async function forgetPlates(tx: Tx, before: Instant, most: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from plate_reading p where (p.county_id, p.incident_id, p.evidence_id) in (
      select q.county_id, q.incident_id, q.evidence_id from plate_reading q
      left join evidence e on e.county_id = q.county_id and e.id = q.evidence_id
      where q.read_at < to_timestamp(${before} / 1000.0) or e.id is null or e.wrapped_key is null
      limit ${most})`.execute(tx);
  return Number(numAffectedRows);
}

async function keyOf(tx: Tx, keyring: Keyring, { countyId, incidentId }: PictureRef) {
  const stored = (await findIncidents(tx, [{ countyId, id: incidentId }])).get(incidentId);
  // Bound to the incident as its other sealed words are (incident/sealing.ts).
  return stored?.wrappedKey
    ? unwrapMatterKey(keyring, stored.wrappedKey, `${countyId}/${incidentId}`)
    : null;
}

const placeOf = ({ countyId, incidentId, evidenceId }: PictureRef) =>
  `${countyId}/${incidentId}/plate/${evidenceId}`;
