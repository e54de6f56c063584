import { expect, it } from 'vitest';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { NO_ITEM, sentencesFor } from './sentences.ts';

const { items } = shippedCatalog();
const sentences = sentencesFor(items);

it('are there for every shipped item, none twice and none that is a phrase of the catalogue', () => {
  const labels = new Set(sentences.map((one) => one.label));
  expect([...labels].sort()).toEqual([...items.map((item) => item.code), NO_ITEM].sort());
  const texts = sentences.map((one) => one.text);
  expect(new Set(texts).size).toBe(texts.length);
  const phrases = new Set(items.flatMap((item) => item.phrases));
  expect(texts.filter((text) => phrases.has(text))).toEqual([]);
});

it('say nothing of an item that a county has made another of', () => {
  const renamed = items.map((item) =>
    item.code === '0601001' ? { ...item, name: { zh: '路灯养护', en: '' } } : item,
  );
  const labels = new Set(sentencesFor(renamed).map((one) => one.label));
  expect(labels.has('0601001')).toBe(false);
  expect(labels.size).toBe(items.length);
});
