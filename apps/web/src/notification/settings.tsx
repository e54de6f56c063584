// How I want to be told: sound, ways out of the house, quiet hours, and where I am reached.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Radio, Switch } from 'antd';
import { useState } from 'react';
import { SettingsView, type AddressKind, type Channel } from '#modules/notification/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { Failed, Waiting } from '../look/states.tsx';
import { useText } from '../text/language.tsx';
import { PushSwitch } from './push-switch.tsx';
import './notification.css';

const queryKey = ['messages', 'settings'] as const;
/** Which address each way out needs. */
const KIND_OF: Readonly<Partial<Record<Channel, AddressKind>>> = {
  sms: 'phone',
  voice: 'phone',
  zhezhengding: 'zhezhengding',
  wecom: 'wecom',
  email: 'email',
};

export function MessageSettings() {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => request(SettingsView, '/messages/settings', { signal }),
  });
  const put = (path: string, body: unknown): void =>
    void request(SettingsView, path, { method: 'PUT', body }).then(
      (next) => {
        queries.setQueryData(queryKey, next);
        void queries.invalidateQueries({ queryKey: ['messages', 'summary'] });
        void message.success(t('message.saved'));
      },
      (problem: unknown) => void message.error(messageOf(problem)),
    );
  return (
    <section className="card" aria-labelledby="account-messages">
      <h2 id="account-messages">{t('message.settings')}</h2>
      {isPending && <Waiting rows={2} />}
      {error && <Failed error={error} />}
      {data && <Fields view={data} put={put} />}
    </section>
  );
}

type Put = (path: string, body: unknown) => void;

function Fields({ view, put }: { view: SettingsView; put: Put }) {
  const { t } = useText();
  const { sound, channels, quiet, language, available, addresses } = view;
  const save = (change: Partial<Pick<SettingsView, 'sound' | 'channels' | 'quiet' | 'language'>>) =>
    put('/messages/settings', { sound, channels, quiet, language, ...change });
  const kinds = [...new Set(available.flatMap((channel) => KIND_OF[channel] ?? []))];
  return (
    <>
      <div className="field">
        <label htmlFor="message-sound">{t('message.sound')}</label>
        <span className="told-choice">
          <Switch id="message-sound" checked={sound} onChange={(on) => save({ sound: on })} />
          <span className="quiet">{t('message.soundHint')}</span>
        </span>
      </div>
      <div className="field">
        <span>{t('message.channels')}</span>
        {available.length === 0 ? (
          <span className="quiet">{t('message.channelsNone')}</span>
        ) : (
          <>
            <Checkbox.Group
              value={[...(channels ?? available)]}
              onChange={(chosen) => save({ channels: chosen })}
              options={available.map((channel) => ({
                value: channel,
                label: t(`message.channel.${channel}`),
              }))}
            />
            <span className="quiet">{t('message.channelsHint')}</span>
          </>
        )}
      </div>
      <PushSwitch />
      {kinds.map((kind) => (
        <Address
          key={kind}
          kind={kind}
          known={addresses.find((each) => each.kind === kind)?.masked ?? null}
          put={put}
        />
      ))}
      {available.length > 0 && (
        <>
          <Quiet key={JSON.stringify(quiet)} quiet={quiet} save={save} />
          <div className="field">
            <span>{t('message.language')}</span>
            <Radio.Group
              value={language}
              onChange={(event) => save({ language: event.target.value as 'zh' | 'en' })}
              options={[
                { value: 'zh', label: t('lang.zh') },
                { value: 'en', label: t('lang.en') },
              ]}
            />
          </div>
        </>
      )}
    </>
  );
}

/** The known address is shown masked; a new one takes its place. */
function Address({ kind, known, put }: { kind: AddressKind; known: string | null; put: Put }) {
  const { t } = useText();
  const [typed, setTyped] = useState('');
  const send = (address: string | null): void => {
    put(`/messages/addresses/${kind}`, { address });
    setTyped('');
  };
  return (
    <div className="field">
      <label htmlFor={`address-${kind}`}>{t(`message.address.${kind}`)}</label>
      <span className="told-choice">
        <Input
          id={`address-${kind}`}
          className="told-address"
          value={typed}
          autoComplete="off"
          placeholder={known ?? t('message.addressNone')}
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={() => typed.trim() && send(typed.trim())}
        />
        <Button disabled={typed.trim() === ''} onClick={() => send(typed.trim())}>
          {t('do.save')}
        </Button>
        {known !== null && <Button onClick={() => send(null)}>{t('do.remove')}</Button>}
      </span>
    </div>
  );
}

type Save = (change: Pick<SettingsView, 'quiet'>) => void;

/** From and until as the county's clocks show them; until before from goes over midnight. */
function Quiet({ quiet, save }: { quiet: SettingsView['quiet']; save: Save }) {
  const { t } = useText();
  const [from, setFrom] = useState(quiet ? clockOf(quiet.from) : '');
  const [until, setUntil] = useState(quiet ? clockOf(quiet.until) : '');
  const next = from && until ? { from: minuteOf(from), until: minuteOf(until) } : null;
  return (
    <div className="field">
      <span>{t('message.quiet')}</span>
      <span className="told-choice">
        <Input
          type="time"
          className="told-time"
          value={from}
          aria-label={t('message.quietFrom')}
          onChange={(event) => setFrom(event.target.value)}
        />
        –
        <Input
          type="time"
          className="told-time"
          value={until}
          aria-label={t('message.quietUntil')}
          onChange={(event) => setUntil(event.target.value)}
        />
        <Button disabled={next === null} onClick={() => save({ quiet: next })}>
          {t('do.save')}
        </Button>
        {quiet !== null && <Button onClick={() => save({ quiet: null })}>{t('do.remove')}</Button>}
      </span>
      <span className="quiet">{t('message.quietHint')}</span>
    </div>
  );
}

function clockOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
