// A county as it is loaded: places, units and people, parents before children, tied by codes. Pure.
import type { County, PlaceLevel, UnitKind } from '../place.ts';
import type { Ring } from '../ring.ts';

export type CountyDefinition = Readonly<{
  county: Omit<County, 'id' | 'boundaryVersion'>;
  /** The day from which these divisions hold. */
  validFrom: string;
  places: readonly PlaceDefinition[];
  units: readonly UnitDefinition[];
  people: readonly DemoPerson[];
}>;

export type PlaceDefinition = Readonly<{
  level: PlaceLevel;
  code: string;
  name: string;
  parentCode: string | null;
  townCode: string | null;
  villageCode: string | null;
  rings: readonly Ring[];
  /** A point inside, in micro-degrees. */
  centre: readonly [lng: number, lat: number];
  generated: boolean;
}>;

export type UnitDefinition = Readonly<{
  code: string;
  kind: UnitKind;
  name: string;
  /** The place it serves. */
  placeCode: string;
  /** Department line (条). Territorial units (块) take `village` or `command`, so that orders to a
   * place are routed like any other. */
  line: string;
  parentCode: string | null;
  duty24h: boolean;
}>;

/** A demonstration account; the server opens it through identity. Names are made up. */
export type DemoPerson = Readonly<{
  login: string;
  name: string;
  /** A role of `modules/identity/roles.ts`. */
  role: string;
  unitCode: string | null;
  line: string | null;
  townCode: string | null;
  villageCode: string | null;
  gridCodes: readonly string[];
  /** One of each role is shown on the sign-in page; the rest people the rosters. */
  shown: boolean;
}>;
