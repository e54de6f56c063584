// `npm run evaluate -- duplicates --messages FILE.jsonl --pairs FILE.tsv`: whether pairs that are known to be
// about the same matter are among the candidates, how often a suggestion to a person is right, and how fast
// candidates are found beside a query of PostgreSQL with trigrams, in the same run.
import { readFileSync } from 'node:fs';
import {
  CANDIDATES_MAX,
  countRarity,
  fingerprintOf,
  gatherNeighbours,
  sameMatter,
  shippedSpeech,
  SUGGEST_FROM,
  SUGGESTED_MAX,
  type Candidate,
  type Neighbours,
} from '#modules/triage/index.ts';
import { round, say } from '../figures.ts';
import { suggestAsTheyArrive } from './duplicates-arriving.ts';
import { askTrigrams } from './duplicates-peer.ts';
import { readMessages, type CitizenMessage } from './messages.ts';
import { existing, optionsOf } from './options.ts';

export async function evaluateDuplicates(args: readonly string[]) {
  const { messages: messagePath, pairs: pairPath } = optionsOf(args, ['messages', 'pairs']);
  const messages = readMessages(existing('messages', messagePath));
  const known = readPairs(existing('pairs', pairPath), messages);

  const { neighbours, found, candidates, seconds } = findAll(messages);
  const keys = new Set<number>();
  found.forEach((others, number) => {
    for (const other of others) keys.add(keyOf(number, other.number));
  });
  const met = known.pairs.filter((pair) => keys.has(pair)).length;

  const suggested = suggestedPairs(neighbours, found);
  const right = [...suggested].filter((pair) => known.closure.has(pair)).length;
  const amongKnown = [...suggested].filter((pair) => known.judges(pair));
  const perSecond = candidates / seconds;

  const peer = await askTrigrams(messages, CANDIDATES_MAX);
  const peerMet = peer.asked.size
    ? known.pairs.filter((pair) => peer.asked.has(low(pair)) || peer.asked.has(high(pair)))
    : [];
  const figures = {
    messages: messages.length,
    pairs: known.pairs.length,
    pairsOfUnknownIds: known.unknown,
    recall: share(met, known.pairs.length),
    /** Of the pairs suggested as the same, those in the file or reached through it (transitive closure). */
    precisionOfSuggested: share(right, suggested.size),
    /** The same of suggestions whose two messages both occur in the file: of the others it says nothing. */
    precisionAmongMessagesOfPairs: share(
      amongKnown.filter((pair) => known.closure.has(pair)).length,
      amongKnown.length,
    ),
    suggested: suggested.size,
    recallOfSuggested: share(
      known.pairs.filter((pair) => suggested.has(pair)).length,
      known.pairs.length,
    ),
    suggestFrom: SUGGEST_FROM,
    candidates: keys.size,
    candidatesPerMessage: round(candidates / Math.max(1, messages.length), 1),
    candidatesPerMessageMax: CANDIDATES_MAX,
    candidatesPerSecond: Math.round(perSecond),
    messagesPerSecond: Math.round(messages.length / seconds),
    /** As the product suggests, message by message. */
    arriving: suggestAsTheyArrive(messages, known.isSame, known.isNamed),
    peer: {
      ...peer.figures,
      recall: share(peerMet.filter((pair) => peer.found.has(pair)).length, peerMet.length),
    },
    ratioToPeer: round(perSecond / peer.figures.candidatesPerSecond, 1),
    ratioToPeerByMessages: round(messages.length / seconds / peer.figures.messagesPerSecond, 1),
  };
  tell(figures);
  return figures;
}

function findAll(messages: readonly CitizenMessage[]) {
  const speech = shippedSpeech();
  const from = process.cpuUsage();
  const rarity = countRarity(speech);
  const prints = messages.map((message) => fingerprintOf(message, rarity));
  for (const print of prints) rarity.count(print);
  const neighbours = gatherNeighbours(rarity);
  messages.forEach(({ at, user, point }, number) => {
    const print = prints[number];
    if (print) neighbours.add({ print, at, reporter: user, point, itemCode: null });
  });
  const found = messages.map((_, number) => {
    const entry = neighbours.entry(number);
    return neighbours.candidates(entry, entry.weighed, number);
  });
  const { user, system } = process.cpuUsage(from);
  const candidates = found.reduce((sum, others) => sum + others.length, 0);
  return { neighbours, found, candidates, seconds: (user + system) / 1e6 };
}

