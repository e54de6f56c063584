// A story on paper: one line for each fact of the record, with its time, who, what, and afterwards the
// status and the clocks with their lights.
import type {
  ClockView,
  IncidentDetail,
  Status,
  TimelineEntry,
  Verb,
} from '#modules/incident/contract.ts';
import type { FactType } from '#modules/incident/index.ts';
import { STATUS_WORDS, VERB_WORDS } from '#modules/incident/contract.ts';
import type { Story, Told, Words } from './story.ts';

const FACT_WORDS: Partial<Record<FactType, Words>> = {
  'incident.reported': { zh: '上报', en: 'reported' },
  'incident.triaged': { zh: '研判', en: 'triaged' },
  'incident.filed': { zh: '受理', en: 'accepted' },
  'incident.dispatched': { zh: '派遣', en: 'dispatched' },
  'incident.signed': { zh: '签收', en: 'signed' },
  'incident.contacted': { zh: '联系', en: 'contacted' },
  'incident.arrived': { zh: '到场', en: 'arrived' },
  'incident.done': { zh: '处置完成', en: 'done' },
  'incident.fedBack': { zh: '反馈', en: 'fed back' },
  'incident.resolved': { zh: '申请办结', en: 'resolved' },
  'incident.reworked': { zh: '返工', en: 'sent back for rework' },
  'incident.closed': { zh: '核查结案', en: 'closed' },
  'incident.proposed': { zh: '提请（待第二人）', en: 'proposed (awaits a second person)' },
  'incident.reinforceAsked': { zh: '请求支援', en: 'asked for reinforcement' },
  'incident.acknowledged': { zh: '收到', en: 'acknowledged' },
  'incident.supported': { zh: '增援', en: 'support sent' },
  'incident.declined': { zh: '不予增援', en: 'support declined' },
  'incident.reassigned': { zh: '改派', en: 'reassigned' },
  'incident.coAssigned': { zh: '增派协办', en: 'co-handlers added' },
  'incident.split': { zh: '拆分', en: 'split' },
  'incident.transferred': { zh: '移交', en: 'transferred' },
  'incident.followUpTried': { zh: '回访未接通', en: 'called back, nobody reached' },
  'incident.rated': { zh: '报事人评价', en: 'rated by the reporter' },
  'incident.setAside': { zh: '认定为不合理诉求', en: 'demand set aside' },
  'incident.spotChecked': { zh: '抽查', en: 'spot-checked' },
  'incident.reviewed': { zh: '挂账复核', en: 'reviewed while shelved' },
  'incident.called': { zh: '通话登记', en: 'a call was logged' },
  'incident.major': { zh: '认定为突发事件', en: 'declared major' },
  'incident.reportedUp': { zh: '信息报送', en: 'reported upwards' },
  'incident.struckOff': { zh: '销号', en: 'supervision struck off' },
  'incident.waived': { zh: '免除协办', en: 'co-handler waived' },
  'incident.followedUp': { zh: '回访', en: 'followed up' },
  'incident.archived': { zh: '归档', en: 'archived' },
  'incident.rang': { zh: '时限响铃', en: 'clock rang' },
};

const CLOCK_WORDS: Readonly<Record<ClockView['kind'], string>> = {
  acknowledge: '回执',
  ruling: '职责裁定',
  review: '挂账复核',
  majorReport: '信息报送',
  verify: '核实',
  accept: '受理',
  dispatch: '派遣',
  sign: '签收',
  contact: '联系',
  arrive: '到场',
  feedback: '反馈',
  handle: '处置',
  check: '核查',
  followUp: '回访',
  reply: '答复',
};
const LIGHT_MARKS: Readonly<Record<ClockView['light'], string>> = {
  green: '绿',
  yellow: '黄',
  red: '红',
  paused: '停',
  done: '✓',
  late: '✗超时',
  void: '—',
};

const WHO_COLUMNS = 34;
const WHAT_COLUMNS = 58;

export type Paper = Readonly<{
  title: (story: Story) => void;
  /** What the record says now that it did not say before, and how things stand. */
  facts: (matter: IncidentDetail, fresh: readonly TimelineEntry[]) => void;
  refusal: (at: number, who: string, verb: Verb, message: string, code: string) => void;
  remark: (at: number, text: string) => void;
  end: (told: Told) => void;
}>;

