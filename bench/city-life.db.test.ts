// The people of the city-year keep to the rules that are in force: whoever changes a rule hears of it here,
// and not as a missing transition of a bench.
import { beforeAll, describe, expect, test } from 'vitest';
import { knowledgeStore, replay, type Fact, type Knowledge } from '#modules/incident/index.ts';
import { testDatabase } from '#platform/db/testing.ts';
import { systemClock } from '#platform/time/index.ts';
import { referenceStore, type CountyReference } from '../apps/server/reference.ts';
import { seedDemo } from '../apps/server/seed.ts';
import { cityYear } from './city-life.ts';
import { seededPlaces, type FillPlaces } from './fill-places.ts';

const COUNTY = 1;
const COUNT = 1_200;
const START = Date.parse('2024-12-31T16:00:00Z');
const VERBS_LEAST = 8;

let reference: CountyReference;
let knowledge: Knowledge;
let places: FillPlaces;

beforeAll(async () => {
  const { db, url } = await testDatabase();
  await seedDemo(db, systemClock.now(), () => {});
  const store = referenceStore(db);
  reference = await store.of(COUNTY);
  knowledge = await knowledgeStore(store.knowledgePorts, systemClock).of(COUNTY);
  places = await seededPlaces(url, COUNTY);
});

function told(share: number, shares: number) {
  const facts = new Map<string, Fact[]>();
  const asked: number[] = [];
  const run = replay(
    cityYear({ reference, places, start: START, count: COUNT, share, shares }),
    { countyId: COUNTY, knowledge },
    {
      fact(life, { fact }) {
        const its = facts.get(life.matter.id);
        if (its) its.push(fact);
        else facts.set(life.matter.id, [fact]);
      },
      ended: (life) => void asked.push(life.asked),
    },
  );
  while (run.go(1_000));
  return { facts, asked, tally: run.tally };
}

describe('a city-year', () => {
  test('then nobody is refused, every life is whole, and of eight verbs at least', () => {
    const { facts, asked, tally } = told(0, 1);
    expect([...tally.refusals]).toEqual([]);
    expect(facts.size).toBe(COUNT);
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(VERBS_LEAST);
    const last = new Set([...facts.values()].map((history) => history.at(-1)?.type));
    expect([...last]).toEqual(['incident.archived']);
    const numbers = [...facts.values()].map(([first]) =>
      first?.type === 'incident.reported' ? first.data.number : '',
    );
    expect(new Set(numbers).size).toBe(COUNT);
    expect(tally.rings).toBeGreaterThan(COUNT / 20);
  });

  test('given two tell it, then together they tell the same', () => {
    const { tally } = told(0, 1);
    const halves = [told(0, 2), told(1, 2)];
    const sum = (of: (half: ReturnType<typeof told>) => number) =>
      halves.reduce((total, half) => total + of(half), 0);
    expect(sum((half) => half.tally.facts)).toBe(tally.facts);
    expect(sum((half) => half.facts.size)).toBe(COUNT);
  });
});
