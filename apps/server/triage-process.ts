// Triage in a process of its own, with a house of its own: it thinks for milliseconds about each report, and
// whoever waits for an answer of the server would wait for that. What else reads along the feed lives here, too:
// telling people, topics, plates. See triage-beside.ts.
import type { Pressure } from '#modules/incident/index.ts';
import { readSecrets } from '#platform/config/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { createLogger } from '#platform/log/index.ts';
import { systemClock } from '#platform/time/index.ts';
import { buildHouse } from './house.ts';
import type { FromTriage, ToTriage, TriagePlace } from './triage-beside.ts';
import { startNotifyLoop } from './notify-loop.ts';
import { startPlateLoop } from './plate-loop.ts';
import { taughtOf } from './reference.ts';
import { standBehind } from './stand-behind.ts';
import { startTopicLoop } from './topic-loop.ts';
import { startTriageLoop } from './triage-loop.ts';

/**
 * Triage, telling people, topics and plates hold one each; telling and topics may ask for another beside it, and
 * one is always free for that because no more than two do.
 */
const POOL_MAX = 5;
/** Behind everything that somebody waits for. */
const NICENESS = 10;

const tell = (message: FromTriage) => process.send?.(message);
let heard: (message: ToTriage) => void = (message) => {
  if (message.kind === 'begin') heard = begin(message.place);
};
process.on('message', (message: ToTriage) => heard(message));
// The server is gone: what is not committed is judged by the next one.
process.on('disconnect', () => process.exit());

standBehind(NICENESS);
tell({ kind: 'ready' });

function begin(place: TriagePlace): (message: ToTriage) => void {
  const log = createLogger({ level: place.logLevel });
  const db = openDatabase({ url: place.url, poolMax: POOL_MAX, applicationName: 'triage' });
  const house = buildHouse({
    db,
    config: {
      evidenceDir: place.evidenceDir,
      s3: undefined,
      oidc: undefined,
      publicUrl: undefined,
    },
    secrets: readSecrets(place.dataDir, place.masterKeyFile),
    clock: systemClock,
    log,
    secondFactor: 'required',
    onTriaged: (lags) => tell({ kind: 'triaged', lags }),
  });
  house.onCommitted(() => tell({ kind: 'committed' }));

  const onError = (error: unknown, worker: string) =>
    log.error({ err: error, worker }, 'standing work failed; it will be tried again');

  let answers: ((pressure: Pressure) => void)[] = [];
  /** Asked of the server: while it is busy its answer is late, and that is right, too. */
  const pressure = () =>
    new Promise<Pressure>((resolve) => {
      answers.push(resolve);
      tell({ kind: 'pressure?' });
    });
  const loop = startTriageLoop(house, pressure, onError);
  const telling = { ...house, notification: { ...house.notification, channels: place.channels } };
  const notify = startNotifyLoop(telling, pressure, onError);
  const topics = startTopicLoop(house, pressure, onError);
  const plates = startPlateLoop(house, onError);
  /** The server may know another catalogue by now; it asks again for that one. */
  const teach = async (countyId: number, catalogId: number) => {
    const { current } = await house.reference.of(countyId);
    if (current.id === catalogId) tell({ kind: 'taught', catalogId, taught: taughtOf(current) });
    // Somebody will type soon.
    await house.known.ready(countyId, systemClock.now());
  };
  const stop = async () => {
    await Promise.all([loop, notify, topics, plates].map((each) => each.stop()));
    await house.close();
    await db.destroy();
    process.exit();
  };
  return (message) => {
    if (message.kind === 'wake') {
      loop.wake();
      notify.wake();
    } else if (message.kind === 'forget') house.forget(message.countyId);
    else if (message.kind === 'stop') void stop();
    else if (message.kind === 'taught?') {
      const { countyId, catalogId } = message;
      teach(countyId, catalogId).catch((error: unknown) =>
        log.error({ err: error, countyId }, 'a classifier could not be learnt'),
      );
    } else if (message.kind === 'duplicates?') {
      const { question, countyId, matter, policy } = message;
      void house
        .askDuplicates(countyId, matter, policy)
        .then((found) => tell({ kind: 'duplicates', question, found }));
    } else if (message.kind === 'pressure') {
      for (const answer of answers) answer(message.pressure);
      answers = [];
    }
  };
}
