// The desk form: what the machine makes of a report while it is typed, asked over HTTP as the form asks, with
// the demonstration county alone and with 100,000 incidents of the last year in it. The goal is that the
// suggestion stands within 100 ms; how long the server takes is measured, not how fast a person types.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_PASSWORD } from '#apps/server/seed.ts';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { apiClient, type Client } from '#modules/identity/testing.ts';
import { isOpen } from '#modules/incident/index.ts';
import { KNOWN_MAX, printOfReport } from '#modules/triage/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { systemClock } from '#platform/time/index.ts';
import { openHouse, type OpenHouse } from '../stories/open-house.ts';
import { calibrate, latenciesOf, round, say, type Latencies } from './figures.ts';
import { fillIncidents, matters, type FillOptions } from './fill.ts';
import { seededPlaces, type FillPlaces } from './fill-places.ts';

const LIMIT_MS = 100;
const COUNTY = 1;
const FILLED = { quick: 20_000, whole: 100_000 };
/** As busy as ten counties: each village has its dozen of the last day to compare with. */
const FILLED_DAYS = 30;
const ASKED = { quick: 60, whole: 300 };
const WARM_UP = 20;

/** Wall-clock ms; `cpu` is the processor time of server and asker alone, which neighbours do not stretch. */
type Asked = Latencies & { cpu: Latencies; ratioToLimit: number };

export type PreviewFigures = Readonly<{
  asked: number;
  /** With the demonstration's incidents alone. */
  alone: Asked;
  incidents: number;
  /** Of them, compared with what is typed. */
  known: number;
  /** With so many more. */
  filled: Asked;
  /** Of them, previews that named a likely duplicate. */
  withDuplicates: number;
  /** Share of a core we got while measuring. */
  calibration: number;
}>;

export async function benchPreview({ quick }: { quick: boolean }): Promise<PreviewFigures> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-bench-'));
  const database = await startEmbeddedDatabase({ dataDir });
  try {
    await migrate(database.url);
    const open = await openHouse({
      databaseUrl: database.url,
      dataDir,
      clock: systemClock,
      byHand: true,
    });
    try {
      const api = apiClient(open.url);
      await api.post('/session', { login: 'clerk', password: DEMO_PASSWORD });
      const places = await seededPlaces(database.url, COUNTY);
      const asked = ASKED[quick ? 'quick' : 'whole'];
      const texts = textsOf(places, asked + WARM_UP);
      const alone = await ask(api, texts);
      say(`preview, the demonstration alone: ${JSON.stringify(alone.asked)}`);
      const incidents = FILLED[quick ? 'quick' : 'whole'];
      const until = systemClock.now();
      const fill = { url: database.url, places, count: incidents, until, days: FILLED_DAYS };
      await fillIncidents(fill);
      const known = await learnNewest(open, fill);
      const calibration = calibrate();
      const filled = await ask(api, texts);
      say(`preview, ${incidents.toLocaleString('en')} incidents: ${JSON.stringify(filled.asked)}`);
      return {
        asked,
        alone: alone.asked,
        incidents,
        known,
        filled: filled.asked,
        withDuplicates: filled.withDuplicates,
        calibration,
      };
    } finally {
      await open.close();
    }
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The filled matters have no sealed words: the newest open ones are made known from what they were filled with. */
async function learnNewest({ house }: OpenHouse, fill: FillOptions): Promise<number> {
  await house.known.ready(COUNTY, systemClock.now());
  const open = [...matters(fill)].filter(({ incident }) => isOpen(incident.status));
  for (const { incident, text } of open.slice(-KNOWN_MAX)) {
    const { id, itemCode, occurredAt: at, place } = incident;
    const { villageId, gridId, lng6, lat6 } = place;
    const point = lng6 === null || lat6 === null ? null : { lng6, lat6 };
    const print = printOfReport(text);
    house.known.add(COUNTY, { id, print, at, reporter: null, point, itemCode, villageId, gridId });
  }
  return Math.min(open.length, KNOWN_MAX);
}

/** One report after another, half said: a village of the county and what people say of an item. */
function textsOf(places: FillPlaces, count: number): string[] {
  const random = seededRandom(5);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.trunc(random() * all.length)];
  const { items } = shippedCatalog();
  return Array.from({ length: count }, () => {
    const town = pick(places.towns);
    const village = town && pick(town.villages);
    const phrases = [1, 2, 3].map(() => pick(pick(items)?.phrases ?? []) ?? '');
    const whole = `${town?.name ?? ''}${village?.name ?? ''}${phrases.join('，')}。`;
    return whole.slice(0, 12 + Math.trunc(random() * whole.length));
  });
}

async function ask(api: Client, texts: readonly string[]) {
  const samples: number[] = [];
  const used: number[] = [];
  let withDuplicates = 0;
  for (const text of texts) {
    const before = process.cpuUsage();
    const began = performance.now();
    const { status, body } = await api.post<{ duplicates: unknown[] }>('/triage/preview', { text });
    samples.push(performance.now() - began);
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1000);
    if (status !== 200) throw new Error(`preview answered ${status}`);
    if (body.duplicates.length > 0) withDuplicates++;
  }
  const latencies = latenciesOf(samples.slice(WARM_UP));
  const cpu = latenciesOf(used.slice(WARM_UP));
  const asked = { ...latencies, cpu, ratioToLimit: round(latencies.p99 / LIMIT_MS) };
  return { asked, withDuplicates };
}
