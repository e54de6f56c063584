// What a report says of its place must agree with itself.
import { expect, test } from 'vitest';
import { systemActor, type Actor } from '#modules/identity/index.ts';
import type { Refused } from '#platform/errors/index.ts';
import { ReportInput } from './contract.ts';
import { isSeenAfterwards, prepareReport } from './report.ts';

const TOWN = 10;
const VILLAGE = { id: 100, townId: TOWN };
const GRID = { id: 1000, villageId: VILLAGE.id, townId: TOWN };
const desk: Parameters<typeof prepareReport>[2] = {
  ...{ countyId: 1, divisionCode: '330382', zone: 'Asia/Shanghai' },
  locate: () => undefined,
  roomOf: () => undefined,
  ancestry: (id) =>
    new Map([
      [TOWN, { townId: TOWN, villageId: null, gridId: null }],
      [VILLAGE.id, { townId: TOWN, villageId: VILLAGE.id, gridId: null }],
      [GRID.id, { townId: TOWN, villageId: VILLAGE.id, gridId: GRID.id }],
    ]).get(id),
};

test('given a desk writes down what lies in another town, then it is told that it will not see it', () => {
  const clerk: Actor = {
    ...{ kind: 'person', id: '01a20505-afd7-7b62-8ca9-fd7d469db660', name: 'clerk' },
    posts: [{ role: 'infoClerk', unitId: 7, place: { countyId: 1, townId: TOWN + 1 }, line: null }],
  };
  const roomOf = (townId: number | null) => (townId === TOWN ? 99 : 7);
  const seen = (place: object) =>
    isSeenAfterwards(
      prepareReport(
        ReportInput.parse({ source: 'phone', text: '路面破损', ...place }),
        clerk,
        { ...desk, roomOf },
        0,
      ),
    );
  expect(seen({})).toBe(true);
  expect(seen({ villageId: VILLAGE.id })).toBe(false);
});

function prepared(place: object) {
  const input = ReportInput.parse({ source: 'phone', text: '路面破损', ...place });
  try {
    return prepareReport(input, systemActor('test'), desk, 0).place;
  } catch (error) {
    const { code, field } = (error as Refused).refusal;
    return `${code} ${field}`;
  }
}

test('given a town or village beside what does not lie in it, then the report is refused naming the field', () => {
  const [townId, villageId, gridId] = [TOWN, VILLAGE.id, GRID.id];
  expect(prepared({ townId, villageId, gridId })).toMatchObject({ townId, villageId, gridId });
  expect(prepared({ gridId })).toMatchObject({ townId, villageId, gridId });
  expect(prepared({ townId: 20, villageId })).toBe('intake.place-not-within villageId');
  expect(prepared({ townId: 20, gridId })).toBe('intake.place-not-within gridId');
  expect(prepared({ villageId: 200, gridId })).toBe('intake.place-not-within gridId');
});
