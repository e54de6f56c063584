// Many hands: another lead, further hands, another desk; help that is asked for and sent.
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '#platform/time/index.ts';
import { covers, scopeOf } from '#modules/identity/index.ts';
import { subjectOf, verbsFor } from '../decide.ts';
import {
  actorAs,
  aMatter,
  aMatterAtWork,
  COUNTY,
  ITEMS,
  type Matter,
  MORNING,
  OTHER_TOWN,
  PEOPLE,
  PLACE,
  UNITS,
} from '../testing.ts';

const { clerk, director, countyDuty, handler, otherHandler, team } = PEOPLE;
const police = actorAs('policeLiaison', { unitId: UNITS.police });
const rescue = actorAs('responseTeam', { unitId: UNITS.rescue });

describe('reassign 改派', () => {
  test('given a lead at work, then another takes over: its own time, the case clock goes on', () => {
    const matter = aMatterAtWork({ co: [UNITS.team] });
    const theCase = () => matter.incident().clocks.find(({ kind }) => kind === 'handle');
    const before = theCase();
    matter.wait(HOUR);
    const after = matter.act(clerk, 'reassign', { lead: UNITS.otherBureau, reason: '职责调整' });
    expect(after).toMatchObject({ status: 'dispatched', holderUnitId: UNITS.otherBureau });
    expect(
      after.assignments.map(({ no, role, recalledAt }) => [no, role, recalledAt !== undefined]),
    ).toEqual([
      [1, 'lead', true],
      [2, 'co', false],
      [3, 'lead', false],
    ]);
    const handles = after.clocks.filter(({ kind }) => kind === 'handle');
    expect(handles.map(({ assignmentNo, state }) => [assignmentNo, state])).toEqual([
      [null, 'running'],
      [2, 'running'],
      [3, 'running'],
    ]);
    expect(theCase()).toEqual(before);
    // The one before has nothing to sign or resolve any more; the new one has.
    expect(matter.refusal(handler, 'sign')).toBe('incident.no-assignment');
    matter.act(otherHandler, 'sign');
    matter.act(team, 'done');
    const end = matter.act(otherHandler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(
      end.clocks.filter(({ kind, state }) => kind === 'handle' && state === 'running'),
    ).toEqual([]);
  });

  test('given it came back, then the last reason is carried, and the suggestion is kept', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'return', { reasonCode: 'not-ours', suggestedUnit: UNITS.otherBureau });
    matter.act(clerk, 'reassign', { lead: UNITS.otherBureau });
    expect(matter.facts().at(-1)?.data).toMatchObject({ reasonCode: 'not-ours', ended: [] });
    expect(matter.incident().assignments[0]).toMatchObject({
      returnCode: 'not-ours',
      suggestedUnit: UNITS.otherBureau,
    });
    expect(matter.clock('dispatch')?.state).toBe('stopped');
  });

  test('given a co-handler is to lead, then its own part ends', () => {
    const matter = aMatterAtWork({ co: [UNITS.otherBureau] });
    const after = matter.act(clerk, 'reassign', { lead: UNITS.otherBureau });
    expect(after.assignments.filter((each) => each.recalledAt === undefined)).toMatchObject([
      { unitId: UNITS.otherBureau, role: 'lead' },
    ]);
  });

  test('then only the giver or a desk above, never twice the same, never before an order', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(countyDuty, 'accept');
    expect(matter.refusal(countyDuty, 'reassign', { lead: UNITS.bureau })).toBe(
      'incident.no-assignment',
    );
    matter.act(countyDuty, 'dispatch', { lead: UNITS.bureau });
    const other = { lead: UNITS.otherBureau };
    expect(matter.refusal(clerk, 'reassign', other)).toBe('incident.giver-closes');
    expect(matter.refusal(countyDuty, 'reassign', { lead: UNITS.bureau })).toBe(
      'incident.unit-twice',
    );
    expect(matter.act(countyDuty, 'reassign', other).holderUnitId).toBe(UNITS.otherBureau);
  });
});

