// The field's hands: performs a verb now, or keeps it until there is a network; and where this phone is.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { TaskRow, Verb } from '#modules/incident/contract.ts';
import { pointOf, toMicro, wgs84ToPoint, type Point } from '#platform/geo/coordinates.ts';
import { SECOND } from '#platform/time/index.ts';
import { performVerb } from '../api/incidents.ts';
import { messageOf, ProblemError, serverNow } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import { uploadKept } from '../evidence/uploads.ts';
import { mayWait, refreshMatters } from '../incident/perform.ts';
import { sendSoon, useWaiting } from '../incident/undo.tsx';
import { clockTime } from '../look/time.ts';
import { rememberedLanguage, translate, useText } from '../text/language.tsx';
import { dropPhotos, keptPhoto, type KeptPhoto } from './photo-store.ts';
import {
  openOutbox,
  OUTBOX_KEPT_MS,
  withTime,
  type Outbox,
  type Parcel,
  type Sent,
} from './outbox.ts';

/** Without a sign from the browser that the network is back, it is tried this often. */
const TRY_EVERY_MS = 20 * SECOND;

async function send(parcel: Parcel, leaving = false): Promise<Sent> {
  const { incidentId, verb, key } = parcel;
  try {
    const input = await withPhotos(parcel);
    if (input === null) return { refused: translate(rememberedLanguage(), 'tasks.photosGone') };
    // What was pressed by what was seen an hour ago has no version: the order itself says whether it may.
    await performVerb(incidentId, verb, input, undefined, key, leaving);
    return 'done';
  } catch (error) {
    const { status } = error instanceof ProblemError ? error : { status: 0 };
    // No network, a session that ended, a busy or broken server: later. Everything else is an answer.
    return status === 0 || status === 401 || status === 429 || status >= 500
      ? 'later'
      : { refused: messageOf(error) };
  }
}

/** With the photographs that were kept, sent first; null where this phone has them no more. */
async function withPhotos({ input, photos = [] }: Parcel): Promise<Parcel['input'] | null> {
  if (photos.length === 0) return input;
  const evidence = [...((input['evidence'] as readonly string[] | undefined) ?? [])];
  for (const key of photos) {
    const file = await keptPhoto(key);
    if (!file) return null;
    evidence.push(await uploadKept({ key, file }));
  }
  return { ...input, evidence };
}

/** One for each person in this tab, so that what has no place in the storage lives as long as the page. */
const outboxes = new Map<string, Outbox>();
function outboxOf(owner: string): Outbox {
  const known = outboxes.get(owner);
  if (known) return known;
  // After as long as a step may wait, nothing can send its photographs any more, whoever took them.
  const left = (gone: readonly Parcel[]) =>
    void dropPhotos(
      gone.flatMap(({ photos = [] }) => photos),
      serverNow() - OUTBOX_KEPT_MS,
    );
  const opened = openOutbox({ storage: localStorage, owner, send, now: serverNow, left });
  left([]);
  outboxes.set(owner, opened);
  return opened;
}

export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      return () => {
        removeEventListener('online', listener);
        removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}

export type Field = Readonly<{
  parcels: readonly Parcel[];
  isOnline: boolean;
  perform: (
    task: TaskRow,
    verb: Verb,
    input: Readonly<Record<string, unknown>>,
    photos?: readonly KeptPhoto[],
  ) => void;
  /** Verbs of a matter that were pressed and are not answered yet. */
  pressed: (id: string) => readonly Verb[];
  retry: () => void;
  forget: (key: string) => void;
}>;

