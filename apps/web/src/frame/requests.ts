// 我的诉求, 我的反映: what somebody outside the government has reported is nothing that waits for their own hand,
// and they register (登记) nothing either: they tell.
import type { Me } from '../api/session.ts';
import type { TextKey } from '../text/language.tsx';

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
