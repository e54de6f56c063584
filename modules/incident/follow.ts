// 并案: whoever reported what was merged follows to the matter in which it goes on. Pure.
import type { Actor } from '#modules/identity/index.ts';
import { rightFor, verbsFor } from './decide.ts';
import type { Incident } from './incident.ts';
import type { Verb } from './lifecycle.ts';
import { VERB_RIGHTS } from './rights.ts';

/** What they may do there, from the page of their own matter. */
export const FOLLOWING_VERBS: readonly Verb[] = ['urge'];

/** The last of those into which it was merged, one after the other; undefined where one is not known. */
export function goesOnIn(
  incident: Incident,
  known: ReadonlyMap<string, Incident>,
): Incident | undefined {
  let last: Incident | undefined = incident;
  while (last && last.mergedInto !== null) last = known.get(last.mergedInto);
  return last;
}

/** As who the reporter of a merged matter acts where it goes on: it is theirs, too, as by a receipt code. */
export function followerOf(
  incident: Incident,
  verb: Verb,
  actor: Actor,
  master: Incident,
): Actor | undefined {
  if (incident.status !== 'merged' || !FOLLOWING_VERBS.includes(verb)) return undefined;
  const posts = actor.posts.filter(({ role }) => VERB_RIGHTS[verb][role] === 'own');
  const reporter = { ...actor, posts };
  return posts.length > 0 && rightFor(incident, verb, reporter)
    ? { ...reporter, receiptOf: [master.id] }
    : undefined;
}

export function followerVerbs(incident: Incident, actor: Actor, master: Incident): readonly Verb[] {
  return FOLLOWING_VERBS.filter((verb) => {
    const follower = followerOf(incident, verb, actor, master);
    return follower !== undefined && verbsFor(master, follower).includes(verb);
  });
}
