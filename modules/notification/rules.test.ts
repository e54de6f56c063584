// The table of who is told what, fact by fact, on matters that really went that way.
import { describe, expect, it } from 'vitest';
import type { Incident } from '#modules/incident/index.ts';
import {
  aMatter,
  aMatterAtWork,
  ITEMS,
  PEOPLE,
  UNITS,
  type Matter,
} from '#modules/incident/testing.ts';
import { DAY, HOUR, MINUTE } from '#platform/time/index.ts';
import { isStillAsked, nextAsk } from './asks.ts';
import { answerWithin, chainOf, rings } from './chain.ts';
import { channelsFor, DEFAULT_SETTINGS, leavesAt } from './channels.ts';
import { CHANNELS, type Target } from './message.ts';
import { noticesOf, type NoticeNames } from './rules.ts';
import { targetFrom, targetKey } from './target.ts';
import { headline, sentence, TEMPLATES } from './templates.ts';

const names: NoticeNames = {
  unit: (id) => `单位${id}`,
  place: (id) => `地方${id}`,
  item: () => ({ zh: '暴露垃圾', en: 'Rubbish' }),
};

/** What the last fact says, as `template → target (ask, urgency)`. */
function last(matter: Matter): string[] {
  const fact = matter.facts().at(-1);
  if (!fact) return [];
  return noticesOf(fact, matter.incident(), names).map(
    ({ template, target, ask, urgency }) => `${template} ${targetKey(target)} ${ask} ${urgency}`,
  );
}

