// `npm run evaluate -- topics --messages FILE.jsonl --out FILE.json`: the topics of a file of messages with
// their members, place, thing, period and heat, the hottest first.
import { writeFileSync } from 'node:fs';
import {
  cleanSubject,
  findTopics,
  fromTheMiddle,
  heatOf,
  inOrder,
  placeOf,
  printOf,
  thingOf,
} from '#modules/topic/index.ts';
import { round, say } from '../figures.ts';
import { readMessages } from './messages.ts';
import { existing, optionsOf } from './options.ts';

/** Said on stderr. */
const SHOWN = 20;
/** A topic that people call hot has so many reporters. */
const HOT_REPORTERS = 5;

export function evaluateTopics(args: readonly string[]) {
  const { messages: path, out } = optionsOf(args, ['messages', 'out']);
  const messages = inOrder(readMessages(existing('messages', path)));
  const from = process.cpuUsage();
  const { groups, neighbours } = findTopics(
    messages.map((message) => ({
      print: printOf(message),
      at: message.at,
      reporter: message.user,
      point: message.point,
      itemCode: null,
    })),
  );
  const { user, system } = process.cpuUsage(from);
  const now = messages.at(-1)?.at ?? 0;
  const topics = groups
    .filter((group) => group.length > 1)
    .map((group) => {
      const members = fromTheMiddle(group, neighbours).flatMap((number) => messages[number] ?? []);
      const subjects = members.map(({ subject, detail }) => subject || detail.slice(0, 40));
      const times = members.map(({ at }) => at);
      const last = Math.max(...times);
      const parts = {
        count: members.length,
        reporters: new Set(members.map((one) => one.user ?? one.id)).size,
        likes: members.reduce((sum, { likes }) => sum + likes, 0),
      };
      const place = placeOf(subjects);
      return {
        title: cleanSubject(subjects[0] ?? ''),
        place,
        object: thingOf(subjects, place),
        period: {
          from: new Date(Math.min(...times)).toISOString(),
          to: new Date(last).toISOString(),
        },
        heat: heatOf(parts, last, now),
        /** Without cooling: how hot it was at its last message. */
        heatAtLast: heatOf(parts, last, last),
        ...parts,
        members: members.map(({ id }) => id),
      };
    })
    .sort((a, b) => b.heatAtLast - a.heatAtLast || b.count - a.count);
  writeFileSync(out, JSON.stringify({ topics }, null, 1));
  for (const topic of topics.slice(0, SHOWN))
    say(
      `${topic.heatAtLast}\t${topic.count} 件 ${topic.reporters} 人 ${topic.likes} 赞\t${topic.title}` +
        `\t[${topic.place ?? '–'} · ${topic.object ?? '–'}]`,
    );
  return {
    topics: topics.length,
    hot: topics.filter(({ reporters }) => reporters >= HOT_REPORTERS).length,
    messages: messages.length,
    inTopics: topics.reduce((sum, { count }) => sum + count, 0),
    largest: Math.max(0, ...topics.map(({ count }) => count)),
    cpuSeconds: round((user + system) / 1e6),
    messagesPerSecond: Math.round(messages.length / ((user + system) / 1e6)),
  };
}
