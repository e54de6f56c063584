// What each verb decides beyond status and role: given a matter, when somebody acts, then …
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import type { Incident } from '../incident.ts';
import type { CatalogItem } from '#modules/catalog/index.ts';
import { verbsFor } from '../decide.ts';
import {
  aCatalog,
  actorAs,
  aKnowledge,
  aMatter,
  aMatterAtWork,
  anIncident,
  ITEMS,
  MACHINE,
  MORNING,
  OTHER_TOWN,
  OTHER_VILLAGE,
  PEOPLE,
  PLACE,
  UNITS,
} from '../testing.ts';

const { citizen, clerk, secondClerk, director, countyDuty, commander, secondCommander } = PEOPLE;
const { gridWorker, handler, otherHandler, team, supervisor } = PEOPLE;

describe('accept 受理', () => {
  test('given an item unknown to the catalogue, then it is refused', () => {
    expect(aMatter().refusal(clerk, 'accept', { itemCode: '9999999' })).toBe(
      'incident.unknown-item',
    );
  });

  test('given triage set a level for the same item, then accepting keeps it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish, level: 3 });
    expect(matter.act(clerk, 'accept').level).toBe(3);
  });

  test('given another item, then its own level comes with it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish, level: 4 });
    expect(matter.act(clerk, 'accept', { itemCode: ITEMS.spill }).level).toBe(3);
  });

  test('given a need-to-know item, then only its members see it, and the filer names them', () => {
    const matter = aMatter({ itemCode: ITEMS.secret, source: 'assignedAbove', reporterId: null });
    const filed = matter.act(clerk, 'accept');
    expect(filed).toMatchObject({ memberIds: [clerk.id], flags: { restricted: true } });
    expect(matter.refusal(secondClerk, 'dispatch', { lead: UNITS.team })).toBe(
      'incident.not-found',
    );
    const id = '0190a6d8-0000-7000-8000-000000000001';
    const named = { restricted: true, members: [id], reason: '承办人' };
    expect(matter.act(clerk, 'restrict', named).memberIds).toEqual([clerk.id, id]);
  });

  test('given nobody had received it, then the accepting office has', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish, roomUnitId: null });
    expect(matter.act(clerk, 'accept')).toMatchObject({
      roomUnitId: UNITS.room,
      holderUnitId: UNITS.room,
      unitIds: [UNITS.room],
    });
  });

  test('given a verification still out, then filing ends it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'verify');
    matter.act(clerk, 'accept');
    expect(matter.incident().flags.verifying).toBeUndefined();
    expect(matter.clock('verify')?.state).toBe('void');
  });
});

describe('answer and selfHandle', () => {
  test('given a filed matter, then the room may still answer it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'accept');
    expect(matter.act(clerk, 'answer', { reply: '政策如此', outcome: 'explained' })).toMatchObject({
      status: 'closed',
      outcome: 'explained',
    });
    expect(matter.clock('followUp')?.state).toBe('running');
  });

  test('given an item that may not be settled on the spot, then it is refused', () => {
    expect(
      aMatter({ itemCode: ITEMS.spill }).refusal(gridWorker, 'selfHandle', { result: '已清' }),
    ).toBe('incident.item-not-self-handled');
  });
});

describe('dispatch 派遣', () => {
  const filed = () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'accept');
    return matter;
  };

  test('given a unit that does not exist, or one twice, then it is refused', () => {
    expect(filed().refusal(clerk, 'dispatch', { lead: 999 })).toBe('incident.unknown-unit');
    expect(filed().refusal(clerk, 'dispatch', { lead: UNITS.bureau, co: [UNITS.bureau] })).toBe(
      'incident.unit-twice',
    );
  });

  test('when ordered, then every unit concerned may find it', () => {
    const after = filed().act(clerk, 'dispatch', { lead: UNITS.bureau, co: [UNITS.team] });
    expect(after.unitIds).toEqual([UNITS.room, UNITS.bureau, UNITS.team]);
  });

  test('when recalled by the office that ordered, then all orders end and the case clock goes on', () => {
    const matter = filed();
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau, co: [UNITS.team] });
    matter.act(clerk, 'recall');
    expect(matter.incident().status).toBe('filed');
    expect(matter.incident().assignments.every((each) => each.recalledAt !== undefined)).toBe(true);
    const states = matter
      .incident()
      .clocks.map(({ kind, assignmentNo, state }) => [kind, assignmentNo, state]);
    expect(states).toContainEqual(['handle', null, 'running']);
    expect(states).toContainEqual(['handle', 2, 'void']);
    expect(states).toContainEqual(['sign', null, 'void']);
  });
});

