// 值班表: who is on duty now, and the week of every unit; a unit's keeper edits it in a drawer.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal, Select, Switch } from 'antd';
import { useMemo, useState } from 'react';
import type { Duty, RosterAnswer, UnitRoster } from '#modules/roster/contract.ts';
import { treeQuery, unitsQuery } from '../api/reference.ts';
import { serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { clockTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { rosterQuery } from './api.ts';
import { RosterDrawer } from './roster-drawer.tsx';
import { dayAfter, hoursOf, peopleOf, shortDay, weekdayOf } from './words.ts';
import '../lists/lists.css';
import './roster.css';

/** Units drawn at once; the rest is asked for by a press. */
const STEP = 40;
/** Units without a roster that are named; their number stands beside. */
const NAMED_MAX = 6;

export default function RosterPage() {
  const { t } = useText();
  const phone = useMedia(PHONE);
  const me = useMe();
  const countyId = me.mainCountyId;
  const [townId, setTownId] = useState<number | null>(me.posts[0]?.place.townId ?? null);
  const [day, setDay] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [onlyOn, setOnlyOn] = useState(false);
  const [shown, setShown] = useState(STEP);
  const [editing, setEditing] = useState<number | null>(null);
  const [beginning, setBeginning] = useState(false);
  const { data: tree } = useQuery(treeQuery(countyId));
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data, error, isPending, refetch } = useQuery(
    rosterQuery({ countyId, ...(day ? { day } : {}), ...(townId ? { townId } : {}) }),
  );
  const unitNames = useMemo(() => new Map(units?.map(({ id, name }) => [id, name])), [units]);
  const names = useMemo(
    () => new Map(data?.people.map(({ id, name }) => [id, name])),
    [data?.people],
  );
  if (isPending) return <Waiting />;
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  const nameOf = (id: number): string => unitNames.get(id) ?? '';
  const fitting = data.units.filter(
    (unit) => (!onlyOn || unit.isOnDuty) && nameOf(unit.unitId).includes(text.trim()),
  );
  const first = data.days[0] ?? data.today;
  const on = data.units.filter((unit) => unit.isOnDuty).length;
  const view = {
    roster: data,
    units: fitting.slice(0, shown),
    nameOf,
    names,
    edit: setEditing,
  };
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('roster.title')}</h1>
        <span className="top-gap" />
        {data.mayBegin && (
          <Button icon={<Icon name="plus" size={15} />} onClick={() => setBeginning(true)}>
            {t('roster.begin')}
          </Button>
        )}
      </header>
      <dl className="duty-figures" aria-live="polite">
        <Figure label={t('roster.onDutyCount')} value={on} />
        <Figure label={t('roster.offCount')} value={data.units.length - on} />
        <Figure label={t('roster.withoutCount')} value={data.without.length} />
      </dl>
      {data.without.length > 0 && townId !== null && (
        <p className="quiet">
          {t('roster.withoutHint', {
            names: data.without.slice(0, NAMED_MAX).map(nameOf).join(t('say.list')),
          })}
        </p>
      )}
      <div className="register-filters">
        <span className="week-turn">
          <Button
            icon={<Icon name="left" size={14} />}
            aria-label={t('roster.earlier')}
            onClick={() => setDay(dayAfter(first, -7))}
          />
          <Button onClick={() => setDay(null)} disabled={day === null}>
            {t('roster.today')}
          </Button>
          <Button
            icon={<Icon name="right" size={14} />}
            aria-label={t('roster.later')}
            onClick={() => setDay(dayAfter(first, 7))}
          />
        </span>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={townId}
          onChange={(id?: number) => setTownId(id ?? null)}
          placeholder={t('roster.town')}
          aria-label={t('roster.town')}
          options={
            tree
              ?.filter((place) => place.level === 'town')
              .map(({ id, name }) => ({ value: id, label: name })) ?? []
          }
        />
        <Input
          className="page-search"
          allowClear
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t('roster.find')}
          aria-label={t('roster.find')}
        />
        <label className="duty-mark">
          <Switch size="small" checked={onlyOn} onChange={setOnlyOn} />
          {t('roster.onlyOn')}
        </label>
      </div>
      {data.units.length === 0 ? (
        <Blank icon="users" title={t('roster.noUnits')} hint={t('roster.noUnitsHint')} />
      ) : fitting.length === 0 ? (
        <Blank icon="search" title={t('roster.noneMatch')} />
      ) : phone ? (
        <Cards {...view} />
      ) : (
        <Week {...view} />
      )}
      {fitting.length > shown && (
        <Button type="text" onClick={() => setShown(shown + STEP)}>
          {t('roster.more', { count: fitting.length - shown })}
        </Button>
      )}
      {editing !== null && (
        <RosterDrawer
          countyId={countyId}
          unitId={editing}
          name={nameOf(editing)}
          day={first}
          onClose={() => setEditing(null)}
        />
      )}
      <Modal
        open={beginning}
        title={t('roster.beginFor')}
        footer={null}
        destroyOnHidden
        onCancel={() => setBeginning(false)}
      >
        <UnitPicker
          countyId={countyId}
          label={t('roster.unit')}
          proposed={data.without}
          without={data.units.map(({ unitId }) => unitId)}
          value={null}
          onChange={(id) => {
            setBeginning(false);
            setEditing(id);
          }}
        />
      </Modal>
    </div>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

