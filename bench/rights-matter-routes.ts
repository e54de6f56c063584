// What everybody is asked about every matter, and the rule for the answer: area × line × restriction, said
// here a second time (simulate-rights.ts). Whoever may not see it must not learn that it exists.
import { ROLES, type Actor } from '#modules/identity/index.ts';
import { edgeOf, VERB_NAMES, VERB_RIGHTS, type Verb } from '#modules/incident/index.ts';
import type { Ask } from './rights-ask.ts';
import type { Matter } from './rights-matters.ts';
import type { Who } from './rights-people.ts';
import { ROSTER_READERS } from './rights-routes.ts';
import { maySee, mayUse } from './simulate-rights.ts';

const API = '/api/v1';
/** Nobody is at this version: whoever may is told that it changed, and nothing happens. */
const NEVER_REACHED = 999_999_999;
const NOT_SEEN = ['incident.not-found', 'evidence.not-found'] as const;
const BY_PEOPLE = VERB_NAMES.filter((verb) => Object.keys(VERB_RIGHTS[verb]).length > 0);
/** Verbs tried by each person on each matter; the next ones on the next. */
const VERBS_EACH = 2;

/** The questions of one person (null: nobody) about one matter. `turn` goes round the verbs. */
export function asksAbout(who: Who | null, matter: Matter, turn: number): readonly Ask[] {
  const actor = who?.actor ?? null;
  const sees = actor !== null && maySee(actor, matter);
  const { about, id, word, number, phone, evidenceId } = matter;
  const isOwner = actor !== null && matter.reporterId === actor.id;
  // Names and telephones stand in clear before their own reporter only.
  const masked = isOwner ? [] : [phone];
  const one = (op: string, path: string, expect = sees, more: Partial<Ask> = {}): Ask => ({
    op,
    path,
    expect: expect ? 'open' : 'shut',
    hidden: NOT_SEEN,
    never: expect ? masked : [...masked, word, number],
    about,
    ...more,
  });
  const within = `${API}/incidents/${id}`;
  const verbs = Array.from(
    { length: VERBS_EACH },
    (_, index) => BY_PEOPLE[(turn * VERBS_EACH + index) % BY_PEOPLE.length] ?? 'annotate',
  );
  const mayName = actor !== null && mayUse(actor, 'restrict', matter);
  // The title of a restricted matter is masked in lists, its number is not.
  const listed = (op: string, path: string, mark = number): Ask => ({
    op,
    path,
    expect: who ? 'open' : 'shut',
    never: sees ? [] : [id, mark, word],
    always: sees ? [mark] : [],
    about,
  });
  const looks = actor !== null && sees && mayLook(actor, matter);
  return [
    one('GET /incidents/{id}', within, sees, { always: sees ? [number] : [] }),
    one('GET /incidents/{id}/why-not', `${within}/why-not?verb=close`),
    one('POST /incidents/{id}/answer-check', `${within}/answer-check`, sees, { body: { answer: '已修复' } }), // prettier-ignore
    one('GET /incidents/{id}/colleagues', `${within}/colleagues?text=a`, mayName, {
      hidden: ['incident.not-found', 'incident.not-permitted'],
    }),
    one('GET /incidents/{id}/notices', `${within}/notices`),
    one('GET /exchange/incidents/{id}', `${API}/exchange/incidents/${id}`),
    one('GET /incidents/{id}/advice', `${within}/advice`, actor !== null && sees && readsRoster(actor, matter)), // prettier-ignore
    one('GET /incidents/{id}/positions', `${within}/positions`, actor !== null && sees && commands(actor, matter), { hidden: [...NOT_SEEN, 'dispatch.positions-not-yours'] }), // prettier-ignore
    // No place at all: whoever sees the matter is told so, and nothing is written.
    one('PUT /incidents/{id}/position', `${within}/position`, sees, { body: { lng6: 1, lat6: 1 } }),
    one('DELETE /incidents/{id}/position', `${within}/position`),
    one('GET /incidents/{id}/steps', `${within}/steps`, actor !== null && sees && (readsRoster(actor, matter) || worksOn(actor, matter))), // prettier-ignore
    one('GET /incidents/{id}/earlier', `${within}/earlier`, sees, { beyond: ['incident.reveal-denied'] }), // prettier-ignore
    one(REVEAL, `${within}/reveal`, actor !== null && sees && mayReveal(actor, matter), {
      body: { reason: '核实' },
      hidden: [...NOT_SEEN, 'incident.reveal-denied'],
      never: actor !== null && sees && mayReveal(actor, matter) ? [] : [phone],
    }),
    one('GET /incidents/{id}/plates', `${within}/plates`),
    one('POST /incidents/{id}/plates/reveal', `${within}/plates/reveal`, looks, {
      body: { reason: '核实' },
      hidden: [...NOT_SEEN, 'triage.plate-not-yours'],
    }),
    // Nothing was read in this picture: whoever may confirm is told so.
    one(CONFIRM_PLATE, `${within}/plates/${evidenceId}/confirm`, looks, {
      body: { plate: '浙C12345' },
      hidden: [...NOT_SEEN, 'triage.plate-not-yours'],
      beyond: ['triage.no-such-plate'],
    }),
    ...['', '/thumb', '/info'].map((part) =>
      one(`GET /evidence/{id}${part}`, `${API}/evidence/${evidenceId}${part}`),
    ),
    // It tells where the sender stood and with which phone.
    one('GET /evidence/{id}/original', `${API}/evidence/${evidenceId}/original`, actor !== null && mayLook(actor, matter)), // prettier-ignore
    ...verbs.map((verb) => onVerb(actor, matter, verb, `${within}/verbs/${verb}`)),
    onBulk(actor, matter, verbs[0] ?? 'annotate'),
    listed('GET /incidents', `${API}/incidents?q=${word}`),
    listed('GET /incidents/count', `${API}/incidents/count?q=${word}`, '"count":1'),
    listed('GET /callers', `${API}/callers?phone=${phone}`),
  ];
}

