// The session ended elsewhere (signed out in another tab, expired, revoked): the page says so at once and covers
// what it shows, but keeps it: whoever signs in again in another tab goes on where they were.
import { useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { SECOND } from '#platform/time/index.ts';
import { SessionView } from '#modules/identity/contract.ts';
import { NOT_SIGNED_IN, ProblemError, request } from '../api/request.ts';
import type { Me } from '../api/session.ts';
import { useText } from '../text/language.tsx';

/** How often a covered page looks whether somebody signed in again. */
const ASK_AGAIN_MS = 3 * SECOND;

export function SessionEnded({ me }: { me: Me }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [ended, setEnded] = useState(false);

  const ask = useCallback(async (): Promise<void> => {
    try {
      const session = await request(SessionView, '/session');
      // Somebody else's page is not theirs to see.
      if (session.account.id !== me.account.id) return location.reload();
      setEnded(false);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) setEnded(true);
    }
  }, [me.account.id]);

  useEffect(() => {
    const onRefused = (): void => void ask();
    addEventListener(NOT_SIGNED_IN, onRefused);
    return () => removeEventListener(NOT_SIGNED_IN, onRefused);
  }, [ask]);
  useEffect(() => {
    if (!ended) return undefined;
    const timer = setInterval(() => void ask(), ASK_AGAIN_MS);
    return () => {
      clearInterval(timer);
      void queries.invalidateQueries();
    };
  }, [ended, ask, queries]);

  return (
    <Modal
      open={ended}
      centered
      closable={false}
      keyboard={false}
      mask={{ closable: false, blur: true }}
      // Above any form that was open.
      zIndex={2000}
      width={420}
      title={t('signIn.expired')}
      footer={
        <>
          <Button onClick={() => location.assign('/sign-in')}>{t('signIn.leave')}</Button>
          <Button type="primary" href="/sign-in" target="_blank" rel="noopener">
            {t('signIn.inNewTab')}
          </Button>
        </>
      }
    >
      {t('signIn.expiredHint')}
    </Modal>
  );
}
