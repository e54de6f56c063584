// Undo instead of "are you sure": a command waits five seconds before it is sent. The two highest
// levels and 110 calls never wait.
import { Button, Progress } from 'antd';
import { useSyncExternalStore } from 'react';
import { SECOND } from '#platform/time/index.ts';
import type { Verb } from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useKeys } from '../look/keys.tsx';
import { useNow } from '../look/now.ts';
import { useText } from '../text/language.tsx';

export const UNDO_MS = 5 * SECOND;

export type Waiting = Readonly<{
  key: string;
  /** 派遣 · 330382-20261121-000123 */
  label: string;
  /** The incidents it will act upon. */
  incidentIds: readonly string[];
  sendsAt: number;
  /** Where it is one verb of one matter: shown there as pressed. */
  verb?: Verb;
  /** Sends it; `leaving` while the page is being closed. */
  send: (leaving: boolean) => void;
}>;

let waiting: readonly (Waiting & { timer: ReturnType<typeof setTimeout> })[] = [];
const listeners = new Set<() => void>();

function change(next: typeof waiting): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Sends after five seconds unless it is taken back. */
export function sendSoon(command: Omit<Waiting, 'sendsAt'>): void {
  const timer = setTimeout(() => release(command.key, false), UNDO_MS);
  change([...waiting, { ...command, sendsAt: serverNow() + UNDO_MS, timer }]);
}

function release(key: string, leaving: boolean): void {
  const command = takeBack(key);
  command?.send(leaving);
}

function takeBack(key: string): Waiting | undefined {
  const command = waiting.find((one) => one.key === key);
  if (command) clearTimeout(command.timer);
  change(waiting.filter((one) => one.key !== key));
  return command;
}

// Whoever closes the page meant what they pressed: nothing is silently lost.
addEventListener('pagehide', () => {
  for (const command of [...waiting]) release(command.key, true);
});

export function useWaiting(): readonly Waiting[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => waiting,
  );
}

export function UndoBar() {
  const { t } = useText();
  const commands = useWaiting();
  const now = useNow();
  const last = commands.at(-1);
  useKeys(
    last
      ? [
          {
            key: 'z',
            label: t('key.undo'),
            group: 'everywhere',
            run: () => void takeBack(last.key),
          },
        ]
      : [],
  );
  if (commands.length === 0) return null;
  return (
    <div className="undo" role="status">
      {commands.map((command) => {
        const left = Math.max(0, command.sendsAt - now);
        const seconds = Math.ceil(left / SECOND);
        return (
          <div key={command.key} className="undo-row">
            <Progress
              type="circle"
              size={22}
              strokeWidth={14}
              percent={(left / UNDO_MS) * 100}
              showInfo={false}
              strokeColor="#fff"
              railColor="#5c6672"
              aria-hidden
            />
            <span className="undo-words">
              {t('act.pending', { verb: command.label, n: seconds })}
            </span>
            <Button size="small" type="text" onClick={() => release(command.key, false)}>
              {t('act.sendNow')}
            </Button>
            <Button
              size="small"
              icon={<Icon name="left" size={14} />}
              onClick={() => void takeBack(command.key)}
            >
              {t('do.undo')}
            </Button>
          </div>
        );
      })}
    </div>
  );
}
