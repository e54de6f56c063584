// The road by files: a folder for each direction, which a boundary exchange (网闸) may carry from one side to
// the other. Receipts and standings are files of the way back. Safe to be cut off anywhere: what was written
// is written again, what was read is read again, and its number says that it had been.
import {
  Receipt,
  Standing,
  SystemCode,
  type Direction,
  type Health,
  type Inbound,
  type Keys,
  type Transport,
} from '#modules/exchange/index.ts';
import { Failure, Refused } from '#platform/errors/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { z } from 'zod';
import {
  makeFolder,
  mustBeOpen,
  mustHaveRoom,
  readSigned,
  rejectedCount,
  rejectSigned,
  removeSigned,
  signedNames,
  writeSigned,
} from './signed-files.ts';

const folder = z.string().min(1).max(4096);
export const FilesRoad = z.strictObject({
  form: z.literal('files'),
  /** What we write, and the ferry takes away. */
  sendDir: folder,
  /** What the ferry brings, and we take away. */
  takeDir: folder,
});
export type FilesRoad = z.output<typeof FilesRoad>;

/** Files read in one round. */
const FILES_ROUND_MAX = 200;
/** Digits of a number in a file's name: names sort as numbers do. */
const SEQ_DIGITS = 12;

export type FilesRoadOptions = Readonly<{
  road: FilesRoad;
  system: string;
  /** Which side we are; Maplebridge is the house. */
  side: 'house' | 'outside';
  keys: Keys;
  clock: Clock;
}>;

/** Throws `Failure('exchange.road-closed' | 'exchange.folder-full')`. */
export function filesTransport(options: FilesRoadOptions): Transport {
  const { road, keys, clock, side } = options;
  const system = SystemCode.parse(options.system);
  for (const each of [road.sendDir, road.takeDir]) makeFolder(each);
  const write = (name: string, values: readonly unknown[]) =>
    writeSigned(road.sendDir, name, values, keys, clock.now());

  const standingName = `${system}-standing-${side}`;

  async function take(name: string, inbound: Inbound): Promise<boolean> {
    const file = await readSigned(road.takeDir, name, keys, clock.now());
    if (file === null) return false;
    if (typeof file === 'string') {
      await rejectSigned(road.takeDir, name, file);
      return true;
    }
    try {
      await deliver(name, file.values, inbound);
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof z.ZodError)) throw error;
      await rejectSigned(road.takeDir, name, 'not-for-us');
      return true;
    }
    await removeSigned(road.takeDir, name);
    return true;
  }

  /** The kind of a file is in its name, which its manifest's signature covers. */
  async function deliver(
    name: string,
    values: readonly unknown[],
    inbound: Inbound,
  ): Promise<void> {
    if (name.includes('-receipt-')) {
      for (const value of values) await inbound.receipt(Receipt.parse(value));
    } else if (name.includes('-standing-')) {
      const ours = await inbound.standing(Standing.parse(values[0]));
      // One side answers, or the two would answer each other for ever.
      if (side === 'house') await write(standingName, [ours]);
    } else {
      const receipts: Receipt[] = [];
      for (const value of values) receipts.push(await inbound.message(value));
      // Only what is kept is acknowledged, and only what is acknowledged is taken away.
      await write(receiptName(name), receipts);
    }
  }

  /** `police110-in-000000000042` → `police110-receipt-in-000000000042`. */
  const receiptName = (name: string) => name.replace(`${system}-`, `${system}-receipt-`);

  return {
    form: 'files',
    async send(envelope) {
      await mustHaveRoom(road.sendDir);
      await write(messageName(system, envelope.direction, envelope.seq), [envelope]);
      return null;
    },
    async poll(inbound) {
      await mustBeOpen(road.takeDir);
      const names = await signedNames(road.takeDir, `${system}-`, FILES_ROUND_MAX);
      let taken = 0;
      for (const name of names) if (await take(name, inbound)) taken += 1;
      return taken;
    },
    async reconcile(ours) {
      // A newer one takes the place of one that was not ferried yet.
      await write(standingName, [ours]);
      return null;
    },
    async health(): Promise<Health> {
      try {
        await mustBeOpen(road.sendDir);
        await mustBeOpen(road.takeDir);
        await mustHaveRoom(road.sendDir);
        const isClean = (await rejectedCount(road.takeDir)) === 0;
        return { ok: isClean, problem: isClean ? null : 'exchange.files-rejected' };
      } catch (error) {
        return {
          ok: false,
          problem: error instanceof Failure ? error.code : 'exchange.road-closed',
        };
      }
    },
  };
}

/** `police110-out-000000000042`. */
export function messageName(system: string, direction: Direction, seq: number): string {
  return `${system}-${direction}-${String(seq).padStart(SEQ_DIGITS, '0')}`;
}