describe('who is told', () => {
  it('a report: its room, also when it comes late; an imported one: nobody', () => {
    const told = [`toAccept unit:${UNITS.room} accept ordinary`];
    expect(last(aMatter())).toEqual(told);
    const late = aMatter({ late: true });
    expect(last(late)).toEqual(told);
    const [fact] = late.facts();
    const imported = fact && { ...fact, by: { kind: 'system' as const, id: 'system:import' } };
    expect(imported && noticesOf(imported, late.incident(), names)).toEqual([]);
  });

  it('a 110 call rings whatever its level', () => {
    expect(last(aMatter({ source: 'police110', level: 3 }))).toEqual([
      `toAccept unit:${UNITS.room} accept urgent`,
    ]);
  });

  it('an order: the lead and each co-handler about its own assignment', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(PEOPLE.clerk, 'accept');
    matter.act(PEOPLE.clerk, 'dispatch', { lead: UNITS.bureau, co: [UNITS.team] });
    expect(last(matter)).toEqual([
      `toSign unit:${UNITS.bureau} sign ordinary`,
      `toSignCo unit:${UNITS.team} sign ordinary`,
    ]);
    const fact = matter.facts().at(-1);
    matter.act(PEOPLE.handler, 'sign');
    // Read late, the lead's order is overtaken; the co-handler's still stands.
    expect(fact && noticesOf(fact, matter.incident(), names).map((each) => each.template)).toEqual([
      'toSignCo',
    ]);
  });

  it('a return: whoever gave the order; a second one: the county desk rules', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(PEOPLE.clerk, 'accept');
    matter.act(PEOPLE.clerk, 'dispatch', { lead: UNITS.bureau });
    matter.act(PEOPLE.handler, 'return', { reasonCode: 'notOurs' });
    expect(last(matter)).toEqual([`returned unit:${UNITS.room} dispatch ordinary`]);
    matter.act(PEOPLE.clerk, 'dispatch', { lead: UNITS.bureau });
    matter.act(PEOPLE.handler, 'return', { reasonCode: 'notOurs' });
    expect(last(matter)).toEqual(['disputed roles:countyDuty dispatch ordinary']);
  });

  it('a recalled order: those who had it', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(PEOPLE.clerk, 'accept');
    matter.act(PEOPLE.clerk, 'dispatch', { lead: UNITS.bureau });
    matter.act(PEOPLE.clerk, 'recall');
    expect(last(matter)).toEqual([`recalled unit:${UNITS.bureau} nothing ordinary`]);
  });

  it('work that is done: who checks; a failed check: who works', () => {
    const matter = aMatterAtWork();
    matter.act(PEOPLE.handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(last(matter)).toEqual([`toCheck unit:${UNITS.room} check ordinary`]);
    matter.act(PEOPLE.clerk, 'rework', { reason: '没清干净' });
    expect(last(matter)).toEqual([`reworked unit:${UNITS.bureau} handle ordinary`]);
  });

  it('a check is whose order it was: told when it comes to them, and when it is late', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    matter.act(PEOPLE.clerk, 'accept');
    matter.act(PEOPLE.countyDuty, 'dispatch', { lead: UNITS.bureau });
    matter.act(PEOPLE.handler, 'sign');
    matter.act(PEOPLE.handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(last(matter)).toEqual([`toCheck unit:${UNITS.county} check ordinary`]);
    const [base] = matter.facts();
    const rang = { clockNo: matter.clock('check')?.no ?? 0, rung: 1 };
    const late = { ...base, type: 'incident.rang', data: rang } as never;
    expect(
      noticesOf(late, matter.incident(), names).map(({ target }) => targetKey(target)),
    ).toEqual([`unit:${UNITS.county}`, `heads:${UNITS.county}`]);
    // Who has to check learns of it once, whoever said that the work is done.
    const mirrored = aMatterAtWork();
    const before = mirrored.facts().length;
    mirrored.act(PEOPLE.clerk, 'mirror', { step: '办结', finished: true });
    const told = mirrored
      .facts()
      .slice(before)
      .flatMap((fact) => noticesOf(fact, mirrored.incident(), names))
      .map(({ template, target }) => `${template} ${targetKey(target)}`);
    expect(told).toEqual([`toCheck unit:${UNITS.room}`]);
  });

  it('a wish for more time: the town on the routine level, above it the commander', () => {
    const routine = aMatterAtWork();
    routine.act(PEOPLE.handler, 'ask', { what: 'extend', reason: '缺料' });
    expect(last(routine)).toEqual([`asked heads:${UNITS.room} decide ordinary`]);
    const prompt = aMatterAtWork({ itemCode: ITEMS.spill });
    prompt.act(PEOPLE.handler, 'ask', { what: 'defer', reason: '下雨' });
    expect(last(prompt)).toEqual(['asked roles:countyCommander decide ordinary']);
  });

  it('an urging asks for what comes next', () => {
    const matter = aMatterAtWork();
    matter.act(PEOPLE.director, 'urge');
    expect(last(matter)).toEqual([`urged unit:${UNITS.bureau} handle ordinary`]);
  });

  it('what a caller adds: whoever works on it, not the room that notes it', () => {
    const matter = aMatterAtWork();
    matter.act(PEOPLE.clerk, 'join', { note: '又来电：水已漫进屋' });
    expect(last(matter)).toEqual([`joined unit:${UNITS.bureau} nothing ordinary`]);
    const waiting = aMatter();
    waiting.act(PEOPLE.clerk, 'join', { note: '又来电' });
    expect(last(waiting)).toEqual([]);
  });

  it('a request for help: the desk that is asked, and back to who asked', () => {
    const matter = aMatterAtWork();
    matter.act(PEOPLE.handler, 'reinforce', { kind: 'people', request: '人手不够' });
    expect(last(matter)).toEqual([`reinforce unit:${UNITS.room} help urgent`]);
    const fact = matter.facts().at(-1);
    matter.act(PEOPLE.clerk, 'acknowledge', { helpNo: 1 });
    expect(fact && noticesOf(fact, matter.incident(), names)).toEqual([]);
    expect(matter.facts().at(-1)?.type).toBe('incident.acknowledged');
  });

  it('a reassigned order: the new lead signs, the old one has nothing to do any more', () => {
    const matter = aMatterAtWork();
    matter.act(PEOPLE.clerk, 'reassign', { lead: UNITS.otherBureau, reasonCode: 'wrong' });
    expect(last(matter)).toEqual([
      `toSign unit:${UNITS.otherBureau} sign ordinary`,
      `recalled unit:${UNITS.bureau} nothing ordinary`,
    ]);
  });

  it('an answer that does not strike a supervision off is asked for again', () => {
    const matter = aMatterAtWork();
    const replyBy = matter.now() + DAY;
    matter.act(PEOPLE.supervisor, 'supervise', { grade: 'key', replyBy, note: '抓紧' });
    expect(last(matter)).toEqual([`supervised unit:${UNITS.bureau} reply ordinary`]);
    matter.act(PEOPLE.handler, 'replySupervision', { no: 1, reply: '在办' });
    matter.act(PEOPLE.supervisor, 'strikeOff', {
      no: 1,
      accepted: false,
      replyBy: matter.now() + DAY,
      note: '不够',
    });
    expect(last(matter)).toEqual([`notStruckOff unit:${UNITS.bureau} reply ordinary`]);
  });

  it('a clock: red the unit and its head, 150 % the supervisors, 200 % the commander', () => {
    const matter = aMatterAtWork();
    const told = (rung: 1 | 2 | 3) => {
      const base = matter.facts()[0];
      const clockNo = matter.clock('handle')?.no ?? 0;
      return noticesOf(
        { ...base, type: 'incident.rang', data: { clockNo, rung } } as never,
        matter.incident(),
        names,
      ).map(({ template, target }) => `${template} ${targetKey(target)}`);
    };
    expect(told(1)).toEqual([`overdue1 unit:${UNITS.bureau}`, `overdue1 heads:${UNITS.bureau}`]);
    expect(told(2)).toEqual(['overdue2 roles:supervisor']);
    expect(told(3)).toEqual(['overdue3 roles:countyCommander']);
  });

  it('says of a restricted matter its number and nothing else', () => {
    const matter = aMatter({ itemCode: ITEMS.secret, restricted: true });
    const fact = matter.facts()[0];
    const [notice] = fact ? noticesOf(fact, matter.incident(), names) : [];
    expect(notice?.params).toEqual({ number: matter.incident().number });
    expect(sentence('toAccept', notice?.params ?? {}, 2, 'zh')).not.toMatch(/垃圾|地方/);
  });
});