describe('the co-handlers', () => {
  const withCo = () => aMatterAtWork({ co: [UNITS.otherBureau, UNITS.team] });

  test('given one that has not finished, then the lead cannot resolve', () => {
    const matter = withCo();
    expect(matter.refusal(handler, 'resolve', { noEvidence: '无法取证', result: '好了' })).toBe(
      'incident.co-handlers-open',
    );
    matter.act(otherHandler, 'done', { note: '已派人协助' });
    matter.act(clerk, 'waive', { assignmentNo: 3, reason: '不再需要' });
    expect(matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' }).status).toBe(
      'resolved',
    );
  });

  test('given one that returns its part, then the lead goes on without it', () => {
    const matter = withCo();
    const after = matter.act(otherHandler, 'coReturn', { reasonCode: 'not-ours' });
    expect(after).toMatchObject({ status: 'handling', holderUnitId: UNITS.bureau });
    expect(after.flags.returnCount).toBeUndefined();
    matter.act(team, 'done');
    expect(matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '好了' }).status).toBe(
      'resolved',
    );
  });

  test('given the lead has not signed, when a co-handler signs, then the lead is still to sign', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau, co: [UNITS.otherBureau] });
    matter.act(otherHandler, 'coSign');
    expect(matter.incident().status).toBe('dispatched');
    expect(matter.clock('sign')?.state).toBe('running');
    expect(matter.refusal(otherHandler, 'coSign')).toBe('incident.already-done');
    expect(matter.refusal(otherHandler, 'sign')).toBe('incident.no-assignment');
  });

  test('then each is due earlier than the lead, and stops its own clock', () => {
    const matter = withCo();
    const handles = () => matter.incident().clocks.filter((clock) => clock.kind === 'handle');
    const [lead, first] = handles();
    expect(first?.budget.amount).toBe((lead?.budget.amount ?? 0) * 0.8);
    matter.act(otherHandler, 'done');
    expect(handles().map((clock) => clock.state)).toEqual(['running', 'stopped', 'running']);
  });
});

describe('return 退回', () => {
  test('given the item gives a working day, then silence beyond it is acceptance', () => {
    const matter = aMatterAtWork();
    matter.wait(DAY + HOUR);
    expect(matter.refusal(handler, 'return', { reasonCode: 'not-ours' })).toBe(
      'incident.return-window',
    );
  });

  test('given one of the two highest levels is signed, then it is handled first', () => {
    const matter = aMatter({ itemCode: ITEMS.quarrel, source: 'phone' });
    const offered = () => verbsFor(matter.incident(), handler);
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
    expect(offered()).toContain('return');
    matter.act(handler, 'sign');
    expect(offered()).not.toContain('return');
    expect(matter.refusal(handler, 'return', { reasonCode: 'not-ours' })).toBe(
      'incident.level-forbids',
    );
  });

  test('given it is deferred, then it is resumed first', () => {
    const matter = aMatterAtWork();
    expect(verbsFor(matter.incident(), handler)).toContain('return');
    matter.act(director, 'defer', { until: MORNING + DAY, reasonCode: 'weather' });
    expect(verbsFor(matter.incident(), handler)).not.toContain('return');
    expect(matter.refusal(handler, 'return', { reasonCode: 'not-ours' })).toBe(
      'incident.suspended',
    );
    expect(matter.refusal(handler, 'resolve', { noEvidence: '无法取证', result: '好' })).toBe(
      'incident.suspended',
    );
  });

  test('given a suggestion of no known unit, then it is refused', () => {
    expect(
      aMatterAtWork().refusal(handler, 'return', { reasonCode: 'not-ours', suggestedUnit: 999 }),
    ).toBe('incident.unknown-unit');
  });
});

