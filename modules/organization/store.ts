// The tables of place and unit, and how their rows become nouns.
import type { Generated } from 'kysely';
import type { Db } from '#platform/db/index.ts';
import type { CountyKind, Jurisdiction, PlaceLevel, UnitKind } from './place.ts';
import { MICRO_DEGREES } from './ring.ts';

export type OrganizationTables = {
  county: {
    id: Generated<number>;
    code: string;
    name_zh: string;
    name_en: string;
    kind: CountyKind;
    country: string;
    zone: string;
    locale: string;
    map_notice_zh: string;
    map_notice_en: string;
    boundary_version: number;
  };
  jurisdiction: {
    id: Generated<number>;
    county_id: number;
    level: PlaceLevel;
    code: string;
    name: string;
    parent_id: number | null;
    town_id: number | null;
    village_id: number | null;
    centre_lng: number;
    centre_lat: number;
    outline: Buffer;
    generated: boolean;
    boundary_version: number;
    valid_from: string;
    valid_to: string | null;
  };
  unit: {
    id: Generated<number>;
    county_id: number;
    code: string;
    kind: UnitKind;
    name: string;
    jurisdiction_id: number;
    line: string | null;
    parent_id: number | null;
    phone: string | null;
    duty24h: boolean;
  };
  publication_count: { county_id: number; no: string };
};

/** The same database, seen with this module's tables. */
export const tablesOf = (db: Db) => db.withTables<OrganizationTables>();

export const COUNTY_COLUMNS = [
  'id',
  'code',
  'name_zh as nameZh',
  'name_en as nameEn',
  'kind',
  'country',
  'zone',
  'locale',
  'map_notice_zh as mapNoticeZh',
  'map_notice_en as mapNoticeEn',
  'boundary_version as boundaryVersion',
] as const;

export const JURISDICTION_COLUMNS = [
  'id',
  'county_id as countyId',
  'level',
  'code',
  'name',
  'parent_id as parentId',
  'town_id as townId',
  'village_id as villageId',
  'centre_lng as centreLng',
  'centre_lat as centreLat',
  'generated',
] as const;

type JurisdictionRow = Omit<Jurisdiction, 'centre'> & { centreLng: number; centreLat: number };

export function toJurisdiction({ centreLng, centreLat, ...row }: JurisdictionRow): Jurisdiction {
  return { ...row, centre: { lng: centreLng / MICRO_DEGREES, lat: centreLat / MICRO_DEGREES } };
}

export const UNIT_COLUMNS = [
  'unit.id',
  'unit.county_id as countyId',
  'unit.code',
  'unit.kind',
  'unit.name',
  'unit.jurisdiction_id as jurisdictionId',
  'unit.line',
  'unit.parent_id as parentId',
  'unit.phone',
  'unit.duty24h',
] as const;
