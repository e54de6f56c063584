// The rows of the three lists: what waits with its countdown, what is under way with its four lights, who
// asks for help.
import type { IncidentDetail, WorkRow } from '#modules/incident/contract.ts';
import { LIGHT_ICONS, lightAt } from '../look/clock-light.tsx';
import { Icon } from '../look/icons.tsx';
import { useNow } from '../look/now.ts';
import { LevelTag } from '../look/tags.tsx';
import { clockTime, spanOf, whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { BigClock } from './big-clock.tsx';
import { countdown, FOUR, fourClocks, type FourKind } from './order.ts';

type Props = {
  row: WorkRow;
  selected: boolean;
  gone: boolean;
  onOpen: (id: string) => void;
};

export function WaitingRow({ row, selected, gone, onOpen }: Props) {
  const { t, pick, language } = useText();
  const now = useNow(60_000);
  return (
    <RowButton row={row} selected={selected} gone={gone} onOpen={onOpen}>
      <span className="desk-row-main">
        <span className="desk-row-title">
          <LevelTag level={row.level} />
          <strong>{row.title}</strong>
        </span>
        <span className="desk-row-facts">
          <span className={row.source === 'police110' ? 'desk-110' : ''}>
            {t(`source.${row.source}`)}
          </span>
          {gone ? (
            <span>{t('desk.gone')}</span>
          ) : (
            row.status === 'filed' && <span className="flag">{t('status.filed')}</span>
          )}
          <span>{placeOf(row) || t('incident.noPlace')}</span>
          {row.item && <span>{pick(row.item)}</span>}
          <span>{whenOf(t, language, row.reportedAt, Math.max(now, row.reportedAt))}</span>
        </span>
      </span>
      {!gone && <BigClock clock={row.clock} />}
    </RowButton>
  );
}

export function RunningRow({ row, selected, gone, onOpen }: Props) {
  const { t } = useText();
  return (
    <RowButton row={row} selected={selected} gone={gone} onOpen={onOpen}>
      <span className="desk-row-main">
        <span className="desk-row-title">
          <LevelTag level={row.level} />
          <strong>{row.title}</strong>
        </span>
        <span className="desk-row-facts">
          <span>{gone ? t('desk.gone') : t(`status.${row.status}`)}</span>
          <span>{row.holder?.name}</span>
        </span>
        <FourLights row={row} />
      </span>
    </RowButton>
  );
}

export function HelpRow({ row, selected, gone, onOpen }: Props) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const open = row.help.filter((one) => one.answeredAt === null);
  return (
    <RowButton row={row} selected={selected} gone={gone} onOpen={onOpen}>
      <span className="desk-row-main">
        <span className="desk-row-title">
          <LevelTag level={row.level} />
          <strong>{row.title}</strong>
        </span>
        {open.map((one) => (
          <span key={one.no} className="desk-row-facts">
            <strong>{t(`value.kind.${one.kind}`)}</strong>
            <span>{t('desk.askedBy', { unit: one.from?.name ?? '—' })}</span>
            <span>{whenOf(t, language, one.askedAt, Math.max(now, one.askedAt))}</span>
            <span className="flag">
              {t(one.acknowledgedAt === null ? 'incident.helpWaiting' : 'incident.helpSeen')}
            </span>
          </span>
        ))}
      </span>
    </RowButton>
  );
}

function RowButton(props: Props & { children: React.ReactNode }) {
  const { row, selected, gone, onOpen, children } = props;
  return (
    <li className={`desk-row ${selected ? 'desk-row-on' : ''} ${gone ? 'desk-row-gone' : ''}`}>
      <button
        type="button"
        data-id={row.id}
        aria-current={selected ? 'true' : undefined}
        onClick={() => onOpen(row.id)}
      >
        {children}
      </button>
    </li>
  );
}

/** 受理 联系 到场 反馈: four lights in a row, each with its word and its time. */
export function FourLights({ row }: { row: Pick<WorkRow, 'clocks'> }) {
  const { t } = useText();
  const clocks = fourClocks(row);
  return (
    <span className="four" role="list" aria-label={t('desk.four')}>
      {FOUR.map((kind) => (
        <FourLight key={kind} kind={kind} clock={clocks[kind]} />
      ))}
    </span>
  );
}

function FourLight({
  kind,
  clock,
}: {
  kind: FourKind;
  clock: WorkRow['clocks'][number] | undefined;
}) {
  const { t, language } = useText();
  const now = useNow();
  if (!clock)
    return (
      <span className="four-light four-none" role="listitem">
        <span className="four-kind">{t(`desk.four.${kind}`)}</span>
        <span>{t('desk.notYet')}</span>
      </span>
    );
  const ended = clock.state === 'stopped';
  const light = ended ? (clock.light === 'late' ? 'red' : 'green') : lightAt(clock, now);
  const left = clock.dueAt - now;
  const words = ended
    ? t(clock.light === 'late' ? 'desk.lateAfter' : 'desk.doneAfter', {
        span: spanOf(t, (clock.stoppedAt ?? now) - clock.startedAt),
      })
    : `${t(left < 0 ? 'desk.over' : 'desk.left')} ${countdown(left) ?? spanOf(t, left)}`;
  return (
    <span
      className={`four-light ${ended ? 'four-ended' : ''} light-${light}`}
      role="listitem"
      title={t('clock.dueLabel', { at: clockTime(t, language, clock.dueAt, now) })}
    >
      <span className="four-kind">
        <Icon name={ended ? (light === 'red' ? 'alarm' : 'check') : LIGHT_ICONS[light]} size={12} />
        {t(`desk.four.${kind}`)}
      </span>
      <span>{words}</span>
    </span>
  );
}

/** 柳市镇 薛宅村第一网格: a grid's name begins with its village's. */
export function placeOf(row: Pick<WorkRow, 'town' | 'village' | 'grid'>): string {
  return [row.town?.name, row.grid?.name ?? row.village?.name].filter(Boolean).join(' ');
}

/** Often the address says no more than the place itself. */
export function whereOf(incident: IncidentDetail): string {
  const place = placeOf(incident);
  const address = incident.address ?? '';
  return place.replaceAll(' ', '').includes(address) ? place : `${place} · ${address}`;
}
