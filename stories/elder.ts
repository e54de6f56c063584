// 独居老人走失 (S0-16): police push a missing elder at 14:00; the town's team searches with video, asks the
// county at 16:30, rescue teams come, and she is found in a ravine at 19:23.
import { minutesBetween, type Story } from './story.ts';

/** 14:00 → 16:30 and 14:00 → 19:23, as the article tells. */
const ASKED_MINUTES = 150;
const FOUND_MINUTES = 323;

export const elder: Story = {
  name: 'elder',
  title: { zh: '独居老人走失', en: 'An elder is missing' },
  source: {
    zh: '84 岁老人走失：14:00 公安推送，镇处置组搜寻，16:30 上报县级中心请求支援，19:23 在十余米深山沟找到',
    en: 'Aged 84: police push at 14:00, the town searches, asks the county at 16:30, found in a ravine at 19:23',
  },
  day: '2026-02-03',
  async tell({ at, as, pointIn, matter, holds, within }) {
    const hill = await pointIn('薛宅村');
    await at('14:00');
    await as('police').reports({
      source: 'police110',
      sourceKey: '110-20260203-1400-0112',
      itemCode: '1202001',
      text: '84 岁独居老人早晨离家上山后未归，家属报警，手机无人接听，请协助搜寻。',
      point: hill,
      reporter: { name: '金某', phone: '13800000203' },
    });
    await at('14:00:30');
    await as('clerk').does('accept', { note: '公安推送，协助类。' });
    await as('clerk').does('dispatch', {
      lead: await as('team').unit(),
      co: [await as('cadre').unit(), await as('police').unit()],
      instruction: '立即沿后山小路搜寻，村里发动邻居。',
    });
    await at('14:01');
    await as('team').does('sign');
    await at('14:02');
    await as('cadre').does('coSign');
    await as('police').does('coSign');
    await as('clerk').does('contact', { note: '家属称老人穿灰色外套，拄竹杖。' });
    await at('14:09');
    await as('team').does('arrive', hill);
    await at('14:25');
    await as('clerk').does('annotate', {
      note: '视频追踪：8:40 经过村口，8:52 进入后山机耕路，此后无影像。',
    });

    await at('16:30');
    await as('director').does('reinforce', {
      kind: 'rescue',
      request: '后山林密沟深，天黑前需专业山地搜救力量和无人机。',
    });
    await as('clerk').isRefused('support', 'incident.no-help-asked', {
      helpNo: 1,
      units: [await as('330382-fire').unit()],
    });
    await at('16:30:40');
    await as('duty').does('acknowledge', { note: '收到，正在调度。' });
    await at('16:34');
    await as('duty').does('support', {
      helpNo: 1,
      units: [await as('330382-fire').unit(), await as('330382-emergency').unit()],
      instruction: '消防救援大队带天鹰救援队，应急管理局带红豹救援队，分两路进山。',
    });
    await at('16:34:40');
    await as('330382-fire').does('coSign');
    await as('330382-emergency').does('coSign');
    await at('16:43');
    await as('330382-fire').does('arrive', hill);
    await as('330382-emergency').does('arrive');
    const searching = await matter();
    await at('17:30');
    await as('director').does('declareMajor', { grade: 4, note: '走失已三个半小时，天将黑。' });
    await as('clerk').does('reportUp', {
      stage: 'first',
      recipients: ['countyGovernment', 'countyEmergency'],
      text: '14:00 接报老人走失，镇、县两级力量正在搜寻。',
    });

    await at('19:23');
    await as('330382-fire').does('done', { note: '在十余米深山沟内找到老人，意识清醒。' });
    await as('330382-emergency').does('done', { note: '担架转运至山脚。' });
    await at('19:40');
    await as('clerk').does('reportUp', {
      stage: 'final',
      recipients: ['countyGovernment', 'countyEmergency'],
      text: '19:23 找到老人，意识清醒，已送医。',
    });
    await as('team').isRefused('resolve', 'incident.co-handlers-open', { result: '已找到' });
    await as('cadre').does('done', { note: '村民搜寻队撤回。' });
    await as('police').does('done', { note: '已通知家属到医院。' });
    await at('19:50');
    await as('team').does('resolve', { result: '老人已找到并送医检查，家属陪同。' });
    await at('20:10');
    await as('clerk').does('close', { note: '医院确认无大碍。' });
    await as('director').does('close', { note: '同意。' });

    const end = await matter();
    const after = (type: string) => minutesBetween(end.timeline, 'incident.reported', type);
    within(
      'order',
      { zh: '信息转任务', en: 'from the push to the order' },
      after('incident.dispatched'),
      1,
    );
    within('arrive', { zh: '开始搜寻', en: 'the search begins' }, after('incident.arrived'), 10);
    within(
      'asked',
      { zh: '请求县级支援', en: 'the county is asked' },
      after('incident.reinforceAsked'),
      ASKED_MINUTES,
    );
    within(
      'acknowledged',
      { zh: '县级回应', en: 'the county acknowledges' },
      minutesBetween(end.timeline, 'incident.reinforceAsked', 'incident.acknowledged'),
      1,
    );
    within('found', { zh: '找到', en: 'found' }, after('incident.done'), FOUND_MINUTES);
    const handle = (of: typeof end) =>
      of.clocks.find(({ kind, assignmentNo }) => kind === 'handle' && assignmentNo === null);
    holds(
      { zh: '请求支援不停案件时限', en: 'asking for help stopped no clock of the case' },
      handle(searching)?.state === 'running' && handle(searching)?.dueAt === handle(end)?.dueAt,
    );
    holds(
      { zh: '增援力量各有签收和到场时限', en: 'each supporting unit had to sign and to arrive' },
      end.assignments.filter(({ helpNo }) => helpNo === 1).length === 2 &&
        end.clocks.filter(({ kind, assignmentNo }) => kind === 'arrive' && assignmentNo !== null)
          .length === 2,
    );
    holds(
      { zh: '没有一个时限超时', en: 'no clock was late' },
      end.clocks.every(({ light }) => light !== 'late' && light !== 'red'),
    );
    holds(
      { zh: '首报和终报都在记录里', en: 'first and final report are on record' },
      end.timeline.filter(({ type }) => type === 'incident.reportedUp').length === 2,
    );
  },
};
