// The order of the desk, what rings, what comes next.
import { describe, expect, test } from 'vitest';
import type { ClockView, Verb, WorkRow } from '#modules/incident/contract.ts';
import { HOUR, MINUTE, SECOND } from '#platform/time/index.ts';
import { countdown, deskSteps, fourClocks, orderWaiting, ringing } from './order.ts';

const NOW = Date.UTC(2026, 10, 22, 6);

function row(id: string, left: number, more: Partial<WorkRow> = {}): WorkRow {
  const clock = { kind: 'accept' as const, startedAt: NOW, warnAt: NOW, state: 'running' as const };
  return {
    id,
    status: 'reported',
    source: 'hotline12345',
    level: 4,
    reportedAt: NOW,
    clock: { ...clock, dueAt: NOW + left },
    clocks: [],
    help: [],
    verbs: [],
    ...more,
  } as unknown as WorkRow;
}
const call = { source: 'police110', level: 2 } as const;

describe('the order', () => {
  const ids = (rows: WorkRow[]) => orderWaiting(rows, NOW).map(({ id }) => id);

  test('110 and urgent first, then the shortest clock', () => {
    expect(
      ids([
        row('hotline', MINUTE),
        row('call', 50 * SECOND, call),
        row('urgent', 4 * MINUTE, { level: 1 }),
        row('late call', -20 * SECOND, call),
      ]),
    ).toEqual(['late call', 'call', 'urgent', 'hotline']);
  });

  test('what ran out long ago stands behind what can be met, the newest first', () => {
    expect(
      ids([row('yesterday', -20 * HOUR), row('an hour ago', -HOUR), row('soon', 2 * HOUR)]),
    ).toEqual(['soon', 'an hour ago', 'yesterday']);
  });

  test('what only waits for dispatch stands behind what is not accepted', () => {
    expect(ids([row('filed', SECOND, { status: 'filed' }), row('reported', HOUR)])).toEqual([
      'reported',
      'filed',
    ]);
  });
});

describe('what rings', () => {
  const ids = (...rows: WorkRow[]) => ringing(rows, NOW).map(({ id }) => id);

  test('under a minute is left, and nobody has accepted it', () => {
    expect(ids(row('59 s', 59 * SECOND), row('a minute', MINUTE))).toEqual(['59 s']);
    expect(ids(row('accepted', SECOND, { status: 'filed' }))).toEqual([]);
  });

  test('a call rings until it is accepted; a hotline matter stops after ten minutes', () => {
    expect(ids(row('call', -3 * HOUR, call), row('hotline', -11 * MINUTE))).toEqual(['call']);
    expect(ids(row('hotline', -9 * MINUTE))).toEqual(['hotline']);
  });
});

describe('the next step', () => {
  const clock = (kind: string, state: string): ClockView =>
    ({ kind, state, assignmentNo: null }) as unknown as ClockView;
  const steps = (status: string, verbs: Verb[], clocks: ClockView[] = [], help: object[] = []) =>
    deskSteps({ status, verbs, clocks, help } as unknown as WorkRow);

  test('accept and dispatch, contact, then wait, then feed back and close', () => {
    const contact = clock('contact', 'running');
    expect(steps('reported', ['accept', 'contact'], [contact])).toEqual([
      'acceptAndDispatch',
      'contact',
    ]);
    expect(steps('filed', ['dispatch', 'contact'], [contact])).toEqual(['dispatch', 'contact']);
    expect(steps('handling', ['contact', 'resolve'], [clock('contact', 'stopped')])).toEqual([]);
    expect(steps('resolved', ['feedback', 'close'], [clock('feedback', 'running')])).toEqual([
      'feedback',
      'close',
    ]);
  });

  test('nothing that the server does not allow', () => {
    expect(steps('reported', ['annotate'], [clock('contact', 'running')])).toEqual([]);
  });

  test('help that was asked for is acknowledged once and answered once', () => {
    const verbs: Verb[] = ['acknowledge', 'support', 'decline'];
    const asked = { acknowledgedAt: null, answeredAt: null };
    expect(steps('handling', verbs, [], [asked])).toEqual(verbs);
    expect(steps('handling', verbs, [], [{ ...asked, acknowledgedAt: NOW }])).toEqual([
      'support',
      'decline',
    ]);
  });

  test("the four clocks are the matter's own, and void ones say nothing", () => {
    const own = clock('arrive', 'running');
    const team = { ...clock('arrive', 'running'), assignmentNo: 2 };
    expect(fourClocks({ clocks: [own, team, clock('contact', 'void')] })).toEqual({
      accept: undefined,
      contact: undefined,
      arrive: own,
      feedback: undefined,
    });
  });
});

test('a countdown is told in figures under an hour', () => {
  expect(countdown(42 * SECOND)).toBe('0:42');
  expect(countdown(-125 * SECOND)).toBe('2:05');
  expect(countdown(HOUR)).toBeNull();
});