describe('close 核查结案', () => {
  test('given it names itself as the unit it is for, then it is refused', () => {
    expect(
      aMatterAtWork().refusal(handler, 'return', {
        reasonCode: 'not-ours',
        suggestedUnit: UNITS.bureau,
      }),
    ).toBe('incident.suggests-itself');
  });

  test('谁派单谁办结: given the county gave the order, then the town may not close', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish, source: 'hotline12345' });
    matter.act(countyDuty, 'accept');
    matter.act(countyDuty, 'dispatch', { lead: UNITS.bureau });
    matter.act(handler, 'sign');
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(matter.refusal(clerk, 'close')).toBe('incident.giver-closes');
    expect(matter.act(countyDuty, 'close').status).toBe('closed');
  });

  test('handler ≠ checker: given the clerk signed on the phone for the team, then another checks', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.team });
    matter.act(clerk, 'sign');
    matter.act(team, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(matter.refusal(clerk, 'close')).toBe('incident.handler-cannot-check');
    expect(matter.act(secondClerk, 'close').status).toBe('closed');
  });

  test('handler ≠ checker: given the clerk did it and the handler resolved, then another checks', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
    matter.act(handler, 'sign');
    matter.act(clerk, 'done', { noEvidence: '无法取证' });
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(matter.refusal(clerk, 'close')).toBe('incident.handler-cannot-check');
    // Also when the work had to be done again by somebody else.
    matter.act(secondClerk, 'rework', { reason: '未清' });
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(matter.refusal(clerk, 'close')).toBe('incident.handler-cannot-check');
    expect(matter.act(secondClerk, 'close').status).toBe('closed');
  });

  test('four eyes: given level 2, then the first proposes and another confirms', () => {
    const matter = aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已调解' });
    matter.act(clerk, 'close');
    expect(matter.incident()).toMatchObject({
      status: 'resolved',
      flags: { proposed: { verb: 'close', by: clerk.id } },
    });
    expect(matter.refusal(clerk, 'close')).toBe('incident.second-person');
    expect(matter.act(director, 'close').status).toBe('closed');
    expect(matter.incident().flags.proposed).toBeUndefined();
  });

  test('four eyes: given the second person names another date, then it is a new proposal', () => {
    const matter = aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });
    const until = (days: number) => ({ until: MORNING + days * DAY, reasonCode: 'weather' });
    matter.act(commander, 'defer', until(3));
    expect(matter.incident().flags.proposed?.terms).toEqual(until(3));
    expect(matter.refusal(commander, 'defer', until(3))).toBe('incident.second-person');
    const proposed = matter.act(secondCommander, 'defer', until(30));
    expect(proposed.flags).not.toHaveProperty('deferredUntil');
    expect(proposed.flags.proposed).toMatchObject({ by: secondCommander.id, terms: until(30) });
    expect(matter.refusal(secondCommander, 'defer', until(30))).toBe('incident.second-person');
    expect(matter.act(commander, 'defer', until(30)).flags.deferredUntil).toBe(until(30).until);
  });

  test('four eyes: who confirms a shelving does not take the responsibility over', () => {
    const matter = aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });
    matter.act(commander, 'shelve', { reasonCode: 'no-owner' });
    const shelved = matter.act(secondCommander, 'shelve', { reasonCode: 'no-owner' });
    expect(shelved.flags).toMatchObject({ shelved: true, responsibleId: commander.id });
  });

  test('given it is sent back, then the proposal is gone', () => {
    const matter = aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已调解' });
    matter.act(clerk, 'close');
    matter.act(director, 'rework', { reason: '未签协议' });
    expect(matter.incident().flags.proposed).toBeUndefined();
  });

  test('the machine and routine levels need no second person', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(matter.act(clerk, 'close').status).toBe('closed');
  });
});

