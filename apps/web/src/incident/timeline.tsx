// 经过: the matter as a conversation of facts. Who did what, in their words, with their pictures;
// the machine's reasons stay folded.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ClockView, TimelineEntry, Verb } from '#modules/incident/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { Picture } from '../evidence/pictures.tsx';
import { Icon, type IconName } from '../look/icons.tsx';
import { useNow } from '../look/now.ts';
import { clockTime, exactTime, spanOf } from '../look/time.ts';
import { hasText, useText, type Translate } from '../text/language.tsx';
import { toldReason } from './told-reason.ts';
import { WhyList, type Reasoned } from './why.tsx';

type Data = Readonly<Record<string, unknown>>;

const BY_ICONS: Readonly<Record<TimelineEntry['by']['kind'], IconName>> = {
  person: 'person',
  system: 'machine',
  model: 'machine',
  outside: 'building',
};

/** Facts that move the matter along stand out from those that only add to it. */
const MILESTONES: readonly string[] = [
  'reported',
  'filed',
  'dispatched',
  'signed',
  'resolved',
  'closed',
  'answered',
  'selfHandled',
  'dismissed',
  'merged',
  'returned',
  'reworked',
  'reopened',
];

export function Timeline({
  entries,
  clocks,
  countyId,
}: {
  entries: readonly TimelineEntry[];
  clocks: readonly ClockView[];
  countyId: number;
}) {
  return (
    <ol className="timeline">
      {[...entries].reverse().map((entry) => (
        <Entry key={entry.seq} entry={entry} clocks={clocks} countyId={countyId} />
      ))}
    </ol>
  );
}

type EntryProps = { entry: TimelineEntry; clocks: readonly ClockView[]; countyId: number };

function Entry({ entry, clocks, countyId }: EntryProps) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const kind = entry.type.replace(/^incident\./, '');
  const { by, data } = entry;
  const name = by.name || t(`by.${by.kind}`);
  const pictures = arrayOf(data['evidence']).filter((one) => typeof one === 'string');
  const stopped = clocks.find((clock) => clock.state === 'stopped' && clock.stoppedAt === entry.at);
  return (
    <li className={`entry entry-${by.kind} ${MILESTONES.includes(kind) ? 'entry-milestone' : ''}`}>
      <span className="entry-face">
        <Icon name={BY_ICONS[by.kind]} size={16} />
      </span>
      <div className="entry-body">
        <p className="entry-head">
          <strong>{name}</strong>
          {by.unit && by.unit !== name && <span className="quiet">{by.unit}</span>}
          <span className="entry-did">{sentenceOf(t, language, kind, data, entry.at)}</span>
          <time dateTime={new Date(entry.at).toISOString()} title={exactTime(language, entry.at)}>
            {clockTime(t, language, entry.at, now)}
          </time>
        </p>
        {stopped && (
          <p className={`entry-clock entry-clock-${stopped.light}`}>
            {t(`clock.${stopped.kind}`)} ·{' '}
            {t(stopped.light === 'late' ? 'clock.late' : 'clock.done')} ·{' '}
            {spanOf(t, (stopped.stoppedAt ?? entry.at) - stopped.startedAt)}
          </p>
        )}
        {data['reasonCode'] != null && <ChosenReason kind={kind} data={data} countyId={countyId} />}
        {entry.erased ? (
          <p className="entry-words quiet">{t('incident.erased')}</p>
        ) : (
          wordsOf(entry).map((words) => (
            <blockquote key={words} className="entry-words">
              {words}
            </blockquote>
          ))
        )}
        {kind === 'triaged' && <Guesses data={data} />}
        {pictures.length > 0 && (
          <div className="pictures">
            {pictures.map((id) => (
              <Picture key={String(id)} id={String(id)} />
            ))}
          </div>
        )}
      </div>
    </li>
  );
}

