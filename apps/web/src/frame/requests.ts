// 我的诉求, 我的反映: what somebody outside the government has reported is nothing that waits for their own hand.
import type { Me } from '../api/session.ts';
import type { TextKey } from '../text/language.tsx';

/** What the list of one's own is called, and what it says while it is empty. */
export type RequestWords = Readonly<{ title: TextKey; none: TextKey; hint: TextKey }>;

const OF_CITIZEN: RequestWords = {
  title: 'requests.title',
  none: 'requests.none',
  hint: 'requests.hint',
};
const OF_DEPUTY: RequestWords = {
  title: 'requests.deputy.title',
  none: 'requests.deputy.none',
  hint: 'requests.hint',
};

/** Undefined for whoever has a post by which matters wait for them. */
export function requestWordsOf(me: Me): RequestWords | undefined {
  const roles = new Set<string>(me.posts.map(({ role }) => role));
  if (roles.size === 0 || [...roles].some((role) => role !== 'citizen' && role !== 'npcDeputy'))
    return undefined;
  return roles.has('npcDeputy') ? OF_DEPUTY : OF_CITIZEN;
}
