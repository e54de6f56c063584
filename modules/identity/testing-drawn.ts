// People and their posts drawn at random from small numbers, so that rights and rows meet often: for tests that
// compare what the database answers with what memory says.
import fc from 'fast-check';
import type { Post } from './actor.ts';
import { ROLE_CODES } from './roles.ts';

export const ACCOUNTS = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
/** An id of a county, a town, a unit … */
export const smallId = fc.integer({ min: 1, max: 3 });
export const anyAccount = fc.constantFrom(...ACCOUNTS);

export const anyPost: fc.Arbitrary<Post> = fc.record({
  role: fc.constantFrom(...ROLE_CODES),
  unitId: fc.option(smallId),
  place: fc.record(
    {
      countyId: smallId,
      townId: smallId,
      villageId: smallId,
      gridIds: fc.array(smallId, { maxLength: 3 }),
    },
    { requiredKeys: ['countyId'] },
  ),
  line: fc.constant(null),
});
