import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESOURCE_KINDS, SKILLS, type DutyNow, type Skill } from '#modules/roster/index.ts';
import { HOUR } from '#platform/time/index.ts';
import { ADVICE_LACKS, ADVICE_REASONS } from './advice-reasons.ts';
import {
  advise,
  ADVICE_MAX,
  BUSY_FROM,
  minutesFor,
  resourceSpots,
  RESOURCES_ON_MAP_MAX,
  type AdviceQuestion,
  type AdviceResource,
  type AdviceUnit,
  type Candidate,
} from './advice.ts';
import type { RouteDecision } from './compile.ts';
import { skillsNeeded } from './skills-needed.ts';

const NOW = Date.UTC(2026, 10, 22, 2);
const SCENE = { lng6: 120_900_000, lat6: 28_050_000 };
/** About 0.98 km to the east per 0.01°. */
const east = (hundredths: number) => ({ lng6: SCENE.lng6 + hundredths * 10_000, lat6: SCENE.lat6 });
const ON: DutyNow = {
  people: [{ accountId: 'a', as: 'officer' }],
  until: NOW + HOUR,
  nextFrom: null,
};
const OFF: DutyNow = { people: [], until: null, nextFrom: NOW + 2 * HOUR };
const TOWN = 10;

const unit = (id: number, overrides: Partial<AdviceUnit> = {}): AdviceUnit => ({
  ...{ id, kind: 'branch', line: 'emergency', townId: TOWN, villageId: null, duty24h: false },
  ...{ point: SCENE, duty: ON, load: 0 },
  ...overrides,
});
const resource = (
  id: string,
  unitId: number,
  overrides: Partial<AdviceResource> = {},
): AdviceResource => ({
  ...{ id, unitId, name: id, kind: 'rescue', capacity: 10, state: 'ready', position: null },
  skills: ['firefighting'],
  ...SCENE,
  ...overrides,
});
const question = (overrides: Partial<AdviceQuestion> = {}): AdviceQuestion => ({
  ...{ at: NOW, level: 2, itemCode: '0201001', leadLines: ['emergency'], townId: TOWN },
  ...{ villageId: null, point: SCENE, route: null, holders: [] },
  ...overrides,
});
const route = (overrides: Partial<RouteDecision> = {}): RouteDecision => ({
  ...{ version: 1, row: 30, lead: 1, co: [], confidence: 0.9, reason: { zh: '', en: '' } },
  ...{ byDutyList: [], byTaskList: [] },
  ...overrides,
});
const codes = (candidate: Candidate | undefined) => [
  candidate?.reasons.map(({ code }) => code),
  candidate?.missing.map(({ code }) => code),
];
const order = (candidates: readonly Candidate[]) =>
  candidates.map(({ unitId, resourceId }) => resourceId ?? unitId);
const only = (
  units: AdviceUnit[],
  resources: AdviceResource[] = [],
  asked: Partial<AdviceQuestion> = {},
) => advise(question(asked), units, resources)[0];

describe('who is looked at', () => {
  it('the route first, then the right line, then the team and the room of the town', () => {
    const units = [
      unit(1, { line: 'enforcement' }),
      unit(2),
      unit(3, { kind: 'team', line: 'response' }),
      unit(4, { kind: 'commandRoom', line: 'command' }),
      unit(5, { line: 'labour' }),
      unit(6, { townId: 20 }),
      unit(7, { kind: 'village', line: 'village', villageId: 99 }),
    ];
    const found = advise(question({ route: route() }), units, []);
    expect(order(found)).toEqual([1, 2, 4, 3]);
    expect(found.map(({ part }) => part)).toEqual(['lead', 'co', 'co', 'co']);
    expect(codes(found[0])[0]).toContain('advice.route-lead');
    expect(codes(found[3])[1]).toContain('advice.other-line');
  });

  it('the village itself, when it is known', () => {
    const village = unit(7, { kind: 'village', line: 'village', villageId: 99 });
    expect(codes(only([village], [], { villageId: 99 }))[0]).toContain('advice.serves-village');
    expect(only([village], [], { villageId: 98 })).toBeUndefined();
  });

  it('what has a needed skill anywhere in the county, and nothing that has none', () => {
    const units = [unit(1), unit(9, { townId: 20, line: 'fire' })];
    const resources = [
      resource('near', 9),
      resource('far', 9, east(30)),
      resource('mediators', 9, { skills: ['mediation'] }),
    ];
    expect(order(advise(question(), units, resources))).toEqual([1, 'near', 'far']);
  });

  it('a unit with its own resources stands once, and brings them', () => {
    const own = [resource('pump', 1, { skills: ['drainage'] }), resource('brigade', 1)];
    const found = advise(question(), [unit(1)], own);
    expect(found).toHaveLength(1);
    expect(found[0]?.resources.map(({ name }) => name)).toEqual(['brigade']);
    expect(found[0]?.reasons).toContainEqual({
      code: 'advice.skill',
      params: { skills: '消防灭火', skillsEn: 'firefighting' },
    });
  });

  it('for a request for help only that kind, with what it lacks', () => {
    const units = [unit(1), unit(9, { townId: 20 })];
    const resources = [
      resource('eagle', 9, { skills: ['mountainRescue', 'firefighting'] }),
      resource('boats', 9, { skills: ['waterRescue'] }),
      resource('engine', 9, { kind: 'equipment' }),
    ];
    const found = advise(question({ kind: 'rescue' }), units, resources);
    expect(order(found)).toEqual(['eagle', 'boats']);
    expect(found[1]?.missing).toContainEqual({
      code: 'advice.wrong-skill',
      params: {
        skills: '消防灭火、山地搜救、无人机侦察',
        skillsEn: 'firefighting, mountain rescue, drone reconnaissance',
      },
    });
  });

  it('nobody of a unit that is not there, and never more than a screen', () => {
    expect(advise(question(), [], [resource('lost', 404)])).toEqual([]);
    const many = Array.from({ length: 60 }, (_, at) => resource(`r${at}`, 9));
    expect(advise(question(), [unit(9, { townId: 20 })], many)).toHaveLength(ADVICE_MAX);
  });
});