describe('what is still asked', () => {
  it('follows the status of the holder', () => {
    const matter = aMatter({ itemCode: ITEMS.rubbish });
    expect(nextAsk(matter.incident()).ask).toBe('accept');
    matter.act(PEOPLE.clerk, 'accept');
    expect(nextAsk(matter.incident()).ask).toBe('dispatch');
    matter.act(PEOPLE.clerk, 'dispatch', { lead: UNITS.bureau });
    expect(nextAsk(matter.incident())).toEqual({ ask: 'sign', askNo: 1 });
    matter.act(PEOPLE.handler, 'sign');
    expect(nextAsk(matter.incident()).ask).toBe('handle');
  });

  it('ends for a clock with the clock', () => {
    const matter = aMatterAtWork();
    const clock = matter.clock('handle');
    const asked = {
      ask: 'clock',
      askNo: clock?.no ?? 0,
      target: { kind: 'unit', unitId: 1 },
    } as const;
    expect(isStillAsked(asked, matter.incident())).toBe(true);
    matter.act(PEOPLE.handler, 'resolve', { noEvidence: '无法取证', result: '已清' });
    expect(isStillAsked(asked, matter.incident())).toBe(false);
  });
});

describe('the chain', () => {
  const incident = aMatter().incident();
  const at = (level: Incident['level'], source: Incident['source'] = 'phone') => ({
    ...incident,
    level,
    source,
  });

  it('goes from the unit over its head, the room and the duty desk to the commander', () => {
    expect(
      chainOf({ kind: 'unit', unitId: UNITS.team }, incident).map((each) => each.kind),
    ).toEqual(['unit', 'unit', 'unit', 'county', 'county']);
  });

  it('does not ask the room twice when it is the room that was asked', () => {
    const circles = chainOf({ kind: 'unit', unitId: UNITS.room }, incident);
    expect(circles.filter((each) => each.kind === 'unit')).toHaveLength(2);
  });

  it('waits a minute at 特急 and for 110 calls, five at 紧急, and for the rest for nobody', () => {
    expect(answerWithin('urgent', at(1))).toBe(MINUTE);
    expect(answerWithin('urgent', at(2))).toBe(5 * MINUTE);
    expect(answerWithin('urgent', at(4, 'police110'))).toBe(MINUTE);
    expect(answerWithin('ordinary', at(1))).toBeNull();
    expect([rings(at(2)), rings(at(3)), rings(at(3, 'police110'))]).toEqual([true, false, true]);
  });
});

