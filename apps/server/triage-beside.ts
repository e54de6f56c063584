// The server's side of the process of triage: begins it, wakes it, answers it, hears what it did.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises';
import type { Pressure } from '#modules/incident/index.ts';
import {
  locate,
  printOfReport,
  type DuplicateFound,
  type Matter,
  type TaughtClassifier,
  type TriagePolicy,
} from '#modules/triage/index.ts';
import type { AskDuplicates } from '#modules/triage/routes.ts';
import type { Channel } from '#modules/notification/index.ts';
import type { Config } from '#platform/config/index.ts';
import type { Loop } from '#platform/jobs/index.ts';
import type { House } from './house.ts';
import { taughtBeside } from './taught-beside.ts';

/** Where the house of triage stands: beside the server's, on the same database and secrets. */
export type TriagePlace = Readonly<
  Pick<Config, 'dataDir' | 'masterKeyFile' | 'evidenceDir' | 'logLevel'> & {
    url: string;
    /** Ways out of the house: what is told there waits for the server to send it. */
    channels: readonly Channel[];
  }
>;

export type ToTriage =
  | Readonly<{ kind: 'begin'; place: TriagePlace }>
  | Readonly<{ kind: 'wake' | 'stop' }>
  | Readonly<{ kind: 'forget'; countyId: number }>
  | Readonly<{ kind: 'pressure'; pressure: Pressure }>
  | Readonly<{ kind: 'taught?'; countyId: number; catalogId: number }>
  | (Readonly<{ kind: 'duplicates?'; question: number }> & DuplicateQuestion);

/** Numbers of pieces, no words: a report that is being typed, as it is compared. */
export type DuplicateQuestion = Readonly<{
  countyId: number;
  matter: Matter;
  policy: TriagePolicy['duplicates'];
}>;

export type FromTriage =
  | Readonly<{ kind: 'ready' | 'committed' | 'pressure?' }>
  | Readonly<{ kind: 'triaged'; lags: readonly number[] }>
  | Readonly<{ kind: 'taught'; catalogId: number; taught: TaughtClassifier }>
  | Readonly<{
      kind: 'duplicates';
      question: number;
      found: readonly DuplicateFound[] | undefined;
    }>;

/**
 * It is begun this long after a start, because people who wait are answered first, and begun again this
 * long after it ended by itself.
 */
const BEGUN_AFTER_MS = 1000;
/** Whoever types waits no longer for what is known already: a late answer is none. */
const ANSWERED_WITHIN_MS = 60;
/** Questions on their way; beyond, nobody is asked. */
const QUESTIONS_MAX = 64;
/** Has a road and a number, so that the reader of addresses is opened. */
const WARMING_TEXT = '人民路1号路灯不亮';

export function startTriageBeside(
  house: House,
  place: TriagePlace,
  onCommitted: () => void,
  onError: (error: unknown, name: string) => void,
): Loop {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  const say = (message: ToTriage) => {
    if (child?.connected) child.send(message, () => {});
  };
  const questions = openQuestions((question, asked) =>
    say({ kind: 'duplicates?', question, ...asked }),
  );
  house.answeredBeside(questions.ask);
  const classifiers = taughtBeside((countyId, catalogId) =>
    say({ kind: 'taught?', countyId, catalogId }),
  );
  house.taughtBeside(classifiers.classifierOf);
  /** What is read with its first use is used before the first clerk types. */
  const warmUp = async () => {
    for (const { id } of await house.reference.counties()) {
      locate({ text: WARMING_TEXT, point: null }, await house.triageKnowledge(id));
      await breath();
    }
    printOfReport(WARMING_TEXT);
  };

  async function run(): Promise<void> {
    const begun = fork(new URL('triage-process.mjs', import.meta.url), {
      // Its own session: Ctrl-C in the terminal reaches the server, which ends it after its round.
      detached: true,
      // Fingerprints are arrays of numbers.
      serialization: 'advanced',
    });
    child = begun;
    begun.on('message', (message: FromTriage) => {
      if (message.kind === 'ready') {
        say({ kind: 'begin', place });
        // What cannot be read now is asked for at the first question.
        warmUp().catch(() => {});
        if (stopping.signal.aborted) say({ kind: 'stop' });
      } else if (message.kind === 'committed') onCommitted();
      else if (message.kind === 'triaged') house.onTriaged(message.lags);
      else if (message.kind === 'taught')
        classifiers
          .taught(message.catalogId, message.taught)
          .catch((error: unknown) => onError(error, 'triage'));
      else if (message.kind === 'duplicates') questions.answer(message.question, message.found);
      else say({ kind: 'pressure', pressure: house.performer.pressure() });
    });
    const [code] = (await once(begun, 'exit')) as [number | null];
    if (!stopping.signal.aborted) throw new Error(`the process of triage ended with ${code}`);
  }

  async function keep(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      await sleep(BEGUN_AFTER_MS, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await run().catch((error: unknown) => onError(error, 'triage'));
    }
  }

  const ended = keep();
  house.onForgotten((countyId) => say({ kind: 'forget', countyId }));
  return {
    wake: () => say({ kind: 'wake' }),
    async stop() {
      stopping.abort();
      say({ kind: 'stop' });
      await ended;
    },
  };
}

type Answer = readonly DuplicateFound[] | undefined;

/** Questions to the process of triage, each answered once: by it, or by the time. */
export function openQuestions(send: (question: number, asked: DuplicateQuestion) => void) {
  const open = new Map<number, (answer: Answer) => void>();
  let last = 0;
  const answer = (question: number, found: Answer) => {
    open.get(question)?.(found);
    open.delete(question);
  };
  const ask: AskDuplicates = (countyId, matter, policy) => {
    if (open.size >= QUESTIONS_MAX) return Promise.resolve(undefined);
    const question = ++last;
    return new Promise((resolve) => {
      const late = setTimeout(() => answer(question, undefined), ANSWERED_WITHIN_MS);
      open.set(question, (found) => {
        clearTimeout(late);
        resolve(found);
      });
      send(question, { countyId, matter, policy });
    });
  };
  return { ask, answer };
}
