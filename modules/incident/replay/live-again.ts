// The replay's heart: all matters of a play live side by side in simulated time, each decided one by one
// by the same core as live work. Pure: it writes nothing, and time is what the play says.
import { systemActor } from '#modules/identity/index.ts';
import { uuidBytes } from '#platform/ids/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { nextRing } from '../clocks.ts';
import { decide, typedInput, type Command, type NewFact } from '../decide.ts';
import type { Incident } from '../incident.ts';
import { birth } from '../receive.ts';
import type { Chain } from '../sealing.ts';
import type { Play, PlayedMatter, ReplayRules, Wish } from './play.ts';
import { turnQueue } from './queue.ts';

/** A matter while it lives. */
export type Life = {
  /** When something happens to it next. */
  at: Instant;
  readonly order: number;
  readonly matter: PlayedMatter;
  readonly idBytes: Buffer;
  incident: Incident;
  /** Head of its chain, kept by whoever seals its facts. */
  readonly chain: Chain;
  /** When its people act next; null when they are through. */
  actAt: Instant | null;
  asked: number;
  refused: number;
};

/** Who listens to a replay; called for every fact, and once at the end of every life. */
export type ReplayListener = Readonly<{
  fact: (life: Life, entry: NewFact) => void;
  ended: (life: Life) => void;
}>;

export type ReplayTally = {
  incidents: number;
  facts: number;
  /** Verbs that people and triage asked for. */
  asked: number;
  /** Decisions of clocks that rang. */
  rings: number;
  refused: number;
  /** How often which verb was refused why, e.g. `close incident.giver-closes`. */
  refusals: Map<string, number>;
};

export type Replay = Readonly<{
  /** Lets so many things happen; false when there is nothing left. */
  go: (steps: number) => boolean;
  /** Simulated time. */
  now: () => Instant;
  living: () => number;
  tally: Readonly<ReplayTally>;
}>;

const CLOCK = systemActor('clock');

/** Nothing happens at or after `until`: matters that still live then are told as they stand. */
export function replay(
  play: Play,
  { countyId, knowledge }: ReplayRules,
  listener: ReplayListener,
  until: Instant = Infinity,
): Replay {
  const queue = turnQueue<Life>();
  const lives = new Map<string, Life>();
  const tally: ReplayTally = {
    ...{ incidents: 0, facts: 0, asked: 0, rings: 0, refused: 0 },
    refusals: new Map(),
  };
  let coming = play.next();
  let now: Instant = 0;

  const hear = (life: Life, entry: NewFact) => {
    tally.facts++;
    listener.fact(life, entry);
  };
  /** Sets when it goes on; false when it is over. */
  const plan = (life: Life): boolean => {
    const ring = nextRing(life.incident.clocks);
    if (life.actAt === null && ring === null) return false;
    life.at = Math.max(now, Math.min(life.actAt ?? Infinity, ring ?? Infinity));
    return true;
  };
  const end = (life: Life) => {
    lives.delete(life.matter.id);
    listener.ended(life);
  };

  const bear = (matter: PlayedMatter) => {
    now = matter.at;
    const { incident, entry } = birth(matter.report, matter.number, knowledge, now, matter.id);
    const actAt = matter.when(incident, 0);
    const order = tally.incidents++;
    const life: Life = {
      at: now,
      order,
      matter,
      idBytes: uuidBytes(matter.id),
      incident,
      chain: { head: null, wrapped: null, key: null },
      actAt,
      asked: 0,
      refused: 0,
    };
    hear(life, entry);
    if (!plan(life)) return listener.ended(life);
    lives.set(matter.id, life);
    queue.add(life);
  };

  const perform = (life: Life, wish: Wish | typeof RING) => {
    const { matter, incident } = life;
    const { verb, input, actor } = wish;
    const command: Command = { countyId, incidentId: matter.id, verb, input, actor };
    const others = 'others' in wish ? othersOf(wish.others, lives) : undefined;
    const decided = decide(incident, command, knowledge, now, others, typedInput);
    if ('refused' in decided) {
      life.refused++;
      tally.refused++;
      const why = `${wish.verb} ${decided.refused}`;
      tally.refusals.set(why, (tally.refusals.get(why) ?? 0) + 1);
      return;
    }
    for (const entry of decided.facts) {
      const its = entry.fact.incidentId === matter.id ? life : lives.get(entry.fact.incidentId);
      if (!its)
        throw new Error(`a fact about a matter that is not alive: ${entry.fact.incidentId}`);
      hear(its, entry);
    }
    for (const after of decided.after) {
      const its = after.id === matter.id ? life : lives.get(after.id);
      if (its) its.incident = after;
    }
  };

  const turn = (life: Life) => {
    now = life.at;
    if (life.actAt !== null && life.actAt <= now) {
      const wish = life.matter.what(life.incident, life.asked, now);
      life.asked++;
      tally.asked++;
      perform(life, wish);
      life.actAt = life.matter.when(life.incident, life.asked);
    } else {
      tally.rings++;
      perform(life, RING);
      const next = nextRing(life.incident.clocks);
      // The machine may always ring; anything else is a bug that must not go round for ever.
      if (next !== null && next <= now) throw new Error(`a clock of ${life.matter.id} cannot ring`);
    }
    if (plan(life)) return queue.firstMoved();
    queue.removeFirst();
    end(life);
  };

  return {
    go(steps) {
      for (let left = steps; left > 0; left--) {
        const first = queue.first();
        if (coming && coming.at < until && (!first || coming.at <= first.at)) {
          bear(coming);
          coming = play.next();
        } else if (first && first.at < until) turn(first);
        else {
          for (const life of lives.values()) listener.ended(life);
          lives.clear();
          return false;
        }
      }
      return true;
    },
    now: () => now,
    living: () => lives.size,
    tally,
  };
}

const RING = { verb: 'ring', input: {}, actor: CLOCK } as const;

function othersOf(
  ids: readonly string[] | undefined,
  lives: ReadonlyMap<string, Life>,
): ReadonlyMap<string, Incident> {
  const others = new Map<string, Incident>();
  for (const id of ids ?? []) {
    const life = lives.get(id);
    if (life) others.set(id, life.incident);
  }
  return others;
}
