import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '#platform/db/testing.ts';
import {
  baltimore,
  countyList,
  findCounty,
  jurisdictionChildren,
  jurisdictionsByCodes,
  jurisdictionsByIds,
  jurisdictionTree,
  loadGridShapes,
  outlinesOf,
  placePeople,
  seedCounty,
  servedLines,
  servingUnits,
  unitList,
  unitsByIds,
  unitsServing,
  yueqing,
} from './index.ts';

const definition = yueqing();
let db: TestDatabase['db'];
let countyId = 0;

beforeAll(async () => {
  ({ db } = await testDatabase());
  ({ countyId } = await seedCounty(db, definition));
});

const placeOf = async (code: string) => {
  const place = (await jurisdictionsByCodes(db, countyId, [code])).get(code);
  if (!place) throw new Error(`no place ${code}`);
  return place;
};

describe('seedCounty', () => {
  it('loads every place and unit of the definition, tied to their parents', async () => {
    const tree = await jurisdictionTree(db, countyId);
    expect(tree).toHaveLength(1 + 25 + 514);
    const units = await unitList(db, { countyId });
    expect(units).toHaveLength(definition.units.length);
    expect(units.filter(({ parentId }) => parentId === null).map(({ name }) => name)).toEqual([
      '乐清市社会治理中心',
    ]);
  });

  it('changes nothing when it runs again', async () => {
    expect(await seedCounty(db, definition)).toEqual({ countyId, created: false });
    expect(await unitList(db, { countyId })).toHaveLength(definition.units.length);
  });

  it('keeps a second county apart, with its own zone and language', async () => {
    const second = await seedCounty(db, baltimore());
    expect(second.created).toBe(true);
    const counties = await countyList(db);
    expect(counties.map(({ code, zone }) => [code, zone])).toEqual([
      ['330382', 'Asia/Shanghai'],
      ['US-24510', 'America/New_York'],
    ]);
    expect((await loadGridShapes(db, second.countyId)).length).toBeGreaterThan(150);
    expect(await findCounty(db, 'US-24510')).toMatchObject({ id: second.countyId, locale: 'en' });
  });
});

describe('the tree', () => {
  it('knows the ancestors of a village', async () => {
    const village = await placeOf('330382114373');
    const town = await placeOf('330382114');
    expect(village).toMatchObject({
      name: '湖横西岙村',
      townId: town.id,
      villageId: village.id,
      parentId: town.id,
      generated: true,
    });
    expect(village.centre.lng).toBeGreaterThan(120.7);
    const grids = await jurisdictionChildren(db, village.id);
    expect(grids.length).toBeGreaterThanOrEqual(2);
    expect(grids[0]).toMatchObject({
      code: '330382114373001',
      name: '湖横西岙村第一网格',
      townId: town.id,
      villageId: village.id,
    });
    expect((await jurisdictionsByIds(db, [village.id, -1])).size).toBe(1);
  });
});

describe('the shapes', () => {
  it('come back vertex for vertex', async () => {
    const shapes = await loadGridShapes(db, countyId);
    const drawn = definition.places.filter(({ level }) => level === 'grid');
    expect(shapes).toHaveLength(drawn.length);
    const grid = drawn[0];
    const id = (await placeOf(grid?.code ?? '')).id;
    expect(shapes.find(({ gridId }) => gridId === id)?.ring).toEqual(grid?.rings[0]);
    const towns = await outlinesOf(db, countyId, 'town');
    expect(towns.map(({ name }) => name)).toContain('柳市镇');
  });
});

