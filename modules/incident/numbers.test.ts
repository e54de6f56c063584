// Foreseen numbers: each commit of a process knows its own before the one before it has ended.
import { expect, test } from 'vitest';
import { numberBook, numbersFrom, wanted, type Foresight, type Wanted } from './numbers.ts';
import { MORNING } from './testing.ts';
import { DAY } from '#platform/time/index.ts';

const county = { countyId: 1, divisionCode: '330382', zone: 'Asia/Shanghai' };
const want = (count: number, now = MORNING): Wanted[] => [wanted(county, count, now)];

/** A book that was told that the day's last number is 100. */
function bookAt100() {
  const book = numberBook();
  book.learn(want(0), [100]);
  return book;
}

/** A promise and how to end it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test('what is given counts before it is committed', () => {
  const book = bookAt100();
  expect(book.foresee(want(3))?.afters).toEqual([100]);
  expect(book.foresee(want(2))?.afters).toEqual([103]);
  expect(numbersFrom(want(2)[0] as Wanted, 103)).toEqual([
    '330382-20261118-000104',
    '330382-20261118-000105',
  ]);
});

test('another day, an unknown county and whoever comes after one who asks cannot be foreseen', () => {
  const book = bookAt100();
  expect(book.foresee(want(1, MORNING + DAY))).toBeUndefined();
  expect(
    book.foresee([...want(1), wanted({ ...county, countyId: 2 }, 1, MORNING)]),
  ).toBeUndefined();
  void book.inTurn(want(1, MORNING + DAY), undefined, () => new Promise(() => {}));
  expect(book.foresee(want(1))).toBeUndefined();
});

test('turns are taken in order; who was to ask need not when the one before has asked', async () => {
  const book = numberBook();
  const said: (string | number)[] = [];
  const { open, opened } = gate();
  const asks = async (sight: Foresight | undefined) => {
    said.push(sight ? 'foreseen' : 'asks');
    await opened;
    book.learn(want(5), [0]);
  };
  const first = book.inTurn(want(5), book.foresee(want(5)), asks);
  const second = book.inTurn(want(1), book.foresee(want(1)), async (sight) => {
    said.push(sight?.afters[0] ?? 'asks');
  });
  await Promise.resolve();
  open();
  await Promise.all([first, second]);
  expect(said).toEqual(['asks', 5]);
});

test('what was foreseen after a commit that failed no longer holds', async () => {
  const book = bookAt100();
  const failing = book.inTurn(want(3), book.foresee(want(3)), async () => {
    throw new Error('undone');
  });
  const next = book.inTurn(want(1), book.foresee(want(1)), async (sight) => sight?.afters);
  await expect(failing).rejects.toThrow('undone');
  expect(await next).toBeUndefined();
});

test('what one asks together with an unknown county is not foreseen until it is answered', async () => {
  const book = bookAt100();
  const { open, opened } = gate();
  const both = [...want(2), wanted({ ...county, countyId: 2 }, 1, MORNING)];
  const asking = book.inTurn(both, book.foresee(both), async () => {
    await opened;
    book.learn(both, [100, 0]);
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(book.foresee(want(1))).toBeUndefined();
  open();
  await asking;
  expect(book.foresee(want(1))?.afters).toEqual([102]);
});

test('another county does not wait', async () => {
  const book = numberBook();
  const { open, opened } = gate();
  const slow = book.inTurn(want(1), undefined, () => opened);
  const other = [wanted({ ...county, countyId: 2 }, 1, MORNING)];
  expect(await book.inTurn(other, undefined, async () => 'done')).toBe('done');
  open();
  await slow;
});

test('after somebody else gave the same numbers, the next commits ask', async () => {
  const book = bookAt100();
  const missing = book.inTurn(want(1), book.foresee(want(1)), async () => {
    throw Object.assign(new Error('null value'), { code: '23502', table: 'incident_serial' });
  });
  await expect(missing).rejects.toThrow('null value');
  let asked = 0;
  while (!book.foresee(want(0))) {
    book.learn(want(1), [200 + asked]);
    asked += 1;
  }
  expect(asked).toBe(50);
});

test('nothing is foreseen past one that waits with what no longer holds', async () => {
  const book = bookAt100();
  const { open, opened } = gate();
  const first = book.inTurn(want(1), book.foresee(want(1)), async (sight) => {
    await opened;
    expect(sight).toBeUndefined();
    book.learn(want(1), [300]);
  });
  const second = book.inTurn(want(1), book.foresee(want(1)), async (sight) => sight?.afters);
  book.forget();
  book.learn(want(0), [300]);
  expect(book.foresee(want(1))).toBeUndefined();
  open();
  await first;
  expect(await second).toEqual([301]);
  expect(book.foresee(want(1))?.afters).toEqual([302]);
});