describe('more time', () => {
  test('four eyes: given level 2, then two commanders defer it', () => {
    const matter = aMatterAtWork({ itemCode: ITEMS.quarrel, source: 'phone' });
    const input = { until: MORNING + DAY, reasonCode: 'weather' };
    expect(matter.refusal(director, 'defer', input)).toBe('incident.commander-decides');
    matter.act(commander, 'defer', input);
    expect(matter.incident().flags.deferredUntil).toBeUndefined();
    expect(matter.act(secondCommander, 'defer', input).flags.deferredUntil).toBe(input.until);
  });

  test('given a date past or beyond a year, then it is refused', () => {
    const matter = aMatterAtWork();
    const defer = (until: number) =>
      matter.refusal(director, 'defer', { until, reasonCode: 'weather' });
    expect(defer(MORNING)).toBe('incident.until-past');
    expect(defer(MORNING + 500 * DAY)).toBe('incident.until-far');
  });

  test('given nothing is suspended, then there is nothing to resume; twice suspended is refused', () => {
    const matter = aMatterAtWork();
    expect(matter.refusal(director, 'resume')).toBe('incident.not-deferred');
    matter.act(commander, 'shelve', { reasonCode: 'funds' });
    expect(matter.refusal(commander, 'shelve', { reasonCode: 'funds' })).toBe('incident.suspended');
    expect(matter.refusal(director, 'defer', { until: MORNING + DAY, reasonCode: 'weather' })).toBe(
      'incident.suspended',
    );
  });
});

describe('required evidence 必备证据', () => {
  const picture = (no: number) => `00000000-0000-7000-8000-00000000000${no}`;
  const needed = (itemCode: string, requiredEvidence: CatalogItem['requiredEvidence']) => {
    const catalog = aCatalog();
    const item = { ...(catalog.byCode.get(itemCode) as CatalogItem), requiredEvidence };
    const byCode = new Map([...catalog.byCode, [itemCode, item]]);
    const basis = { ...aKnowledge().basis(1), catalog: { ...catalog, byCode } };
    const matter = aMatter({ itemCode }, { knowledge: aKnowledge({ basis: () => basis }) });
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau, co: [UNITS.team] });
    return matter;
  };

  test('given nothing is shown, then resolving names what is missing, and takes a reason instead', () => {
    const matter = needed(ITEMS.rubbish, ['photoBefore', 'photoAfter']);
    matter.act(handler, 'sign');
    matter.act(team, 'done');
    expect(matter.attempt(handler, 'resolve', { result: '已清' })).toMatchObject({
      refused: 'incident.proof-missing',
      field: 'evidence',
      params: { listZh: '处置前照片、处置后照片' },
    });
    expect(
      matter.refusal(handler, 'resolve', { result: '已转', outcome: 'transferred' }),
    ).toBeNull();
    matter.act(handler, 'resolve', { result: '已清', noEvidence: '涉密场所禁止拍照' });
    expect(matter.facts().at(-1)?.data).toMatchObject({ excused: ['photoBefore', 'photoAfter'] });
  });

  test('given the lead says the work is done, then pictures are asked for at once, papers later', () => {
    const matter = needed(ITEMS.rubbish, ['photoBefore', 'photoAfter', 'document']);
    matter.act(handler, 'sign');
    expect(matter.attempt(handler, 'done')).toMatchObject({
      refused: 'incident.proof-missing',
      field: 'evidence',
      params: { listZh: '处置前照片、处置后照片' },
    });
    // A co-handler gives its opinion and shows what it likes.
    expect(matter.refusal(team, 'done')).toBeNull();
    matter.act(team, 'done');
    matter.act(handler, 'done', { noEvidence: '涉密场所禁止拍照' });
    expect(matter.facts().at(-1)?.data).toMatchObject({ excused: ['photoBefore', 'photoAfter'] });
    // What was excused on the spot is not asked for again; what may follow from the desk is.
    const missing = { params: { listZh: '文书' } };
    expect(matter.attempt(handler, 'resolve', { result: '已清' })).toMatchObject(missing);
    matter.act(handler, 'resolve', { result: '已清', noEvidence: '当事人拒签' });
    expect(matter.facts().at(-1)?.data).toMatchObject({ excused: ['document'] });
    // Begun anew, it is shown anew.
    matter.act(clerk, 'rework', { reason: '没清' });
    expect(matter.refusal(handler, 'done')).toBe('incident.proof-missing');
  });

  test('given pictures from before and after signing, then both are shown; after a rework it takes a new one', () => {
    const matter = needed(ITEMS.rubbish, ['photoBefore', 'photoAfter']);
    matter.act(clerk, 'annotate', { note: '现场', evidence: [picture(1)] });
    matter.act(handler, 'sign');
    matter.act(team, 'done');
    expect(matter.refusal(handler, 'resolve', { result: '已清' })).toBe('incident.proof-missing');
    matter.act(handler, 'feedback', { note: '清完了', evidence: [picture(2)] });
    expect(matter.act(handler, 'resolve', { result: '已清' }).flags.pieces).toEqual({
      before: 1,
      after: 1,
    });
    matter.act(clerk, 'rework', { reason: '没清' });
    expect(matter.attempt(handler, 'resolve', { result: '已清' })).toMatchObject({
      params: { listZh: '处置后照片' },
    });
    expect(matter.refusal(handler, 'resolve', { result: '清', evidence: [picture(3)] })).toBeNull();
  });

  test('given an opinion is asked for, then a co-handler that gave one is enough', () => {
    const matter = needed(ITEMS.rubbish, ['opinion']);
    matter.act(handler, 'sign');
    matter.act(team, 'done', { note: '属实' });
    expect(matter.refusal(handler, 'resolve', { result: '已办' })).toBeNull();
  });
});

