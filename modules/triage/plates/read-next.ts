// Reads plates, one picture after another, in the process of triage: where a plate matters, in the first pictures of
// a matter, of the copy that people look at. It suggests; a person confirms; nobody is told or fined by it.
import { evidenceOfIncidents, openServed, type EvidenceKeeper } from '#modules/evidence/index.ts';
import type { PerformDeps } from '#modules/incident/index.ts';
import { inReading, inWriting, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { DAY, inTime, type Instant } from '#platform/time/index.ts';
import type { PlateReader, PlateSeen } from './plates.ts';
import { beginReading, forgetPlates, keepReading, nextPicture, type PictureRef } from './store.ts';

/** Pictures read of one matter: the first ones show the vehicle. */
export const PICTURES_READ_MAX = 3;
/** A process that died while it read a picture comes back to it so often. */
export const PICTURE_TRIES_MAX = 3;
/** Later nobody is asked to drive away any more. */
export const PLATES_READ_FOR_MS = 14 * DAY;
/** What was read is forgotten after so long, whatever became of the matter. */
export const PLATES_KEPT_MS = 90 * DAY;
/** Bytes of a served copy that are read; a screen-sized picture has two million at most. */
export const PLATE_PICTURE_BYTES_MAX = 20_000_000;
/** A picture that is not read by then is given up. */
export const PICTURE_READ_WITHIN_MS = 60_000;
/** Forgotten in one sweep. */
const FORGOTTEN_MAX = 5000;

export type PlateDeps = Readonly<{
  db: Db;
  keyring: PerformDeps['keyring'];
  evidence: EvidenceKeeper;
  reader: PlateReader;
  divisionCode: (countyId: number) => Promise<string>;
}>;

/** Reads the next picture; answers how many there were (0 or 1), 0 without a reader. */
export async function readNextPlate(deps: PlateDeps, now: Instant): Promise<number> {
  const { db, keyring, reader } = deps;
  if (!reader.isThere()) return 0;
  const limits = {
    since: now - PLATES_READ_FOR_MS,
    ofMatter: PICTURES_READ_MAX,
    tries: PICTURE_TRIES_MAX,
  };
  const ref = await inReading(db, 'all', (tx) => nextPicture(tx, limits));
  if (!ref) return 0;
  await inWriting(db, [ref.countyId], (tx) => beginReading(tx, ref, now));
  const seen = await see(deps, ref);
  await inWriting(db, [ref.countyId], (tx) => keepReading(tx, keyring, ref, seen));
  return 1;
}

/** Undefined when it could not be read for a reason of ours or in time. */
async function see(deps: PlateDeps, ref: PictureRef): Promise<PlateSeen | undefined> {
  try {
    const picture = await pictureOf(deps, ref);
    if (!picture) return { readings: [], reasons: ['no-picture'] };
    const code = await deps.divisionCode(ref.countyId);
    return await inTime(PICTURE_READ_WITHIN_MS, deps.reader.read(picture, code));
  } catch (error) {
    if (error instanceof Refused) return { readings: [], reasons: ['no-picture'] };
    return undefined;
  }
}

async function pictureOf({ db, evidence }: PlateDeps, ref: PictureRef) {
  const pieces = await inReading(db, [ref.countyId], (tx) =>
    evidenceOfIncidents(tx, ref.countyId, [ref.incidentId]),
  );
  const piece = pieces.find(({ id }) => id === ref.evidenceId);
  if (!piece || piece.wrappedKey === null) return undefined;
  const { totalBytes, stream } = openServed(evidence, piece);
  if (totalBytes > PLATE_PICTURE_BYTES_MAX) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Forgets what is kept long enough; whether there was anything. */
export async function sweepPlates(db: Db, now: Instant): Promise<boolean> {
  const gone = await inWriting(db, 'all', (tx) =>
    forgetPlates(tx, now - PLATES_KEPT_MS, FORGOTTEN_MAX),
  );
  return gone > 0;
}
