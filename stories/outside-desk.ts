// An outside desk (110, 12345) beside the house, connected by either road: first the file of settings that
// the house reads, then, when the house stands, the road from the other side.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createOutside,
  openHttpDoor,
  plainManners,
  type Manners,
  type Outside,
} from '#adapters/exchange-counterpart/index.ts';
import { filesTransport } from '#adapters/exchange-files/index.ts';
import { httpTransport } from '#adapters/exchange-http/index.ts';
import { keysOf, type Keys } from '#modules/exchange/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import type { Clock } from '#platform/time/index.ts';

export type Form = 'http' | 'files';

export type OutsideDeskOptions = Readonly<{
  form: Form;
  system: string;
  name: Readonly<{ zh: string; en: string }>;
  source: string;
  /** Their words for our items. */
  items: Readonly<Record<string, string>>;
  asksBackup: boolean;
  dataDir: string;
  clock: Clock;
  seed?: number;
  manners?: Partial<Manners>;
}>;

export type OutsideDesk = Readonly<{
  /** What the house is opened with. */
  exchangeFile: string;
  keys: Keys;
  /** Where each side of the road by files writes. */
  folders: Readonly<{ house: string; outside: string }>;
  /** The other side's end of the road, once the house listens there. */
  connect: (houseUrl: string) => Outside;
  close: () => Promise<void>;
}>;

export async function openOutsideDesk(options: OutsideDeskOptions): Promise<OutsideDesk> {
  const { form, system, dataDir, clock } = options;
  const secret = randomBytes(32);
  const keys = keysOf({ keys: [{ id: 'k1', secret }], signWith: undefined });
  const folders = { house: path.join(dataDir, 'out'), outside: path.join(dataDir, 'in') };
  let outside: Outside | undefined;
  const standing = () => {
    if (!outside) throw new Error('the outside desk is not connected yet');
    return outside;
  };
  const door =
    form === 'http'
      ? await openHttpDoor({
          keys,
          clock,
          inbound: () => standing().inbound,
          standing: () => standing().standing(),
        })
      : null;
  const exchangeFile = path.join(dataDir, 'exchange.json');
  const transport = door
    ? { form: 'http', url: door.url }
    : { form: 'files', sendDir: folders.house, takeDir: folders.outside };
  const { name, source, items, asksBackup } = options;
  const key = { id: 'k1', secret: secret.toString('base64') };
  writeFileSync(
    exchangeFile,
    JSON.stringify({
      systems: [
        { system, county: '330382', name, source, keys: [key], items, asksBackup, transport },
      ],
    }),
  );
  return {
    exchangeFile,
    keys,
    folders,
    connect(houseUrl) {
      const road = door
        ? httpTransport({
            road: { form: 'http', url: `${houseUrl}/api/v1/exchange/${system}` },
            keys,
            clock,
          })
        : filesTransport({
            road: { form: 'files', sendDir: folders.outside, takeDir: folders.house },
            ...{ system, side: 'outside' as const, keys, clock },
          });
      outside = createOutside({
        ...{ system, road, clock },
        random: seededRandom(options.seed ?? 1),
        manners: { ...plainManners(clock), ...options.manners },
      });
      return outside;
    },
    close: async () => door?.close(),
  };
}
