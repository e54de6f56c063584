// What a report says of its place must agree with itself.
import { expect, test } from 'vitest';
import { systemActor } from '#modules/identity/index.ts';
import type { Refused } from '#platform/errors/index.ts';
import { ReportInput } from './contract.ts';
import { prepareReport } from './report.ts';

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
