// 公共设施险情 (S0-23), rule A: a call to 110 that is no crime but a danger. The command room orders the
// departments; the police stand beside them because lives are at risk.
import { allInTime, minutesBetween, type Story } from './story.ts';

export const gas: Story = {
  name: 'gas',
  title: { zh: '燃气管道挖破（规则 A）', en: 'A gas pipe is cut (rule A)' },
  source: {
    zh: '公共设施险情、灾害事故类警情由指挥室指令涉事部门；涉及生命安全时民警同到场',
    en: 'Danger from facilities: the room orders the departments, police beside them where life is at risk',
  },
  day: '2026-02-04',
  async tell({ at, as, pointIn, matter, holds, within }) {
    const place = await pointIn('薛宅村');
    await at('10:12');
    await as('police').reports({
      source: 'police110',
      sourceKey: '110-20260204-1012-0044',
      itemCode: '0302001',
      level: 1,
      text: '施工挖机挖破燃气管道，有明显泄漏，旁边是幼儿园，请立即处置。',
      point: place,
    });
    const proposed = (await matter()).triage?.route;
    const room = await as('clerk').unit();
    const police = await as('police').unit();
    holds(
      { zh: '规则 A：由指挥室指令，民警同到场', en: 'rule A: the room orders, police beside' },
      proposed?.lead?.id === room && proposed.co.some(({ id }) => id === police),
    );
    await at('10:12:30');
    await as('clerk').does('accept');
    const lead = await as('330382114-emergency').unit();
    await as('clerk').does('dispatch', {
      lead,
      co: [await as('330382-gas').unit(), police],
      instruction: '关阀、疏散幼儿园、拉警戒线，严禁明火。',
    });
    await at('10:13');
    for (const co of ['330382-gas', 'police']) await as(co).does('coSign');
    await as('330382114-emergency').does('sign');
    // The first receiver answers for it: a refusal needs a reason, and on the highest level it comes after.
    await as('330382-gas').isRefused('coReturn', 'incident.input-invalid');
    await as('330382114-emergency').isRefused('return', 'incident.level-forbids', {
      reasonCode: 'not-ours',
    });
    await at('10:16');
    await as('clerk').does('coAssign', { co: [await as('330382-housing').unit()] });
    await at('10:20');
    await as('330382114-emergency').does('arrive', place);
    await as('330382-gas').does('arrive');
    await at('10:31');
    await as('330382-gas').does('done', { note: '已关阀，泄漏止住。' });
    await as('police').does('done', { note: '幼儿园 120 人疏散完毕。' });
    await at('10:40');
    await as('clerk').does('waive', { assignmentNo: 4, reason: '无需住建到场，事后处罚另立。' });
    await at('11:05');
    await as('330382114-emergency').does('resolve', {
      noEvidence: '无法取证',
      result: '检测无残留，恢复供气。',
    });
    await at('11:20');
    await as('clerk').does('close', { note: '现场视频确认。' });
    await as('director').does('close', { note: '同意。' });

    const end = await matter();
    const after = (type: string) => minutesBetween(end.timeline, 'incident.reported', type);
    within(
      'order',
      { zh: '指令到部门', en: 'the departments are ordered' },
      after('incident.dispatched'),
      1,
    );
    within('arrive', { zh: '到场', en: 'on site' }, after('incident.arrived'), 10);
    holds(
      { zh: '一件事、一个主办、三个协办', en: 'one matter, one lead, three beside' },
      end.assignments.filter(({ role }) => role === 'lead').length === 1 &&
        end.assignments.length === 4,
    );
    holds({ zh: '时限都守住了', en: 'every clock was kept' }, allInTime(end));
  },
};