export function useField(): Field {
  const me = useMe();
  const queries = useQueryClient();
  const { message, notification } = App.useApp();
  const { t, language } = useText();
  const isOnline = useOnline();
  const outbox = useMemo(() => outboxOf(me.account.id), [me.account.id]);
  const parcels = useSyncExternalStore(outbox.subscribe, outbox.list);
  const waiting = useWaiting();
  const [sending, setSending] = useState<readonly Parcel[]>([]);

  const flush = useCallback(() => {
    const before = outbox.list();
    if (before.length === 0) return;
    void outbox.flush().then(() => {
      const left = new Set(outbox.list().map(({ key }) => key));
      const gone = before.filter(({ key }) => !left.has(key));
      if (gone.length === 0) return;
      void message.success(t('tasks.sent', { n: gone.length }));
      refreshMatters(queries, [...new Set(gone.map(({ incidentId }) => incidentId))]);
    });
  }, [outbox, queries, message, t]);
  useEffect(() => {
    if (isOnline) flush();
    const timer = setInterval(flush, TRY_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOnline, flush]);

  const keep = useCallback(
    (parcel: Parcel): void => {
      if (outbox.add(parcel)) void message.info(t('tasks.kept'));
      else
        notification.error({
          title: `${t(`verb.${parcel.verb}`)} · ${parcel.number}`,
          description: t('tasks.full'),
          duration: 0,
        });
    },
    [outbox, message, notification, t],
  );

  const perform = useCallback<Field['perform']>(
    (task, verb, asked, photos = []) => {
      const at = serverNow();
      const input = navigator.onLine
        ? asked
        : withTime(verb, asked, t('tasks.pressedAt', { at: clockTime(t, language, at, at) }));
      const key = crypto.randomUUID();
      const { id: incidentId, number, title } = task;
      const parcel: Parcel = {
        ...{ key, incidentId, number, title, verb, input: { ...input }, at },
        ...(photos.length ? { photos: photos.map((photo) => photo.key) } : {}),
      };
      const name = t(`verb.${verb}`);
      const go = (leaving: boolean): void => {
        // What has photographs to send goes the way of what waits, which lets go of them when it is done.
        if (parcel.photos) {
          keep(parcel);
          return leaving ? undefined : flush();
        }
        // A page that is being left cannot hear the answer: it is kept, and the same key makes it once.
        if (leaving) outbox.add(parcel);
        else if (!navigator.onLine || outbox.list().some((one) => one.incidentId === incidentId))
          return keep(parcel);
        setSending((now) => [...now, parcel]);
        const answered = () => setSending((now) => now.filter((one) => one !== parcel));
        void send(parcel, leaving).then((sent) => {
          if (leaving || sent === 'later') answered();
          if (leaving) return;
          if (sent === 'later') return keep(parcel);
          if (sent === 'done') void message.success(t('act.done', { verb: name }));
          else
            notification.error({
              title: `${name} · ${number}`,
              description: sent.refused,
              duration: 0,
            });
          // Until the list tells of it: without a network by then, the step before must not be offered again.
          void refreshMatters(queries, [incidentId]).finally(answered);
        });
      };
      if (mayWait(task))
        sendSoon({ key, label: `${name} · ${number}`, incidentIds: [incidentId], send: go, verb });
      else go(false);
    },
    [outbox, keep, flush, queries, message, notification, t, language],
  );

  const pressed = useCallback(
    (id: string): readonly Verb[] => [
      ...[...parcels, ...sending]
        .filter((one) => one.incidentId === id && one.problem === undefined)
        .map(({ verb }) => verb),
      ...waiting.flatMap((one) => (one.incidentIds.includes(id) && one.verb ? [one.verb] : [])),
    ],
    [parcels, sending, waiting],
  );

  return { parcels, isOnline, perform, pressed, retry: flush, forget: outbox.remove };
}

/** A position older than this is asked for anew. */
const POSITION_AGE_MS = 30 * SECOND;
const POSITION_WITHIN_MS = 8 * SECOND;

/** Where this phone is, in the county's system (CGCS2000). Kept nowhere; the browser asks the person. */
export function askPosition(): Promise<Point | null> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point = wgs84ToPoint({ lng: coords.longitude, lat: coords.latitude });
        resolve(pointOf(point.lng, point.lat) ?? null);
      },
      () => resolve(null),
      { enableHighAccuracy: true, maximumAge: POSITION_AGE_MS, timeout: POSITION_WITHIN_MS },
    );
  });
}

/** What 到场 takes of it; nothing when the person shares nothing. */
export async function arrivalInput(shares: boolean): Promise<Record<string, number>> {
  const here = shares ? await askPosition() : null;
  return here === null ? {} : { ...toMicro(here) };
}
