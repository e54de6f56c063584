// The 25 transitions of domain defaults 3(c), each told as verbs. Where design §3 decides otherwise the
// test says so: its eight statuses stand for the defaults' nineteen, the rest are facts beside the status.
import { expect, test } from 'vitest';
import { DAY, MINUTE } from '#platform/time/index.ts';
import type { Incident } from './incident.ts';
import type { Matter } from './testing.ts';
import { aMatter, aMatterAtWork, ITEMS, MACHINE, MORNING, PEOPLE, UNITS } from './testing.ts';

const { citizen, clerk, secondClerk, director, countyDuty, commander, gridWorker, handler, team } =
  PEOPLE;
const { supervisor } = PEOPLE;

function filed(itemCode = ITEMS.rubbish): Matter {
  const matter = aMatter({ itemCode });
  matter.act(clerk, 'accept');
  return matter;
}

function dispatched(): Matter {
  const matter = filed();
  matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
  return matter;
}

function resolved(): Matter {
  const matter = aMatterAtWork();
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清运' });
  return matter;
}

function closed(): Matter {
  const matter = resolved();
  matter.act(clerk, 'close');
  return matter;
}

test('1 – → reported: 上报', () => {
  const incident = aMatter({ source: 'gridWorker' }).incident();
  expect(incident).toMatchObject({ status: 'reported', version: 1, source: 'gridWorker' });
});

test('2 reported → verifying: 派核实 (design: a flag, not a status) with its own clock', () => {
  const matter = aMatter({ itemCode: ITEMS.rubbish });
  expect(matter.act(clerk, 'verify')).toMatchObject({
    status: 'reported',
    flags: { verifying: true },
  });
  expect(matter.clock('verify')).toMatchObject({
    state: 'running',
    budget: { amount: 2, unit: 'hour' },
  });
});

test('3 verifying → pendingAcceptance or rejected: 核实回传', () => {
  const real = aMatter({ itemCode: ITEMS.rubbish });
  real.act(clerk, 'verify');
  expect(real.act(gridWorker, 'verified', { real: true })).toMatchObject({ status: 'reported' });
  expect(real.incident().flags.verifying).toBeUndefined();
  const unreal = aMatter();
  unreal.act(clerk, 'verify');
  expect(unreal.act(gridWorker, 'verified', { real: false })).toMatchObject({
    status: 'dismissed',
    outcome: 'notFound',
  });
});

test('4 reported → closed: 自行处置', () => {
  const matter = aMatter({ itemCode: ITEMS.rubbish, source: 'gridWorker' });
  expect(matter.act(gridWorker, 'selfHandle', { result: '当场清理' })).toMatchObject({
    status: 'closed',
    outcome: 'selfHandled',
  });
});

test('5 pendingAcceptance → filed: 受理立案 fixes item, level and limits', () => {
  const matter = aMatter();
  expect(matter.refusal(clerk, 'accept')).toBe('incident.needs-item');
  expect(matter.act(clerk, 'accept', { itemCode: ITEMS.spill })).toMatchObject({
    status: 'filed',
    itemCode: ITEMS.spill,
    level: 3,
    catalogVersion: 1,
  });
  expect(matter.clock('accept')?.state).toBe('stopped');
});

test('6 pendingAcceptance → rejected: 不予受理, with one appeal', () => {
  const matter = aMatter();
  expect(matter.refusal(clerk, 'dismiss', {})).toBe('incident.input-invalid');
  // What is wrong is said in the words of whoever reads it, by the field's name.
  expect(matter.attempt(clerk, 'dismiss', {})).toMatchObject({
    field: 'reasonCode',
    params: { field: 'reasonCode', reasonZh: '必填', reasonEn: 'is required' },
  });
  expect(matter.attempt(clerk, 'annotate', { note: '字'.repeat(2001) })).toMatchObject({
    params: { reasonZh: '最多 2000 个字符', reasonEn: 'must have at most 2000 characters' },
  });
  expect(matter.act(clerk, 'dismiss', { reasonCode: 'outside' })).toMatchObject({
    status: 'dismissed',
    outcome: 'notAccepted',
  });
  expect(matter.act(citizen, 'appeal', { reason: '请再看' })).toMatchObject({ status: 'reported' });
  matter.act(clerk, 'dismiss', { reasonCode: 'outside' });
  expect(matter.refusal(citizen, 'appeal', { reason: '再看' })).toBe('incident.appeal-once');
});

