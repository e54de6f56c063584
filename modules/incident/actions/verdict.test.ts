// After the end: calling back, the caller's verdict, spot checks; what is major is reported upwards.
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import type { Gathered } from './action.ts';
import { actorAs, aMatter, aMatterAtWork, ITEMS, MORNING, PEOPLE, UNITS } from '../testing.ts';

const { citizen, clerk, secondClerk, director, countyDuty, commander, handler, supervisor } =
  PEOPLE;

function closed(gathered: Gathered = {}) {
  const matter = aMatterAtWork({ gathered });
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
  matter.act(clerk, 'close');
  return matter;
}
const reached = { reached: true, responded: true, solved: false };

describe('followUp 回访', () => {
  test('three calls at different hours; then it stands that nobody was reached', () => {
    const matter = closed();
    const call = { reached: false };
    expect(matter.act(clerk, 'followUp', call).flags.followUpTries).toBe(1);
    expect(matter.refusal(clerk, 'followUp', call)).toBe('incident.follow-up-too-soon');
    expect(matter.clock('followUp')?.state).toBe('running');
    matter.wait(HOUR);
    matter.act(secondClerk, 'followUp', call);
    matter.wait(HOUR);
    const after = matter.act(clerk, 'followUp', call);
    expect(after).toMatchObject({ status: 'closed', flags: { followUps: 1 } });
    expect(after.flags.followUpTries).toBeUndefined();
    expect(matter.clock('followUp')?.state).toBe('stopped');
    expect(matter.facts().at(-1)).toMatchObject({
      type: 'incident.followedUp',
      data: { reached: false },
    });
  });

  test('by a unit other than the handler', () => {
    const handlers = actorAs('infoClerk', { unitId: UNITS.bureau });
    expect(closed().refusal(handlers, 'followUp', reached)).toBe(
      'incident.handler-cannot-follow-up',
    );
    const own = aMatter({ itemCode: ITEMS.rubbish });
    own.act(clerk, 'answer', { reply: '政策如此' });
    // An answer of the room was no order to it: the room calls back.
    expect(own.act(clerk, 'followUp', { reached: true, satisfied: true }).status).toBe('closed');
  });

  test('dissatisfied: one automatic reopening, and no second', () => {
    const matter = closed();
    const again = matter.act(clerk, 'followUp', { ...reached, satisfied: false });
    expect(again).toMatchObject({
      status: 'handling',
      holderUnitId: UNITS.bureau,
      flags: { dissatisfied: true, reopenedByCaller: true, reopenCount: 1 },
    });
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '再清' });
    matter.act(clerk, 'close');
    expect(matter.act(clerk, 'followUp', { ...reached, satisfied: false }).status).toBe('closed');
  });

  test('a demand without ground is set aside by a second reviewer only', () => {
    const matter = closed();
    const said = { ...reached, satisfied: false, unreasonable: true };
    expect(matter.act(clerk, 'followUp', said).status).toBe('closed');
    const agree = { agree: true, note: '要求超出法定职责' };
    expect(matter.refusal(clerk, 'setAside', agree)).toBe('incident.second-person');
    expect(matter.act(director, 'setAside', agree).flags).toMatchObject({ setAside: true });
    // It opens no more by dissatisfaction alone.
    expect(matter.act(citizen, 'rate', { satisfied: false }).status).toBe('closed');
    const other = closed();
    other.act(clerk, 'followUp', said);
    expect(other.act(director, 'setAside', { agree: false, note: '合理' }).status).toBe('handling');
    expect(closed().refusal(director, 'setAside', agree)).toBe('incident.no-set-aside');
  });
});

test('rate 评价: the reporter alone, and it spares the call back', () => {
  const matter = closed();
  expect(matter.refusal(clerk, 'rate', { satisfied: true })).toBe('incident.not-permitted');
  matter.act(citizen, 'rate', { satisfied: true, responded: true, solved: true });
  expect(matter.clock('followUp')?.state).toBe('stopped');
  expect(closed().act(citizen, 'rate', { satisfied: false }).status).toBe('handling');
  const late = closed();
  late.wait(40 * DAY);
  // Too late to be handled again, never too late to say so.
  expect(late.act(citizen, 'rate', { satisfied: false })).toMatchObject({
    status: 'closed',
    flags: { dissatisfied: true },
  });
});

