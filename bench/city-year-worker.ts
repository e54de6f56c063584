// One thread of the city-year: plays its share of the matters into the run.
import { parentPort, workerData } from 'node:worker_threads';
import { playInto, type ReplayRun } from '#modules/incident/index.ts';
import { knowledgeStore } from '#modules/incident/index.ts';
import { openCopier } from '#platform/db/copy.ts';
import { openDatabase } from '#platform/db/index.ts';
import { systemClock, type Instant } from '#platform/time/index.ts';
import { referenceStore } from '../apps/server/reference.ts';
import { cityYear } from './city-life.ts';
import { seededPlaces } from './fill-places.ts';

export type Share = Readonly<{
  url: string;
  run: ReplayRun;
  start: Instant;
  count: number;
  share: number;
  shares: number;
}>;

const { url, run, ...year } = workerData as Share;
const db = openDatabase({ url, poolMax: 2 });
const store = referenceStore(db);
const reference = await store.of(run.countyId);
const knowledge = await knowledgeStore(store.knowledgePorts, systemClock).of(run.countyId);
const places = await seededPlaces(url, run.countyId);
await db.destroy();
const copier = await openCopier(url, [run.countyId]);
parentPort?.postMessage('ready');
await new Promise((resolve) => parentPort?.once('message', resolve));

let told = 0;
const figures = await playInto(
  run,
  copier,
  cityYear({ reference, places, ...year }),
  // A replayed year lies before the county's seals: it is a history of its own.
  { countyId: run.countyId, knowledge: { ...knowledge, sealedUntil: 0 } },
  {
    onProgress(_now, { facts }) {
      if (facts - told < 50_000) return;
      told = facts;
      parentPort?.postMessage({ facts });
    },
  },
);
await copier.end();
parentPort?.postMessage({ figures });
