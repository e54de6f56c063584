// 边界不清的警情 (S0-22, S0-24), rule B: the police go first and hand over with their result; the room's
// clocks begin at the hand-over. Nobody wants it, so the county rules whose it is.
import { minutesBetween, type Story } from './story.ts';

export const quarrel: Story = {
  name: 'quarrel',
  title: { zh: '性质不明的警情（规则 B）', en: 'A call of unclear nature (rule B)' },
  source: {
    zh: '性质不明、边界模糊的警情由民警先行处置再流转指挥室；二次退回由县级裁定职责',
    en: 'Police first, then handed over; after a second return the county rules whose it is',
  },
  day: '2026-02-05',
  async tell({ at, as, matter, holds, within }) {
    const village = '柳市镇薛宅村';
    await at('10:00');
    await as('police').reports({
      source: 'police110',
      sourceKey: '110-20260205-0920-0031',
      itemCode: '0302002',
      text: `${village}租客与房东争执，9:20 报警。民警先行处置：未发生肢体冲突，系押金纠纷，双方愿调解，移交指挥室。`,
      address: village,
      occurredAt: Date.parse('2026-02-05T09:20:00+08:00'),
    });
    const handedOver = await matter();
    const police = await as('police').unit();
    holds(
      { zh: '规则 B：民警先行', en: 'rule B: the police go first' },
      handedOver.triage?.route?.lead?.id === police,
    );
    holds(
      { zh: '指挥室时限从移交起算', en: 'the clocks of the room begin at the hand-over' },
      handedOver.clocks.every(({ startedAt }) => startedAt === handedOver.reportedAt) &&
        handedOver.occurredAt < handedOver.reportedAt,
    );
    await at('10:03');
    await as('clerk').does('accept', { itemCode: '0101002', level: 3 });
    const justice = await as('mediator').unit();
    const market = await as('330382114-market').unit();
    await as('clerk').does('dispatch', { lead: market });
    await at('10:10');
    await as('330382114-market').does('return', {
      reasonCode: 'not-ours',
      reason: '个人租房押金，不属市场监管。',
      suggestedUnit: justice,
    });
    await at('10:14');
    await as('clerk').does('reassign', { lead: justice });
    await at('10:20');
    await as('mediator').does('return', { reasonCode: 'not-ours', reason: '应由住建管理租赁。' });
    const disputed = await matter();
    holds(
      {
        zh: '二次退回即待裁定，限一个工作日',
        en: 'a second return is to be ruled upon in a working day',
      },
      disputed.flags.includes('disputed') &&
        disputed.clocks.some(({ kind, state }) => kind === 'ruling' && state === 'running'),
    );
    // Somebody looks after it meanwhile; that rules nothing.
    await at('10:25');
    await as('clerk').does('reassign', { lead: await as('team').unit(), reason: '先行兜底。' });
    await as('team').does('sign');
    holds(
      { zh: '兜底不等于裁定', en: 'a fallback is no ruling' },
      (await matter()).flags.includes('disputed'),
    );
    await at('11:30');
    await as('duty').does('reassign', { lead: justice, reason: '裁定：租赁纠纷由司法所调解。' });
    await at('11:36');
    await as('mediator').does('sign');
    await as('team').isRefused('resolve', 'incident.no-assignment', { result: '已调解' });
    await at('15:10');
    await as('mediator').does('resolve', {
      noEvidence: '无法取证',
      result: '达成协议，押金退还八成。',
    });
    await at('15:30');
    await as('duty').does('close', { note: '协议已上传。' });

    await at('16:00');
    await as('clerk').does('followUp', { reached: false });
    await as('clerk').isRefused('followUp', 'incident.follow-up-too-soon', { reached: false });
    await at('18:00');
    await as('clerk').does('followUp', {
      ...{ reached: true, responded: true, solved: true, satisfied: true },
      note: '双方认可。',
    });

    const end = await matter();
    const ruling = end.clocks.find(({ kind }) => kind === 'ruling');
    within(
      'ruling',
      { zh: '从二次退回到裁定', en: 'from the second return to the ruling' },
      ((ruling?.stoppedAt ?? Number.NaN) - (ruling?.startedAt ?? 0)) / 60_000,
      8 * 60,
    );
    within(
      'accept',
      { zh: '移交后受理', en: 'accepted after the hand-over' },
      minutesBetween(end.timeline, 'incident.reported', 'incident.filed'),
      5,
    );
    const cases = end.clocks.filter(
      ({ kind, assignmentNo }) => kind === 'handle' && assignmentNo === null,
    );
    holds(
      {
        zh: '案件时限从未重新起算，每个新单位另有自己的时限',
        en: 'the case clock never restarted',
      },
      cases.length === 1 &&
        end.clocks.filter(({ kind, assignmentNo }) => kind === 'handle' && assignmentNo !== null)
          .length === 3,
    );
    holds(
      { zh: '已结案、已回访、满意', en: 'closed, called back, satisfied' },
      end.status === 'closed',
    );
  },
};