describe('amend 更正', () => {
  test('given the places do not lie within one another, then it says which', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    const amend = (place: Partial<typeof PLACE>) =>
      matter.attempt(clerk, 'amend', { place: { ...PLACE, ...place } });
    const notWithin = { refused: 'incident.place-not-within' };
    expect(amend({ townId: OTHER_TOWN })).toMatchObject({ ...notWithin, field: 'place.villageId' });
    expect(amend({ villageId: OTHER_VILLAGE })).toMatchObject({ ...notWithin, field: 'place.villageId' }); // prettier-ignore
    expect(amend({ townId: OTHER_TOWN, villageId: OTHER_VILLAGE })).toMatchObject({ ...notWithin, field: 'place.gridId' }); // prettier-ignore
    const unknown = { refused: 'incident.unknown-place' };
    expect(amend({ villageId: PLACE.gridId })).toMatchObject({ ...unknown, field: 'place.villageId' }); // prettier-ignore
    expect(amend({ townId: 99 })).toMatchObject({ ...unknown, field: 'place.townId' });
    expect(amend({})).toHaveProperty('facts');
  });

  test('given it turns out to be need-to-know, then only who says so and who works on it know of it', () => {
    const matter = aMatterAtWork();
    const at = matter.act(clerk, 'amend', { itemCode: ITEMS.secret });
    expect(at.flags.restricted).toBe(true);
    expect(at.memberIds).toEqual([clerk.id, handler.id]);
    expect(matter.refusal(secondClerk, 'annotate', { note: '?' })).toBe('incident.not-found');
    expect(
      matter.refusal(handler, 'resolve', { noEvidence: '无法取证', result: '已核' }),
    ).toBeNull();
    // Named again it changes nothing of who knows.
    expect(matter.act(clerk, 'amend', { level: 1 }).memberIds).toHaveLength(2);
  });

  test('given only members know of it, then nobody moves it out of the own reach', () => {
    const place = { ...PLACE, townId: OTHER_TOWN, villageId: null, gridId: null };
    const moved = aMatter({ itemCode: ITEMS.rubbish });
    expect(moved.act(clerk, 'amend', { place }).place.townId).toBe(OTHER_TOWN);
    const restricted = aMatter({ itemCode: ITEMS.secret });
    restricted.act(clerk, 'accept');
    expect(restricted.refusal(clerk, 'amend', { place })).toBe('incident.place-out-of-reach');
    const unnamed = aMatter({ itemCode: ITEMS.rubbish });
    const both = { place, itemCode: ITEMS.secret };
    expect(unnamed.refusal(clerk, 'amend', both)).toBe('incident.place-out-of-reach');
    expect(unnamed.refusal(countyDuty, 'amend', both)).toBeNull();
    const away = { to: UNITS.otherRoom, reason: '地点有误' };
    expect(restricted.refusal(clerk, 'transfer', away)).toBe('incident.place-out-of-reach');
  });
});

