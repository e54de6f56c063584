// What is still to be shown, and what is there already, as the notice above the form tells it.
import { expect, test } from 'vitest';
import { neededOf } from './needed.ts';

const DEMANDED = ['photoBefore', 'photoAfter', 'document'] as const;
const bare = { before: 0, after: 0, papers: 0, hasOpinion: false, excused: [] };

test('what the record shows is there already; only the rest is missing', () => {
  expect(neededOf(DEMANDED, bare, [])).toMatchObject({ missing: DEMANDED, shown: [], excused: [] });
  expect(neededOf(DEMANDED, { ...bare, before: 1 }, [])).toMatchObject({
    ...{ missing: ['photoAfter', 'document'], shown: ['photoBefore'] },
  });
});

test('what was excused is neither missing nor there, until it is shown after all', () => {
  const proof = { ...bare, before: 1, excused: ['photoAfter' as const] };
  expect(neededOf(DEMANDED, proof, [])).toMatchObject({
    ...{ missing: ['document'], shown: ['photoBefore'], excused: ['photoAfter'] },
  });
  expect(neededOf(DEMANDED, proof, ['image'])).toMatchObject({
    ...{ missing: [], shown: DEMANDED, excused: [] },
  });
});

test('the files in hand count: two pictures show before and after, a recording shows nothing', () => {
  expect(neededOf(DEMANDED, bare, ['image']).missing).toEqual(['photoBefore']);
  expect(neededOf(DEMANDED, bare, ['image', 'video']).missing).toEqual([]);
  expect(neededOf(DEMANDED, bare, ['document']).missing).toEqual(['photoBefore', 'photoAfter']);
  expect(neededOf(DEMANDED, bare, ['audio']).shown).toEqual([]);
});

test('of a matter known only from a list all that is demanded is named', () => {
  expect(neededOf(DEMANDED, undefined, ['image'])).toMatchObject({
    ...{ missing: DEMANDED, shown: [], isKnown: false },
  });
});