describe('unitsServing', () => {
  it('takes the office of the town before that of the county', async () => {
    const grid = await placeOf('330382114373001');
    const names = (await unitsServing(db, grid.id, 'enforcement')).map(({ name }) => name);
    expect(names).toEqual(['柳市镇综合行政执法中队', '乐清市综合行政执法局']);
  });

  it('takes the county where the town has no such office', async () => {
    const grid = await placeOf('330382114373001');
    expect((await unitsServing(db, grid.id, 'sanitation')).map(({ name }) => name)).toEqual([
      '乐清市环境卫生管理中心',
    ]);
  });

  it('finds village, command room and centre for what belongs to the place', async () => {
    const grid = await placeOf('330382114373001');
    expect((await unitsServing(db, grid.id, 'village'))[0]?.name).toBe('湖横西岙村');
    expect((await unitsServing(db, grid.id, 'command')).map(({ kind }) => kind)).toEqual([
      'commandRoom',
      'countyCentre',
    ]);
    expect(await unitsServing(db, grid.id, null)).toEqual([]);
  });
});

describe('unitList', () => {
  it('filters by kind, line and words, and takes wild cards as they are', async () => {
    expect(await unitList(db, { countyId, kinds: ['commandRoom'] })).toHaveLength(25);
    expect(await unitList(db, { countyId, line: 'police', text: '柳市' })).toHaveLength(1);
    expect(await unitList(db, { countyId, text: '%' })).toEqual([]);
    expect(await unitList(db, { countyId, limit: 3 })).toHaveLength(3);
    const [unit] = await unitList(db, { countyId, limit: 1 });
    expect((await unitsByIds(db, [unit?.id ?? 0])).get(unit?.id ?? 0)).toEqual(unit);
  });

  it('serves every line that a catalogue may name', async () => {
    expect([...(await servedLines(db))]).toEqual(
      expect.arrayContaining(['enforcement', 'village', 'command', 'response', 'sanitation']),
    );
  });
});

describe('servingUnits', () => {
  it('answers in memory as the query does', async () => {
    const county = await placeOf('330382');
    const serving = servingUnits(await unitList(db, { countyId }), county.id);
    const grid = await placeOf('330382114373001');
    for (const line of ['enforcement', 'sanitation', 'village', 'command', 'nobody'])
      expect(serving({ ...grid, gridId: grid.id }, line)).toEqual(
        await unitsServing(db, grid.id, line),
      );
    // A place known only to the county is served by the county.
    const nowhere = { townId: null, villageId: null, gridId: null };
    expect(serving(nowhere, 'enforcement').map(({ name }) => name)).toEqual([
      '乐清市综合行政执法局',
    ]);
  });
});

describe('the demonstration people', () => {
  it('get the ids that an appointment needs', async () => {
    const people = await placePeople(db, countyId, definition.people);
    const worker = people.find(({ login }) => login === 'grid');
    const village = await placeOf('330382114248');
    expect(worker?.place).toMatchObject({
      countyId,
      townId: village.townId,
      villageId: village.id,
    });
    expect(worker?.place.gridIds).toEqual(
      (await jurisdictionChildren(db, village.id)).map(({ id }) => id),
    );
    expect(worker).toMatchObject({ role: 'gridWorker', line: null, shown: true });
    const officer = people.find(({ login }) => login === 'officer');
    const unit = (await unitsByIds(db, [officer?.unitId ?? 0])).get(officer?.unitId ?? 0);
    expect([unit?.name, officer?.line]).toEqual(['柳市镇综合行政执法中队', 'enforcement']);
    expect(people.find(({ login }) => login === 'sysadmin')?.unitId).toBeNull();
  });

  it('belong to units and places that exist, under logins of their own', () => {
    const units = new Set(definition.units.map(({ code }) => code));
    const places = new Set(definition.places.map(({ code }) => code));
    const logins = [...definition.people, ...baltimore().people].map(({ login }) => login);
    expect(new Set(logins).size).toBe(logins.length);
    for (const { unitCode, townCode, villageCode, gridCodes } of definition.people) {
      if (unitCode !== null) expect(units).toContain(unitCode);
      for (const code of [townCode, villageCode, ...gridCodes])
        if (code !== null) expect(places).toContain(code);
    }
    expect(
      definition.people.find(({ login }) => login === 'grid')?.gridCodes.length,
    ).toBeGreaterThan(0);
  });
});