test('7 pendingAcceptance → merged: 并案, the reporters follow the master', () => {
  const others = new Map<string, Incident>();
  const master = aMatter({ source: 'gridWorker', itemCode: ITEMS.rubbish }, { others });
  const repeat = aMatter({ itemCode: ITEMS.rubbish }, { others });
  expect(repeat.act(clerk, 'merge', { into: master.incident().id })).toMatchObject({
    status: 'merged',
    mergedInto: master.incident().id,
  });
  expect(master.incident().flags).toMatchObject({ joined: 1, followUpDue: true });
  repeat.act(clerk, 'unmerge');
  expect(repeat.incident()).toMatchObject({ status: 'reported', mergedInto: null });
  expect(master.incident().flags.joined).toBeUndefined();
});

test('8 filed → pendingSign: 派遣 to a lead and co-handlers', () => {
  const matter = filed();
  const incident = matter.act(clerk, 'dispatch', {
    lead: UNITS.bureau,
    co: [UNITS.team, UNITS.otherBureau],
  });
  expect(incident.status).toBe('dispatched');
  expect(incident.assignments.map(({ no, unitId, role }) => [no, unitId, role])).toEqual([
    [1, UNITS.bureau, 'lead'],
    [2, UNITS.team, 'co'],
    [3, UNITS.otherBureau, 'co'],
  ]);
});

test('9 pendingSign → inProgress: 签收 stops the sign clock', () => {
  const matter = dispatched();
  expect(matter.act(handler, 'sign').status).toBe('handling');
  expect(matter.clock('sign')?.state).toBe('stopped');
});

test('10 pendingSign → returned: 退回; a second one is disputed and the county rules', () => {
  const matter = dispatched();
  const returned = matter.act(handler, 'return', {
    reasonCode: 'not-ours',
    suggestedUnit: UNITS.otherBureau,
  });
  // Design: back to `filed`, no status of its own; the window is the item's, not half the sign limit.
  expect(returned).toMatchObject({ status: 'filed', flags: { returnCount: 1 } });
  expect(returned.flags.disputed).toBeUndefined();
  matter.act(clerk, 'dispatch', { lead: UNITS.otherBureau });
  matter.act(PEOPLE.otherHandler, 'return', { reasonCode: 'not-ours' });
  expect(matter.incident().flags.disputed).toBe(true);
  matter.act(countyDuty, 'dispatch', { lead: UNITS.bureau });
  expect(matter.incident().flags.disputed).toBeUndefined();
});

test('11 returned → pendingSign: 改派', () => {
  const matter = dispatched();
  matter.act(handler, 'return', { reasonCode: 'not-ours' });
  const again = matter.act(clerk, 'dispatch', { lead: UNITS.otherBureau });
  expect(again).toMatchObject({ status: 'dispatched', holderUnitId: UNITS.otherBureau });
  expect(again.assignments).toHaveLength(2);
});

test('12 inProgress → externalHandling: 流转外部系统 (design: a flag; the clock goes on)', () => {
  const matter = aMatterAtWork();
  const incident = matter.act(handler, 'handOver', { system: 'law-enforcement', remoteId: 'AJ-7' });
  expect(incident).toMatchObject({
    status: 'handling',
    flags: { external: { system: 'law-enforcement', remoteId: 'AJ-7', step: null } },
  });
  expect(matter.clock('handle')?.state).toBe('running');
});

test('13 externalHandling → inProgress or pendingCheck: 回传', () => {
  const matter = aMatterAtWork();
  matter.act(handler, 'handOver', { system: 'law-enforcement' });
  expect(matter.act(clerk, 'mirror', { step: '立案' })).toMatchObject({
    status: 'handling',
    flags: { external: { step: '立案' } },
  });
  // Design: closed over there is resolved here; the room checks, then closes.
  expect(matter.act(clerk, 'mirror', { step: '结案', finished: true }).status).toBe('resolved');
});

