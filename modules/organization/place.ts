// The nouns of place and unit: who and where. Pure; the schemas run in the browser too.
import { z } from 'zod';

/** 市 → 县 → 乡镇 → 村社 → 网格. */
export const PlaceLevel = z.enum(['city', 'county', 'town', 'village', 'grid']);
export type PlaceLevel = z.infer<typeof PlaceLevel>;

export const CountyKind = z.enum(['county', 'countyLevelCity', 'district', 'independentCity']);
export type CountyKind = z.infer<typeof CountyKind>;

/** A county (县, 县级市, 区) that lives on this installation. */
export const County = z.object({
  /** Surrogate id: leads every large table's key. */
  id: z.number().int(),
  /** Division code, `330382`; outside China `US-24510`. Codes change, so nothing keys on them. */
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  kind: CountyKind,
  country: z.string(),
  /** IANA zone, `Asia/Shanghai`. */
  zone: z.string(),
  /** The language its own names and reports are in, `zh-CN`. */
  locale: z.string(),
  /** 审图号, or the notice that stands in its place; shown on every map. */
  mapNoticeZh: z.string(),
  mapNoticeEn: z.string(),
  boundaryVersion: z.number().int(),
});
export type County = z.infer<typeof County>;

/** A place of the tree, without its outline. Coordinates in degrees, CGCS2000 (EPSG:4490). */
export const Jurisdiction = z.object({
  id: z.number().int(),
  countyId: z.number().int(),
  level: PlaceLevel,
  code: z.string(),
  name: z.string(),
  parentId: z.number().int().nullable(),
  townId: z.number().int().nullable(),
  villageId: z.number().int().nullable(),
  centre: z.object({ lng: z.number(), lat: z.number() }),
  /** Drawn by the generator, not surveyed: the map says so. */
  generated: z.boolean(),
});
export type Jurisdiction = z.infer<typeof Jurisdiction>;

export const UnitKind = z.enum([
  'cityCentre', // 市级中心
  'countyCentre', // 县(市、区)社会治理中心
  'commandRoom', // 综合信息指挥室
  'department', // 县级部门
  'branch', // 所站
  'team', // 联动处置队
  'village', // 村社
  'police', // 公安, 派出所
  'supervision', // 综合督查科
  'outside', // 企业和其他系统
]);
export type UnitKind = z.infer<typeof UnitKind>;

/** An office, room, team or village that can be asked to do something. */
export const Unit = z.object({
  id: z.number().int(),
  countyId: z.number().int(),
  code: z.string(),
  kind: UnitKind,
  name: z.string(),
  jurisdictionId: z.number().int(),
  /** Department line (条), `enforcement`; null: it answers for everything in its place (块). */
  line: z.string().nullable(),
  parentId: z.number().int().nullable(),
  phone: z.string().nullable(),
  duty24h: z.boolean(),
});
export type Unit = z.infer<typeof Unit>;

/**
 * A grid's shape for the point → grid index: one ring, flat `[lng, lat, lng, lat, …]` in integer
 * micro-degrees (CGCS2000), not repeating its first vertex. A grid in several parts comes as several
 * shapes with the same id. Neighbours share vertices exactly, so exact integer tests give each point
 * to one grid.
 */
export type GridShape = Readonly<{
  gridId: number;
  townId: number;
  villageId: number;
  ring: Int32Array;
}>;
