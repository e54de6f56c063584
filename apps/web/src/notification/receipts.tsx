// 通知回执 beside a matter: who was told of it, who has seen it, who said 收到, and who was asked next.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { headline, NoticeItems, type NoticeView } from '#modules/notification/contract.ts';
import { request } from '../api/request.ts';
import { useNow } from '../look/now.ts';
import { exactTime, whenOf } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import './notification.css';

/** Shown at first; a matter of weeks has dozens. */
const SHOWN = 3;

export function Receipts({ incidentId, version }: { incidentId: string; version: number }) {
  const { t } = useText();
  const [all, setAll] = useState(false);
  const { data } = useQuery({
    // With each version something may have been told.
    queryKey: ['messages', 'of', incidentId, version],
    queryFn: ({ signal }) => request(NoticeItems, `/incidents/${incidentId}/notices`, { signal }),
    placeholderData: (before) => before,
  });
  // What had to be answered comes first, the newest before older ones.
  const items = (data?.items ?? []).toSorted((a, b) => rank(a) - rank(b));
  if (items.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-receipts">
      <h2 id="matter-receipts">{t('message.receipts')}</h2>
      <ul className="told-list">
        {(all ? items : items.slice(0, SHOWN)).map((notice) => (
          <Notice key={notice.id} notice={notice} />
        ))}
      </ul>
      {items.length > SHOWN && !all && (
        <button type="button" className="told-more" onClick={() => setAll(true)}>
          {t('message.receiptsMore', { n: items.length - SHOWN })}
        </button>
      )}
    </section>
  );
}

const rank = ({ urgency }: NoticeView) => (urgency === 'urgent' ? 0 : 1);

function Notice({ notice }: { notice: NoticeView }) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const when = (at: number) => whenOf(t, language, at, Math.max(now, at));
  return (
    <li>
      <p className="told-head">
        <span>{headline(notice.template, notice.params, language)}</span>
        <time className="note-when" title={exactTime(language, notice.createdAt)}>
          {when(notice.createdAt)}
        </time>
      </p>
      <ul>
        {notice.receivers.map((one) => (
          <li key={`${one.name} ${one.createdAt} ${one.position}`} className="told-one">
            <span>
              {one.name}
              {one.position > 0 && <span className="flag">{t('message.nextShort')}</span>}
            </span>
            {one.acknowledgedAt !== null ? (
              <strong title={exactTime(language, one.acknowledgedAt)}>
                {t('message.acknowledged', { when: when(one.acknowledgedAt) })}
              </strong>
            ) : one.seenAt !== null ? (
              <span title={exactTime(language, one.seenAt)}>{t('message.seen')}</span>
            ) : (
              <span className="quiet">
                {t(one.doneAt === null ? 'message.unseen' : 'message.over')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}
