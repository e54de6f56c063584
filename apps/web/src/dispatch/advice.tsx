// 派遣建议: whom to send, why, and what is missing; one press takes a unit into the order. The person at the
// desk decides, and may choose anybody else.
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { lazy, Suspense, useState } from 'react';
import {
  ADVICE_LACKS,
  ADVICE_REASONS,
  AdviceAnswer,
  type AdviceCandidate,
  type AdvicePerson,
  type AdviceResourceSpot,
} from '#modules/dispatch/contract.ts';
import type { IncidentDetail, IncidentRow, Verb } from '#modules/incident/contract.ts';
import { MINUTE, SECOND } from '#platform/time/index.ts';
import { unitsQuery } from '../api/reference.ts';
import { messageOf, request, serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Icon, type IconName } from '../look/icons.tsx';
import { clockTime, whenOf } from '../look/time.ts';
import type { MapPoint } from '../map/points-map.tsx';
import { readsRosters } from '../roster/api.ts';
import { fill, useText } from '../text/language.tsx';
import './advice.css';

const PointsMap = lazy(() => import('../map/points-map.tsx'));

type Inputs = Readonly<Record<string, unknown>>;
type Props = {
  verb: Verb;
  incident: IncidentRow | IncidentDetail;
  input: Inputs;
  set: (name: string, value: unknown) => void;
};

/** Which inputs of a verb a candidate can be taken into. */
type Taken = 'lead' | 'co' | 'units' | 'to';
const TAKES: Partial<Record<Verb, readonly Taken[]>> = {
  dispatch: ['lead', 'co'],
  reassign: ['lead', 'co'],
  coAssign: ['co'],
  support: ['units'],
  reinforce: ['to'],
};

const MOVING_EVERY_MS = 30 * SECOND;

/** Shown before 更多: what a person compares at a glance. */
const FIRST = 4;

export function DispatchAdvice(props: Props) {
  const me = useMe();
  const takes = TAKES[props.verb];
  return takes && readsRosters(me) ? <Advice {...props} takes={takes} /> : null;
}