describe('merge 并案', () => {
  const pair = () => {
    const others = new Map<string, Incident>();
    const master = aMatter({ itemCode: ITEMS.rubbish, source: 'gridWorker' }, { others });
    const repeat = aMatter({ itemCode: ITEMS.rubbish }, { others });
    return { others, master, repeat, into: master.incident().id };
  };

  test('into itself, into one that has ended, or into one out of reach: refused', () => {
    const { others, master, repeat, into } = pair();
    expect(repeat.refusal(clerk, 'merge', { into: repeat.incident().id })).toBe(
      'incident.merge-self',
    );
    const elsewhere = anIncident({ place: { ...PLACE, townId: 77 } });
    others.set(elsewhere.id, elsewhere);
    expect(repeat.refusal(clerk, 'merge', { into: elsewhere.id })).toBe('incident.not-found');
    master.act(clerk, 'dismiss', { reasonCode: 'outside' });
    expect(repeat.refusal(clerk, 'merge', { into })).toBe('incident.merge-target');
  });

  test('given others had joined it, then they move with it, there and back', () => {
    const { others, master, repeat, into } = pair();
    const third = aMatter({ itemCode: ITEMS.rubbish }, { others });
    third.act(clerk, 'merge', { into: repeat.incident().id });
    repeat.act(clerk, 'merge', { into });
    expect(master.incident().flags.joined).toBe(2);
    repeat.act(clerk, 'unmerge');
    expect(master.incident().flags.joined).toBeUndefined();
    expect(repeat.incident().flags.joined).toBe(1);
  });

  test('given its master was merged in turn, then whoever leaves leaves both', () => {
    const { others, master, repeat, into } = pair();
    const third = aMatter({ itemCode: ITEMS.rubbish }, { others });
    third.act(clerk, 'merge', { into: repeat.incident().id });
    repeat.act(clerk, 'merge', { into });
    third.act(clerk, 'unmerge');
    expect(master.incident().flags.joined).toBe(1);
    expect(repeat.incident().flags.joined).toBeUndefined();
  });

  test('then nothing rings any more for the merged one, and accepting begins anew after 拆并', () => {
    const { repeat, into } = pair();
    repeat.act(clerk, 'merge', { into });
    expect(repeat.incident().clocks.map((clock) => clock.state)).not.toContain('running');
    repeat.act(clerk, 'unmerge');
    expect(repeat.clock('accept')?.state).toBe('running');
  });

  test('given its master was not gathered, then it is refused, not broken', () => {
    const { others, repeat, into } = pair();
    repeat.act(clerk, 'merge', { into });
    others.delete(into);
    expect(repeat.refusal(clerk, 'unmerge')).toBe('incident.changed-meanwhile');
  });
});