describe('a second return 职责裁定', () => {
  test('then the county has a working day to rule, and a fallback unit works meanwhile', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'return', { reasonCode: 'not-ours' });
    matter.act(clerk, 'reassign', { lead: UNITS.otherBureau });
    matter.act(otherHandler, 'return', { reasonCode: 'not-ours' });
    expect(matter.clock('ruling')).toMatchObject({
      state: 'running',
      budget: { amount: 1, unit: 'workDay' },
    });
    matter.act(clerk, 'reassign', { lead: UNITS.team });
    expect(matter.incident().flags.disputed).toBe(true);
    expect(matter.clock('ruling')?.state).toBe('running');
    matter.act(countyDuty, 'reassign', { lead: UNITS.bureau });
    expect(matter.incident().flags.disputed).toBeUndefined();
    expect(matter.clock('ruling')?.state).toBe('stopped');
  });
});

describe('coAssign 增派协办', () => {
  test('then the new ones have their own time, and the lead waits for them', () => {
    const matter = aMatterAtWork();
    const after = matter.act(clerk, 'coAssign', { co: [UNITS.otherBureau] });
    expect(after).toMatchObject({ status: 'handling', holderUnitId: UNITS.bureau });
    expect(after.unitIds).toContain(UNITS.otherBureau);
    expect(matter.refusal(handler, 'resolve', { noEvidence: '无法取证', result: '好' })).toBe(
      'incident.co-handlers-open',
    );
    expect(matter.refusal(clerk, 'coAssign', { co: [UNITS.bureau] })).toBe('incident.unit-twice');
  });
});

describe('transfer 移交', () => {
  test('up: the county centre answers for it, the town still sees it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    const after = matter.act(director, 'transfer', { to: UNITS.county, reason: '跨镇河道' });
    expect(after).toMatchObject({ roomUnitId: UNITS.county, holderUnitId: UNITS.county });
    expect(after.place.townId).toBe(PLACE.townId);
    expect(matter.facts().at(-1)?.data).toMatchObject({ direction: 'up' });
  });

  test('across: it goes under the other town, whose room alone acts on it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    const after = matter.act(clerk, 'transfer', { to: UNITS.otherRoom, reason: '属对岸' });
    expect(after.place).toMatchObject({ townId: OTHER_TOWN, villageId: null, gridId: null });
    expect(matter.refusal(clerk, 'accept')).toBe('incident.not-found');
    const there = actorAs('infoClerk', {
      unitId: UNITS.otherRoom,
      place: { countyId: 1, townId: OTHER_TOWN },
    });
    expect(matter.act(there, 'accept').status).toBe('filed');
  });

  test('to a desk only, and not to the one that has it', () => {
    const matter = aMatter();
    const to = (unit: number) => matter.refusal(clerk, 'transfer', { to: unit, reason: '误收' });
    expect(to(UNITS.team)).toBe('incident.not-a-desk');
    expect(to(UNITS.room)).toBe('incident.unit-twice');
  });
});