export const REVEAL = 'POST /incidents/{id}/reveal';
const CONFIRM_PLATE = 'POST /incidents/{id}/plates/{evidenceId}/confirm';

/** Domain defaults 3(b): only a post that itself reaches the matter and may look at persons. */
function mayReveal(actor: Actor, matter: Matter): boolean {
  return matter.reporterId === actor.id || mayLook(actor, matter);
}

/** Advice names teams and who is on duty: for who reads the roster of the county. */
const readsRoster = (actor: Actor, { countyId }: Matter) =>
  actor.posts.some(
    ({ role, place }) => place.countyId === countyId && ROSTER_READERS.includes(role),
  );

/** Of a unit that received the matter or was ever ordered to do something about it. */
const worksOn = (actor: Actor, { countyId, units }: Matter) =>
  actor.posts.some(
    ({ unitId, place }) => place.countyId === countyId && unitId !== null && units.has(unitId),
  );

/** Rooms that give orders, and the county's desk. */
const commands = (actor: Actor, { countyId }: Matter) =>
  actor.posts.some(
    ({ role, place }) =>
      place.countyId === countyId &&
      ['infoClerk', 'deputyDirector', 'countyDuty', 'countyCommander'].includes(role),
  );

function mayLook(actor: Actor, matter: Matter): boolean {
  return actor.posts.some(
    (post) =>
      ROLES[post.role].personalData === 'reveal' && maySee({ ...actor, posts: [post] }, matter),
  );
}

function onVerb(actor: Actor | null, matter: Matter, verb: Verb, path: string): Ask {
  const may = actor !== null && mayUse(actor, verb, matter);
  return {
    op: 'POST /incidents/{id}/verbs/{verb}',
    path,
    body: { input: {}, expectedVersion: NEVER_REACHED },
    expect: may ? 'open' : 'shut',
    hidden: ['incident.not-found', 'incident.not-permitted'],
    never: [matter.word, matter.phone],
    about: `${matter.about}: ${verb} from ${edgeOf(verb).from.join('/')}`,
  };
}

function onBulk(actor: Actor | null, matter: Matter, verb: Verb): Ask {
  const command = { id: matter.id, verb, input: {}, expectedVersion: NEVER_REACHED };
  return {
    ...onVerb(actor, matter, verb, `${API}/verbs`),
    op: 'POST /verbs',
    body: { commands: [command] },
  };
}