describe('appeal, reopen', () => {
  test('given it was voided or withdrawn, then there is nothing to appeal against', () => {
    const matter = aMatter();
    matter.act(citizen, 'withdraw');
    expect(matter.refusal(citizen, 'appeal', { reason: '改主意' })).toBe('incident.not-now');
  });

  test('given it had been answered without an order, then the room has one after reopening', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'answer', { reply: '已处理' });
    const reopened = matter.act(citizen, 'reopen', { reason: '没有处理' });
    expect(reopened).toMatchObject({ status: 'handling', holderUnitId: UNITS.room });
    expect(reopened.assignments).toMatchObject([{ no: 1, unitId: UNITS.room, role: 'lead' }]);
    matter.wait(3 * DAY); // an order to oneself may be passed on at any time
    matter.act(clerk, 'return', { reasonCode: 'not-ours' });
    expect(matter.act(clerk, 'dispatch', { lead: UNITS.bureau }).status).toBe('dispatched');
  });

  test('given it is archived, then it stays closed', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    matter.act(clerk, 'close');
    matter.act(MACHINE, 'archive');
    expect(matter.refusal(citizen, 'reopen', { reason: '又有' })).toBe('incident.archived');
    expect(matter.incident().clocks.map((clock) => clock.state)).not.toContain('running');
  });
});

describe('on the spot', () => {
  test('given a position within 200 m, then the arrival is proved and the position forgotten', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'arrive', { lng6: PLACE.lng6 + 500, lat6: PLACE.lat6 });
    const fact = matter.facts().at(-1);
    expect(fact?.data).toEqual({ assignmentNo: 1, how: 'byPosition' });
    expect(matter.refusal(handler, 'arrive')).toBe('incident.already-done');
  });

  test('given a position further away, then it is arrival by hand', () => {
    const matter = aMatterAtWork();
    matter.act(handler, 'arrive', { lng6: PLACE.lng6 + 5000, lat6: PLACE.lat6 });
    expect(matter.facts().at(-1)?.data).toMatchObject({ how: 'byHand' });
  });
});

describe('a mirrored system', () => {
  test('given it finished before our side signed, then it is signed and resolved here', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(clerk, 'accept');
    matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
    matter.act(clerk, 'handOver', { system: 'law-enforcement' });
    expect(matter.act(clerk, 'mirror', { step: '办结', finished: true }).status).toBe('resolved');
  });

  test('given co-handlers still work, then it is only told', () => {
    const matter = aMatterAtWork({ co: [UNITS.team] });
    expect(matter.act(clerk, 'mirror', { step: '办结', finished: true }).status).toBe('handling');
  });
});

describe('who and what', () => {
  test('a version that somebody else has moved on is refused', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    expect(matter.refusal(clerk, 'accept', { note: 1 })).toBe('incident.input-invalid');
  });

  test('a post in another town, village, grid or unit has no right, and hears of nothing', () => {
    const matter = aMatterAtWork();
    const elsewhere = { countyId: 1, townId: 99, villageId: 99, gridIds: [99] };
    for (const actor of [
      actorAs('infoClerk', { unitId: UNITS.otherRoom, place: elsewhere }),
      actorAs('gridWorker', { place: elsewhere }),
      actorAs('villageCadre', { unitId: 99, place: elsewhere }),
      actorAs('deptHandler', { unitId: 99 }),
      actorAs('citizen', {}, 'somebody else'),
      actorAs('countyDuty', { place: { countyId: 2 } }),
    ])
      expect(matter.refusal(actor, 'annotate', { note: '看看' })).toBe('incident.not-found');
  });

  test('a town escalates to its county, only the county to the city', () => {
    const matter = aMatterAtWork();
    const input = { to: 'city', reason: '跨县' };
    expect(matter.refusal(director, 'escalate', input)).toBe('incident.not-permitted');
    expect(matter.act(countyDuty, 'escalate', input).flags.escalatedTo).toBe('city');
  });

  test('supervisions are numbered and struck off one by one', () => {
    const matter = aMatterAtWork();
    const input = { grade: 'leader', replyBy: MORNING + DAY, note: '限期说明' };
    matter.act(supervisor, 'supervise', input);
    matter.act(commander, 'supervise', input);
    matter.act(handler, 'replySupervision', { no: 2, reply: '已说明' });
    const [first, second] = matter.incident().flags.supervisions ?? [];
    expect([first?.repliedAt, second?.repliedAt]).toEqual([undefined, matter.now() - MINUTE]);
  });
});
