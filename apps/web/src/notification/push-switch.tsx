// 本机推送: whether this browser is pushed to, why not, and my other browsers.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Switch } from 'antd';
import { useState } from 'react';
import type { PushView } from '#modules/notification/contract.ts';
import { messageOf, serverNow } from '../api/request.ts';
import { exactTime, whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import {
  fingerprintHere,
  pushProblem,
  PushFailure,
  readPush,
  switchPushOff,
  switchPushOn,
  type PushProblem,
} from './push.ts';

const queryKey = ['messages', 'push'] as const;
type Known = Readonly<{ view: PushView; here: string | null }>;

export function PushSwitch() {
  const { t, language } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<PushProblem>();
  const { data } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Known> => ({
      view: await readPush(signal),
      here: await fingerprintHere().catch(() => null),
    }),
  });
  if (!data || data.view.publicKey === null) return null;
  const { view, here } = data;
  const { publicKey } = view;
  const own = view.devices.find(({ fingerprint }) => fingerprint === here);
  const problem = own ? undefined : (failed ?? pushProblem());
  const cannot = problem === 'insecure' || problem === 'unsupported';

  const change = (doing: Promise<PushView>): void => {
    setBusy(true);
    setFailed(undefined);
    doing
      .then(
        async (next) => {
          const known: Known = { view: next, here: await fingerprintHere().catch(() => null) };
          queries.setQueryData(queryKey, known);
          void message.success(t('message.saved'));
        },
        (error: unknown) => {
          if (error instanceof PushFailure) setFailed(error.problem);
          else void message.error(messageOf(error));
          void queries.invalidateQueries({ queryKey });
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className="field">
      <label htmlFor="push-here">{t('push.here')}</label>
      <span className="told-choice">
        <Switch
          id="push-here"
          checked={own !== undefined}
          loading={busy}
          disabled={cannot}
          onChange={(on) => {
            if (on && publicKey !== null) change(switchPushOn(publicKey));
            if (!on && own) change(switchPushOff(own.id, true));
          }}
        />
        <span className="quiet">{t('push.hint')}</span>
      </span>
      {problem && (
        <p className="push-problem" role="status">
          {t(`push.problem.${problem}`)}
        </p>
      )}
      {view.devices.length > 0 && (
        <ul className="links push-devices" aria-label={t('push.devices')}>
          {view.devices.map((device) => (
            <li key={device.id}>
              <span className="cut">{device.label}</span>
              <span className="quiet">
                <time title={exactTime(language, device.createdAt)}>
                  {t('push.since', {
                    when: whenOf(t, language, device.createdAt, serverNow()),
                  })}
                </time>{' '}
                {device.id === own?.id ? (
                  <span className="flag">{t('push.thisOne')}</span>
                ) : (
                  <Button size="small" onClick={() => change(switchPushOff(device.id, false))}>
                    {t('do.remove')}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
