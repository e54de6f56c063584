// KTV 口角 (S4-22, S4-23): a quarrel after drinking, called in to 110, no crime in it. The command room
// answers within 1, 3 and 10 minutes and reports within 2 hours of the end: 1312.
import { minutesBetween, type Story } from './story.ts';

/** What the article tells: on site after 8 minutes, done after 25. */
const ON_SITE_MINUTES = 8;
const DONE_MINUTES = 25;

export const ktv: Story = {
  name: 'ktv',
  title: { zh: 'KTV 口角', en: 'A quarrel at the karaoke bar' },
  source: {
    zh: '1 月 27 日：签收即派，8 分钟到场，情势不稳请求警力，25 分钟处置完毕；“1312”快速反应',
    en: '27 January: signed and sent at once, on site in 8 minutes, police called in, over in 25; the 1312 rule',
  },
  day: '2026-01-27',
  async tell({ at, as, matter, track, check, holds, within }) {
    await at('20:41');
    const { receiptCode } = await as('police').reports({
      source: 'police110',
      sourceKey: '110-20260127-2041-0387',
      itemCode: '0301001',
      text: '柳市镇金海岸KTV包厢内两桌客人喝酒后争吵，互相推搡，无人受伤，报警人要求到场调解。',
      address: '柳市镇金海岸KTV 206 包厢',
      reporter: { name: '章某', phone: '13800000127' },
    });
    holds({ zh: '报警人得到查询码', en: 'the caller is given a code' }, receiptCode !== null);

    await at('20:41:35');
    await as('clerk').does('accept');
    await as('clerk').does('dispatch', {
      lead: await as('team').unit(),
      instruction: '酒后口角，请两人以上到场，先分开双方。',
    });
    await at('20:42:10');
    await as('team').does('sign');
    await at('20:43:20');
    await as('clerk').does('contact', { note: '报警人称双方仍在包厢，未动手。' });

    await at('20:49');
    await as('team').does('arrive');
    await at('20:52');
    await as('team').does('reinforce', {
      kind: 'police',
      request: '一方情绪激动、持酒瓶，局面不稳，请警力到场。',
    });
    // Police beside the team: asked of the station of the place, which answers with its own people.
    await at('20:53');
    await as('clerk').isRefused('decline', 'incident.no-help-asked', {
      helpNo: 1,
      reason: '无警力',
    });
    await as('police').does('support', {
      helpNo: 1,
      units: [await as('police').unit()],
      instruction: '两名民警到场，先控制持酒瓶人员。',
    });
    await as('clerk').does('call', {
      how: 'threeWay',
      party: 'police110',
      startedAt: Date.parse('2026-01-27T20:52:10+08:00'),
      seconds: 40,
      note: '与 110、处置队三方通话。',
    });
    await at('20:53:30');
    await as('police').does('coSign');
    await at('20:59');
    await as('police').does('arrive');
    await at('21:04');
    await as('team').isRefused('resolve', 'incident.co-handlers-open', { result: '已平息' });
    await as('police').does('done', { note: '当场批评教育，双方放下酒瓶。' });
    await at('21:06');
    await as('team').does('done', {
      noEvidence: '无法取证',
      note: '民警到场后双方平静，当场互相道歉，签字离开。',
    });
    await at('21:09');
    await as('team').does('resolve', {
      noEvidence: '无法取证',
      result: '双方达成和解，店家无损失。',
      outcome: 'solved',
    });

    const beforeFeedback = await track();
    await at('21:40');
    await as('clerk').does('feedback', { note: '已向报警人回告：双方和解，秩序恢复。' });

    // Level 2: one person proposes, another one closes.
    await at('21:50');
    const first = await as('clerk').does('close', { note: '已电话核实。' });
    holds({ zh: '二级事件一人不能结案', en: 'one person cannot close level 2' }, first.proposed);
    await as('clerk').isRefused('close', 'incident.second-person');
    await as('team').isRefused('close', 'incident.not-permitted');
    await at('21:58');
    await as('director').does('close', { note: '同意结案。' });

    await at('+1 09:30');
    await as('clerk').does('followUp', {
      reached: true,
      satisfied: true,
      note: '报警人表示满意。',
    });
    await as('clerk').does('archive');

    const end = await matter();
    const after = (type: string) => minutesBetween(end.timeline, 'incident.reported', type);
    within('accept', { zh: '受理签收', en: 'the room signs' }, after('incident.filed'), 1);
    within(
      'contact',
      { zh: '联系报警人', en: 'the caller is contacted' },
      after('incident.contacted'),
      3,
    );
    within('arrive', { zh: '到场', en: 'on site' }, after('incident.arrived'), ON_SITE_MINUTES);
    within('done', { zh: '处置完毕', en: 'done' }, after('incident.done'), DONE_MINUTES);
    within(
      'police',
      { zh: '请求到民警到场', en: 'from the request to the police on site' },
      minutesBetween(end.timeline, 'incident.reinforceAsked', 'incident.supported'),
      5,
    );
    holds(
      {
        zh: '警力支援另有时限，案件时限照走',
        en: 'the police had clocks of their own; the case went on',
      },
      end.clocks.some(
        ({ kind, assignmentNo, state }) =>
          kind === 'arrive' && assignmentNo !== null && state === 'stopped',
      ) && end.help[0]?.answer === 'sent',
    );
    within(
      'feedback',
      { zh: '处置后反馈', en: 'feedback after the end' },
      minutesBetween(end.timeline, 'incident.done', 'incident.fedBack'),
      120,
    );
    const ran = end.clocks.filter(({ state }) => state === 'stopped').map(({ kind }) => kind);
    holds(
      { zh: '1312 四个时限都走过', en: 'all four clocks of 1312 ran' },
      (['accept', 'contact', 'arrive', 'feedback'] as const).every((kind) => ran.includes(kind)),
    );
    holds(
      { zh: '没有一个时限超时', en: 'no clock was late' },
      end.clocks.every(({ light }) => light !== 'late'),
    );
    holds(
      { zh: '报警人凭码看到结果', en: 'the caller sees the end' },
      (await track()).status === 'closed',
    );
    holds(
      { zh: '中途记下的指纹仍在记录链上', en: 'a hash noted half-way is still in the record' },
      (await check(beforeFeedback.headHash)).known,
    );
  },
};
