// A small county for tests: two towns, five villages, some places.
import type { Area, PlaceName } from './place-name.ts';

const area = (id: number, level: Area['level'], name: string, townId: number): Area => ({
  id,
  level,
  name,
  townId,
  centre: { lng: (120_800 + id) / 1000, lat: (28_000 + id) / 1000 },
});

export const SOME_AREAS: readonly Area[] = [
  area(1, 'town', '柳市镇', 1),
  area(2, 'town', '城东街道', 2),
  area(11, 'village', '东风社区', 1),
  area(12, 'village', '上园村委会', 1),
  area(13, 'village', '新塘村委会', 1),
  area(21, 'village', '新塘村委会', 2),
  area(22, 'village', '后所社区', 2),
  area(23, 'village', '和平村委会', 2),
];

const place = (
  id: number,
  name: string,
  kind: PlaceName['kind'],
  townId: number,
  villageId: number,
): PlaceName => ({
  id,
  name,
  kind,
  townId,
  villageId,
  gridId: villageId * 10,
  point: { lng: (120_800 + villageId) / 1000, lat: (28_000 + villageId) / 1000 },
  source: 'demo',
});

export const SOME_PLACES: readonly PlaceName[] = [
  place(101, '新光大道', 'road', 1, 12),
  place(102, '金海岸KTV', 'entertainment', 1, 11),
  place(103, '双雁路', 'road', 2, 22),
  place(104, '人民路', 'road', 1, 11),
  place(105, '人民路', 'road', 2, 22),
];
