// A version that was withdrawn never held: nobody may choose it among those that did.
import { expect, test } from 'vitest';
import { VERSIONS_SHOWN, versionsToChoose } from './versions.ts';

test('versions to choose from leave out what was withdrawn, and are no longer than a list can be', () => {
  expect(versionsToChoose(4)).toEqual([4, 3, 2, 1]);
  expect(versionsToChoose(4, [1, 2, 4])).toEqual([4, 2, 1]);
  expect(versionsToChoose(VERSIONS_SHOWN + 9)).toHaveLength(VERSIONS_SHOWN);
  expect(versionsToChoose(0)).toEqual([]);
});
