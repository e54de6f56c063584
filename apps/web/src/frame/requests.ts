// 我的诉求, 我的反映: what somebody outside the government has reported is nothing that waits for their own hand,
// and they register (登记) nothing either: they tell.
import { useCallback } from 'react';
import type { Verb } from '#modules/incident/contract.ts';
import { useMe, type Me } from '../api/session.ts';
import { hasText, useText, type TextKey } from '../text/language.tsx';

/** What the list of one's own is called, what it says while it is empty, and what telling something is called. */
export type RequestWords = Readonly<{
  title: TextKey;
  none: TextKey;
  hint: TextKey;
  report: TextKey;
}>;

const OF_CITIZEN: RequestWords = {
  title: 'requests.title',
  none: 'requests.none',
  hint: 'requests.hint',
  report: 'requests.report',
};
const OF_DEPUTY: RequestWords = {
  title: 'requests.deputy.title',
  none: 'requests.deputy.none',
  hint: 'requests.hint',
  report: 'requests.report',
};

/** Undefined for whoever has a post by which matters wait for them. */
export function requestWordsOf(me: Me): RequestWords | undefined {
  const roles = new Set<string>(me.posts.map(({ role }) => role));
  if (roles.size === 0 || [...roles].some((role) => role !== 'citizen' && role !== 'npcDeputy'))
    return undefined;
  return roles.has('npcDeputy') ? OF_DEPUTY : OF_CITIZEN;
}

/** What a verb is called by whoever does it: a citizen adds to their request (补充情况), an office joins (并入). */
export function verbKeyOf(me: Me, verb: Verb): TextKey {
  const own = `track.verb.${verb}`;
  return requestWordsOf(me) !== undefined && hasText(own) ? own : `verb.${verb}`;
}

/** The name of a verb for the signed-in person. */
export function useVerbName(): (verb: Verb) => string {
  const { t } = useText();
  const me = useMe();
  return useCallback((verb) => t(verbKeyOf(me, verb)), [t, me]);
}
