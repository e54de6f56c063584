import { expect, it, vi } from 'vitest';
import { shippedCatalog, toCatalog } from '#modules/catalog/index.ts';
import { buildClassifier, teachClassifier } from '#modules/triage/index.ts';
import { taughtBeside } from './taught-beside.ts';

const catalog = toCatalog(7, shippedCatalog());

it('says nothing and learns nothing until it was learnt elsewhere, then the same', async () => {
  const ask = vi.fn<(countyId: number, catalogId: number) => void>();
  const { classifierOf, taught } = taughtBeside(ask);
  const used = process.cpuUsage();
  for (let at = 0; at < 100; at++)
    expect(classifierOf(catalog, 1).classify('路灯不亮好几天了')).toEqual([]);
  const { user, system } = process.cpuUsage(used);
  expect((user + system) / 1000).toBeLessThan(200);
  expect(ask.mock.calls).toEqual([[1, 7]]);

  // As it comes out of the channel between the processes.
  const learnt = structuredClone(teachClassifier(catalog.items));
  await taught(8, learnt);
  expect(classifierOf(catalog, 1).classify('路灯不亮好几天了')).toEqual([]);
  await taught(7, learnt);
  const here = buildClassifier(catalog.items);
  for (const text of ['路灯不亮好几天了', 'KTV门口有人吵架', '今天天气不错', ''])
    expect(classifierOf(catalog, 2).classify(text)).toEqual(here.classify(text));
});