describe('what is missing is said', () => {
  it.each<[string, Partial<AdviceUnit>, object | undefined]>([
    ['advice.off-duty', { duty: OFF }, { from: NOW + 2 * HOUR }],
    ['advice.off-duty-long', { duty: { ...OFF, nextFrom: null } }, undefined],
    ['advice.no-roster', { duty: null }, undefined],
    ['advice.busy', { load: BUSY_FROM }, { count: BUSY_FROM }],
    ['advice.too-far', { point: east(20) }, { km: 19.6, minutes: 41, max: 30 }],
  ])('%s', (code, part, params) => {
    expect(only([unit(1, part)])?.missing).toEqual([params ? { code, params } : { code }]);
  });

  it('a roster that is not kept, where the unit answers around the clock, is no lack', () => {
    expect(codes(only([unit(1, { duty: null, duty24h: true })]))).toEqual([
      expect.arrayContaining(['advice.round-the-clock']),
      [],
    ]);
  });

  it.each([
    ['maintenance', 'advice.maintenance'],
    ['out', 'advice.out'],
  ] as const)('%s', (state, code) => {
    const found = only([unit(9, { townId: 20 })], [resource('r', 9, { state })]);
    expect(codes(found)[1]).toEqual([code]);
  });

  it('a unit brings nothing that is out or being mended', () => {
    const own = [resource('r', 1, { state: 'maintenance' })];
    expect(only([unit(1)], own)?.resources).toEqual([]);
  });

  it('without a place nothing is measured', () => {
    const found = only([unit(1)], [], { point: null });
    expect(found).toMatchObject({ meters: null, minutes: null });
    expect(codes(found)[1]).toEqual(['advice.no-place']);
  });

  it('whoever is on the matter already is left out, with all it has', () => {
    const asked = question({ holders: [1, 9], route: route() });
    const units = [unit(1), unit(2), unit(9, { townId: 20 })];
    expect(order(advise(asked, units, [resource('r', 9)]))).toEqual([2]);
  });
});