/** The reason from the catalogue's list; of a return also whose it is instead. */
function ChosenReason({ kind, data, countyId }: { kind: string; data: Data; countyId: number }) {
  const { t, pick } = useText();
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const reason = catalog && toldReason(catalog.reasons, kind, data['reasonCode']);
  const suggested = data['suggested'];
  const told = [
    ...(reason ? [pick(reason)] : []),
    ...(typeof suggested === 'string' ? [t('act.returnedTo', { unit: suggested })] : []),
  ];
  return told.length > 0 && <p className="entry-reason">{told.join(' · ')}</p>;
}

/** Item, place, level and route as the machine saw them, folded. */
function Guesses({ data }: { data: Data }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  const titles = {
    item: 'why.item',
    place: 'why.place',
    level: 'why.level',
    route: 'why.unit',
  } as const;
  const guesses = (Object.keys(titles) as (keyof typeof titles)[]).flatMap((name) => {
    const guess = guessIn(data[name]);
    return guess ? [{ name, guess }] : [];
  });
  if (guesses.length === 0) return null;
  return (
    <div className="entry-why">
      <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'down' : 'right'} size={12} />
        {t('why.label')}
      </button>
      {open &&
        guesses.map(({ name, guess }) => (
          <WhyList key={name} guess={guess} title={t(titles[name])} />
        ))}
    </div>
  );
}

function guessIn(value: unknown): Reasoned | undefined {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('confidence' in value) ||
    !('reasons' in value)
  )
    return undefined;
  return {
    confidence: Number(value.confidence),
    reasons: arrayOf(value.reasons) as Reasoned['reasons'],
  };
}

/** What was said, each thing once; the title repeats the text and is left out. */
function wordsOf(entry: TimelineEntry): string[] {
  const said = Object.entries(entry.words ?? {})
    .filter(([name]) => !['title', 'address'].includes(name))
    .map(([, words]) => words.trim());
  return [...new Set(said)].filter((words) => words !== '');
}

