// A county's own history, to be learnt from: what was reported, in its own words, and what a person decided that
// it was. The words are read from the vault into memory and go nowhere else.
import { reportedWords, type PerformDeps } from '#modules/incident/index.ts';
import { inReading, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { textOfReport } from '../report-text.ts';
import { decisionsAmong, MATTERS_READ_MAX, mattersBefore } from './queries/decisions.ts';

/** A report that a person decided. */
export type Decided = Readonly<{
  at: Instant;
  text: string;
  itemCode: string;
  /** The machine's guess; null when it had made none. */
  guessed: string | null;
}>;

export type History = Readonly<{
  /** The oldest first. */
  decided: readonly Decided[];
  /** Older ones were left out: a limit was reached. */
  isCut: boolean;
}>;

/** Reports learnt from at most, the newest: more teach little, and training takes minutes already. */
export const HISTORY_MAX = 100_000;
/** Characters of all of them together, which lie in memory at once (two bytes each). */
export const HISTORY_CHARACTERS_MAX = 40_000_000;
/** Of one report; a model reads no more of it. */
const TEXT_MAX_CHARACTERS = 1000;

export async function readHistory(
  { db, keyring }: Readonly<{ db: Db; keyring: PerformDeps['keyring'] }>,
  countyId: number,
  onRead: (reports: number) => void = () => {},
): Promise<History> {
  const decided: Decided[] = [];
  let characters = 0;
  for (let before: string | null = null; ;) {
    const from: string | null = before;
    const page = await inReading(db, [countyId], async (tx) => {
      const matters = await mattersBefore(tx, countyId, from, null);
      const ids = matters.map(({ id }) => id);
      const decisions = await decisionsAmong(tx, countyId, ids);
      const refs = ids.filter((id) => decisions.has(id)).map((id) => ({ countyId, id }));
      return { matters, decisions, words: await reportedWords(tx, keyring, refs) };
    });
    for (const { id, reportedAt } of page.matters) {
      const decision = page.decisions.get(id);
      const said = page.words.get(id);
      // Words that were erased are not learnt from.
      if (!decision || !said) continue;
      const text = ownCopy(textOfReport(said).slice(0, TEXT_MAX_CHARACTERS));
      if (text === '') continue;
      if (decided.length === HISTORY_MAX || characters + text.length > HISTORY_CHARACTERS_MAX)
        return { decided: decided.reverse(), isCut: true };
      characters += text.length;
      decided.push({ at: reportedAt, text, ...decision });
    }
    onRead(decided.length);
    before = page.matters.at(-1)?.id ?? null;
    if (page.matters.length < MATTERS_READ_MAX) return { decided: decided.reverse(), isCut: false };
  }
}

/** A piece of a text keeps all of it in memory; its copy does not. */
function ownCopy(piece: string): string {
  return Buffer.from(piece, 'utf16le').toString('utf16le');
}