describe('the order', () => {
  it('puts whoever is on duty before whoever is not, even where the route names the latter to help', () => {
    const units = [unit(1, { duty: OFF }), unit(2)];
    const found = advise(question({ route: route({ lead: 99, co: [1] }) }), units, []);
    expect(order(found)).toEqual([2, 1]);
  });

  it('weighs minutes the more, the more urgent the matter', () => {
    const between = (level: AdviceQuestion['level']) => {
      const units = [unit(1, { point: east(4), line: 'emergency' }), unit(2, { load: 4 })];
      const [first, second] = advise(question({ level }), units, []);
      return Math.abs((first?.score ?? 0) - (second?.score ?? 0));
    };
    const near = advise(
      question({ level: 1 }),
      [unit(1, { point: east(4) }), unit(2, { load: 2 })],
      [],
    );
    expect(order(near)).toEqual([2, 1]);
    const routine = advise(
      question({ level: 4 }),
      [unit(1, { point: east(4) }), unit(2, { load: 2 })],
      [],
    );
    expect(order(routine)).toEqual([1, 2]);
    expect(between(1)).not.toBe(between(4));
  });

  it('counts from where something is now, not from its base', () => {
    const units = [unit(9, { townId: 20 })];
    const moving = resource('r', 9, { ...east(30), position: { ...east(1), at: NOW } });
    const found = only(units, [moving]);
    expect(found).toMatchObject({ isMoving: true, point: east(1), minutes: minutesFor(982) });
    expect(codes(found)[0]).toContain('advice.live-position');
  });

  it('counts from the nearest of its people under way instead of the middle of its area', () => {
    const people = [
      { ...east(12), at: NOW - 1 },
      { ...east(2), at: NOW - 2 },
    ];
    const found = only([unit(1, { people })]);
    expect(found).toMatchObject({ isMoving: true, seenAt: NOW - 2, point: east(2) });
    expect(found?.reasons).toContainEqual({
      code: 'advice.people-under-way',
      params: { count: 2 },
    });
    // Something of it that stands nearer is nearer still.
    const own = [resource('r', 1, east(1))];
    expect(only([unit(1, { people })], own)).toMatchObject({ isMoving: false, point: east(1) });
  });

  it('is never bettered by a lack', () => {
    const lacks: Partial<AdviceUnit>[] = [{ duty: OFF }, { load: 12 }, { point: east(25) }];
    fc.assert(
      fc.property(
        fc.subarray(lacks, { minLength: 1 }),
        fc.constantFrom(1, 2, 3, 4),
        (some, level) => {
          const worse = unit(2, Object.assign({}, ...some) as Partial<AdviceUnit>);
          const found = advise(question({ level: level as 1 }), [worse, unit(1)], []);
          return found[0]?.unitId === 1;
        },
      ),
      { seed: 19 },
    );
  });

  it('does not depend on the order in which they come', () => {
    const units = [
      unit(1),
      unit(2, { load: 1 }),
      unit(3, { duty: OFF }),
      unit(4),
      unit(9, { townId: 20 }),
    ];
    const resources = [resource('a', 9), resource('b', 9), resource('c', 9, east(3))];
    const expected = order(advise(question(), units, resources));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(units, { minLength: units.length }),
        fc.shuffledSubarray(resources, { minLength: resources.length }),
        (mixed, rest) => order(advise(question(), mixed, rest)).join() === expected.join(),
      ),
      { seed: 19, numRuns: 60 },
    );
  });
});

describe('what stands on the map', () => {
  it('is the register, nearest first, each with duty and with what speaks against it', () => {
    const units = [unit(1), unit(2, { duty: OFF }), unit(3, { duty: null })];
    const spots = resourceSpots(question(), units, [
      resource('far', 1, east(40)),
      resource('off', 2, east(3)),
      resource('boat', 3, { ...east(2), skills: ['waterRescue'] }),
      resource('mended', 1, { state: 'maintenance' }),
      resource('stranger', 99),
    ]);
    expect(
      spots.map(({ id, isOnDuty, missing }) => [id, isOnDuty, missing.map(({ code }) => code)]),
    ).toEqual([
      ['mended', true, ['advice.maintenance']],
      ['boat', null, ['advice.wrong-skill', 'advice.no-roster']],
      ['off', false, ['advice.off-duty']],
      ['far', true, ['advice.too-far']],
    ]);
    const many = Array.from({ length: 90 }, (_, at) => resource(`r${at}`, 1));
    expect(resourceSpots(question(), units, many)).toHaveLength(RESOURCES_ON_MAP_MAX);
    const lost = resourceSpots(question({ point: null }), units, [resource('r', 1)]);
    expect(lost).toMatchObject([{ meters: null, ...SCENE }]);
  });
});

describe('the words', () => {
  it('exist in both languages and fill in the same things', () => {
    const holes = (text: string) =>
      [...text.matchAll(/\{(\w+?)(En)?\}/g)].map(([, name]) => name).toSorted();
    for (const { zh, en } of Object.values({ ...ADVICE_REASONS, ...ADVICE_LACKS }))
      expect(holes(en)).toEqual(holes(zh));
  });

  it('every kind of matter asks for skills that exist', () => {
    const known = new Set<string>(Object.keys(SKILLS));
    for (const item of ['0101001', '0201001', '0202001', '1202001', '0405999', '1401001'])
      for (const skill of skillsNeeded(item)) expect(known.has(skill)).toBe(true);
    expect(skillsNeeded('0202001')[0]).toBe<Skill>('drainage');
    expect(skillsNeeded('0201999')).toEqual(['firefighting']);
    expect(skillsNeeded('1401001')).toEqual([]);
    expect(skillsNeeded(null)).toEqual([]);
    expect(Object.keys(RESOURCE_KINDS)).toHaveLength(4);
  });
});
