// What the exchange needs of the house; wired by apps/server.
import type { Incident, PerformDeps, Performer, Reporting } from '#modules/incident/index.ts';
import type { ReportInput } from '#modules/incident/contract.ts';
import type { Db } from '#platform/db/index.ts';
import type { Keyring } from '#platform/facts/index.ts';
import type { Clock, Instant } from '#platform/time/index.ts';
import type { z } from 'zod';
import type { Names } from './outgoing.ts';
import type { Peer } from './peer.ts';
import type { MessageSeal } from './sealing.ts';
import type { Language } from './words.ts';

export type ExchangeDeps = Readonly<{
  db: Db;
  clock: Clock;
  keyring: Keyring;
  seal: MessageSeal;
  performer: Pick<Performer, 'perform' | 'receive'>;
  knowledge: PerformDeps['knowledge'];
  peers: readonly Peer[];
  /** Intake's desk: checks a report and finds its place and room. Throws `Refused`. */
  prepare: (
    countyId: number,
    report: z.output<typeof ReportInput>,
    now: Instant,
  ) => Promise<Reporting>;
  /** The town, village or grid with that division code. */
  placeOf: (countyId: number, division: string) => Promise<number | undefined>;
  names: (countyId: number) => Promise<Names>;
  /** In which language the record of a county is kept. */
  language: (countyId: number) => Promise<Language>;
  /** Failures of the outside world, for the log. */
  onFailure: (error: unknown, what: string) => void;
  /** Something waits to be sent. */
  onQueued: () => void;
}>;

export type { Incident };
