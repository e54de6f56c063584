// The county that a command works on: the one named on its line, or the only one there is.
import type { County } from '#modules/organization/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { RefusalText } from '#platform/http/refusal-text.ts';
import type { ReferenceStore } from './reference.ts';

export const COUNTY_REFUSALS = {
  'command.county-needed': {
    status: 422,
    zh: '本系统有多个县（市、区），请用 --county 指定一个：{counties}。',
    en: 'There are several counties here; name one by --county: {counties}.',
  },
  'command.county-unknown': {
    status: 404,
    zh: '没有代码为 {code} 的县（市、区），本系统有：{counties}。',
    en: 'There is no county with the code {code}; there are: {counties}.',
  },
} as const satisfies Readonly<Record<string, RefusalText>>;

/** Throws `Refused('command.county-needed')` or `Refused('command.county-unknown')`. */
export async function chosenCounty(
  reference: Pick<ReferenceStore, 'counties'>,
  code: string | undefined,
): Promise<County> {
  const counties = await reference.counties();
  const listed = counties.map((county) => `${county.code} ${county.nameZh}`).join('、');
  const [only] = counties;
  if (code === undefined) {
    if (only && counties.length === 1) return only;
    throw new Refused('command.county-needed', 'county', { counties: listed });
  }
  const chosen = counties.find((county) => county.code === code);
  if (!chosen) throw new Refused('command.county-unknown', 'county', { code, counties: listed });
  return chosen;
}
