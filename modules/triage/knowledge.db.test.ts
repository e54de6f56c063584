// Triage over the demonstration county as the server loads it.
import { beforeAll, expect, it } from 'vitest';
import { seedPlaceNames } from '#modules/address/index.ts';
import { seedCatalog } from '#modules/catalog/index.ts';
import {
  jurisdictionsByIds,
  seedCounty,
  servedLines,
  unitsByIds,
  yueqing,
} from '#modules/organization/index.ts';
import type { Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { NO_CELL } from '#platform/geo/index.ts';
import { loadKnowledge, loadPlaces, type CountyKnowledge } from './knowledge.ts';
import { triage } from './triage.ts';

let db: Db;
let knowledge: CountyKnowledge;

beforeAll(async () => {
  ({ db } = await testDatabase());
  const { countyId } = await seedCounty(db, yueqing());
  await seedCatalog(db, { countyIds: [countyId], knownLines: await servedLines(db), now: 0 });
  const { areas, index, grids } = await loadPlaces(db, countyId);
  const gridAt = (lng6: number, lat6: number) => {
    const gridId = index.locate(lng6, lat6);
    const owner = gridId === NO_CELL ? undefined : grids.get(gridId);
    return owner && { gridId, ...owner };
  };
  const seed = { countyId, countyCode: '330382', areas, gridAt };
  expect(await seedPlaceNames(db, seed)).toBeGreaterThan(100);
  knowledge = await loadKnowledge(db, countyId);
});

async function named(text: string, point: { lng6: number; lat6: number } | null = null) {
  const result = triage(
    { text, point, source: 'phone', occurredAt: 0, itemCode: null, level: null, place: null },
    { ...knowledge, recent: () => [], route: () => undefined },
  );
  const { townId, gridId } = result.place.value;
  const places = await jurisdictionsByIds(db, [townId ?? 0, gridId ?? 0]);
  const room = result.room && (await unitsByIds(db, [result.room.value])).get(result.room.value);
  return {
    town: places.get(townId ?? 0)?.name,
    hasGrid: gridId !== null,
    item: result.item?.value,
    room: room?.name,
  };
}

it('places the banner, the quarrel and the smoke of the stories', async () => {
  expect(await named('柳市镇新光大道两侧挂了违规横幅')).toEqual({
    ...{ town: '柳市镇', hasGrid: true, item: '0503002', room: '柳市镇综合信息指挥室' },
  });
  expect(await named('翁垟街道皇冠KTV门口有人发生口角')).toEqual({
    ...{ town: '翁垟街道', hasGrid: true, item: '0301001', room: '翁垟街道综合信息指挥室' },
  });
  expect(await named('大荆镇后山冒烟，疑似有人烧草木灰')).toMatchObject({
    ...{ town: '大荆镇', item: '0201001' },
  });
});

it('puts the centre of every village into that village or at least into the county', () => {
  const outside = knowledge.areas.filter(({ centre }) => {
    const [lng6, lat6] = [Math.round(centre.lng * 1e6), Math.round(centre.lat * 1e6)];
    return knowledge.index.locate(lng6, lat6) === NO_CELL;
  });
  expect(outside).toEqual([]);
});

it('gives what cannot be placed to the county centre', async () => {
  expect((await named('有人吵架')).room).toBe('乐清市社会治理中心');
});
