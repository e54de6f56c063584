// People with accounts at the posts where the matters of tests happen, and what was told to them.
import { randomBytes } from 'node:crypto';
import type { Actor, Post, Role } from '#modules/identity/index.ts';
import { actorAs } from '#modules/incident/testing.ts';
import { sql, type Db } from '#platform/db/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { minuteIn, type Instant } from '#platform/time/index.ts';
import { addressKey, putAddresses } from './addresses.ts';
import type { AddressKind } from './channels.ts';
import { putDevice } from './devices.ts';
import type { PushTarget } from './push.ts';
import type { NotificationDeps } from './tell.ts';

export const TEST_ADDRESS_KEY = addressKey(randomBytes(32));

/** Opens an account with that role at the usual post of tests, and returns its actor. */
export async function aPerson(
  owner: Db,
  role: Role,
  post: Partial<Post> = {},
  now: Instant = 0,
): Promise<Actor> {
  const id = uuidv7(Date.now());
  const actor: Actor = { ...actorAs(role, post), id };
  await sql`insert into account (id, login, name, created_at)
    values (${id}, ${id}, ${`${role} ${id.slice(-4)}`}, now())`.execute(owner);
  for (const { unitId, place, line } of actor.posts)
    await sql`
      insert into post (id, account_id, county_id, role, unit_id, town_id, village_id, grid_ids, line,
        starts_at)
      values (${uuidv7(Date.now())}, ${id}, ${place.countyId}, ${role}, ${unitId},
        ${place.townId ?? null}, ${place.villageId ?? null},
        ${place.gridIds ? [...place.gridIds] : null}, ${line}, to_timestamp(${now} / 1000.0))`.execute(
      owner,
    );
  return actor;
}

/** Gives somebody an address in the county of their first post. */
export async function giveAddress(
  owner: Db,
  { id, posts }: Actor,
  kind: AddressKind,
  address: string,
): Promise<void> {
  const countyId = posts[0]?.place.countyId ?? 0;
  await owner
    .transaction()
    .execute((tx) =>
      putAddresses(tx, TEST_ADDRESS_KEY, [{ countyId, accountId: id, kind, address }], 0),
    );
}

/** Switches pushing on in somebody's browser, in the county of their first post. */
export async function giveDevice(
  owner: Db,
  { id, posts }: Actor,
  target: PushTarget,
): Promise<void> {
  const counties = posts.slice(0, 1).map(({ place }) => place.countyId);
  const device = { accountId: id, counties, target, userAgent: 'Chrome Android' };
  await owner.transaction().execute((tx) => putDevice(tx, TEST_ADDRESS_KEY, device, Date.now()));
}

/** What telling needs: plain names, no roster, no channels unless a test says so. */
export function notificationDeps(
  db: Db,
  overrides: Partial<NotificationDeps> = {},
): NotificationDeps {
  return {
    db,
    namesOf: async () => ({
      unit: (id) => `单位${id}`,
      place: (id) => `地方${id}`,
      item: (_version, code) => ({ zh: `事项${code}`, en: `Item ${code}` }),
    }),
    minuteOfDay: () => 12 * 60,
    localTime: (_countyId, at) => minuteIn('Asia/Shanghai', at),
    onDuty: async () => new Map(),
    channels: [],
    ...overrides,
  };
}

export type ToldRow = Readonly<{
  id: string;
  accountId: string;
  incidentId: string;
  template: string;
  urgency: string;
  ask: string;
  position: number;
  acknowledgedAt: Instant | null;
  doneHow: string | null;
}>;

/** Everything that was told, in order. */
export async function toldRows(owner: Db): Promise<readonly ToldRow[]> {
  const { rows } = await sql<ToldRow>`
    select m.id, m.account_id as "accountId", m.incident_id as "incidentId", n.template, m.urgency,
      n.ask, m.position, m.acknowledged_at as "acknowledgedAt", m.done_how as "doneHow"
    from message m join notice n on n.county_id = m.county_id and n.id = m.notice_id
    order by m.created_at, n.fact_seq, m.id`.execute(owner);
  return rows;
}
