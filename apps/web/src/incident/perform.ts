// The one way in which a screen performs a verb: undoable where it may be, then sent, then told.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback } from 'react';
import type { IncidentRow, Verb } from '#modules/incident/contract.ts';
import { performMany, performVerb, type Command } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { useVerbName } from '../frame/requests.ts';
import { useText } from '../text/language.tsx';
import { sendSoon } from './undo.tsx';

type Subject = Pick<IncidentRow, 'id' | 'number' | 'version' | 'level' | 'source'>;
type Input = Readonly<Record<string, unknown>>;

/** Inputs that were sent but not accepted, so that the form opens with them again. */
const drafts = new Map<string, Input>();

export function draftOf(id: string, verb: Verb): Input | undefined {
  return drafts.get(`${id} ${verb}`);
}

/** Critical and urgent matters and 110 calls are not held back for five seconds. */
export function mayWait(incident: Pick<IncidentRow, 'level' | 'source'>): boolean {
  return incident.level > 2 && incident.source !== 'police110';
}

/** The form of this verb opens with these inputs. */
export function keepDraft(id: string, verb: Verb, input: Input): void {
  drafts.set(`${id} ${verb}`, input);
}

export function usePerform(): (incident: Subject, verb: Verb, input: Input) => void {
  const queries = useQueryClient();
  const { message, notification } = App.useApp();
  const { t } = useText();
  const nameOf = useVerbName();

  return useCallback(
    (incident, verb, input) => {
      const key = crypto.randomUUID();
      const draft = `${incident.id} ${verb}`;
      drafts.set(draft, input);
      const name = nameOf(verb);
      const send = (leaving: boolean): void => {
        performVerb(incident.id, verb, input, incident.version, key, leaving).then(
          (result) => {
            drafts.delete(draft);
            void message.success(
              result.proposed ? t('act.proposed', { verb: name }) : t('act.done', { verb: name }),
            );
            refreshMatters(queries, [incident.id]);
          },
          (error: unknown) => {
            notification.error({
              title: `${name} · ${incident.number}`,
              description: messageOf(error),
              duration: 0,
            });
            refreshMatters(queries, [incident.id]);
          },
        );
      };
      if (mayWait(incident))
        sendSoon({ key, label: `${name} · ${incident.number}`, incidentIds: [incident.id], send });
      else send(false);
    },
    [queries, message, notification, t, nameOf],
  );
}

/** The same for many; each is answered for itself. */
export function usePerformMany() {
  const queries = useQueryClient();
  const { message, notification } = App.useApp();
  const { t } = useText();

  return useCallback(
    (incidents: readonly Subject[], verb: Verb, input: Input) => {
      const key = crypto.randomUUID();
      const name = t(`verb.${verb}`);
      const commands: Command[] = incidents.map((incident) => ({
        id: incident.id,
        verb,
        input,
        expectedVersion: incident.version,
      }));
      const ids = commands.map((command) => command.id);
      const send = (leaving = false): void => {
        performMany(commands, key, leaving).then(
          ({ results }) => {
            const failed = results.flatMap((result) => (result.ok ? [] : [result]));
            const ok = results.length - failed.length;
            if (failed.length === 0) void message.success(t('act.bulkResult', { ok, failed: 0 }));
            else
              notification.warning({
                title: t('act.bulkResult', { ok, failed: failed.length }),
                description: [...new Set(failed.map(({ problem }) => problem.message))].join(' '),
                duration: 0,
              });
            refreshMatters(queries, ids);
          },
          (error: unknown) => {
            notification.error({ title: name, description: messageOf(error), duration: 0 });
            refreshMatters(queries, ids);
          },
        );
      };
      if (incidents.every(mayWait))
        sendSoon({ key, label: `${name} × ${ids.length}`, incidentIds: ids, send });
      else send();
    },
    [queries, message, notification, t],
  );
}

/** What was done is seen wherever these matters are on the screen; resolves when all of it tells of it. */
export function refreshMatters(
  queries: ReturnType<typeof useQueryClient>,
  ids: readonly string[],
): Promise<unknown> {
  dispatchEvent(new CustomEvent(ROWS_CHANGED, { detail: ids }));
  const shown = [
    ...ids.map((id) => ['incident', id]),
    ...['counts', 'count', 'desk', 'tasks'].map((list) => ['incidents', list]),
  ];
  return Promise.all(shown.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** Tells the lists on the screen that these rows are worth asking for again. */
export const ROWS_CHANGED = 'maplebridge:rows-changed';
