// Baltimore US-24510, the second county: another country, zone, language and calendar on the same
// installation, for real service requests. Its outline and all borders are generated; the council
// districts are real in number and lie about where they are.
import { seededRandom } from '#platform/chance/index.ts';
import { drawCounty } from '../generate/county.ts';
import { windingLine } from '../generate/cut.ts';
import type { CountyDefinition, PlaceDefinition, UnitDefinition } from './definition.ts';
import { demoPeople } from './people.ts';

const CODE = 'US-24510';

/** About the middle of each council district, in degrees, rounded to a kilometre. */
const DISTRICTS: readonly (readonly [number, number])[] = [
  ...([
    [-76.57, 39.28],
    [-76.55, 39.33],
    [-76.56, 39.35],
    [-76.6, 39.36],
  ] as const),
  ...([
    [-76.69, 39.355],
    [-76.67, 39.335],
    [-76.65, 39.315],
    [-76.69, 39.29],
  ] as const),
  ...([
    [-76.65, 39.29],
    [-76.63, 39.25],
    [-76.615, 39.285],
    [-76.605, 39.31],
  ] as const),
  ...([
    [-76.575, 39.305],
    [-76.605, 39.33],
  ] as const),
];
const AREAS_PER_DISTRICT = 6;

export function baltimore(): CountyDefinition {
  const places = drawCounty({
    code: CODE,
    name: 'Baltimore',
    outline: generatedOutline(),
    outlineIsReal: false,
    towns: DISTRICTS.map((near, i) => {
      const number = String(i + 1).padStart(2, '0');
      return {
        code: `${CODE}-${number}`,
        name: `District ${i + 1}`,
        near,
        squareKilometres: 17,
        villages: Array.from({ length: AREAS_PER_DISTRICT }, (_, j) => ({
          code: `${CODE}-${number}-${j + 1}`,
          name: `Area ${i + 1}-${j + 1}`,
          weight: 1,
        })),
      };
    }),
    gridName: (area, number) => `${area} Grid ${number}`,
    seed: 12,
  });
  const units = baltimoreUnits(places);
  return {
    county: {
      code: CODE,
      nameZh: '巴尔的摩市',
      nameEn: 'Baltimore',
      kind: 'independentCity',
      country: 'US',
      zone: 'America/New_York',
      locale: 'en',
      mapNoticeZh: '示意图 · 市界和内部边界均为程序生成',
      mapNoticeEn: 'Illustration: the outline and all borders are generated',
    },
    validFrom: '2011-12-08',
    places,
    units,
    people: demoPeople({
      language: 'en',
      loginPrefix: 'b-',
      homeTown: `${CODE}-07`,
      homeVillage: `${CODE}-07-1`,
      places,
      units,
    }),
  };
}

/** A box around the city with winding sides and its south-west corner cut, as the real city is. */
function generatedOutline(): Int32Array {
  const random = seededRandom(24510);
  const corners = [
    ...([
      [-76.725, 39.285],
      [-76.6, 39.185],
      [-76.515, 39.19],
    ] as const),
    ...([
      [-76.515, 39.385],
      [-76.725, 39.385],
    ] as const),
  ].map(([lng, lat]) => ({ x: Math.round(lng * 1e6), y: Math.round(lat * 1e6) }));
  const ring = corners.flatMap((from, i) => {
    const to = corners[(i + 1) % corners.length] ?? from;
    return [from.x, from.y, ...windingLine(from, to, 0.02, 4000, random).flat()];
  });
  return Int32Array.from(ring);
}

/** The agencies of the city's 311 requests, with the sections that answer for our lines. */
const AGENCIES = [
  ['sanitation', 'Solid Waste', 'department'],
  ['transport', 'Transportation', 'department'],
  ['municipal', 'Transportation · Street Maintenance', 'department'],
  ['traffic-police', 'Transportation · Traffic and Parking', 'department'],
  ['housing', 'Housing', 'department'],
  ['enforcement', 'Housing · Code Enforcement', 'department'],
  ['land', 'Housing · Zoning', 'department'],
  ['property', 'Housing · Property Maintenance', 'department'],
  ['water-supply', 'Water Wastewater', 'department'],
  ['drainage', 'Water Wastewater · Sewer and Storm', 'department'],
  ['water', 'Public Works', 'department'],
  ['ecology', 'Public Works · Environment', 'department'],
  ['finance', 'Finance', 'department'],
  ['health', 'Health', 'department'],
  ['response', 'Health · Animal Control', 'team'],
  ['parks', 'Recreation & Parks', 'department'],
  ['fire', 'Fire Department', 'department'],
  ['emergency', 'Emergency Management', 'department'],
  ['police', 'Police Department', 'police'],
  ['market', 'Liquor Board', 'department'],
  ['data', 'BCIT', 'department'],
  ['petition', "Mayor's Office", 'department'],
  ['civil-affairs', "Mayor's Office · Human Services", 'department'],
  ['supervision', "Mayor's Office · CitiStat", 'supervision'],
  ['charging', 'Parking Authority', 'outside'],
  ['power', 'BGE', 'outside'],
  ['gas', 'BGE · Gas', 'outside'],
] as const;

function baltimoreUnits(places: readonly PlaceDefinition[]): UnitDefinition[] {
  const centre = `${CODE}-command`;
  const unit = (
    placeCode: string,
    line: string,
    kind: UnitDefinition['kind'],
    name: string,
    parentCode: string | null,
  ): UnitDefinition => ({
    code: `${placeCode}-${line}`,
    ...{ kind, name, placeCode, line, parentCode, duty24h: line === 'command' },
  });
  return [
    unit(CODE, 'command', 'countyCentre', 'Call Center', null),
    ...AGENCIES.map(([line, name, kind]) => unit(CODE, line, kind, name, centre)),
    ...places
      .filter(({ level }) => level === 'town')
      .map(({ code, name }) => unit(code, 'command', 'commandRoom', `${name} Desk`, centre)),
    ...places
      .filter(({ level }) => level === 'village')
      .map(({ code, name, parentCode }) =>
        unit(code, 'village', 'village', `${name} Liaison`, `${parentCode}-command`),
      ),
  ];
}
