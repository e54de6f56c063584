// What a clerk is shown as messages arrive one by one: each is compared with those before it exactly as the
// product does (`gatherKnown`), and then becomes known itself.
import { shippedCatalog } from '#modules/catalog/index.ts';
import {
  buildClassifier,
  DEFAULT_TRIAGE_POLICY,
  gatherKnown,
  printOfReport,
  stanceOf,
  type Matter,
} from '#modules/triage/index.ts';
import { round } from '../figures.ts';
import type { CitizenMessage } from './messages.ts';

/**
 * `isSame` says whether two numbers of messages are known to be the same matter, `isNamed` whether anything is known
 * of a message.
 */
export function suggestAsTheyArrive(
  messages: readonly CitizenMessage[],
  isSame: (a: number, b: number) => boolean,
  isNamed: (a: number) => boolean,
) {
  const { duplicates: policy } = DEFAULT_TRIAGE_POLICY;
  const classifier = buildClassifier(shippedCatalog().items);
  const itemOf = (text: string) => {
    const [best] = classifier.classify(text);
    const isFaint = !best || stanceOf(best.confidence, DEFAULT_TRIAGE_POLICY) === 'ask';
    return isFaint ? null : best.code;
  };
  const order = messages
    .map((message, number) => ({ message, number }))
    .sort((a, b) => a.message.at - b.message.at || a.number - b.number);
  const numberOf = new Map(messages.map(({ id }, number) => [id, number]));
  const before: number[] = [];
  const known = gatherKnown();
  let [later, met, suggested, judged, right] = [0, 0, 0, 0, 0];
  const from = process.cpuUsage();
  for (const { message, number } of order) {
    const text = `${message.subject}\n${message.detail}`;
    const matter: Matter = {
      print: printOfReport(text),
      at: message.at,
      reporter: null,
      point: message.point,
      itemCode: itemOf(text),
      ...{ villageId: null, gridId: null },
    };
    const found = known.find(matter, policy, policy.most).map(({ id }) => numberOf.get(id) ?? -1);
    suggested += found.length;
    if (isNamed(number)) {
      const named = found.filter(isNamed);
      judged += named.length;
      right += named.filter((other) => isSame(number, other)).length;
      if (before.some((other) => isSame(number, other))) {
        later++;
        if (found.some((other) => isSame(number, other))) met++;
      }
      before.push(number);
    }
    known.add({ ...matter, id: message.id });
  }
  const { user, system } = process.cpuUsage(from);
  return {
    /** Messages of a known matter of which another came before, and how many were shown one of these. */
    later,
    met,
    recall: later === 0 ? null : round(met / later, 4),
    suggested,
    precisionAmongMessagesOfPairs: judged === 0 ? null : round(right / judged, 4),
    messagesPerSecond: Math.round((messages.length * 1e6) / (user + system)),
  };
}