describe('help 请求支援', () => {
  const atNight = () => aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });

  test('given a town asks, then the county acknowledges and sends units with clocks of their own', () => {
    const matter = atNight();
    const handle = matter.clock('handle');
    const asked = matter.act(director, 'reinforce', { kind: 'rescue', request: '需搜救犬' });
    expect(asked.flags.help).toMatchObject([
      { no: 1, kind: 'rescue', fromUnit: UNITS.room, toUnit: UNITS.county },
    ]);
    expect(matter.clock('acknowledge')).toMatchObject({ state: 'running', stage: '1' });
    // Whoever asks is not offered to answer; whoever was asked is.
    const answers = ['acknowledge', 'support', 'decline'] as const;
    for (const verb of answers) expect(verbsFor(asked, director)).not.toContain(verb);
    for (const verb of answers) expect(verbsFor(asked, clerk)).not.toContain(verb);
    for (const verb of answers) expect(verbsFor(asked, countyDuty)).toContain(verb);
    matter.act(countyDuty, 'acknowledge');
    expect(matter.clock('acknowledge')?.state).toBe('stopped');
    const sent = matter.act(countyDuty, 'support', { helpNo: 1, units: [UNITS.rescue] });
    expect(sent.assignments.at(-1)).toMatchObject({ role: 'co', helpNo: 1, unitId: UNITS.rescue });
    const own = () =>
      matter
        .incident()
        .clocks.filter(({ assignmentNo }) => assignmentNo === 2)
        .map(({ kind, state }) => [kind, state]);
    expect(own()).toEqual([
      ['sign', 'running'],
      ['arrive', 'running'],
    ]);
    // Whoever helps is offered what their own order asks, and nothing that is the lead's.
    const offered = () =>
      (['sign', 'coSign', 'arrive', 'done', 'resolve', 'return', 'coReturn'] as const).filter(
        (verb) => verbsFor(matter.incident(), rescue).includes(verb),
      );
    expect(offered()).toEqual(['coSign', 'arrive', 'done', 'coReturn']);
    expect(verbsFor(matter.incident(), clerk)).not.toContain('coSign');
    matter.act(rescue, 'coSign');
    expect(offered()).toEqual(['arrive', 'done', 'coReturn']);
    expect(own()).toEqual([
      ['sign', 'stopped'],
      ['arrive', 'running'],
    ]);
    // The lead's own arrival is not theirs.
    matter.act(handler, 'arrive');
    expect(own()[1]).toEqual(['arrive', 'running']);
    matter.act(rescue, 'arrive');
    expect(own()[1]).toEqual(['arrive', 'stopped']);
    expect(matter.clock('handle')).toEqual(handle);
    expect(matter.refusal(handler, 'resolve', { noEvidence: '无法取证', result: '好' })).toBe(
      'incident.co-handlers-open',
    );
    matter.act(rescue, 'done', { note: '已找到' });
    expect(offered()).toEqual([]);
    expect(
      matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已送回家' }).status,
    ).toBe('resolved');
  });

  test('given police are asked for, then the police of the place see the matter and answer', () => {
    const matter = atNight();
    expect(matter.refusal(police, 'annotate', { note: 'x' })).toBe('incident.not-found');
    matter.act(handler, 'reinforce', { kind: 'police', request: '持酒瓶' });
    expect(matter.refusal(otherHandler, 'support', { helpNo: 1, units: [UNITS.team] })).toBe(
      'incident.not-found',
    );
    matter.act(police, 'support', { helpNo: 1, units: [UNITS.police] });
    expect(matter.incident().flags.help?.[0]).toMatchObject({ answer: 'sent' });
    expect(matter.clock('acknowledge')?.state).toBe('stopped');
    expect(matter.refusal(police, 'support', { helpNo: 1, units: [UNITS.team] })).toBe(
      'incident.no-help-asked',
    );
  });

  test('given it was asked of the county, then the town cannot answer for it; declined needs a reason', () => {
    const matter = atNight();
    matter.act(director, 'reinforce', { kind: 'people', request: '两人' });
    expect(matter.refusal(clerk, 'decline', { helpNo: 1, reason: '无' })).toBe(
      'incident.no-help-asked',
    );
    expect(matter.refusal(countyDuty, 'decline', { helpNo: 1 })).toBe('incident.input-invalid');
    const after = matter.act(countyDuty, 'decline', { helpNo: 1, reason: '另有险情' });
    expect(after.flags.help?.[0]).toMatchObject({ answer: 'declined' });
  });

  test('given nobody acknowledges, then the ladder rings; with the end nothing is asked any more', () => {
    const matter = atNight();
    matter.act(director, 'escalate', { to: 'county', reason: '超出能力' });
    const clock = matter.clock('acknowledge');
    expect(clock?.budget).toEqual({ amount: 5, unit: 'minute' });
    expect(clock?.dueAt).toBe((clock?.startedAt ?? 0) + 5 * MINUTE);
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '自行化解' });
    matter.act(clerk, 'close');
    matter.act(director, 'close');
    expect(matter.clock('acknowledge')?.state).toBe('void');
  });

  test('an escalation that was acknowledged owes no further answer', () => {
    const matter = atNight();
    matter.act(director, 'escalate', { to: 'county', reason: '超出能力' });
    matter.act(countyDuty, 'acknowledge');
    expect(matter.refusal(countyDuty, 'acknowledge')).toBe('incident.no-help-asked');
  });
});