type View = {
  roster: RosterAnswer;
  units: readonly UnitRoster[];
  nameOf: (unitId: number) => string;
  names: ReadonlyMap<string, string>;
  edit: (unitId: number) => void;
};

/** The desk: a row for each unit, a column for each day. */
function Week({ roster, units, nameOf, names, edit }: View) {
  const { t } = useText();
  return (
    <TableBox label={t('roster.title')}>
      <div className="duty-week">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('roster.unit')}</th>
              {roster.days.map((day) => (
                <th
                  key={day}
                  scope="col"
                  className={day === roster.today ? 'duty-today' : undefined}
                >
                  {shortDay(day)} {t(`roster.day.${weekdayOf(day)}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.unitId}>
                <th scope="row">
                  <div className="duty-unit">
                    <strong>{nameOf(unit.unitId)}</strong>
                    <OnDuty unit={unit} />
                    {unit.mayKeep && (
                      <Button
                        size="small"
                        onClick={() => edit(unit.unitId)}
                        aria-label={`${t('roster.edit')} ${nameOf(unit.unitId)}`}
                      >
                        {t('roster.edit')}
                      </Button>
                    )}
                  </div>
                </th>
                {roster.days.map((day) => (
                  <td key={day} className={day === roster.today ? 'duty-today-cell' : undefined}>
                    <Slots roster={roster} unit={unit} day={day} names={names} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </TableBox>
  );
}

/** The phone: one day at a time, a card for each unit. */
function Cards({ roster, units, nameOf, names, edit }: View) {
  const { t } = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const today = roster.days.includes(roster.today) ? roster.today : roster.days[0];
  const day = chosen !== null && roster.days.includes(chosen) ? chosen : (today ?? roster.today);
  return (
    <>
      <div className="duty-days" role="group" aria-label={t('roster.days')}>
        {roster.days.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === day}
            onClick={() => setChosen(each)}
          >
            {t(`roster.day.${weekdayOf(each)}`)}
            <br />
            {shortDay(each)}
          </button>
        ))}
      </div>
      <ul className="duty-cards">
        {units.map((unit) => (
          <li key={unit.unitId} className="card">
            <div className="duty-card-head">
              <strong>{nameOf(unit.unitId)}</strong>
              <OnDuty unit={unit} />
            </div>
            <Slots roster={roster} unit={unit} day={day} names={names} />
            {unit.mayKeep && <Button onClick={() => edit(unit.unitId)}>{t('roster.edit')}</Button>}
          </li>
        ))}
      </ul>
    </>
  );
}

function OnDuty({ unit }: { unit: UnitRoster }) {
  const { t, language } = useText();
  if (unit.isOnDuty) return <span className="duty-mark duty-mark-on">{t('roster.onDuty')}</span>;
  return (
    <span className="duty-mark">
      {t('roster.offDuty')} ·{' '}
      {unit.nextFrom === null
        ? t('roster.noNext')
        : t('roster.next', { at: clockTime(t, language, unit.nextFrom, serverNow()) })}
    </span>
  );
}

type SlotsProps = Pick<View, 'roster' | 'names'> & { unit: UnitRoster; day: string };

function Slots({ roster, unit, day, names }: SlotsProps) {
  const { t } = useText();
  const duties = unit.duties.filter((duty) => duty.day === day);
  if (duties.length === 0) return <span className="quiet">{t('roster.nobody')}</span>;
  return duties.map((duty) => (
    <Slot key={`${duty.shiftNo} ${duty.from}`} duty={duty} roster={roster} names={names} />
  ));
}

function Slot({ duty, roster, names }: { duty: Duty } & Pick<View, 'roster' | 'names'>) {
  const { t } = useText();
  const now = serverNow();
  const { leader, officers } = peopleOf(t, duty, names);
  const isNow = duty.from <= now && now < duty.to;
  return (
    <div className={`duty-slot ${isNow ? 'duty-slot-now' : ''}`}>
      <span className="quiet">
        {t(`roster.name.${duty.name}`)} {hoursOf(duty, roster.zone)}
        {duty.changeId !== null && ` · ${t('roster.changed')}`}
      </span>
      {officers}
      {leader !== null && (
        <span className="quiet">
          {t('roster.leader')} {leader}
        </span>
      )}
    </div>
  );
}