/** What a person is shown: for each message its likeliest others. */
function suggestedPairs(
  neighbours: Neighbours,
  found: readonly (readonly Candidate[])[],
): Set<number> {
  const suggested = new Set<number>();
  found.forEach((others, number) => {
    others
      .map((other) => ({
        other: other.number,
        score: sameMatter(neighbours.entry(number), neighbours.entry(other.number)),
      }))
      .filter(({ score }) => score >= SUGGEST_FROM)
      .sort((a, b) => b.score - a.score || a.other - b.other)
      .slice(0, SUGGESTED_MAX)
      .forEach(({ other }) => suggested.add(keyOf(number, other)));
  });
  return suggested;
}

/** Two message numbers in one; the order does not matter. */
const PLACE = 2 ** 26;
const keyOf = (a: number, b: number) => Math.min(a, b) * PLACE + Math.max(a, b);
const low = (key: number) => Math.floor(key / PLACE);
const high = (key: number) => key % PLACE;

/** The first two columns of each line, where both are ids of messages; a header is none. */
function readPairs(path: string, messages: readonly CitizenMessage[]) {
  const numbers = new Map(messages.map(({ id }, number) => [id, number]));
  const pairs = new Set<number>();
  const group = messages.map((_, number) => number);
  const headOf = (number: number): number => {
    let head = number;
    while (group[head] !== head) head = group[head] ?? head;
    return (group[number] = head);
  };
  let unknown = 0;
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    const [first = '', second = ''] = line.split('\t').map((cell) => cell.trim());
    if (first === '' || second === '') continue;
    const [a, b] = [numbers.get(first), numbers.get(second)];
    if (a === undefined || b === undefined || a === b) {
      if (index > 0) unknown++;
      continue;
    }
    pairs.add(keyOf(a, b));
    const [one, other] = [headOf(a), headOf(b)];
    group[Math.max(one, other)] = Math.min(one, other);
  }
  const named = new Set([...pairs].flatMap((pair) => [low(pair), high(pair)]));
  return {
    pairs: [...pairs],
    unknown,
    /** Whether the file says anything of both messages. */
    judges: (pair: number) => named.has(low(pair)) && named.has(high(pair)),
    isNamed: (number: number) => named.has(number),
    isSame: (a: number, b: number) => named.has(a) && named.has(b) && headOf(a) === headOf(b),
    closure: {
      has: (pair: number) =>
        named.has(low(pair)) && named.has(high(pair)) && headOf(low(pair)) === headOf(high(pair)),
    },
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : round(part / whole, 4);
}

function tell(figures: Awaited<ReturnType<typeof evaluateDuplicates>>): void {
  say(
    `${figures.messages} messages, ${figures.pairs} pairs; at most ${CANDIDATES_MAX} candidates each, ` +
      `${figures.candidatesPerMessage} on average`,
  );
  say(`of the pairs ${figures.recall ?? '–'} are among the candidates`);
  say(
    `suggested from ${SUGGEST_FROM}: ${figures.suggested} pairs; right by the file and its closure ` +
      `${figures.precisionOfSuggested ?? '–'}, among messages that it names ${figures.precisionAmongMessagesOfPairs ?? '–'}`,
  );
  const { later, met, recall, precisionAmongMessagesOfPairs } = figures.arriving;
  say(
    `as they arrive: of ${later} later messages of a matter ${met} are shown an earlier one (${recall ?? '–'}), ` +
      `right ${precisionAmongMessagesOfPairs ?? '–'}`,
  );
  say(
    `${figures.candidatesPerSecond} candidates per processor second; PostgreSQL (${figures.peer.query}) ` +
      `${figures.peer.candidatesPerSecond}: ${figures.ratioToPeer} ×`,
  );
}
