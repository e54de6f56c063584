// 山林烟雾预警 (S0-02): a camera's model sees smoke on a hill and tells the village; cadre and grid worker
// are there within 15 minutes. Nobody signs in time, and the clock rings up the chain while they run.
import { minutesBetween, type Story } from './story.ts';

const ON_SITE_MINUTES = 15;

export const smoke: Story = {
  name: 'smoke',
  title: { zh: '山林烟雾', en: 'Smoke on the hill' },
  source: {
    zh: '山林烟雾预警推送村干部和网格员，扑灭并教育烧草木灰者，发现到到场 15 分钟',
    en: 'A smoke warning goes to village cadre and grid worker; fire out; 15 minutes from detection to arrival',
  },
  day: '2026-01-30',
  async tell({ at, as, pointIn, matter, holds, within }) {
    await at('14:05');
    const point = await pointIn('薛宅村');
    await as('service').reports({
      source: 'model',
      sourceKey: 'smoke-cam-0417/2026-01-30T14:05:00+08:00',
      itemCode: '0201001',
      text: '视频智能分析：薛宅村后山连续 3 帧识别到烟雾，置信度 0.91。',
      point,
    });
    const warned = await matter();
    holds({ zh: '一级特急', en: 'it is level 1' }, warned.level === 1);
    holds({ zh: '按坐标落到薛宅村网格', en: 'its point names the grid' }, warned.grid !== null);

    await at('14:05:40');
    await as('clerk').does('accept', { note: '画面复看确有烟雾。' });
    await at('14:06:20');
    await as('clerk').does('dispatch', {
      lead: await as('cadre').unit(),
      co: [await as('team').unit()],
      instruction: '立即上山查看，带好灭火工具，注意自身安全。',
    });
    await at('14:07:00');
    await as('team').does('coSign');
    // The cadre is running uphill and signs late: one minute is over, the clock rings at once.
    await at('14:08:10');
    const rung = (await matter()).timeline.filter(({ type }) => type === 'incident.rang');
    await as('cadre').does('sign', { note: '已与网格员上山。' });

    await at('14:16');
    await as('grid').does('arrive', { ...point, note: '村民烧草木灰，火势约 2 平方米。' });
    await as('team').isRefused('resolve', 'incident.no-assignment', { result: '已扑灭' });
    await at('14:24');
    await as('cadre').isRefused('resolve', 'incident.co-handlers-open', { result: '明火已扑灭' });
    await as('team').does('done', { note: '协助扑灭并清理余火，看守 20 分钟无复燃。' });
    await at('14:46');
    await as('cadre').does('resolve', {
      result: '明火扑灭，已对烧灰村民当面教育，签防火承诺书。',
      evidence: [await as('cadre').photographs()],
    });

    await at('14:50');
    await as('cadre').isRefused('close', 'incident.handler-cannot-check');
    const first = await as('clerk').does('close', { note: '视频复看无烟，网格员确认。' });
    holds({ zh: '一级事件两人结案', en: 'two people close level 1' }, first.proposed);
    await as('clerk').isRefused('close', 'incident.second-person');
    await at('14:58');
    await as('director').does('close', { note: '同意。' });

    const end = await matter();
    within(
      'accept',
      { zh: '受理', en: 'accepted' },
      minutesBetween(end.timeline, 'incident.reported', 'incident.filed'),
      1,
    );
    within(
      'arrive',
      { zh: '从发现到到场', en: 'from detection to arrival' },
      minutesBetween(end.timeline, 'incident.reported', 'incident.arrived'),
      ON_SITE_MINUTES,
    );
    const sign = end.clocks.find(
      ({ kind, assignmentNo }) => kind === 'sign' && assignmentNo === null,
    );
    const [firstRing] = rung;
    holds(
      { zh: '签收超时当场响铃，记入记录', en: 'the late signature rang, at its minute, on record' },
      sign?.light === 'late' && rung.length > 0 && firstRing?.at === sign.dueAt,
    );
    holds(
      { zh: '其余时限都守住了', en: 'every other clock was kept' },
      end.clocks.every(({ kind, light }) => kind === 'sign' || light !== 'late'),
    );
    holds(
      { zh: '凭位置证明到场', en: 'the arrival is proved by position' },
      end.timeline.some(
        ({ type, data }) => type === 'incident.arrived' && data.how === 'byPosition',
      ),
    );
    holds({ zh: '已结案', en: 'closed' }, end.status === 'closed');
  },
};
