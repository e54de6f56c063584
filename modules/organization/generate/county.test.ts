import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCellIndex, NO_CELL } from '#platform/geo/index.ts';
import { baltimore } from '../counties/baltimore.ts';
import type { CountyDefinition } from '../counties/definition.ts';
import { yueqing } from '../counties/yueqing.ts';
import type { Ring } from '../ring.ts';
import { generateGrids } from './county.ts';
import { doubleArea } from './shape.ts';

const counties = { yueqing: yueqing(), baltimore: baltimore() };

const ringsOf = ({ places }: CountyDefinition, level: string): Ring[] =>
  places.filter((place) => place.level === level).flatMap(({ rings }) => [...rings]);
const totalArea = (rings: readonly Ring[]) =>
  rings.reduce((sum, ring) => sum + doubleArea(ring), 0);

/** Borders as pairs of points: an inner one is walked once in each direction, an outer one once. */
function unmatchedBorders(rings: readonly Ring[]): Map<string, number> {
  const borders = new Map<string, number>();
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      const [from, to] = [`${ring[i]} ${ring[i + 1]}`, `${ring[j]} ${ring[j + 1]}`];
      const back = `${to}|${from}`;
      const open = borders.get(back) ?? 0;
      if (open > 1) borders.set(back, open - 1);
      else if (open === 1) borders.delete(back);
      else borders.set(`${from}|${to}`, (borders.get(`${from}|${to}`) ?? 0) + 1);
    }
  return borders;
}

describe.each(Object.entries(counties))('the map of %s', (_name, county) => {
  const outline = ringsOf(county, 'county');

  it.each(['town', 'village', 'grid'])('is covered exactly by its %ss', (level) => {
    const rings = ringsOf(county, level);
    expect(rings.every((ring) => doubleArea(ring) > 0)).toBe(true);
    expect(totalArea(rings)).toBe(totalArea(outline));
  });

  it('gives neighbours the same border, vertex for vertex', () => {
    expect(unmatchedBorders(ringsOf(county, 'grid'))).toEqual(unmatchedBorders(outline));
  });

  it('has no border that crosses itself', () => {
    expect([...outline, ...ringsOf(county, 'grid')].filter(crossesItself)).toEqual([]);
  });

  it('places every centre in its own grid, and every point in one grid at most', () => {
    const grids = county.places.filter(({ level }) => level === 'grid');
    const index = buildCellIndex(
      grids.flatMap(({ rings }, id) => rings.map((ring) => ({ id, ring }))),
    );
    grids.forEach(({ centre }, id) => expect(index.locate(...centre)).toBe(id));
    const towns = county.places.filter(({ level }) => level === 'town');
    for (const { code, centre } of towns)
      expect(grids[index.locate(...centre)]?.townCode).toBe(code);
    expect(index.locate(0, 0)).toBe(NO_CELL);
  });

  it('ties every place to its ancestors', () => {
    const byCode = new Map(county.places.map((place) => [place.code, place]));
    expect(byCode.size).toBe(county.places.length);
    for (const { level, parentCode, townCode, villageCode } of county.places) {
      const parent = parentCode === null ? undefined : byCode.get(parentCode);
      if (level === 'grid')
        expect([parent?.code, parent?.townCode]).toEqual([villageCode, townCode]);
      if (level === 'village') expect(parent?.code).toBe(townCode);
      if (level === 'town') expect(parent?.level).toBe('county');
    }
  });

  it('says that what we drew is generated', () => {
    expect(county.places.filter(({ level }) => level !== 'county').every((p) => p.generated)).toBe(
      true,
    );
    expect(county.county.mapNoticeZh).toContain('示意图');
  });
});

describe('乐清市', () => {
  it('has its real towns and villages', () => {
    const { places } = counties.yueqing;
    const count = (level: string) => places.filter((place) => place.level === level).length;
    expect([count('town'), count('village')]).toEqual([25, 514]);
    expect(count('grid')).toBeGreaterThan(1400);
    expect(places.find(({ code }) => code === '330382114373')?.name).toBe('湖横西岙村');
    expect(places[0]?.generated).toBe(false);
  });

  it('is drawn the same each time', () => {
    expect(yueqing().places).toEqual(counties.yueqing.places);
  });
});

describe('generateGrids', () => {
  it('covers any outline with as many cells as asked for', () => {
    const outline = ringsOf(counties.yueqing, 'county')[0] ?? new Int32Array();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (count, seed) => {
        const cells = generateGrids(outline, count, seed);
        expect(cells).toHaveLength(count);
        const open = unmatchedBorders(cells.map(({ ring }) => ring));
        // What stays open is the outline, with the vertices that cuts have put on it.
        expect(open.size).toBeGreaterThanOrEqual(outline.length / 2);
        expect(open.size).toBeLessThanOrEqual(outline.length / 2 + 2 * count);
        expect(cells.every(({ ring }) => doubleArea(ring) > 0)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

function crossesItself(ring: Ring): boolean {
  const point = (i: number) => {
    const at = (2 * i) % ring.length;
    return [ring[at] ?? 0, ring[at + 1] ?? 0] as const;
  };
  const turn = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
    Math.sign(
      ((b[0] ?? 0) - (a[0] ?? 0)) * ((c[1] ?? 0) - (a[1] ?? 0)) -
        ((c[0] ?? 0) - (a[0] ?? 0)) * ((b[1] ?? 0) - (a[1] ?? 0)),
    );
  const count = ring.length / 2;
  for (let i = 0; i < count; i++)
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      const [a, b, c, d] = [point(i), point(i + 1), point(j), point(j + 1)];
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true;
    }
  return false;
}
