// Triage over the demonstration county as the server seeds and loads it.
import { beforeAll, expect, it } from 'vitest';
import { placeNamesOf } from '#modules/address/index.ts';
import { findCounty, jurisdictionsByIds, unitsByIds } from '#modules/organization/index.ts';
import { triage } from '#modules/triage/index.ts';
import type { Db } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { toMicro } from '#platform/geo/index.ts';
import { referenceStore, type CountyReference, type ReferenceStore } from './reference.ts';
import { seedDemo } from './seed.ts';

const NOW = Date.parse('2026-11-20T15:00:00+08:00');
let db: Db;
let reference: CountyReference;
let knowledge: Awaited<ReturnType<ReferenceStore['triageKnowledge']>>;

beforeAll(async () => {
  ({ db } = await testDatabase());
  await seedDemo(db, NOW, () => {});
  const countyId = (await findCounty(db, '330382'))?.id ?? 0;
  expect((await placeNamesOf(db, countyId)).length).toBeGreaterThan(100);
  const store = referenceStore(db);
  reference = await store.of(countyId);
  knowledge = await store.triageKnowledge(countyId);
});

async function named(text: string) {
  const result = triage(
    {
      text,
      point: null,
      source: 'phone',
      occurredAt: NOW,
      itemCode: null,
      level: null,
      place: null,
    },
    knowledge,
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
  const outside = reference.areas.filter(({ centre }) => {
    const { lng6, lat6 } = toMicro(centre);
    return !reference.gridAt(lng6, lat6);
  });
  expect(outside).toEqual([]);
});

it('gives what cannot be placed to the county centre', async () => {
  expect((await named('有人吵架')).room).toBe('乐清市社会治理中心');
});
