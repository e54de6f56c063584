// The exchange with outside systems, put together: the file of settings, a road for each system, and what
// the module asks of the house.
import { readFileSync } from 'node:fs';
import { FilesRoad, filesTransport } from '#adapters/exchange-files/index.ts';
import { HttpRoad, httpTransport } from '#adapters/exchange-http/index.ts';
import {
  actorIdOf,
  ExchangeSettings,
  keysOf,
  messageSeal,
  reconcileEveryMs,
  type ExchangeDeps,
  type Keys,
  type Peer,
  type PeerSettings,
  type Transport,
} from '#modules/exchange/index.ts';
import { exchangeJobs, exchangeRound, startExchange } from '#modules/exchange/jobs.ts';
import { beginReading } from '#modules/exchange/reactions.ts';
import { systemActor } from '#modules/identity/index.ts';
import { prepareReport } from '#modules/intake/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Job, Loop } from '#platform/jobs/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { z } from 'zod';
import type { House } from './house.ts';

export type Exchange = Readonly<{
  deps: ExchangeDeps;
  /** One round of everything, for a clock that stands still. */
  round: () => Promise<number>;
  start: (onError: (error: unknown, name: string) => void) => Loop;
  jobs: readonly Job[];
}>;

/** Reads which outside systems there are; none without a file. Throws `Refused('config.exchange-unreadable')`. */
export async function openExchange(house: House, file: string | undefined): Promise<Exchange> {
  const { db, clock, log, secrets, reference, performer, knowledge } = house;
  const settings = file === undefined ? [] : readSettings(file);
  const counties = await reference.counties();
  const peers = settings.map((each): Peer => {
    const county = counties.find(({ code }) => code === each.county);
    if (!county) throw unreadable(file, `county ${each.county}`);
    const keys = checked(file, () => keysOf(each));
    reference.introduce(actorIdOf(each.system), each.name.zh);
    return {
      countyId: county.id,
      system: each.system,
      name: each.name,
      source: each.source,
      keys,
      items: new Map(Object.entries(each.items)),
      asksBackup: each.asksBackup,
      reconcileEveryMs: reconcileEveryMs(each),
      transport: checked(file, () => transportOf(each, keys, clock)),
    };
  });
  let wakeSenders = () => {};
  const deps: ExchangeDeps = {
    db,
    clock,
    keyring: secrets,
    seal: messageSeal(secrets),
    performer,
    knowledge,
    peers,
    prepare: async (countyId, report, now) =>
      prepareReport(report, systemActor('exchange'), await reference.desk(countyId), now),
    placeOf: async (countyId, division) => {
      const { places } = await reference.of(countyId);
      // Statistical codes are filled up with zeros to twelve digits.
      const isIt = (code: string) => code === division || code === division.replace(/0{3,6}$/, '');
      return [...places.values()].find(({ code }) => isIt(code))?.id;
    },
    names: async (countyId) => {
      const { units, catalogs } = await reference.of(countyId);
      return {
        unit: (id) => units.get(id)?.name,
        item: (version, code) =>
          catalogs.find(({ id }) => id === version)?.byCode.get(code)?.name.zh,
      };
    },
    language: async (countyId) =>
      (await reference.of(countyId)).county.locale.startsWith('zh') ? 'zh' : 'en',
    onFailure: (error, what) => log.warn({ err: error, what }, 'the exchange will try again'),
    onQueued: () => wakeSenders(),
  };
  await beginReading(deps);
  return {
    deps,
    round: () => exchangeRound(deps),
    start(onError) {
      const loop = startExchange(deps, onError);
      wakeSenders = loop.wakeSenders;
      return loop;
    },
    jobs: exchangeJobs(deps),
  };
}

const unreadable = (file: string | undefined, reason: string) =>
  new Refused('config.exchange-unreadable', undefined, { file: file ?? '', reason });

function readSettings(file: string): readonly PeerSettings[] {
  return checked(
    file,
    () => ExchangeSettings.parse(JSON.parse(readFileSync(file, 'utf8'))).systems,
  );
}

/** Whatever is wrong with the file is told to the person who wrote it; secrets are never repeated. */
function checked<T>(file: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) throw error;
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const code = (error as NodeJS.ErrnoException).code;
    throw unreadable(file, issue ? `${issue.path.join('.')} ${issue.message}` : (code ?? 'JSON'));
  }
}

function transportOf({ system, transport }: PeerSettings, keys: Keys, clock: Clock): Transport {
  return transport.form === 'http'
    ? httpTransport({ road: HttpRoad.parse(transport), keys, clock })
    : filesTransport({ road: FilesRoad.parse(transport), system, side: 'house', keys, clock });
}
