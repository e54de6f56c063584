// What an adapter brings: one way out of the house. Real senders and the loopback gateway pass the same
// test (adapters/outgoing/senders.test.ts).
import type { Channel, Urgency } from './message.ts';
import type { Language } from './templates.ts';

/** One message as it leaves the house. */
export type Outgoing = Readonly<{
  /**
   * The same for every try of one delivery. The other side recognises a repetition by it, so that a try
   * whose answer was lost, or a crash before the answer was written down, sends nothing a second time.
   */
  key: string;
  /** Phone number, messenger id, mail address; empty for the house's own webhook. */
  to: string;
  language: Language;
  /** One line without the matter, e.g. 派单请签收. */
  subject: string;
  /** Its level in a word, e.g. 特急; empty for what is about no single matter. */
  grade: string;
  /** Kind of matter and place, as far as they may be told; empty for restricted matters. */
  about: string;
  /** The whole message. */
  text: string;
  urgency: Urgency;
  /** Of the incident, e.g. 330382-20261121-000123; empty for what is about no single matter. */
  number: string;
  /** Where it is found in the web app, e.g. /incidents/0193…. */
  path: string;
  /** Of the receiver's message, under which 收到 is said. */
  messageId: string;
}>;

/**
 * Why it was not taken: `transient` is tried again, `permanent` is not; `gone` says that the address will never
 * be good again, and a device is forgotten; `unknown`, that it may have been taken, and is never tried again.
 */
export type Sent =
  | Readonly<{ ok: true; id: string; repeated: boolean }>
  | Readonly<{ ok: false; kind: 'transient' | 'permanent' | 'gone' | 'unknown'; reason: string }>;

export type Sender = Readonly<{
  channel: Channel;
  /**
   * Whether the other side recognises a key. Where it does not, a try whose end is unknown is never
   * repeated: it is told as 结果不明 (state `unknown`), because a lost message is asked about by the chain and
   * a doubled alarm is not.
   */
  recognisesKeys: boolean;
  /** Never throws for what the other side does; ends within its own time-out when `signal` is aborted. */
  send: (message: Outgoing, signal: AbortSignal) => Promise<Sent>;
}>;
