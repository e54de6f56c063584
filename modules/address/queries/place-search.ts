// Which places does the clerk mean, having typed this much? Towns and villages come from memory,
// roads and landmarks from the table; names that begin with the text come first. A text that is no name but
// a whole address is read into its parts, and these are looked up.
import { sql, type Db } from '#platform/db/index.ts';
import { queryTokens } from '#platform/text/index.ts';
import type { PlaceFound } from '../contract.ts';
import { normaliseAddress } from '../normalise/normalise.ts';
import type { AddressKind } from '../parse/kinds.ts';
import { parseAddress } from '../parse/parse.ts';
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
  const found = rank([...areasNamed(question.areas, text), ...places], text);
  if (found.length > 0 || text.length < ADDRESS_LENGTH_MIN) return found.slice(0, question.limit);
  return (await placesOfAddress(db, question, text)).slice(0, question.limit);
}

/** Anything shorter is a name that is still being typed, not an address with several parts. */
const ADDRESS_LENGTH_MIN = 4;
/** Names of one address that are looked up; one query each. */
const NAMES_ASKED_MAX = 4;

/** What the parts of a messy address name: the most precise first, and within its town where it says one. */
async function placesOfAddress(db: Db, question: PlaceQuestion, text: string) {
  const { towns, villages, names } = namesOfAddress(text);
  const inTown = new Set(
    question.areas
      .filter((area) => area.level === 'town' && towns.some((town) => area.name.startsWith(town)))
      .map((area) => area.townId),
  );
  const found: PlaceFound[] = [];
  for (const name of names)
    found.push(...(await placesNamed(db, question.countyId, name, question.limit)));
  for (const name of villages) found.push(...areasNamed(question.areas, name));
  const fitting = found.filter((place) => inTown.size === 0 || inTown.has(place.townId));
  const areas = towns.flatMap((town) => areasNamed(question.areas, town));
  const unique = new Map(
    [...(fitting.length > 0 ? fitting : found), ...areas].map((place) => [
      `${place.level}:${place.id}`,
      place,
    ]),
  );
  return [...unique.values()];
}

/** The names an address gives, without the suffixes that people leave out. */
export function namesOfAddress(text: string) {
  const parts = parseAddress(normaliseAddress(text));
  const wordsOf = (kinds: readonly AddressKind[]) =>
    parts.filter((part) => kinds.includes(part.kind)).map((part) => part.text);
  const bare = (name: string) => {
    const short = name.replace(/(街道办事处|街道|社区居委会|居委会|社区|村委会|镇|乡|村)$/, '');
    return short.length >= 2 ? short : name;
  };
  // A road says more of where to go than what people call the house; both are asked.
  const names = [...wordsOf(['poi', 'subpoi', 'devzone']), ...wordsOf(['road', 'subroad'])];
  return {
    towns: wordsOf(['town']).map(bare),
    villages: wordsOf(['community']).map(bare),
    names: names.filter((name) => name.length >= 2).slice(0, NAMES_ASKED_MAX),
  };
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