function Advice({ verb, incident, input, set, takes }: Props & { takes: readonly Taken[] }) {
  const { t, language } = useText();
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const kind = kindOf(verb, incident, input);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['advice', incident.id, incident.version, kind ?? null],
    queryFn: ({ signal }) =>
      request(AdviceAnswer, `/incidents/${incident.id}/advice`, { query: { kind }, signal }),
    staleTime: MINUTE,
    // Somebody is under way: the distances change.
    refetchInterval: ({ state }) => (state.data?.people.length ? MOVING_EVERY_MS : false),
  });
  const { data: units } = useQuery(unitsQuery(incident.countyId));
  if (isPending)
    return (
      <section className="advice" aria-label={t('advice.title')}>
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      </section>
    );
  if (error)
    return (
      <section className="advice" aria-label={t('advice.title')}>
        <p className="quiet">{messageOf(error)}</p>
        <Button size="small" onClick={() => void refetch()}>
          {t('do.retry')}
        </Button>
      </section>
    );
  const nameOf = ({ unitId }: { unitId: number }): string =>
    units?.find((unit) => unit.id === unitId)?.name ?? '';
  const shown = data.candidates.slice(0, all ? undefined : FIRST);
  const points = [
    ...pointsOf(data, shown, nameOf, t('advice.scene')),
    ...spotPoints(data, shown, nameOf, (at) => whenOf(t, language, at, Math.max(serverNow(), at))),
  ];
  return (
    <section className="advice" aria-label={t('advice.title')}>
      <header className="advice-head">
        <strong>{t('advice.title')}</strong>
        <span className="quiet">{t('advice.hint')}</span>
      </header>
      {points.length > 1 && (
        <>
          <Suspense fallback={<div className="advice-map" />}>
            <PointsMap
              countyId={data.countyId}
              label={t('advice.map')}
              className="advice-map"
              points={points}
              chosen={chosen}
              onChoose={setChosen}
            />
          </Suspense>
          <SpotLine answer={data} chosen={chosen} nameOf={nameOf} />
        </>
      )}
      {data.candidates.length === 0 ? (
        <p className="quiet">{t('advice.none')}</p>
      ) : (
        <>
          <ol className="advice-list">
            {shown.map((candidate, at) => (
              <CandidateRow
                key={keyOf(candidate)}
                candidate={candidate}
                no={at + 1}
                name={nameOf(candidate)}
                isChosen={chosen === keyOf(candidate)}
                input={input}
                set={set}
                takes={takes}
              />
            ))}
          </ol>
          {data.candidates.length > FIRST && (
            <Button type="text" size="small" onClick={() => setAll(!all)}>
              {all ? t('do.less') : t('advice.more', { count: data.candidates.length - FIRST })}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

type RowProps = Pick<Props, 'input' | 'set'> & {
  candidate: AdviceCandidate;
  no: number;
  name: string;
  isChosen: boolean;
  takes: readonly Taken[];
};

function CandidateRow({ candidate, no, name, isChosen, input, set, takes }: RowProps) {
  const { t } = useText();
  const say = useAdviceText();
  const { unitId, resources, missing, reasons } = candidate;
  const own = candidate.resourceId === null ? undefined : resources[0];
  return (
    <li className={`advice-row ${isChosen ? 'advice-row-chosen' : ''}`}>
      <span className="advice-no" aria-hidden="true">
        {no}
      </span>
      <div className="advice-words">
        <strong>
          {own ? own.name : name}
          {own && <span className="quiet"> · {name}</span>}
        </strong>
        <p>{reasons.map(say).join(' · ')}</p>
        {missing.length > 0 && (
          <p className="advice-missing">
            <Icon name="alarm" size={14} />
            <span className="sr">{t('advice.missing')}</span>
            {missing.map(say).join(' · ')}
          </p>
        )}
      </div>
      <div className="advice-do">
        {takes.map((field) => {
          const isTaken = holds(input[field], unitId);
          return (
            <Button
              key={field}
              size="small"
              type={isTaken ? 'primary' : 'default'}
              aria-pressed={isTaken}
              aria-label={`${t(`advice.take.${field}`)} ${own?.name ?? name}`}
              onClick={() => take(field, unitId, input, set)}
            >
              {t(`advice.take.${field}`)}
            </Button>
          );
        })}
      </div>
    </li>
  );
}

function holds(value: unknown, unitId: number): boolean {
  return Array.isArray(value) ? value.includes(unitId) : value === unitId;
}

/** Takes the unit into the order, or out again; one unit is never both lead and co-handler. */
function take(field: Taken, unitId: number, input: Inputs, set: Props['set']): void {
  const list = (name: string): number[] =>
    Array.isArray(input[name]) ? (input[name] as number[]) : [];
  const isTaken = holds(input[field], unitId);
  if (field === 'lead' || field === 'to') {
    set(field, isTaken ? undefined : unitId);
    if (field === 'lead' && list('co').includes(unitId))
      set(
        'co',
        list('co').filter((id) => id !== unitId),
      );
    return;
  }
  set(field, isTaken ? list(field).filter((id) => id !== unitId) : [...list(field), unitId]);
  if (!isTaken && input['lead'] === unitId) set('lead', undefined);
}

/** A request for help names its kind; so does the answer to one. */
function kindOf(verb: Verb, incident: Props['incident'], input: Inputs): string | undefined {
  const known = (kind: unknown) =>
    typeof kind === 'string' && ['people', 'rescue', 'police', 'equipment'].includes(kind)
      ? kind
      : undefined;
  if (verb === 'reinforce') return known(input['kind']);
  if (verb !== 'support' || !('help' in incident)) return undefined;
  const asked = incident.help.find(({ no }) => no === input['helpNo']) ?? incident.help.at(-1);
  return known(asked?.kind);
}

const keyOf = ({ unitId, resourceId }: AdviceCandidate): string => resourceId ?? String(unitId);

function pointsOf(
  { point: scene }: AdviceAnswer,
  shown: readonly AdviceCandidate[],
  nameOf: (candidate: AdviceCandidate) => string,
  sceneName: string,
): MapPoint[] {
  const spots = shown.flatMap((candidate, at): MapPoint[] =>
    candidate.point
      ? [
          {
            key: keyOf(candidate),
            ...candidate.point,
            label: `${at + 1} ${candidate.resources[0]?.name ?? ''} ${nameOf(candidate)}`,
            mark: String(at + 1),
            ...(candidate.isMoving ? { look: 'moving' as const } : {}),
          },
        ]
      : [],
  );
  return scene
    ? [...spots, { key: 'scene', ...scene, label: sceneName, mark: '', look: 'scene' }]
    : spots;
}

/** What kind of thing a mark stands for. */
const KIND_ICONS: Readonly<Record<AdviceResourceSpot['kind'], IconName>> = {
  people: 'users',
  rescue: 'rescue',
  police: 'shield',
  equipment: 'truck',
};

const personKey = ({ incidentId, name }: AdvicePerson): string => `person ${incidentId} ${name}`;

/** What the register has around, and who is under way; candidates of the list have their number already. */
function spotPoints(
  { resources, people }: AdviceAnswer,
  shown: readonly AdviceCandidate[],
  nameOf: (one: { unitId: number }) => string,
  ageOf: (at: number) => string,
): MapPoint[] {
  const numbered = new Set(
    shown.flatMap((candidate) => (candidate.resourceId === null ? [] : [candidate.resourceId])),
  );
  return [
    ...people.map((one): MapPoint => ({
      ...{ key: personKey(one), lng6: one.lng6, lat6: one.lat6, look: 'moving', icon: 'person' },
      ...{ label: `${one.name} · ${nameOf(one)} · ${ageOf(one.at)}`, mark: ageOf(one.at) },
      aside: true,
    })),
    ...resources
      .filter(({ id }) => !numbered.has(id))
      .map((one): MapPoint => ({
        ...{ key: one.id, lng6: one.lng6, lat6: one.lat6, icon: KIND_ICONS[one.kind] },
        ...{ label: `${one.name} · ${nameOf(one)}`, aside: true },
        ...{ mark: one.seenAt === null ? '' : ageOf(one.seenAt) },
        ...(one.seenAt !== null
          ? { look: 'moving' as const }
          : one.missing.length > 0
            ? { look: 'faint' as const }
            : {}),
      })),
  ];
}

type SpotProps = {
  answer: AdviceAnswer;
  chosen: string | null;
  nameOf: (one: { unitId: number }) => string;
};

/** What was pressed on the map, in words; before that, what the marks mean. */
function SpotLine({ answer: { resources, people }, chosen, nameOf }: SpotProps) {
  const { t, language } = useText();
  const say = useAdviceText();
  const resource = resources.find(({ id }) => id === chosen);
  const person = people.find((one) => personKey(one) === chosen);
  const age = (at: number) => whenOf(t, language, at, Math.max(serverNow(), at));
  if (resource) {
    const { name, kind, isOnDuty, meters, minutes, seenAt, missing } = resource;
    const facts = [
      t(`value.kind.${kind}`),
      isOnDuty === null ? null : t(isOnDuty ? 'advice.onDuty' : 'advice.offDuty'),
      meters === null || minutes === null
        ? null
        : t('advice.away', { km: (meters / 1000).toFixed(1), minutes }),
      seenAt === null ? null : t('advice.seen', { age: age(seenAt) }),
    ].filter((words) => words !== null);
    return (
      <p className="advice-spot" role="status">
        <strong>{name}</strong> <span className="quiet">{nameOf(resource)}</span>
        <br />
        {facts.join(' · ')}
        {missing.length > 0 && (
          <span className="advice-missing">
            {' · '}
            {t('advice.notNow')}
            {missing.map(say).join(t('say.list'))}
          </span>
        )}
      </p>
    );
  }
  if (person)
    return (
      <p className="advice-spot" role="status">
        <strong>{person.name}</strong> <span className="quiet">{nameOf(person)}</span>
        <br />
        {t('advice.underWay', { age: age(person.at) })}
      </p>
    );
  if (resources.length + people.length === 0) return null;
  const kinds = [...new Set(resources.map(({ kind }) => kind))];
  return (
    <p className="advice-legend quiet">
      {kinds.map((kind) => (
        <span key={kind}>
          <Icon name={KIND_ICONS[kind]} size={14} /> {t(`value.kind.${kind}`)}
        </span>
      ))}
      {people.length > 0 && (
        <span>
          <Icon name="person" size={14} /> {t('advice.people')}
        </span>
      )}
      <span>{t('advice.faint')}</span>
    </p>
  );
}

const WORDS: Readonly<Record<string, { zh: string; en: string }>> = {
  ...ADVICE_REASONS,
  ...ADVICE_LACKS,
};

/** A reason in words; its instants in the hours of the county. */
function useAdviceText(): (reason: AdviceCandidate['reasons'][number]) => string {
  const { t, language, pick } = useText();
  return ({ code, params = {} }) => {
    const words = WORDS[code];
    if (!words) return t('why.otherReason');
    const filled = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        (name === 'until' || name === 'from') && typeof value === 'number'
          ? clockTime(t, language, value, serverNow())
          : String(value),
      ]),
    );
    return fill(pick(words), filled);
  };
}
