// 违规横幅 (S4-08): a grid worker reports an illegal banner from the phone; the command room judges, the
// enforcement squad confirms with the reporter, takes it down, and the room closes: within one day.
import { allInTime, minutesBetween, type Story } from './story.ts';

const ONE_DAY_MINUTES = 24 * 60;

export const banner: Story = {
  name: 'banner',
  title: { zh: '新光大道违规横幅', en: 'An illegal banner on Xinguang Avenue' },
  source: {
    zh: '柳市镇：网格员手机上报，指挥室研判后流转综合执法，执法队与上报人核对，清除，一天内结案',
    en: 'Liushi: reported from a phone, judged, sent to enforcement, confirmed, cleared, closed within one day',
  },
  day: '2026-01-29',
  async tell({ at, as, pointIn, matter, track, check, holds, within }) {
    await at('09:12');
    const point = await pointIn('薛宅村');
    await as('grid').reports({
      source: 'gridWorker',
      text: '新光大道人行天桥上挂着一条商业促销横幅，未经审批，一角脱落，影响市容和行人安全。',
      address: '柳市镇新光大道人行天桥',
      point,
      evidence: [await as('grid').photographs()],
    });
    const noted = await track();
    const triaged = await matter();
    holds(
      { zh: '研判给出理由并定位到薛宅村', en: 'triage names its reasons and the village' },
      triaged.village?.name === '薛宅村' && (triaged.triage?.place?.reasons.length ?? 0) > 0,
    );
    const guess = triaged.timeline.find(({ type }) => type === 'incident.triaged')?.data.item;
    holds(
      { zh: '研判首推违规横幅', en: 'triage thinks first of an illegal banner' },
      (guess as { value?: string } | undefined)?.value === '0503002',
    );

    await at('09:20');
    await as('officer').isRefused('accept', 'incident.not-found');
    await as('clerk').does('accept', { itemCode: '0503002', note: '经研判属违规悬挂横幅。' });
    await at('09:26');
    await as('clerk').does('dispatch', {
      lead: await as('officer').unit(),
      instruction: '请联系上报人核对位置，当日清除。',
    });
    await at('09:45');
    await as('officer').does('sign');
    await at('09:52');
    await as('officer').does('contact', { note: '与网格员核对：天桥东侧，约 6 米长。' });
    await at('10:30');
    await as('officer').does('arrive', point);
    await at('11:05');
    await as('officer').does('resolve', {
      result: '横幅已拆除，告知店家须先审批，天桥护栏完好。',
      evidence: [await as('officer').photographs()],
    });
    await as('officer').isRefused('close', 'incident.not-permitted');
    await at('14:20');
    await as('clerk').does('close', { note: '网格员现场核查，横幅已清除。' });

    const end = await matter();
    within(
      'closed',
      { zh: '从上报到结案', en: 'from report to close' },
      minutesBetween(end.timeline, 'incident.reported', 'incident.closed'),
      ONE_DAY_MINUTES,
    );
    holds({ zh: '已结案、已解决', en: 'closed as solved' }, end.outcome === 'solved');
    holds({ zh: '时限全绿', en: 'every clock was kept' }, allInTime(end));
    holds(
      { zh: '前后照片都在记录里', en: 'both photographs are on record' },
      end.evidence.length === 2,
    );
    const seen = await track();
    holds(
      { zh: '上报人凭码看到每一步，看不到姓名', en: 'the code shows every stage and no name' },
      seen.status === 'closed' &&
        seen.stages.length >= 6 &&
        !JSON.stringify(seen).includes('"name"'),
    );
    holds(
      {
        zh: '上报时记下的指纹仍在记录链上',
        en: 'the hash noted at the report is still in the record',
      },
      (await check(noted.headHash)).known && (await check(seen.headHash)).known,
    );
    holds(
      { zh: '编造的指纹对不上', en: 'a made-up hash is not' },
      !(await check('0'.repeat(64))).known,
    );
  },
};