describe('spotCheck 抽查', () => {
  const DRAW = '01900000-0000-7000-8000-00000000d0d0';
  const drawn = { drawn: [{ draw: DRAW, checkerUnitId: UNITS.county }] };
  const failed = { passed: false, reasons: ['notHandled'], note: '现场未清' };

  test('what stands stays closed; what does not is handled again', () => {
    const matter = closed();
    expect(matter.act(supervisor, 'spotCheck', { passed: true }).status).toBe('closed');
    expect(matter.act(supervisor, 'spotCheck', failed).status).toBe('handling');
    expect(matter.facts().at(-2)).toMatchObject({
      type: 'incident.spotChecked',
      data: { passed: false, reasons: ['notHandled'], then: 'reopen' },
    });
  });

  test('not by who handled or closed it, nor by anybody of the unit that handled it', () => {
    const hands = { persons: [supervisor.id], units: [] };
    expect(closed({ hands }).refusal(supervisor, 'spotCheck', { passed: true })).toBe(
      'incident.handler-cannot-check',
    );
    // Somebody who checks for the county and works for the bureau that handled it.
    const [post] = supervisor.posts;
    const both = {
      ...supervisor,
      posts: [...(post ? [post] : []), ...handler.posts],
    };
    expect(closed().refusal(both, 'spotCheck', { passed: true })).toBe(
      'incident.handling-unit-cannot-check',
    );
    // The room answered it itself: for this no order was needed.
    const answered = aMatter(
      { itemCode: ITEMS.rubbish },
      { gathered: { hands: { persons: [clerk.id], units: [UNITS.room] } } },
    );
    answered.act(clerk, 'answer', { reply: '政策如此' });
    expect(answered.refusal(director, 'spotCheck', { passed: true })).toBe(
      'incident.handling-unit-cannot-check',
    );
    expect(answered.refusal(supervisor, 'spotCheck', { passed: true })).toBeNull();
  });

  test('a failed one says why: a reason, and what was found', () => {
    const matter = closed();
    for (const input of [
      { passed: false },
      { passed: false, note: '现场未清' },
      { passed: false, reasons: [], note: '现场未清' },
      { passed: false, reasons: ['notTrue'] },
    ])
      expect(matter.refusal(supervisor, 'spotCheck', input)).toBe('incident.verdict-needs-reasons');
    expect(matter.refusal(supervisor, 'spotCheck', { ...failed, reasons: ['bad'] })).toBe(
      'incident.input-invalid',
    );
  });

  test('of a draw: once, by the unit that it asked, and only what it named', () => {
    const draw = { draw: DRAW };
    expect(closed().refusal(supervisor, 'spotCheck', { passed: true, ...draw })).toBe(
      'incident.not-drawn',
    );
    const matter = closed(drawn);
    expect(matter.refusal(director, 'spotCheck', { passed: true, ...draw })).toBe(
      'incident.other-checker',
    );
    const after = matter.act(supervisor, 'spotCheck', { ...failed, then: 'record', ...draw });
    expect(after).toMatchObject({
      status: 'closed',
      flags: { spotChecks: [{ draw: DRAW, passed: false, then: 'record' }] },
    });
    expect(matter.refusal(countyDuty, 'spotCheck', { passed: true, ...draw })).toBe(
      'incident.spot-checked-already',
    );
    // Looked at by itself it can always be.
    matter.act(countyDuty, 'spotCheck', { passed: true });
    expect(matter.facts().at(-1)?.data).toEqual({ passed: true });
  });

  test('a check that names no draw answers the one that waits for the own unit', () => {
    const other = { draw: '01900000-0000-7000-8000-00000000d0d1', checkerUnitId: UNITS.room };
    const matter = closed({ drawn: [other, ...drawn.drawn] });
    matter.act(supervisor, 'spotCheck', { passed: true });
    expect(matter.facts().at(-1)?.data).toEqual({ passed: true, draw: DRAW });
  });

  test('supervised in the same step, with the date of the reply', () => {
    const matter = closed();
    const then = { ...failed, then: 'supervise' };
    expect(matter.refusal(supervisor, 'spotCheck', then)).toBe('incident.supervision-needs-date');
    const past = { ...then, replyBy: matter.now() - HOUR };
    expect(matter.refusal(supervisor, 'spotCheck', past)).toBe('incident.until-past');
    const replyBy = matter.now() + DAY;
    const after = matter.act(supervisor, 'spotCheck', { ...then, replyBy, grade: 'key' });
    expect(after).toMatchObject({
      status: 'closed',
      flags: { supervisions: [{ no: 1, grade: 'key', replyBy }] },
    });
  });

  test('too late to be handled again, it can still be put on record', () => {
    const matter = closed();
    matter.wait(31 * DAY);
    expect(matter.refusal(supervisor, 'spotCheck', failed)).toBe('incident.reopen-window');
    expect(matter.refusal(supervisor, 'spotCheck', { ...failed, then: 'record' })).toBeNull();
  });
});