test('14 inProgress → suspended: 缓办, asked and approved, at most twice, with an end date', () => {
  const matter = aMatterAtWork();
  const until = MORNING + 3 * DAY;
  matter.act(handler, 'ask', { what: 'defer', until, reason: '等材料' });
  expect(matter.incident().flags.asked).toMatchObject({ what: 'defer', until });
  expect(matter.refusal(director, 'defer', { reasonCode: 'weather' })).toBe(
    'incident.input-invalid',
  );
  matter.act(director, 'defer', { until, reasonCode: 'weather' });
  expect(matter.incident().flags.asked).toBeUndefined();
  expect(matter.clock('handle')?.state).toBe('paused');
  matter.act(director, 'resume');
  matter.act(director, 'defer', { until, reasonCode: 'weather' });
  matter.act(director, 'resume');
  expect(matter.refusal(director, 'defer', { until, reasonCode: 'weather' })).toBe(
    'incident.defer-limit',
  );
  // Above level 4 the county commander decides; on levels 1–2 a second one confirms (design: four eyes).
  const spill = aMatterAtWork({ itemCode: ITEMS.spill });
  expect(spill.refusal(director, 'defer', { until, reasonCode: 'weather' })).toBe(
    'incident.commander-decides',
  );
  expect(spill.act(commander, 'defer', { until, reasonCode: 'weather' }).flags.deferredUntil).toBe(
    until,
  );
});

test('15 inProgress → inProgress: 延期 once, at most by the whole limit', () => {
  const matter = aMatterAtWork();
  const due = matter.clock('handle')?.dueAt ?? 0;
  expect(matter.refusal(director, 'extend', { share: 1.5, reason: '雨' })).toBe(
    'incident.input-invalid',
  );
  matter.act(director, 'extend', { share: 1, reason: '雨' });
  expect(matter.clock('handle')?.budget).toEqual({ amount: 8, unit: 'workHour' });
  expect(matter.clock('handle')?.dueAt).toBeGreaterThan(due);
  expect(matter.refusal(director, 'extend', { share: 0.5, reason: '雨' })).toBe(
    'incident.extend-limit',
  );
});

test('16 inProgress → pendingCheck: 处置反馈', () => {
  const matter = resolved();
  expect(matter.incident()).toMatchObject({ status: 'resolved', outcome: 'solved' });
  expect(matter.clock('handle')?.state).toBe('stopped');
  expect(matter.clock('check')?.state).toBe('running');
});

test('17 inProgress: 提级, 请求支援, 请求警力; the parent clock goes on', () => {
  const matter = aMatterAtWork();
  matter.act(director, 'escalate', { to: 'county', reason: '超出权限' });
  matter.act(handler, 'reinforce', { kind: 'police', request: '请求民警到场' });
  expect(matter.incident()).toMatchObject({
    status: 'handling',
    flags: {
      escalatedTo: 'county',
      help: [{ kind: 'escalation' }, { kind: 'police', toUnit: UNITS.police }],
    },
  });
  expect(matter.clock('handle')?.state).toBe('running');
});

test('18 pendingCheck → closed: 核查结案 by another than the handler', () => {
  const matter = resolved();
  expect(matter.refusal(handler, 'close')).toBe('incident.not-permitted');
  expect(matter.act(clerk, 'close')).toMatchObject({ status: 'closed', outcome: 'solved' });
});

test('19 and 20 pendingCheck → rework → inProgress: 返工 with half the limit', () => {
  const matter = resolved();
  expect(matter.act(clerk, 'rework', { reason: '未清干净' })).toMatchObject({
    status: 'handling',
    holderUnitId: UNITS.bureau,
    flags: { reworkCount: 1 },
  });
  expect(matter.clock('handle')).toMatchObject({
    state: 'running',
    budget: { amount: 2, unit: 'workHour' },
  });
});

test('21 closed → archived: 回访归档', () => {
  const matter = closed();
  expect(matter.refusal(clerk, 'archive')).toBe('incident.follow-up-owed');
  matter.act(clerk, 'followUp', { reached: true, satisfied: true });
  // Design: archived is a fact of a closed incident, after which nothing is done to it.
  expect(matter.act(clerk, 'archive')).toMatchObject({
    status: 'closed',
    flags: { archived: true },
  });
  expect(matter.refusal(clerk, 'annotate', { note: '补记' })).toBe('incident.archived');
});

