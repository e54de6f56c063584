// How a command ends when something is refused: the sentence in both languages, exit code 1, no stack.
import { BACKUP_REFUSALS } from '#platform/db/backup-refusals.ts';
import { DATABASE_REFUSALS } from '#platform/db/refusals.ts';
import { CONFIG_REFUSALS } from '#platform/config/refusals.ts';
import { Refused } from '#platform/errors/index.ts';
import { refusalSentence } from '#platform/http/language.ts';
import type { RefusalText } from '#platform/http/refusal-text.ts';
import { COUNTY_REFUSALS } from './chosen-county.ts';

const TEXTS: Readonly<Record<string, RefusalText>> = {
  ...DATABASE_REFUSALS,
  ...CONFIG_REFUSALS,
  ...BACKUP_REFUSALS,
  ...COUNTY_REFUSALS,
};

/** Runs a command's work; a refusal is told to the person, anything else is a bug and keeps its stack. */
export async function orTellRefusal(
  work: () => Promise<void>,
  texts: Readonly<Record<string, RefusalText>> = {},
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, params } = error.refusal;
    const text = texts[code] ?? TEXTS[code];
    if (!text) throw error;
    console.error(refusalSentence(text, 'zh', params));
    console.error(refusalSentence(text, 'en', params));
    process.exitCode = 1;
  }
}
