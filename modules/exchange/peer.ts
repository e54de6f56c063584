// An outside system we exchange orders with, and the road to it. The roads are adapters; they keep one
// contract and pass one suite of tests (adapters/exchange-testing).
import type { Source } from '#modules/incident/index.ts';
import type { Envelope, Receipt, Standing } from './contract.ts';
import type { Keys } from './signing.ts';

export type Health = Readonly<{ ok: boolean; problem: string | null }>;

/** Where a road brings what it picked up. Throws `Refused` when it cannot be taken at all. */
export type Inbound = Readonly<{
  message: (raw: unknown) => Promise<Receipt>;
  receipt: (receipt: Receipt) => Promise<void>;
  standing: (theirs: Standing) => Promise<Standing>;
}>;

/** The road to one outside system. Throws `Failure` when it cannot be gone now. */
export type Transport = Readonly<{
  form: 'http' | 'files';
  /** Hands one message over; null when its receipt comes later, through `poll`. */
  send: (envelope: Envelope) => Promise<Receipt | null>;
  /** Picks up what has come in; how much there was. Nothing where the other side calls us. */
  poll: (inbound: Inbound) => Promise<number>;
  /** Tells how far we are; null when the other side's standing comes later, through `poll`. */
  reconcile: (ours: Standing) => Promise<Standing | null>;
  health: () => Promise<Health>;
}>;

export type Peer = Readonly<{
  countyId: number;
  system: string;
  name: Readonly<{ zh: string; en: string }>;
  /** 来源 of what it reports. */
  source: Source;
  keys: Keys;
  /** Its words for kinds of matter → our item codes. */
  items: ReadonlyMap<string, string>;
  /** Whether 请求警力支援 of its county goes there. */
  asksBackup: boolean;
  reconcileEveryMs: number;
  transport: Transport;
}>;

/** As whom the record names what an outside system has said or done. */
export const actorIdOf = (system: string): string => `system:exchange-${system}`;