/** Writes lines for people; `zone` is the county's. */
export function paper(zone: string, write: (line: string) => void): Paper {
  const time = new Intl.DateTimeFormat('zh-CN', {
    timeZone: zone,
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const clockTime = new Intl.DateTimeFormat('zh-CN', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const line = (at: number, who: string, what: string, after = '') =>
    write(
      `  ${time.format(at).replace('/', '-')}  ${fit(who, WHO_COLUMNS)}  ${fit(what, WHAT_COLUMNS)}  ${after}`.trimEnd(),
    );
  /** Clocks that have come to rest are told once. */
  const rested = new Set<number>();
  const lightsNow = (matter: IncidentDetail) => {
    const shown = matter.clocks.filter(({ no, state }) => state !== 'void' && !rested.has(no));
    for (const { no, state } of shown) if (state === 'stopped') rested.add(no);
    return shown.map((clock) => lightOf(clock, clockTime)).join(' ');
  };
  return {
    title({ name, title, source }) {
      write('');
      write(`■ ${title.zh}  ${title.en}  (${name})`);
      write(`  ${source.zh}`);
      write(`  ${source.en}`);
    },
    facts(matter, fresh) {
      fresh.forEach((entry, index) => {
        const isLast = index === fresh.length - 1;
        const after = isLast ? `${statusWord(matter.status)}  ${lightsNow(matter)}` : '';
        line(entry.at, whoOf(entry), whatOf(entry), after);
      });
    },
    refusal: (at, who, verb, message, code) =>
      line(at, who, `× ${VERB_WORDS[verb].zh}被拒：${message}`, code),
    remark: (at, text) => line(at, '', text),
    end({ held, measured, claims, brokeOff }) {
      for (const { what, minutes, limit, isWithin } of measured)
        write(
          `  ${isWithin ? '✓' : '✗'} ${what.zh} ${shown(minutes)} 分钟（≤ ${shown(limit)}）  ${what.en}`,
        );
      for (const { what, isSo } of claims) write(`  ${isSo ? '✓' : '✗'} ${what.zh}  ${what.en}`);
      if (brokeOff) write(`  ✗ 中断 broke off: ${brokeOff}`);
      write(held ? '  → 成立 held' : '  → 不成立 DID NOT HOLD');
    },
  };
}

function statusWord(status: Status): string {
  return `【${STATUS_WORDS[status].zh}】`;
}

/** A running clock with its light and when it is due; one that stopped with a tick or a cross. */
function lightOf(
  { kind, assignmentNo, light, state, dueAt }: ClockView,
  time: Intl.DateTimeFormat,
) {
  const due = state === 'running' ? `→${time.format(dueAt)}` : '';
  const co = assignmentNo === null ? '' : '协办';
  return `${co}${CLOCK_WORDS[kind]}${LIGHT_MARKS[light]}${due}`;
}

function whoOf({ by }: TimelineEntry): string {
  return [by.unit ?? by.role, by.name].filter(Boolean).join(' · ');
}

function whatOf(entry: TimelineEntry): string {
  const word = FACT_WORDS[entry.type as FactType]?.zh ?? entry.type;
  return [word, detailOf(entry)].filter(Boolean).join('：');
}

function detailOf({ type, data, words }: TimelineEntry): string {
  if (type === 'incident.rang')
    return `${CLOCK_WORDS[data.clock as ClockView['kind']]}，第 ${String(data.rung)} 级`;
  if (type === 'incident.proposed') return VERB_WORDS[data.verb as Verb].zh;
  if (type === 'incident.triaged') {
    const item = data.item as { value: string; confidence: number } | undefined;
    const place = data.place as { confidence: number } | undefined;
    return [
      place ? `位置 ${percent(place.confidence)}` : '',
      item ? `事项 ${item.value} ${percent(item.confidence)}` : '',
    ]
      .filter(Boolean)
      .join('，');
  }
  if (type === 'incident.filed') return (data.item as Words | null)?.zh ?? '';
  if (type === 'incident.dispatched') {
    const units = (data.units as { name: string; role: string }[]).map(
      ({ name, role }) => `${role === 'lead' ? '主办' : '协办'} ${name}`,
    );
    return [units.join('、'), ...Object.values(words ?? {})].join('；');
  }
  return Object.values(words ?? {}).join('；');
}

const percent = (share: number) => `${Math.round(share * 100)}%`;
const shown = (minutes: number) => String(Math.round(minutes * 100) / 100);

/** Cuts and pads to a width in columns; a Chinese character takes two. */
function fit(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const letter of text.replaceAll('\n', ' ')) {
    const wide = (letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
    if (width + wide > columns - 1) {
      kept += '…';
      width += 1;
      break;
    }
    kept += letter;
    width += wide;
  }
  return kept + ' '.repeat(Math.max(0, columns - width));
}
