// Who calls: the number first, because it brings up what this caller reported before.
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { Link } from 'react-router';
import type { z } from 'zod';
import { isOpen, REPORTER_MODES, type CallerMatters } from '#modules/incident/contract.ts';
import { callerQuery } from '../api/incidents.ts';
import { serverNow } from '../api/request.ts';
import { ChoiceField } from '../look/choice-field.tsx';
import { Icon } from '../look/icons.tsx';
import { StatusWord } from '../look/tags.tsx';
import { whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { useDelayed } from '../look/delayed.ts';
import { type Draft } from './draft.ts';
import type { Join } from './joining.ts';

/** Shorter numbers are still being typed. */
const WHOLE_NUMBER = 7;

type Props = {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problem: string | undefined;
  /** Null for who may not join a call to a matter. */
  join: Join | null;
};

/** What this telephone reported before; undefined while the number is still being typed or asked about. */
export function useEarlier(phone: string): z.infer<typeof CallerMatters>['items'] | undefined {
  const digits = useDelayed(phone.replace(/[^\d+]/g, ''), 400);
  return useQuery({ ...callerQuery(digits), enabled: digits.length >= WHOLE_NUMBER }).data?.items;
}

export function Caller({ draft, set, problem, join }: Props) {
  const { t, language } = useText();
  const earlier = useEarlier(draft.phone);
  const anonymous = draft.mode === 'anonymous';
  return (
    <>
      <div className="report-caller">
        <div className="field">
          <label htmlFor="report-phone">{t('report.caller')}</label>
          <Input
            id="report-phone"
            type="tel"
            inputMode="tel"
            prefix={<Icon name="phone" size={15} />}
            value={draft.phone}
            disabled={anonymous}
            maxLength={25}
            status={problem ? 'error' : ''}
            onChange={(event) => set({ phone: event.target.value })}
          />
        </div>
        <div className="field">
          <label htmlFor="report-name">{t('report.callerName')}</label>
          <Input
            id="report-name"
            value={draft.name}
            disabled={anonymous}
            maxLength={60}
            onChange={(event) => set({ name: event.target.value })}
          />
        </div>
        <ModeField draft={draft} set={set} />
      </div>
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {earlier && (
        <div className="report-earlier" aria-live="polite">
          <strong>{earlier.length ? t('report.earlier') : t('report.noEarlier')}</strong>
          <ul className="links">
            {earlier.slice(0, 5).map((row) => (
              <li key={row.id}>
                <Link to={`/incidents/${row.id}`} target="_blank">
                  {row.title}
                </Link>
                <span className="quiet">
                  <StatusWord status={row.status} outcome={row.outcome} /> ·{' '}
                  {whenOf(t, language, row.reportedAt, serverNow())}
                </span>
                {join && isOpen(row.status) && (
                  <Button
                    size="small"
                    disabled={join.isBusy}
                    aria-label={`${t('report.join')} ${row.number}`}
                    onClick={() => join.to(row, true)}
                  >
                    {t('report.join')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** 署名方式: under one's name, kept from others, or without it. */
export function ModeField({ draft, set }: Pick<Props, 'draft' | 'set'>) {
  const { t } = useText();
  return (
    <ChoiceField
      id="report-mode"
      label={t('report.mode')}
      value={draft.mode}
      onChange={(mode) => set({ mode })}
      options={REPORTER_MODES.map((value) => ({ value, label: t(`incident.mode.${value}`) }))}
    />
  );
}
