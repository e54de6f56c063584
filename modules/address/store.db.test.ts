import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { startTestServer } from '#platform/http/testing.ts';
import { PlaceSearchAnswer } from './contract.ts';
import { addressRoutes } from './routes.ts';
import { placeNamesOf } from './queries/place-names.ts';
import { placeSearch } from './queries/place-search.ts';
import { savePlaceNames } from './store.ts';
import { SOME_AREAS, SOME_PLACES } from './testing.ts';

let db: Db;

beforeAll(async () => {
  let owner: Db;
  ({ db, owner } = await testDatabase());
  await sql`insert into county (id, code, name_zh, name_en, kind, country, zone, locale, map_notice_zh, map_notice_en)
    values (1, '330382', '乐清市', 'Yueqing', 'countyLevelCity', 'CN', 'Asia/Shanghai', 'zh-CN', '示意图', 'Sketch')`.execute(
    owner,
  );
  const grids = SOME_AREAS.filter((area) => area.level === 'village').map((area) => ({
    ...area,
    level: 'grid',
    id: area.id * 10,
    villageId: area.id,
  }));
  for (const area of [...SOME_AREAS, ...grids])
    await sql`insert into jurisdiction
      (id, county_id, level, code, name, town_id, village_id, centre_lng, centre_lat, outline, generated,
       boundary_version, valid_from)
      values (${area.id}, 1, ${area.level}, ${String(area.id)}, ${area.name}, ${area.townId},
        ${'villageId' in area ? area.villageId : area.level === 'village' ? area.id : null},
        120900000, 28100000, ''::bytea, true, 1, '2026-01-01')`.execute(owner);
});

const save = () => inTransaction(db, [1], (tx) => savePlaceNames(tx, 1, SOME_PLACES));
const search = async (text: string, limit = 20) =>
  (await placeSearch(db, { countyId: 1, text, areas: SOME_AREAS, limit })).map((one) => one.name);

describe('place names', () => {
  it('are kept once, however often they are saved', async () => {
    await save();
    await save();
    const kept = await placeNamesOf(db, 1);
    expect(kept.map(({ id, ...rest }) => ({ ...rest, id: typeof id }))).toEqual(
      SOME_PLACES.map(({ id, ...rest }) => ({ ...rest, id: typeof id })),
    );
  });

  it('are found by two characters, by a part, and with towns and villages', async () => {
    expect(await search('新光')).toEqual(['新光大道']);
    expect(await search('大道')).toEqual(['新光大道']);
    expect(await search('ktv')).toEqual(['金海岸KTV']);
    expect(await search('柳市')).toEqual(['柳市镇']);
    expect(await search('新塘')).toEqual(['新塘村委会', '新塘村委会']);
    expect(await search('人')).toEqual(['人民路', '人民路']);
    expect(await search('路', 2)).toHaveLength(2);
    expect(await search("%_'\\")).toEqual([]);
  });

  it('are found by a messy address: its parts are looked up, within the town it says', async () => {
    expect(await search('浙江省乐清市柳市鎮　新光大道１２８号3栋二单元')).toEqual([
      '新光大道',
      '柳市镇',
    ]);
    expect(await search('乐清市城东街道人民路88号对面')).toEqual(['人民路', '城东街道']);
    const [road] = await placeSearch(db, {
      countyId: 1,
      text: '乐清市城东街道人民路88号对面',
      areas: SOME_AREAS,
      limit: 5,
    });
    expect(road?.townId).toBe(2);
    expect(await search('柳市镇东风社区25号')).toEqual(['东风社区', '柳市镇']);
    expect(await search('山东省济南市历下区经十路1号')).toEqual([]);
  });
});

it('answers over HTTP, and refuses what is no question', async () => {
  const server = await startTestServer({ refusals: {} }, (app) => {
    const deps = { db, areasOf: async () => SOME_AREAS, mayRead: () => {} };
    app.register(addressRoutes(deps), { prefix: '/api/v1' });
  });
  const ask = async (query: string) => {
    const answer = await fetch(`${server.url}/api/v1/places/search?${query}`);
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  const found = await ask(`countyId=1&text=${encodeURIComponent('新光')}`);
  expect(PlaceSearchAnswer.parse(found.body).places).toMatchObject([
    { name: '新光大道', kind: 'road', townId: 1, generated: true },
  ]);
  const messy = encodeURIComponent('浙江省 乐清市 柳市镇 新光大道１２８号 楼上');
  const led = await ask(`countyId=1&text=${messy}&limit=1`);
  expect(PlaceSearchAnswer.parse(led.body).places).toMatchObject([{ name: '新光大道', townId: 1 }]);
  for (const bad of ['countyId=1&text=', 'countyId=x&text=a', `countyId=1&text=${'a'.repeat(121)}`])
    expect((await ask(bad)).status).toBe(400);
  await server.close();
});
