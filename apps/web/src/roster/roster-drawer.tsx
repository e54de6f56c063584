// The roster of one unit in the hands of its keeper: the week, and the days that differ from it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Select, Tabs } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import {
  ChangeAnswer,
  KeepRosterAnswer,
  SHIFT_NAMES,
  Shifts,
  SHIFTS_MAX,
  type DayChange,
  type RosterAnswer,
  type Shift,
  type UnitRoster,
} from '#modules/roster/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { DayField } from '../look/day-field.tsx';
import { Icon } from '../look/icons.tsx';
import { Sheet } from '../look/sheet.tsx';
import { Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { rosterQuery, staffQuery } from './api.ts';
import { Field } from '../lists/field.tsx';
import { dayAfter, peopleOf, weekdayOf } from './words.ts';

/** Changes are shown two weeks from the chosen day. */
const CHANGES_DAYS = 14;

type Props = {
  countyId: number;
  unitId: number;
  name: string;
  day: string;
  onClose: () => void;
};

export function RosterDrawer({ countyId, unitId, name, day, onClose }: Props) {
  const { t } = useText();
  const { data, error, isPending, refetch } = useQuery(
    rosterQuery({ countyId, unitId, day, days: CHANGES_DAYS }),
  );
  const staff = useQuery(staffQuery(countyId, unitId));
  const unit = data?.units.find((one) => one.unitId === unitId);
  const failed = error ?? staff.error;
  return (
    <Sheet title={`${t('roster.title')} · ${name}`} onClose={onClose} width={560}>
      {failed ? (
        <Failed error={failed} retry={() => void Promise.all([refetch(), staff.refetch()])} />
      ) : isPending || staff.isPending ? (
        <Waiting rows={4} />
      ) : (
        <Tabs
          items={[
            {
              key: 'week',
              label: t('roster.week'),
              children: (
                <WeekEditor
                  key={unit?.version ?? 0}
                  countyId={countyId}
                  unitId={unitId}
                  unit={unit}
                  staff={staff.data ?? []}
                />
              ),
            },
            ...(unit && data
              ? [
                  {
                    key: 'changes',
                    label: t('roster.changes'),
                    children: (
                      <Changes
                        countyId={countyId}
                        unit={unit}
                        roster={data}
                        staff={staff.data ?? []}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Sheet>
  );
}

type Staff = readonly { id: string; name: string; unitId: number }[];

function useAgain(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['roster'] });
}

type EditorProps = {
  countyId: number;
  unitId: number;
  unit: UnitRoster | undefined;
  staff: Staff;
};

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];

function WeekEditor({ countyId, unitId, unit, staff }: EditorProps) {
  const { t } = useText();
  const { message } = App.useApp();
  const again = useAgain();
  const [shifts, setShifts] = useState<readonly Shift[]>(unit?.shifts ?? []);
  const [isSaving, setSaving] = useState(false);
  const parsed = Shifts.safeParse(shifts);
  const change = (no: number, part: Partial<Shift>): void =>
    setShifts((now) => now.map((shift) => (shift.no === no ? { ...shift, ...part } : shift)));
  const add = (): void => {
    const last = shifts.at(-1);
    const no = Math.max(0, ...shifts.map((shift) => shift.no)) + 1;
    setShifts([
      ...shifts,
      {
        ...{ no, name: 'day', days: ALL_DAYS, leader: null, officers: [] },
        from: last?.to ?? '08:00',
        to: last?.from ?? '08:00',
      },
    ]);
  };
  const save = (): void => {
    setSaving(true);
    void request(KeepRosterAnswer, `/roster/units/${unitId}`, {
      method: 'PUT',
      body: { countyId, basedOn: unit?.version ?? 0, shifts },
    })
      .then(
        () => {
          void message.success(t('roster.saved'));
          again();
        },
        (refusal: unknown) => message.error(messageOf(refusal)),
      )
      .finally(() => setSaving(false));
  };
  return (
    <>
      {shifts.map((shift) => (
        <ShiftEditor
          key={shift.no}
          shift={shift}
          staff={staff}
          change={(part) => change(shift.no, part)}
          remove={() => setShifts(shifts.filter(({ no }) => no !== shift.no))}
        />
      ))}
      <div className="field">
        <Button
          icon={<Icon name="plus" size={15} />}
          disabled={shifts.length >= SHIFTS_MAX}
          onClick={add}
        >
          {t('roster.addShift')}
        </Button>
      </div>
      <div className="field">
        {!parsed.success && <p className="field-problem">{t('roster.incomplete')}</p>}
        <Button type="primary" disabled={!parsed.success} loading={isSaving} onClick={save}>
          {t('roster.save')}
        </Button>
      </div>
    </>
  );
}

type ShiftProps = {
  shift: Shift;
  staff: Staff;
  change: (part: Partial<Shift>) => void;
  remove: () => void;
};

function ShiftEditor({ shift, staff, change, remove }: ShiftProps) {
  const { t } = useText();
  const title = t('roster.shiftNo', { no: shift.no });
  return (
    <section className="shift-edit" aria-label={title}>
      <div className="shift-head">
        <strong>{title}</strong>
        <Button
          type="text"
          size="small"
          icon={<Icon name="close" size={14} />}
          aria-label={`${t('do.remove')} ${title}`}
          onClick={remove}
        />
      </div>
      <div className="shift-hours">
        <Select
          value={shift.name}
          onChange={(name) => change({ name })}
          options={SHIFT_NAMES.map((name) => ({ value: name, label: t(`roster.name.${name}`) }))}
          aria-label={t('roster.shiftName')}
        />
        <TimeSelect
          value={shift.from}
          onChange={(time) => change({ from: time })}
          label={t('roster.from')}
        />
        <span>–</span>
        <TimeSelect
          value={shift.to}
          onChange={(time) => change({ to: time })}
          label={t('roster.to')}
        />
        <span className="quiet">{shift.to <= shift.from ? t('roster.overnight') : ''}</span>
      </div>
      <div className="field">
        <Checkbox.Group
          className="shift-days"
          value={shift.days}
          onChange={(days) => change({ days: [...days].sort((a, b) => a - b) })}
          options={ALL_DAYS.map((day) => ({ value: day, label: t(`roster.day.${day as 1}`) }))}
          aria-label={t('roster.days')}
        />
      </div>
      <People staff={staff} leader={shift.leader} officers={shift.officers} change={change} />
    </section>
  );
}

type TimeProps = { value: string; onChange: (time: string) => void; label: string };

/** Hours are written as the county reads them, on 24 hours, whatever the browser's language. */
function TimeSelect({ value, onChange, label }: TimeProps) {
  const times = HALF_HOURS.includes(value) ? HALF_HOURS : [...HALF_HOURS, value].sort();
  return (
    <Select
      showSearch
      value={value}
      onChange={onChange}
      options={times.map((time) => ({ value: time, label: time }))}
      aria-label={label}
    />
  );
}

const HALF_HOURS: readonly string[] = Array.from(
  { length: 48 },
  (_, at) => `${String(Math.floor(at / 2)).padStart(2, '0')}:${at % 2 === 0 ? '00' : '30'}`,
);

type PeopleProps = {
  staff: Staff;
  leader: string | null;
  officers: readonly string[];
  change: (part: { leader?: string | null; officers?: string[] }) => void;
};

function People({ staff, leader, officers, change }: PeopleProps) {
  const { t } = useText();
  const options = [...new Map(staff.map((one) => [one.id, one])).values()].map((one) => ({
    value: one.id,
    label: one.name,
  }));
  const search = { optionFilterProp: 'label' };
  return (
    <div className="two-fields">
      <Field label={t('roster.leader')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            allowClear
            showSearch={search}
            value={leader}
            onChange={(chosen?: string) => change({ leader: chosen ?? null })}
            options={options}
          />
        )}
      </Field>
      <Field label={t('roster.officers')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            mode="multiple"
            showSearch={search}
            value={[...officers]}
            onChange={(ids: string[]) => change({ officers: ids })}
            options={options}
          />
        )}
      </Field>
    </div>
  );
}

type ChangesProps = { countyId: number; unit: UnitRoster; roster: RosterAnswer; staff: Staff };
type Kind = DayChange['kind'] | 'swap';

function Changes({ countyId, unit, roster, staff }: ChangesProps) {
  const { t } = useText();
  const { message } = App.useApp();
  const again = useAgain();
  const [kind, setKind] = useState<Kind>('replace');
  const [day, setDay] = useState(roster.today);
  const [shiftNo, setShiftNo] = useState<number | null>(null);
  const [other, setOther] = useState({
    day: dayAfter(roster.today, 1),
    shiftNo: null as number | null,
  });
  const [hours, setHours] = useState({ from: '18:00', to: '22:00' });
  const [people, setPeople] = useState({ leader: null as string | null, officers: [] as string[] });
  const names = new Map([
    ...roster.people.map(({ id, name }) => [id, name] as const),
    ...staff.map(({ id, name }) => [id, name] as const),
  ]);
  const path = `/roster/units/${unit.unitId}`;
  const send = (work: Promise<unknown>): void =>
    void work.then(
      () => {
        void message.success(t('roster.saved'));
        again();
      },
      (refusal: unknown) => message.error(messageOf(refusal)),
    );
  const record = (): void => {
    if (kind === 'swap') {
      const body = { countyId, a: { day, shiftNo }, b: other };
      return send(request(z.unknown(), `${path}/swap`, { method: 'POST', body }));
    }
    const change =
      kind === 'off'
        ? { kind, day, shiftNo }
        : kind === 'replace'
          ? { kind, day, shiftNo, ...people }
          : { kind, day, ...hours, ...people };
    send(request(ChangeAnswer, `${path}/changes`, { method: 'POST', body: { countyId, change } }));
  };
  const hasPeople = people.leader !== null || people.officers.length > 0;
  const isReady =
    day !== '' &&
    (kind === 'off' ||
      (kind === 'replace' && shiftNo !== null && hasPeople) ||
      (kind === 'extra' && hasPeople && hours.from !== '' && hours.to !== '') ||
      (kind === 'swap' && shiftNo !== null && other.shiftNo !== null));
  return (
    <>
      <p className="quiet">{t('roster.privacy')}</p>
      <div className="two-fields">
        <div className="field">
          <Select
            className="wide"
            value={kind}
            onChange={setKind}
            options={(['replace', 'swap', 'off', 'extra'] as const).map((value) => ({
              value,
              label: t(`roster.change.${value}`),
            }))}
            aria-label={t('roster.changes')}
          />
        </div>
        <DayInput label={t('roster.changeDay')} value={day} onChange={setDay} />
        {kind !== 'extra' && (
          <ShiftOfDay
            unit={unit}
            day={day}
            value={shiftNo}
            onChange={setShiftNo}
            all={kind === 'off'}
          />
        )}
        {kind === 'swap' && (
          <>
            <DayInput
              label={t('roster.swapWith')}
              value={other.day}
              onChange={(next) => setOther({ day: next, shiftNo: null })}
            />
            <ShiftOfDay
              unit={unit}
              day={other.day}
              value={other.shiftNo}
              onChange={(no) => setOther({ ...other, shiftNo: no })}
            />
          </>
        )}
        {kind === 'extra' && (
          <div className="field shift-hours">
            <TimeSelect
              value={hours.from}
              onChange={(time) => setHours({ ...hours, from: time })}
              label={t('roster.from')}
            />
            <span>–</span>
            <TimeSelect
              value={hours.to}
              onChange={(time) => setHours({ ...hours, to: time })}
              label={t('roster.to')}
            />
          </div>
        )}
      </div>
      {(kind === 'replace' || kind === 'extra') && (
        <People
          staff={staff}
          {...people}
          change={(part) => setPeople((now) => ({ ...now, ...part }))}
        />
      )}
      <div className="field">
        <Button type="primary" disabled={!isReady} onClick={record}>
          {t('roster.add')}
        </Button>
      </div>
      {unit.changes.length === 0 ? (
        <p className="quiet">{t('roster.noChanges')}</p>
      ) : (
        <ul className="change-list">
          {unit.changes.map(({ id, change }) => (
            <li key={id}>
              <span>
                {change.day} · {t(`roster.change.${change.kind}`)}{' '}
                {'shiftNo' in change
                  ? change.shiftNo === null
                    ? t('roster.wholeDay')
                    : t('roster.shiftNo', { no: change.shiftNo })
                  : `${change.from}–${change.to}`}
                {'officers' in change && (
                  <span className="quiet">
                    {' '}
                    {[peopleOf(t, change, names).leader, peopleOf(t, change, names).officers]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                )}
              </span>
              <Button
                size="small"
                onClick={() =>
                  send(
                    request(z.unknown(), `${path}/changes/${id}`, {
                      method: 'DELETE',
                      query: { countyId },
                    }),
                  )
                }
              >
                {t('roster.takeBack')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type DayProps = { label: string; value: string; onChange: (day: string) => void };

function DayInput({ label, value, onChange }: DayProps) {
  return (
    <div className="field">
      <DayField label={label} value={value} onChange={onChange} />
    </div>
  );
}

type ShiftOfDayProps = {
  unit: UnitRoster;
  day: string;
  value: number | null;
  onChange: (no: number | null) => void;
  /** Offers the whole day, too. */
  all?: boolean;
};

function ShiftOfDay({ unit, day, value, onChange, all = false }: ShiftOfDayProps) {
  const { t } = useText();
  const shifts = day === '' ? [] : unit.shifts.filter(({ days }) => days.includes(weekdayOf(day)));
  return (
    <div className="field">
      <Select
        className="wide"
        value={value ?? (all ? 0 : null)}
        onChange={(no: number) => onChange(no === 0 ? null : no)}
        options={[
          ...(all ? [{ value: 0, label: t('roster.wholeDay') }] : []),
          ...shifts.map(({ no, name, from, to }) => ({
            value: no,
            label: `${t(`roster.name.${name}`)} ${from}–${to}`,
          })),
        ]}
        placeholder={t('roster.changeShift')}
        aria-label={t('roster.changeShift')}
      />
    </div>
  );
}