describe('ways out', () => {
  const reachable = {
    configured: CHANNELS,
    addresses: new Set(['phone', 'zhezhengding', 'email'] as const),
    settings: DEFAULT_SETTINGS,
  };
  it('wake people only when it is urgent', () => {
    expect(channelsFor(reachable, { urgency: 'urgent', level: 1, position: 0 })).toEqual([
      'sms',
      'voice',
      'zhezhengding',
      'email',
    ]);
    expect(channelsFor(reachable, { urgency: 'urgent', level: 2, position: 0 })).toEqual([
      'sms',
      'zhezhengding',
      'email',
    ]);
    expect(channelsFor(reachable, { urgency: 'ordinary', level: 3, position: 0 })).toEqual([
      'zhezhengding',
      'email',
    ]);
    expect(channelsFor(reachable, { urgency: 'information', level: 1, position: 0 })).toEqual([]);
  });

  it('are the person’s choice, except when it is urgent', () => {
    const settings = { ...DEFAULT_SETTINGS, channels: ['email'] as const };
    const own = { ...reachable, settings };
    expect(channelsFor(own, { urgency: 'ordinary', level: 3, position: 0 })).toEqual(['email']);
    expect(channelsFor(own, { urgency: 'urgent', level: 2, position: 0 })).toContain('sms');
  });

  it('keep quiet hours, also over midnight, except when it is urgent', () => {
    const settings = { ...DEFAULT_SETTINGS, quiet: { from: 22 * 60, until: 7 * 60 } };
    const now = 5 * DAY;
    expect(leavesAt('ordinary', settings, now, 23 * 60)).toBe(now + 8 * HOUR);
    expect(leavesAt('ordinary', settings, now, 6 * 60)).toBe(now + HOUR);
    expect(leavesAt('ordinary', settings, now, 7 * 60)).toBe(now);
    expect(leavesAt('urgent', settings, now, 23 * 60)).toBe(now);
  });
});

describe('words', () => {
  it('are there in both languages, with every blank filled', () => {
    const params = { unit: '某局', thing: { zh: '缓办', en: 'deferral' }, no: 3 };
    for (const template of Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[])
      for (const language of ['zh', 'en'] as const) {
        const said = headline(template, params, language);
        expect(said).not.toMatch(/[{}]|undefined/);
        expect(said.length).toBeGreaterThan(3);
      }
  });

  it('tell kind, place and number', () => {
    const params = { number: '330382-1', item: { zh: '井盖', en: 'Manhole' }, place: '柳市镇' };
    expect(sentence('toSign', params, 1, 'zh')).toBe(
      '【特急】派单请签收：井盖，柳市镇。编号 330382-1，请登录枫桥回执。',
    );
    expect(sentence('toSign', params, 1, 'en')).toContain('Manhole, 柳市镇. No. 330382-1');
  });

  it('of a draw of spot checks have neither grade nor number', () => {
    const params = { n: 4, by: { zh: '11月28日', en: '28 Nov' }, place: '柳市镇' };
    expect(sentence('drawn', params, null, 'zh')).toBe(
      '抽查：4 件待核查，请于11月28日前完成：柳市镇。请登录枫桥回执。',
    );
    expect(sentence('drawn', params, null, 'en')).toBe(
      'Spot check: 4 matters to look at by 28 Nov: 柳市镇. Please sign in and confirm.',
    );
  });
});

it('targets are read back as they were written', () => {
  const targets: Target[] = [
    { kind: 'unit', unitId: 3 },
    { kind: 'heads', unitId: 4 },
    { kind: 'roles', roles: ['countyDuty', 'supervisor'] },
    { kind: 'village', villageId: 5 },
    { kind: 'person', accountId: '01900000-0000-7000-8000-000000000001' },
  ];
  for (const target of targets) expect(targetFrom(targetKey(target))).toEqual(target);
  expect(() => targetFrom('nonsense')).toThrow('not a target');
});