test('22 closed → inProgress: 重办 within thirty days', () => {
  const matter = closed();
  matter.wait(29 * DAY);
  expect(matter.act(citizen, 'reopen', { reason: '又堆上了' })).toMatchObject({
    status: 'handling',
    holderUnitId: UNITS.bureau,
    flags: { reopenCount: 1 },
  });
  const late = closed();
  late.wait(31 * DAY);
  expect(late.refusal(supervisor, 'reopen', { reason: '抽查' })).toBe('incident.reopen-window');
});

test('23 inProgress → shelved: 挂账 (design: a flag; the clock stands still)', () => {
  const matter = aMatterAtWork();
  expect(matter.act(commander, 'shelve', { reasonCode: 'funds' })).toMatchObject({
    status: 'handling',
    flags: { shelved: true },
  });
  expect(matter.clock('handle')?.state).toBe('paused');
  matter.act(commander, 'resume');
  expect(matter.clock('handle')?.state).toBe('running');
});

test('24 any open → cancelled: 作废, with a reason, by two on levels 1 and 2', () => {
  for (const make of [() => aMatter(), filed, dispatched, () => aMatterAtWork(), resolved])
    expect(make().act(director, 'void', { reasonCode: 'test' })).toMatchObject({
      status: 'dismissed',
      outcome: 'voided',
    });
  const urgent = aMatter({ itemCode: ITEMS.quarrel, source: 'police110' });
  expect(urgent.act(director, 'void', { reasonCode: 'test' }).status).toBe('reported');
  expect(urgent.act(countyDuty, 'void', { reasonCode: 'test' }).status).toBe('dismissed');
});

test('25 any open: 催办, 督办, 提级 are facts with their own reply clock', () => {
  const matter = dispatched();
  matter.act(citizen, 'urge');
  const replyBy = matter.now() + DAY;
  matter.act(supervisor, 'supervise', { grade: 'key', replyBy, note: '为何未签收' });
  expect(matter.incident().flags).toMatchObject({
    urgeCount: 1,
    supervisions: [{ no: 1, grade: 'key', replyBy }],
  });
  expect(matter.clock('reply')?.dueAt).toBe(replyBy);
  matter.act(handler, 'replySupervision', { no: 1, reply: '已安排' });
  expect(matter.clock('reply')?.state).toBe('stopped');
  expect(matter.refusal(handler, 'replySupervision', { no: 1, reply: '已安排' })).toBe(
    'incident.no-supervision',
  );
});

test('the whole 1312 of a quarrel, from the call to the call back', () => {
  const matter = aMatter({ itemCode: ITEMS.quarrel, source: 'police110' });
  matter.act(clerk, 'accept');
  matter.act(clerk, 'contact');
  matter.act(clerk, 'dispatch', { lead: UNITS.team });
  matter.act(team, 'sign');
  matter.wait(4 * MINUTE);
  matter.act(team, 'arrive');
  matter.act(team, 'done');
  matter.act(clerk, 'feedback', { note: '双方已和解' });
  matter.act(team, 'resolve', { noEvidence: '无法取证', result: '现场调解' });
  matter.act(clerk, 'close'); // proposed: level 2 takes two
  expect(matter.incident().status).toBe('resolved');
  expect(matter.refusal(clerk, 'close')).toBe('incident.second-person');
  expect(matter.act(secondClerk, 'close').status).toBe('closed');
  const lights = ['accept', 'contact', 'arrive', 'feedback', 'handle'].map((kind) => {
    const clock = matter.clock(kind);
    return [kind, clock?.state, (clock?.stoppedAt ?? 0) <= (clock?.dueAt ?? 0)];
  });
  expect(lights).toEqual([
    ['accept', 'stopped', true],
    ['contact', 'stopped', true],
    ['arrive', 'stopped', true],
    ['feedback', 'stopped', true],
    ['handle', 'stopped', true],
  ]);
  expect(matter.refusal(MACHINE, 'ring')).toBeNull();
});
