// What may a clerk answer with?
import type { Db } from '#platform/db/index.ts';
import type { PhraseDefinition } from '../phrase.ts';
import { tablesOf } from '../store.ts';

/** Phrases of all verbs together: a list that a person still reads. */
const PHRASES_AT_MOST = 300;

/** The county's own phrases first, then the common ones; of one verb, or of all. */
export async function phrasesFor(
  db: Db,
  countyId: number,
  verb?: string,
): Promise<readonly PhraseDefinition[]> {
  let query = tablesOf(db)
    .selectFrom('phrase')
    .select(['code', 'verb', 'text_zh as zh', 'text_en as en'])
    .where((by) => by.or([by('county_id', '=', countyId), by('county_id', 'is', null)]));
  if (verb !== undefined) query = query.where('verb', '=', verb);
  return query
    .orderBy('county_id', (by) => by.asc().nullsLast())
    .orderBy('position')
    .limit(PHRASES_AT_MOST)
    .execute();
}