/** One fact as the end of a sentence that begins with who did it. */
export function sentenceOf(
  t: Translate,
  language: 'zh' | 'en',
  kind: string,
  data: Data,
  at: number,
): string {
  const until =
    typeof data['until'] === 'number' ? clockTime(t, language, data['until'], at) : null;
  switch (kind) {
    case 'dispatched':
      return t(data['ruled'] === true ? 'fact.ruledTo' : 'fact.dispatchedTo', {
        units: unitsIn(t, data),
      });
    case 'reassigned':
      return t('fact.reassignedTo', { units: unitsIn(t, data) });
    case 'coAssigned':
      return t('fact.coAssignedTo', { units: unitsIn(t, data, false) });
    case 'supported':
      return t('fact.supportedBy', { units: unitsIn(t, data, false) });
    case 'merged':
    case 'joined':
    case 'left': {
      // A caller who called again came with no number of its own.
      const calledAgain = kind === 'joined' && data['from'] === null;
      const number = data['number'];
      if (typeof number === 'string') return t(`fact.${kind}With`, { number });
      return t(calledAgain ? 'fact.calledAgain' : `fact.${kind}`);
    }
    case 'split':
      return t('fact.splitInto', {
        numbers: arrayOf(data['children'])
          .map((child) => (child as { number: string }).number)
          .join(t('say.list')),
      });
    case 'transferred':
      return t('fact.transferredTo', { desk: String(data['desk'] ?? '—') });
    case 'struckOff':
      return t(data['accepted'] === true ? 'fact.struckOff' : 'fact.struckOffNot', {
        no: Number(data['no']),
      });
    case 'followUpTried':
      return t('fact.followUpTried', { attempt: Number(data['attempt']) });
    case 'spotChecked':
      return data['passed'] === true
        ? t('fact.spotCheckedOk')
        : t('fact.spotCheckedNot', {
            reasons:
              arrayOf(data['reasons'])
                .map((reason) => t(`value.spotReason.${reason as 'other'}`))
                .join(t('say.list')) || t('say.unknown'),
          });
    case 'called':
      return t('fact.called', {
        how: t(`value.call.${data['how'] as 'transfer'}`),
        party: t(`value.party.${data['party'] as 'unit'}`),
        minutes: Math.ceil(Number(data['seconds']) / 60),
      });
    case 'major':
      return t('fact.major', { grade: t(`value.major.${data['grade'] as 1}`) });
    case 'reportedUp':
      return t('fact.reportedUp', {
        stage: t(`value.stage.${data['stage'] as 'first'}`),
        to: ((data['recipients'] ?? []) as readonly 'cityCentre'[])
          .map((one) => t(`value.recipient.${one}`))
          .join(t('say.list')),
      });
    case 'verified':
      return t(data['real'] === true ? 'fact.verifiedReal' : 'fact.verifiedNot');
    case 'filed': {
      const item = data['item'] as { zh?: string; en?: string } | null | undefined;
      const name = item?.[language];
      return name ? `${t('fact.filed')} · ${name}` : t('fact.filed');
    }
    case 'reported':
      return data['late'] === true
        ? `${t('fact.reported')} (${t('incident.late')})`
        : t('fact.reported');
    case 'arrived':
      return data['how'] === 'byPosition'
        ? `${t('fact.arrived')} (${t('fact.byPosition')})`
        : t('fact.arrived');
    case 'proposed':
      return t('fact.proposed', { verb: t(`verb.${data['verb'] as Verb}`) });
    case 'asked':
      return [t('fact.asked', { what: t(`value.what.${data['what'] as 'defer'}`) }), until]
        .filter(Boolean)
        .join(' → ');
    case 'deferred':
      return until ? t('fact.deferredUntil', { until }) : t('fact.deferred');
    case 'extended':
      return t('fact.extended', { percent: Math.round(Number(data['share']) * 100) });
    case 'supervised':
      return t('fact.supervised', {
        no: Number(data['no']),
        grade: t(`value.grade.${data['grade'] as 'key'}`),
      });
    case 'supervisionReplied':
      return t('fact.supervisionReplied', { no: Number(data['no']) });
    case 'escalated':
      return t('fact.escalated', { to: t(`value.to.${data['to'] as 'city'}`) });
    case 'reinforceAsked': {
      const helpKind = t(`value.kind.${data['kind'] as 'police'}`);
      return typeof data['asked'] === 'string'
        ? t('fact.reinforceAskedOf', { unit: data['asked'], kind: helpKind })
        : t('fact.reinforceAsked', { kind: helpKind });
    }
    case 'mirrored':
      return t('fact.mirrored', { step: String(data['step']) });
    case 'rated':
    case 'followedUp': {
      if (data['reached'] === false) return t('fact.followedUpNot');
      const felt = data['satisfied'];
      const words = t(`fact.${kind}`);
      return typeof felt === 'boolean'
        ? `${words} · ${t(felt ? 'fact.satisfied' : 'fact.unsatisfied')}`
        : words;
    }
    case 'restricted':
      return t(data['restricted'] === false ? 'fact.unrestricted' : 'fact.restricted');
    case 'rang': {
      const clock =
        typeof data['clock'] === 'string' && hasText(`clock.${data['clock']}`)
          ? t(`clock.${data['clock'] as 'sign'}`)
          : '';
      return `${clock} ${t(`fact.rangRung.${data['rung'] as 1}`)}`.trim();
    }
    case 'closed':
    case 'answered':
    case 'resolved':
    case 'dismissed': {
      const outcome = data['outcome'];
      const key = `outcome.${String(outcome)}`;
      const words = t(`fact.${kind}`);
      return hasText(key) && t(key) !== words ? `${words} · ${t(key)}` : words;
    }
    default: {
      const key = `fact.${kind}`;
      return hasText(key) ? t(key) : t('fact.other');
    }
  }
}

/** The units of an order, co-handlers told apart where a lead stands among them. */
function unitsIn(t: Translate, data: Data, marked = true): string {
  return arrayOf(data['units'])
    .flatMap((unit) => {
      const { name, role } = unit as { name?: string; role?: string };
      return name ? [marked && role === 'co' ? `${name} (${t('value.co')})` : name] : [];
    })
    .join(t('say.list'));
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
