// What a replay is given: reports as they came in, what people then did about each, and the rules under
// which all of it is decided anew. The people's part is the play; the rules may be those of another year.
import type { Actor } from '#modules/identity/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Knowledge } from '../decide.ts';
import type { Incident } from '../incident.ts';
import type { VerbInput } from '../inputs.ts';
import type { Verb } from '../lifecycle.ts';
import type { Reporting } from '../receive.ts';

/** What somebody wants done, typed: it is decided as it stands, without the check of outside input. */
export type Wish = {
  [V in Verb]: Readonly<{
    verb: V;
    input: VerbInput<V>;
    actor: Actor;
    /** Other incidents that the input names (并案). */
    others?: readonly string[];
  }>;
}[Verb];

/** One matter of a play: its report, and its people, who act one after the other. */
export type PlayedMatter = Readonly<{
  at: Instant;
  id: string;
  number: string;
  /** Words and persons of a report are not replayed: nothing is decided by them. */
  report: Reporting;
  /**
   * When the next thing is done about it, given how it stands after `asked` wishes; null when nothing is.
   * An instant before now means now.
   */
  when: (incident: Incident, asked: number) => Instant | null;
  /** What is done then. It sees the incident as its clocks have left it meanwhile. */
  what: (incident: Incident, asked: number, now: Instant) => Wish;
}>;

/** The matters in the order of their reports; null after the last. */
export type Play = Readonly<{ next: () => PlayedMatter | null }>;

/** The rules of the county; whoever wires the replay gives them, and gives the play its routing. */
export type ReplayRules = Readonly<{ countyId: number; knowledge: Knowledge }>;
