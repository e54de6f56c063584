// Both ends of each road, for the one suite of tests that every road has to pass.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesTransport } from '#adapters/exchange-files/index.ts';
import { httpTransport } from '#adapters/exchange-http/index.ts';
import {
  keysOf,
  type Inbound,
  type Keys,
  type Standing,
  type Transport,
} from '#modules/exchange/index.ts';
import { movableClock, type MovableClock } from '#platform/time/index.ts';
import { openHttpDoor } from './http-door.ts';

export type Ends = Readonly<{
  clock: MovableClock;
  /** The house's end of the road. */
  house: Transport;
  /** The same with keys that the other side does not know. */
  stranger: Transport;
  /** Lets the other side look for what came; nothing where it is called. */
  outsideLooks: (inbound: Inbound) => Promise<void>;
  /** Cuts the road off. */
  cut: () => Promise<void>;
  close: () => Promise<void>;
}>;

export type Road = Readonly<{
  form: 'http' | 'files';
  /** `inbound` is what stands behind the other end. */
  open: (inbound: Inbound) => Promise<Ends>;
}>;

const SYSTEM = 'police110';
const NOW = Date.UTC(2026, 0, 27, 12);
const keyring = (byte: number): Keys =>
  keysOf({ keys: [{ id: 'k1', secret: Buffer.alloc(32, byte) }], signWith: undefined });

export const ROADS: readonly Road[] = [
  {
    form: 'http',
    async open(inbound) {
      const clock = movableClock(NOW);
      const keys = keyring(1);
      const standing = await inbound.standing(emptyStanding());
      const door = await openHttpDoor({
        keys,
        clock,
        inbound: () => inbound,
        standing: () => standing,
      });
      const road = { form: 'http', url: door.url } as const;
      return {
        clock,
        house: httpTransport({ road, keys, clock }),
        stranger: httpTransport({ road, keys: keyring(2), clock }),
        outsideLooks: () => Promise.resolve(),
        cut: door.close,
        close: () => door.close().catch(() => {}),
      };
    },
  },
  {
    form: 'files',
    async open() {
      const clock = movableClock(NOW);
      const folder = mkdtempSync(path.join(tmpdir(), 'maplebridge-road-'));
      const [sendDir, takeDir] = [path.join(folder, 'out'), path.join(folder, 'in')];
      const house = { form: 'files', sendDir, takeDir } as const;
      const theirs = { form: 'files', sendDir: takeDir, takeDir: sendDir } as const;
      const keys = keyring(1);
      const outside = filesTransport({
        road: theirs,
        system: SYSTEM,
        side: 'outside',
        keys,
        clock,
      });
      const open = (own: Keys) =>
        filesTransport({ road: house, system: SYSTEM, side: 'house', keys: own, clock });
      return {
        clock,
        house: open(keys),
        stranger: open(keyring(2)),
        async outsideLooks(inbound) {
          await outside.poll(inbound);
        },
        cut: () => {
          rmSync(folder, { recursive: true });
          return Promise.resolve();
        },
        close: () => {
          rmSync(folder, { recursive: true, force: true });
          return Promise.resolve();
        },
      };
    },
  },
];

export function emptyStanding(): Standing {
  return {
    contract: 1,
    system: SYSTEM,
    of: 'house',
    at: new Date(NOW).toISOString(),
    sent: 0,
    received: { highest: 0, missing: [] },
  };
}
