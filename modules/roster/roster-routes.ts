// The API of duty rosters: the week, its changes, swaps, and who could stand on it.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf, audit, staff, type Actor, type AuditAction } from '#modules/identity/index.ts';
import { inTransaction, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import type { Clock } from '#platform/time/index.ts';
import {
  ChangeAnswer,
  ChangeParams,
  ChangeRequest,
  CountyQuery,
  KeepRosterAnswer,
  KeepRosterRequest,
  RosterAnswer,
  RosterQuery,
  StaffAnswer,
  SwapRequest,
  UnitParams,
} from './contract.ts';
import { zoneOf } from './queries/on-duty.ts';
import { getPlacedUnit } from './queries/unit-place.ts';
import { rosterWeek } from './queries/week.ts';
import { DUTY_ROLES, mayKeep } from './rights.ts';
import { EXCEPTIONS_PER_DAY_MAX, swapOf, type DayChange } from './shift.ts';
import {
  lockRoster,
  readChanges,
  readRosters,
  removeChange,
  writeChange,
  writeRoster,
} from './store.ts';
import { requireReader } from './require.ts';

const tags = ['roster'];

export function rosterRoutes({
  db,
  clock,
}: Readonly<{ db: Db; clock: Clock }>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/roster',
      {
        schema: {
          summary: 'Who is on duty: the units of a county over some days, those on duty now first',
          tags,
          querystring: RosterQuery,
          response: { 200: RosterAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        requireReader(actor, request.query.countyId);
        return rosterWeek(db, actor, request.query, clock.now());
      },
    );

    app.get(
      '/roster/units/:unitId/staff',
      {
        schema: {
          summary: 'People who could stand on the roster of a unit',
          tags,
          params: UnitParams,
          querystring: CountyQuery,
          response: { 200: StaffAnswer },
        },
      },
      async (request) => {
        const { countyId } = request.query;
        const { townId } = await keptUnit(db, actorOf(request), countyId, request.params.unitId);
        const found = await staff(db, { countyId, roles: DUTY_ROLES, townId });
        return { items: [...found] };
      },
    );

    app.put(
      '/roster/units/:unitId',
      {
        schema: {
          summary: "Replace the week of a unit's roster",
          tags,
          params: UnitParams,
          body: KeepRosterRequest,
          response: { 200: KeepRosterAnswer },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { unitId } = request.params;
        const { countyId, basedOn, shifts } = request.body;
        await keptUnit(db, actor, countyId, unitId);
        await requireStaff(db, countyId, shifts);
        const now = clock.now();
        const version = await inTransaction(db, [countyId], async (tx) => {
          const by = { by: actor.id, now };
          const written = await writeRoster(tx, countyId, unitId, shifts, basedOn, by);
          await note(tx, actor, countyId, unitId, 'roster.shifts-changed', now, {
            version: written,
            shifts: shifts.length,
          });
          return written;
        });
        return { version };
      },
    );

    app.post(
      '/roster/units/:unitId/changes',
      {
        schema: {
          summary: 'A day that differs from the week: a shift off, other people, a shift more',
          tags,
          params: UnitParams,
          body: ChangeRequest,
          response: { 201: ChangeAnswer },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { unitId } = request.params;
        const { countyId, change } = request.body;
        await keptUnit(db, actor, countyId, unitId);
        if (change.kind !== 'off') await requireStaff(db, countyId, [change]);
        const now = clock.now();
        const id = uuidv7(now);
        await inTransaction(db, [countyId], async (tx) => {
          await lockRoster(tx, countyId, unitId);
          await requireRoom(tx, countyId, unitId, change);
          await writeChange(tx, countyId, unitId, { ...change, id }, { by: actor.id, now });
          await note(tx, actor, countyId, unitId, 'roster.day-changed', now, {
            ...{ id, day: change.day, kind: change.kind },
          });
        });
        return reply.code(201).send({ id });
      },
    );

    app.delete(
      '/roster/units/:unitId/changes/:id',
      {
        schema: {
          summary: 'Take a change back: the week holds again',
          tags,
          params: ChangeParams,
          querystring: CountyQuery,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { unitId, id } = request.params;
        const { countyId } = request.query;
        await keptUnit(db, actor, countyId, unitId);
        const now = clock.now();
        await inTransaction(db, [countyId], async (tx) => {
          if (!(await removeChange(tx, countyId, unitId, id)))
            throw new Refused('roster.no-such-change', 'id');
          await note(tx, actor, countyId, unitId, 'roster.change-removed', now, { id });
        });
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/roster/units/:unitId/swap',
      {
        schema: {
          summary: 'Two shifts exchange their people',
          tags,
          params: UnitParams,
          body: SwapRequest,
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { unitId } = request.params;
        const { countyId, a, b } = request.body;
        await keptUnit(db, actor, countyId, unitId);
        const zone = await zoneOf(db, countyId);
        const now = clock.now();
        await inTransaction(db, [countyId], async (tx) => {
          await lockRoster(tx, countyId, unitId);
          const [kept] = await readRosters(tx, countyId, [unitId], 1);
          const [from = a.day, to = b.day] = [a.day, b.day].sort();
          const changes = await readChanges(tx, countyId, [unitId], from, to);
          const plan = { shifts: kept?.shifts ?? [], changes: changes.get(unitId) ?? [] };
          const swap = swapOf(plan, zone, a, b);
          if (!swap) throw new Refused('roster.no-such-shift', 'a', { day: `${a.day}, ${b.day}` });
          for (const change of swap)
            await writeChange(
              tx,
              countyId,
              unitId,
              { ...change, id: uuidv7(now) },
              { by: actor.id, now },
            );
          await note(tx, actor, countyId, unitId, 'roster.swapped', now, {
            days: [a.day, b.day],
            shifts: [a.shiftNo, b.shiftNo],
          });
        });
        return reply.code(204).send(null);
      },
    );
  };
}

/** The unit, when the actor may keep its roster. */
async function keptUnit(db: Db, actor: Actor, countyId: number, unitId: number) {
  requireReader(actor, countyId);
  const placed = await getPlacedUnit(db, countyId, unitId);
  if (!mayKeep(actor, { countyId, townId: placed.townId }))
    throw new Refused('roster.not-yours-to-keep', 'unitId');
  return placed;
}

type Staffed = Readonly<{ leader: string | null; officers: readonly string[] }>;

/** Everybody on a roster holds a post in the county now. */
async function requireStaff(db: Db, countyId: number, staffed: readonly Staffed[]): Promise<void> {
  const ids = new Set(
    staffed.flatMap(({ leader, officers }) => (leader === null ? officers : [leader, ...officers])),
  );
  if (ids.size === 0) return;
  const known = await staff(db, { countyId, roles: DUTY_ROLES, ids: [...ids] });
  const unknown = ids.size - new Set(known.map(({ id }) => id)).size;
  if (unknown > 0) throw new Refused('roster.person-unknown', 'officers', { count: unknown });
}

/** The week has that shift, and the day is not full of changes. */
async function requireRoom(
  tx: Tx,
  countyId: number,
  unitId: number,
  change: DayChange,
): Promise<void> {
  const { day } = change;
  const [roster] = await readRosters(tx, countyId, [unitId], 1);
  const no = 'shiftNo' in change ? change.shiftNo : null;
  if (no !== null && !roster?.shifts.some((shift) => shift.no === no))
    throw new Refused('roster.no-such-shift', 'shiftNo', { day });
  const changes = (await readChanges(tx, countyId, [unitId], day, day)).get(unitId) ?? [];
  if (changes.length >= EXCEPTIONS_PER_DAY_MAX)
    throw new Refused('roster.too-many-changes', 'day', { max: EXCEPTIONS_PER_DAY_MAX });
}

function note(
  tx: Tx,
  actor: Actor,
  countyId: number,
  unitId: number,
  action: AuditAction,
  now: number,
  details: Parameters<typeof audit>[1]['details'],
): Promise<void> {
  const entry = { action, actorId: actor.id, countyId, success: true, subjectKind: 'unit' };
  return audit(tx, { ...entry, subjectId: String(unitId), ...(details ? { details } : {}) }, now);
}
