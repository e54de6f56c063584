// Starts the process of a what-if, hears how far it is, and ends it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { MINUTE } from '#platform/time/index.ts';
import type { RunWhatIf, WhatIfAsked } from './what-if-desk.ts';
import type { CountyAnswer } from './what-if.ts';

export type ToWhatIf =
  Readonly<{ kind: 'ask'; url: string; question: WhatIfAsked }> | Readonly<{ kind: 'stop' }>;
export type FromWhatIf =
  | Readonly<{ kind: 'ready' }>
  | Readonly<{ kind: 'progress'; step: 'read' | 'own' | 'other'; matters: number }>
  | Readonly<{ kind: 'told'; answer: CountyAnswer }>
  | Readonly<{ kind: 'failed'; why: string }>;

/** Twenty times what the most matters of one question take. */
const ENDS_WITHIN_MS = 10 * MINUTE;

/** Answers each question in a process of its own, on the database at `url`. */
export function whatIfBeside(url: string): RunWhatIf {
  return async (question, { signal, onProgress }) => {
    const child = fork(new URL('what-if-process.mjs', import.meta.url), {
      detached: true,
      serialization: 'advanced',
    });
    const say = (message: ToWhatIf) => {
      if (child.connected) child.send(message, () => {});
    };
    const stop = () => say({ kind: 'stop' });
    let answer: CountyAnswer | undefined;
    let why = '';
    child.on('message', (message: FromWhatIf) => {
      if (message.kind === 'ready') {
        say({ kind: 'ask', url, question });
        if (signal.aborted) stop();
      } else if (message.kind === 'progress') onProgress(message.step, message.matters);
      else if (message.kind === 'told') answer = message.answer;
      else why = message.why;
    });
    signal.addEventListener('abort', stop);
    const late = setTimeout(() => child.kill(), ENDS_WITHIN_MS);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(late);
    signal.removeEventListener('abort', stop);
    if (!answer) throw new Error(`a what-if ended with ${code} ${why}`);
    return answer;
  };
}