test('urge 催办: a reporter every four hours, the offices at any time', () => {
  const matter = aMatterAtWork();
  matter.act(citizen, 'urge');
  expect(matter.refusal(citizen, 'urge')).toBe('incident.urged-lately');
  expect(matter.act(director, 'urge').flags.urgeCount).toBe(2);
  matter.wait(4 * HOUR);
  expect(matter.act(citizen, 'urge').flags.urgeCount).toBe(3);
});

describe('more time', () => {
  test('is given before it is over, not after', () => {
    const matter = aMatterAtWork();
    matter.wait(2 * DAY);
    const until = MORNING + 5 * DAY;
    expect(matter.refusal(director, 'defer', { until, reasonCode: 'weather' })).toBe(
      'incident.due-passed',
    );
    expect(matter.refusal(director, 'extend', { share: 1, reason: '雨' })).toBe(
      'incident.due-passed',
    );
  });

  test('shelved: somebody answers for it, and it is looked at every quarter', () => {
    const matter = aMatterAtWork();
    expect(matter.act(commander, 'shelve', { reasonCode: 'funds' }).flags.responsibleId).toBe(
      commander.id,
    );
    const first = matter.clock('review');
    expect(first?.dueAt).toBe((first?.startedAt ?? 0) + 90 * DAY);
    matter.wait(80 * DAY);
    matter.act(countyDuty, 'review', { note: '资金仍未落实' });
    expect(matter.clock('review')?.startedAt).toBeGreaterThan((first?.dueAt ?? 0) - 11 * DAY);
    matter.act(commander, 'resume');
    expect(matter.clock('review')?.state).toBe('stopped');
    expect(matter.refusal(countyDuty, 'review', { note: 'x' })).toBe('incident.not-deferred');
  });
});

describe('reportUp 信息报送', () => {
  test('first within two hours, then daily, then the final one', () => {
    const matter = aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });
    const report = (stage: string) => ({
      stage,
      recipients: ['countyGovernment', 'cityEmergency'],
      text: '情况如下',
    });
    expect(matter.refusal(director, 'reportUp', report('first'))).toBe('incident.not-major');
    matter.act(director, 'declareMajor', { grade: 3, note: '多人受伤' });
    const clock = () => matter.clock('majorReport');
    expect(clock()?.dueAt).toBe((clock()?.startedAt ?? 0) + 2 * HOUR);
    expect(matter.refusal(clerk, 'reportUp', report('followUp'))).toBe('incident.report-order');
    matter.act(clerk, 'reportUp', report('first'));
    expect(clock()?.dueAt).toBe((clock()?.startedAt ?? 0) + DAY);
    matter.act(clerk, 'reportUp', report('followUp'));
    matter.act(clerk, 'reportUp', report('final'));
    expect(clock()?.state).toBe('stopped');
    expect(matter.incident().flags.major).toEqual({ grade: 3, reports: 3, final: true });
    expect(matter.refusal(clerk, 'reportUp', report('followUp'))).toBe('incident.report-order');
  });
});

test('call 登记通话: that it was, never before it was', () => {
  const matter = aMatterAtWork();
  const call = { how: 'threeWay', party: 'police110', seconds: 240 };
  expect(matter.refusal(clerk, 'call', { ...call, startedAt: matter.now() + MINUTE })).toBe(
    'incident.future',
  );
  matter.act(clerk, 'call', { ...call, startedAt: matter.now() - 5 * MINUTE });
  expect(matter.facts().at(-1)).toMatchObject({ type: 'incident.called', data: call });
});
