// Words that the modules keep in both languages (refusals, messages and exports say them, too), under the keys of the app.
import type { Language } from '#platform/text/language.ts';

type Both = Readonly<Record<Language, string>>;

/** `worded('level', LEVEL_WORDS, 'zh')` → `{'level.1': '特急', …}` */
export function worded<Prefix extends string, Name extends string | number>(
  prefix: Prefix,
  words: Readonly<Record<Name, Both>>,
  language: Language,
): Readonly<Record<`${Prefix}.${Name}`, string>> {
  const named = Object.entries<Both>(words).map(([name, both]) => [
    `${prefix}.${name}`,
    both[language],
  ]);
  return Object.fromEntries(named) as Record<`${Prefix}.${Name}`, string>;
}
