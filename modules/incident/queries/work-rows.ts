// Rows with all that the next step needs: what the desk and the phone in the field show of a matter.
import type { Actor } from '#modules/identity/index.ts';
import { kept, sql, type Tx } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { WorkRow } from '../contract.ts';
import { verbsFor } from '../decide.ts';
import type { Incident } from '../incident.ts';
import type { Names } from '../names.ts';
import { findIncidents, type Ref } from '../store.ts';
import { helpView } from './detail.ts';
import { rangesOf, type Picking } from './list-ranges.ts';
import { assignmentView, clockView, MASKED_TITLE, proofView, rowView } from './view.ts';

export type Work = Readonly<{ incident: Incident; row: WorkRow }>;
export type WorkFound = Readonly<{ work: readonly Work[]; more: boolean }>;

/** What `picking` asks for, in its order; at most `limit` of them. The rights stand in the picking. */
export async function workRows(
  tx: Tx,
  names: Names,
  actor: Actor,
  picking: Omit<Picking, 'limit'>,
  limit: number,
  now: Instant,
): Promise<WorkFound> {
  const ranges = rangesOf({ ...picking, limit: limit + 1 });
  if (ranges === null) return { work: [], more: false };
  const order = picking.order === 'newest' ? sql`i.id desc` : sql`i.clock_due_at, i.id`;
  const { rows } = await kept(sql<Ref>`
    select i.county_id as "countyId", i.id from (${ranges}) as i
    order by ${order} limit ${limit + 1}`).execute(tx);
  const shown = rows.slice(0, limit);
  const found = await findIncidents(tx, shown);
  const work = shown.flatMap(({ id }) => {
    const stored = found.get(id);
    return stored ? [{ incident: stored.incident, row: rowOf(stored, names, actor, now) }] : [];
  });
  return { work, more: rows.length > limit };
}

function rowOf(
  { incident, title }: Readonly<{ incident: Incident; title: string }>,
  names: Names,
  actor: Actor,
  now: Instant,
): WorkRow {
  return {
    // As in every list: a restricted matter is known by its number and opened.
    ...rowView(incident, incident.flags.restricted ? MASKED_TITLE : title, names),
    clocks: incident.clocks.map((clock) => clockView(clock, now)),
    assignments: incident.assignments.map((each) => assignmentView(each, names)),
    help: (incident.flags.help ?? []).map((each) => helpView(each, names)),
    verbs: [...verbsFor(incident, actor)],
    proof: proofView(incident),
  };
}
