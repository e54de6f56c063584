// The offices of a county as decisions need them: who sits above whom, and whose police it is. Pure.
import type { PlaceLevel, UnitKind } from '#modules/organization/index.ts';

/** A unit that may receive orders. */
export type Office = Readonly<{
  id: number;
  kind: UnitKind;
  /** The town in which it serves; null for an office of the whole county. */
  townId: number | null;
}>;

/** A place of the county and what it lies in. */
export type KnownPlace = Readonly<{
  level: PlaceLevel;
  townId: number | null;
  villageId: number | null;
}>;

export type Offices = Readonly<{
  of: (unitId: number) => Office | undefined;
  /** The desk that receives what happens in a town; the county's centre where there is none. */
  roomOf: (townId: number | null) => number | null;
  /** The police of a town, else of the county. */
  policeOf: (townId: number | null) => number | null;
  /** The desk one step above a desk: room → county centre → city centre; null above the last. */
  above: (unitId: number) => number | null;
}>;

/** Where a matter may be handed to as a whole (移交): a desk that receives and gives orders. */
const DESKS: readonly UnitKind[] = ['commandRoom', 'countyCentre', 'cityCentre'];

export function isDesk(office: Office | undefined): boolean {
  return office !== undefined && DESKS.includes(office.kind);
}

/** How high a desk stands: of a town 1, of the county 2, of the city 3. */
export function rankOf(office: Office): number {
  return DESKS.indexOf(office.kind) + 1;
}

export function officesOf(units: readonly Office[]): Offices {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const first = (kind: UnitKind, townId: number | null) =>
    units.find((unit) => unit.kind === kind && unit.townId === townId)?.id ?? null;
  const centre = first('countyCentre', null);
  const city = first('cityCentre', null);
  const byTown = (kind: UnitKind) =>
    new Map(units.filter((unit) => unit.kind === kind).map((unit) => [unit.townId, unit.id]));
  const rooms = byTown('commandRoom');
  // The first by code stands for the county: 公安局 before its traffic brigade.
  const police = new Map([...byTown('police'), [null, first('police', null) ?? -1]]);
  return {
    of: (id) => byId.get(id),
    roomOf: (townId) => (townId === null ? centre : (rooms.get(townId) ?? centre)),
    policeOf(townId) {
      const found = police.get(townId) ?? police.get(null) ?? -1;
      return found < 0 ? null : found;
    },
    above(id) {
      const kind = byId.get(id)?.kind;
      if (kind === 'commandRoom') return centre;
      return kind === 'countyCentre' ? city : null;
    },
  };
}