describe('an order beyond the own town', () => {
  const otherClerk = actorAs(
    'infoClerk',
    { unitId: UNITS.otherRoom, place: { countyId: COUNTY, townId: OTHER_TOWN } },
    'other',
  );
  const sees = (matter: Matter) => covers(scopeOf(otherClerk), subjectOf(matter.incident()));

  test('given a room is asked for help, then it sees the matter and answers, and no more', () => {
    const matter = aMatterAtWork();
    expect(sees(matter)).toBe(false);
    expect(matter.refusal(otherClerk, 'annotate', { note: '?' })).toBe('incident.not-found');
    matter.act(handler, 'reinforce', { kind: 'people', request: '人手不足', to: UNITS.otherRoom });
    expect(sees(matter)).toBe(true);
    for (const verb of ['accept', 'transfer', 'close', 'void', 'recall'] as const)
      expect(matter.refusal(otherClerk, verb, {})).toBe('incident.not-permitted');
    matter.act(otherClerk, 'acknowledge');
    matter.act(otherClerk, 'support', { helpNo: 1, units: [UNITS.otherRoom] });
    matter.act(otherClerk, 'coSign');
    matter.act(otherClerk, 'arrive');
    // The part of another unit stays that unit's.
    expect(matter.refusal(otherClerk, 'resolve', { noEvidence: '无法取证', result: '代办' })).toBe(
      'incident.no-assignment',
    );
    expect(matter.act(otherClerk, 'done', { note: '已增援' }).assignments.at(-1)).toMatchObject({
      unitId: UNITS.otherRoom,
      doneBy: otherClerk.id,
    });
  });

  test('given a matter lies in no town, then the room that has the order signs and resolves it', () => {
    const nowhere = { townId: null, villageId: null, gridId: null, lng6: null, lat6: null };
    const matter = aMatter({ itemCode: ITEMS.rubbish, place: nowhere, roomUnitId: UNITS.county });
    matter.act(countyDuty, 'accept');
    expect(sees(matter)).toBe(false);
    matter.act(countyDuty, 'dispatch', { lead: UNITS.otherRoom });
    expect(sees(matter)).toBe(true);
    matter.act(otherClerk, 'sign');
    expect(
      matter.act(otherClerk, 'resolve', { noEvidence: '无法取证', result: '已清' }).status,
    ).toBe('resolved');
    expect(matter.refusal(otherClerk, 'close', {})).toBe('incident.not-permitted');
  });

  test('given it was passed on, then the desk before sees it no more unless it has a part in it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'transfer', { to: UNITS.otherRoom, reason: '属邻镇' });
    expect(covers(scopeOf(clerk), subjectOf(matter.incident()))).toBe(false);
    expect(sees(matter)).toBe(true);
  });
});

describe('supervise 督办 and strikeOff 销号', () => {
  test('the issuer takes the answer, or asks for a better one by a new date', () => {
    const matter = aMatterAtWork();
    const replyBy = MORNING + 5 * HOUR;
    matter.act(director, 'supervise', { grade: 'key', replyBy, note: '三日内办结' });
    expect(matter.refusal(director, 'strikeOff', { no: 1, accepted: true })).toBe(
      'incident.no-reply',
    );
    matter.act(handler, 'replySupervision', { no: 1, reply: '已进场' });
    expect(matter.refusal(countyDuty, 'strikeOff', { no: 1, accepted: true })).toBe(
      'incident.issuer-strikes-off',
    );
    expect(matter.refusal(director, 'strikeOff', { no: 1, accepted: false })).toBe(
      'incident.reply-by-needed',
    );
    matter.act(director, 'strikeOff', { no: 1, accepted: false, replyBy: replyBy + HOUR });
    expect(matter.clock('reply')).toMatchObject({ state: 'running', dueAt: replyBy + HOUR });
    matter.act(handler, 'replySupervision', { no: 1, reply: '已清运，附图' });
    const after = matter.act(director, 'strikeOff', { no: 1, accepted: true });
    expect(after.flags.supervisions?.[0]?.struckAt).toBeDefined();
    expect(matter.clock('reply')?.state).toBe('stopped');
  });
});
