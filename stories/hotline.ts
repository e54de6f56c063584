// 12345 工单 (S2-15): another system's order comes in over the exchange, a town resolves it, and only its
// giver closes it, after having sent it back once.
import { allInTime, minutesBetween, type Story } from './story.ts';

const ORDER = '12345-20260206-08817';

export const hotline: Story = {
  name: 'hotline',
  title: { zh: '12345 停水工单', en: 'An order of 12345: no water' },
  source: {
    zh: '统一派遣、统一答复：12345 交办，镇里办理并申请办结，由交办方审核办结',
    en: 'One platform gives and answers: 12345 gives the order, the town resolves it, its giver closes it',
  },
  day: '2026-02-06',
  async tell({ at, as, hotline, matter, holds, within }) {
    await at('09:00');
    await hotline.gives({
      orderId: ORDER,
      form: 'workOrder',
      urgency: 3,
      item: { words: '供水问题' },
      text: '柳市镇薛宅村自昨晚起停水，没有通知，请尽快恢复。',
      place: { address: '柳市镇薛宅村', lng: 120.915595, lat: 28.038614 },
      caller: { mode: 'named', name: '郑某', phone: '13800000206' },
    });
    const received = await matter();
    holds(
      { zh: '来源、事项和对方单号都带来了', en: 'source, item and their number came with it' },
      received.source === 'hotline12345' &&
        received.item?.code === '1101001' &&
        (received.timeline[0]?.data['given'] as { remoteId?: string })?.remoteId === ORDER,
    );
    await at('09:04');
    await as('clerk').does('accept');
    await as('clerk').does('dispatch', { lead: await as('330382-water-supply').unit() });
    await at('09:20');
    await as('330382-water-supply').does('sign');
    await at('11:30');
    await as('330382-water-supply').does('resolve', {
      noEvidence: '无法取证',
      result: '爆管已抢修，11:20 恢复供水。',
    });
    await at('11:50');
    await hotline.answers(ORDER, false, '来电人称仍无水');
    holds(
      { zh: '交办方退回，继续办理', en: 'its giver sent it back, and it is handled on' },
      (await matter()).status === 'handling',
    );
    await at('12:40');
    await as('330382-water-supply').does('resolve', {
      noEvidence: '无法取证',
      result: '支管阀门未开，现已恢复。',
    });
    await as('clerk').isRefused('close', 'incident.given-elsewhere');
    await as('duty').isRefused('close', 'incident.given-elsewhere');

    await at('13:30');
    await hotline.answers(ORDER, true);
    const end = await matter();
    holds(
      { zh: '由交办方办结', en: 'closed by whoever gave the order' },
      end.status === 'closed' &&
        end.timeline.findLast(({ type }) => type === 'incident.closed')?.by.name === '12345 热线',
    );
    holds(
      { zh: '每一步都回传给 12345', en: '12345 was told of every step' },
      ['received', 'accepted', 'dispatched', 'signed', 'result'].every((step) =>
        hotline.heard(ORDER).includes(step),
      ),
    );
    within(
      'accept',
      { zh: '受理', en: 'accepted' },
      minutesBetween(end.timeline, 'incident.reported', 'incident.filed'),
      15,
    );
    within(
      'resolve',
      { zh: '首次申请办结', en: 'first resolved' },
      minutesBetween(end.timeline, 'incident.reported', 'incident.resolved'),
      24 * 60,
    );
    holds({ zh: '时限都守住了', en: 'every clock was kept' }, allInTime(end));
  },
};
