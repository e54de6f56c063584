// What an outside system told us, as it is written into the record for people to read.
import type { MessageOf, StepName, BackupStepName } from './contract.ts';

type Both = Readonly<{ zh: string; en: string }>;
export type Language = keyof Both;

export const STEP_WORDS: Readonly<Record<StepName, Both>> = {
  received: { zh: '已接收', en: 'received' },
  accepted: { zh: '已受理', en: 'accepted' },
  dispatched: { zh: '已派遣', en: 'dispatched' },
  signed: { zh: '已签收', en: 'signed' },
  contacted: { zh: '已联系', en: 'contacted' },
  arrived: { zh: '已到场', en: 'arrived' },
  done: { zh: '已办毕', en: 'done' },
  feedback: { zh: '反馈', en: 'feedback' },
  deferred: { zh: '缓办', en: 'deferred' },
  returned: { zh: '退回', en: 'returned' },
  reworked: { zh: '返工', en: 'reworked' },
  merged: { zh: '并案', en: 'merged' },
  urged: { zh: '催办', en: 'urged' },
  calledAgain: { zh: '再次来电', en: 'called again' },
  note: { zh: '说明', en: 'note' },
};

export const BACKUP_WORDS: Readonly<Record<BackupStepName, Both>> = {
  granted: { zh: '同意派警支援', en: 'officers are coming' },
  refused: { zh: '不予派警', en: 'no officers' },
  arrived: { zh: '支援警力到场', en: 'officers on site' },
  returned: { zh: '支援警力归建', en: 'officers have left' },
};

const PARTY_WORDS: Readonly<Record<MessageOf<'call'>['parties'][number]['as'], Both>> = {
  caller: { zh: '来电人', en: 'caller' },
  desk: { zh: '接线台', en: 'desk' },
  room: { zh: '指挥室', en: 'command room' },
  handler: { zh: '处置人员', en: 'handler' },
  other: { zh: '其他', en: 'other' },
};

const joined = (parts: readonly (string | undefined)[], language: Language): string =>
  parts.filter((part) => part !== undefined && part !== '').join(language === 'zh' ? '；' : '; ');

export function stepWords(step: MessageOf<'step'>, language: Language): string {
  return joined([STEP_WORDS[step.step][language], step.unit, step.words], language);
}

export function backupWords(step: MessageOf<'backupStep'>, language: Language): string {
  const zh = language === 'zh';
  const { officers, minutes } = step;
  return joined(
    [
      BACKUP_WORDS[step.step][language],
      officers === undefined ? undefined : zh ? `${officers} 名警员` : `${officers} officers`,
      minutes === undefined ? undefined : zh ? `约 ${minutes} 分钟` : `about ${minutes} min`,
      step.words,
    ],
    language,
  );
}

export function callWords(call: MessageOf<'call'>, language: Language): string {
  const zh = language === 'zh';
  const how = zh
    ? { transfer: '语音转接', threeWay: '三方通话' }[call.how]
    : { transfer: 'call transferred', threeWay: 'three-way call' }[call.how];
  const parties = call.parties
    // Who reported is known to whoever may know it; a call does not tell it to others.
    .map(({ as, name, phone }) =>
      [PARTY_WORDS[as][language], ...(as === 'caller' ? [] : [name, phone])]
        .filter(Boolean)
        .join(' '),
    )
    .join(zh ? '、' : ', ');
  return joined(
    [how, parties, `${call.startedAt} – ${call.endedAt ?? ''}`.trim(), call.words],
    language,
  );
}
