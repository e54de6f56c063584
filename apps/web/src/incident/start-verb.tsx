// A press on a verb, by button or by its letter: done at once where it asks for nothing, else its form opens.
// While one waits for its five seconds of undo, no other begins.
import { useState, type ReactNode } from 'react';
import type { IncidentDetail, Verb } from '#modules/incident/contract.ts';
import { useVerbName } from '../frame/requests.ts';
import { useKeys } from '../look/keys.tsx';
import { usePerform } from './perform.ts';
import { useWaiting } from './undo.tsx';
import { VerbForm } from './verb-form.tsx';
import { VERB_KEYS } from './verbs.ts';

type Start = {
  start: (verb: Verb) => void;
  /** Opens its form though it would be done at once. */
  open: (verb: Verb) => void;
  isBusy: boolean;
  /** To be shown anywhere. */
  form: ReactNode;
};

/** `verbs` hear their letters; those `atOnce` ask for nothing. */
export function useStartVerb(
  incident: IncidentDetail,
  verbs: readonly Verb[],
  atOnce: readonly Verb[],
): Start {
  const nameOf = useVerbName();
  const perform = usePerform();
  const [opened, setOpened] = useState<Verb | null>(null);
  const isBusy = useWaiting().some((command) => command.incidentIds.includes(incident.id));
  const start = (verb: Verb): void => {
    if (isBusy) return;
    if (atOnce.includes(verb)) perform(incident, verb, {});
    else setOpened(verb);
  };
  useKeys(
    verbs.map((verb) => ({
      key: VERB_KEYS[verb],
      label: nameOf(verb),
      group: 'verbs' as const,
      run: () => start(verb),
    })),
  );
  const form = opened && (
    <VerbForm
      verb={opened}
      incident={incident}
      onCancel={() => setOpened(null)}
      onSubmit={(input) => {
        perform(incident, opened, input);
        setOpened(null);
      }}
    />
  );
  return { start, open: setOpened, isBusy, form };
}
