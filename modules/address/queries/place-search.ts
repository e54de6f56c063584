// Which places does the clerk mean, having typed this much? Towns and villages come from memory,
// roads and landmarks from the table; names that begin with the text come first.
import { sql, type Db } from '#platform/db/index.ts';
import { queryTokens } from '#platform/text/index.ts';
import type { PlaceFound } from '../contract.ts';
import type { Area } from '../place-name.ts';
import { PLACE_NAME_COLUMNS, tablesOf, toPlaceName } from '../store.ts';

export type PlaceQuestion = Readonly<{
  countyId: number;
  text: string;
  /** The county's towns and villages (`jurisdictionTree`). */
  areas: readonly Area[];
  limit: number;
}>;

export async function placeSearch(db: Db, question: PlaceQuestion): Promise<PlaceFound[]> {
  const text = question.text.trim();
  if (text === '') return [];
  const places = await placesNamed(db, question.countyId, text, question.limit);
  return rank([...areasNamed(question.areas, text), ...places], text).slice(0, question.limit);
}

/** Towns and villages whose name holds the text. */
export function areasNamed(areas: readonly Area[], text: string): PlaceFound[] {
  return areas
    .filter((area) => area.name.includes(text))
    .map(({ level, id, name, townId, centre: point }) => ({
      level,
      id,
      name,
      kind: null,
      townId,
      villageId: level === 'village' ? id : null,
      gridId: null,
      point,
      generated: false,
    }));
}

async function placesNamed(db: Db, countyId: number, text: string, limit: number) {
  const tokens = queryTokens(text);
  if (tokens.length === 0) return [];
  const rows = await tablesOf(db)
    .selectFrom('place_name')
    .select(PLACE_NAME_COLUMNS)
    .where('county_id', '=', countyId)
    .where(sql<boolean>`tokens @> ${tokens}::text[]`)
    .orderBy(sql`position(${text.toLowerCase()} in lower(name)) = 1`, 'desc')
    .orderBy(sql`length(name)`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row): PlaceFound => {
    const { source, ...place } = toPlaceName(row);
    return { level: 'place', ...place, generated: source === 'demo' };
  });
}

const LEVEL_ORDER = { town: 0, village: 1, place: 2 } as const;

function rank(found: readonly PlaceFound[], text: string): PlaceFound[] {
  const begins = (place: PlaceFound) => (place.name.startsWith(text) ? 0 : 1);
  return [...found].sort(
    (a, b) =>
      begins(a) - begins(b) ||
      LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level] ||
      a.name.length - b.name.length ||
      a.id - b.id,
  );
}
