// The table of task lists: reading one version, publishing the next.
import { catalogOf } from '#modules/catalog/index.ts';
import { unitList } from '#modules/organization/index.ts';
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { stepFault, TaskSteps, type TaskList, type TaskStep } from './task-list.ts';

export type PublishedTaskList = TaskList &
  Readonly<{ publishedBy: string; publishedAt: Instant; note: string }>;

/** Which list: that version, the one in force at an instant, or (neither) the newest. */
export type WhichTaskList = Readonly<{ version?: number | undefined; at?: Instant | undefined }>;

export async function findTaskList(
  tx: Tx,
  countyId: number,
  { version, at }: WhichTaskList = {},
): Promise<PublishedTaskList | undefined> {
  const { rows } = await sql<Omit<PublishedTaskList, 'countyId'>>`
    select version, published_by as "publishedBy", published_at as "publishedAt", note, steps
    from task_list_version
    where county_id = ${countyId}
      and (${version ?? null}::int is null or version = ${version ?? null}::int)
      and (${at ?? null}::float8 is null or published_at <= to_timestamp(${at ?? null}::float8 / 1000))
    order by version desc limit 1`.execute(tx);
  const found = rows[0];
  return found && { ...found, countyId, steps: TaskSteps.parse(found.steps) };
}

export type TaskListPublication = Readonly<{
  countyId: number;
  steps: readonly TaskStep[];
  /** The version that was changed; 0 for the first. Refused when another came between. */
  basedOn: number;
  note: string;
  by: string;
  now: Instant;
}>;

/** Refuses with the first fault of the list, by step. */
export async function checkTaskList(
  db: Db,
  countyId: number,
  steps: readonly TaskStep[],
): Promise<void> {
  const [{ items }, units] = await Promise.all([
    catalogOf(db, countyId),
    unitList(db, { countyId }),
  ]);
  const fault = stepFault(steps, {
    itemCodes: items.map(({ code }) => code),
    unitIds: new Set(units.map(({ id }) => id)),
    lines: new Set(units.flatMap(({ line }) => (line === null ? [] : [line]))),
  });
  if (fault) throw new Refused(fault.code, 'steps', fault.params);
}

/** Writes the next version and gives its number. The steps must have been checked. */
export async function insertTaskList(tx: Tx, publication: TaskListPublication): Promise<number> {
  const { countyId, steps, basedOn, note, by, now } = publication;
  const { rows } = await sql<{ version: number }>`
    insert into task_list_version (county_id, version, published_by, published_at, note, steps)
    select ${countyId}::int, ${basedOn}::int + 1, ${by}, to_timestamp(${now} / 1000.0), ${note},
      ${JSON.stringify(steps)}::jsonb
    where ${basedOn}::int = (select coalesce(max(version), 0) from task_list_version
      where county_id = ${countyId}::int)
    on conflict on constraint task_list_version_pk do nothing returning version`.execute(tx);
  const version = rows[0]?.version;
  if (version !== undefined) return version;
  const current = await findTaskList(tx, countyId);
  throw new Refused('roster.changed-meanwhile', 'basedOn', { version: current?.version ?? 0 });
}

/** The list in force, for routing and for who is at work; undefined where none was published. */
export function taskListOf(
  db: Db,
  countyId: number,
  which?: WhichTaskList,
): Promise<PublishedTaskList | undefined> {
  return inTransaction(db, [countyId], (tx) => findTaskList(tx, countyId, which));
}
