// The county that a command works on: the one named on its line, or the only one there is.
import type { County } from '#modules/organization/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { ReferenceStore } from './reference.ts';

/** Refusals are the command's own words. Throws Refused with `needed` or `unknown`. */
export async function chosenCounty(
  reference: Pick<ReferenceStore, 'counties'>,
  code: string | undefined,
  refusals: Readonly<{ needed: string; unknown: string }>,
): Promise<County> {
  const counties = await reference.counties();
  const [only] = counties;
  if (code === undefined) {
    if (only && counties.length === 1) return only;
    throw new Refused(refusals.needed, 'county');
  }
  const chosen = counties.find((county) => county.code === code);
  if (!chosen) throw new Refused(refusals.unknown, 'county', { county: code });
  return chosen;
}
