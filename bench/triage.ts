// Triage on one core: texts classified, routes decided and reports compared per second, the first two beside
// their goals; and how often
// the classifier is right on phrases held out and, where the data folder is there, on real messages.
import { existsSync, readFileSync } from 'node:fs';
import { shippedCatalog } from '#modules/catalog/index.ts';
import { compileRoutes, defaultRouteRows, type RouteQuestion } from '#modules/dispatch/index.ts';
import { COUNTY_PLACE, SOME_UNITS } from '#modules/dispatch/testing.ts';
import {
  buildClassifier,
  DEFAULT_TRIAGE_POLICY,
  gatherKnown,
  KNOWN_MAX,
  printOfReport,
  type Classifier,
  type KnownMatter,
} from '#modules/triage/index.ts';
import { seededRandom } from '#platform/chance/index.ts';

const GOAL_TEXTS = 10_000;
const GOAL_ROUTES = 500_000;
/** Real citizens' messages with a first-level class, kept beside the project and never in it. */
const MESSAGES = new URL(
  '../../shared/data/citizen-messages/attach2_raw_labelled_public.jsonl',
  import.meta.url,
);

export type TriageFigures = Readonly<{
  textsPerSecond: number;
  textsRatioToGoal: number;
  routesPerSecond: number;
  routesRatioToGoal: number;
  /** Reports compared with so many known matters, and made known, per CPU second: short ones as the desk types them. */
  compared: Readonly<{ known: number; perSecond: number }>;
  phrases: Score;
  /** Of messages whose proposed item has a class in that data set; null when the data is absent. */
  messages: (Score & { compared: number }) | null;
}>;

/** `right` of all; `acted`: the share at or above the threshold to act, and how many of those were right. */
export type Score = Readonly<{
  texts: number;
  right: number;
  suggested: number;
  suggestedRight: number;
  acted: number;
  actedRight: number;
}>;

export function benchTriage({ quick }: Readonly<{ quick: boolean }>): TriageFigures {
  const { items } = shippedCatalog();
  const classifier = buildClassifier(items);
  const messages = existsSync(MESSAGES) ? readMessages(quick) : undefined;
  const texts = messages?.map((one) => one.text) ?? items.flatMap((item) => item.phrases);
  const textsPerSecond = perSecond(quick ? 4000 : 20_000, (at) => {
    classifier.classify(texts[at % texts.length] ?? '');
  });
  const routesPerSecond = routeSpeed(quick);
  const compared = compareSpeed(quick);
  const figures = {
    textsPerSecond,
    textsRatioToGoal: round2(textsPerSecond / GOAL_TEXTS),
    routesPerSecond,
    routesRatioToGoal: round2(routesPerSecond / GOAL_ROUTES),
    compared,
    phrases: scoreHeldOut(),
    messages: messages ? scoreMessages(classifier, messages) : null,
  };
  const length = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length);
  console.log(
    `classify: ${textsPerSecond.toLocaleString('en')} texts per CPU second (${length} characters each) = ${figures.textsRatioToGoal} × the goal`,
  );
  console.log(
    `route: ${routesPerSecond.toLocaleString('en')} decisions per CPU second = ${figures.routesRatioToGoal} × the goal`,
  );
  console.log(
    `duplicates: ${compared.perSecond.toLocaleString('en')} reports per CPU second compared with ${compared.known.toLocaleString('en')} known matters`,
  );
  console.log(`phrases held out, of 114 items: ${told(figures.phrases)}`);
  console.log(
    figures.messages
      ? `real messages, 7 classes, ${Math.round(figures.messages.compared * 100)} % comparable: ${told(figures.messages)}`
      : 'real messages: skipped, ../shared/data is not there',
  );
  return figures;
}

function routeSpeed(quick: boolean): number {
  const { items } = shippedCatalog();
  const routes = compileRoutes(
    { version: 1, rows: defaultRouteRows(items) },
    SOME_UNITS,
    COUNTY_PLACE,
  );
  const random = seededRandom(3);
  const questions = Array.from({ length: 4096 }, (): RouteQuestion => {
    const item = items[Math.trunc(random() * items.length)];
    return {
      townId: random() < 0.5 ? 10 : 20,
      villageId: random() < 0.5 ? 11 : null,
      gridId: null,
      itemCode: item?.code ?? '',
      level: item?.level ?? 4,
      source: 'gridWorker',
      isWorkTime: random() < 0.5,
      call110: random() < 0.1 ? 'B' : null,
    };
  });
  return perSecond(quick ? 500_000 : 3_000_000, (at) => {
    const question = questions[at % questions.length];
    if (question) routes.decide(question);
  });
}

/** Short reports of some hundred villages, each compared with those before it and made known. */
function compareSpeed(quick: boolean): TriageFigures['compared'] {
  const { items } = shippedCatalog();
  const random = seededRandom(7);
  const known = gatherKnown();
  const { duplicates: policy } = DEFAULT_TRIAGE_POLICY;
  const villageOf = (number: number) =>
    `${String.fromCodePoint(0x4e00 + 40 * number, 0x4f00 + 31 * number)}村`;
  const matterAt = (at: number): KnownMatter => {
    const item = items[Math.trunc(random() * items.length)];
    const phrases = item?.phrases ?? [];
    const village = Math.trunc(random() * 300);
    const said = [0, 1].map(() => phrases[Math.trunc(random() * phrases.length)] ?? '');
    const print = printOfReport(`${villageOf(village)}${said.join('，')}，请尽快处理`);
    const placed = { itemCode: item?.code ?? null, villageId: village, gridId: null };
    return { id: String(at), print, at: at * 60_000, reporter: null, point: null, ...placed };
  };
  const size = quick ? 1000 : KNOWN_MAX;
  for (let at = 0; at < size; at++) known.add(matterAt(at));
  const asked = quick ? 300 : 1500;
  const from = process.cpuUsage();
  for (let at = size; at < size + asked; at++) {
    const matter = matterAt(at);
    known.find(matter, policy, policy.most, matter.id);
    known.add(matter);
  }
  const { user, system } = process.cpuUsage(from);
  return { known: size, perSecond: Math.round((asked * 1_000_000) / (user + system)) };
}

/** Each third of the phrases is asked of a model that has not seen it. */
function scoreHeldOut(): Score {
  const { items } = shippedCatalog();
  const answers = [0, 1, 2].flatMap((fold) => {
    const classifier = buildClassifier(
      items.map((item) => ({
        ...item,
        phrases: item.phrases.filter((_, number) => number % 3 !== fold),
      })),
    );
    return items.flatMap((item) =>
      item.phrases
        .filter((_, number) => number % 3 === fold)
        .map((phrase) => {
          const [best] = classifier.classify(phrase);
          return { confidence: best?.confidence ?? 0, right: best?.code === item.code };
        }),
    );
  });
  return scoreOf(answers);
}

type Message = Readonly<{ text: string; label: string }>;

function readMessages(quick: boolean): Message[] {
  const lines = readFileSync(MESSAGES, 'utf8').trim().split('\n');
  return lines.slice(0, quick ? 600 : lines.length).map((line) => {
    const row = JSON.parse(line) as {
      label: string;
      subject?: string | null;
      detail?: string;
      text?: string;
    };
    return { text: row.text ?? `${row.subject ?? ''}。${row.detail ?? ''}`, label: row.label };
  });
}

/**
 * Our items as classes of that data set, by the longest beginning of the code. Some items have no class
 * there, because it sorts by department (政策咨询, 投诉工作人员, 纠纷): proposals of these cannot be compared
 * and are only counted. Messages about what our catalogue lacks (schools) count as wrong.
 */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  '0101003': ['城乡建设'],
  '0101004': ['商贸旅游'],
  '0102001': ['劳动和社会保障'],
  '0102002': ['城乡建设'],
  '0102003': ['卫生计生'],
  '02': ['城乡建设'],
  '0203005': ['商贸旅游', '城乡建设'],
  '0205': ['交通运输', '城乡建设'],
  '0301003': ['环境保护'],
  '0401': ['城乡建设', '环境保护'],
  '0402': ['城乡建设'],
  '05': ['城乡建设'],
  '0501': ['城乡建设', '交通运输'],
  '0502004': ['商贸旅游', '城乡建设'],
  '06': ['城乡建设'],
  '0602': ['城乡建设', '交通运输'],
  '0701': ['环境保护', '城乡建设'],
  '0702': ['城乡建设'],
  '08': ['环境保护'],
  '10': ['商贸旅游', '卫生计生'],
  '1101': ['城乡建设'],
  '1102': ['城乡建设'],
  '1103002': ['劳动和社会保障', '卫生计生'],
};

function scoreMessages(classifier: Classifier, messages: readonly Message[]) {
  const answers = messages.flatMap(({ text, label }) => {
    const [best] = classifier.classify(text);
    const code = best?.code ?? '';
    const classes = CLASSES[code] ?? CLASSES[code.slice(0, 4)] ?? CLASSES[code.slice(0, 2)];
    return classes ? [{ confidence: best?.confidence ?? 0, right: classes.includes(label) }] : [];
  });
  return { ...scoreOf(answers), compared: round2(answers.length / messages.length) };
}

function scoreOf(answers: readonly Readonly<{ confidence: number; right: boolean }>[]): Score {
  const { act, suggest } = DEFAULT_TRIAGE_POLICY.thresholds;
  const rightFrom = (threshold: number) => {
    const sure = answers.filter((one) => one.confidence >= threshold);
    const right = sure.filter((one) => one.right).length;
    return {
      share: sure.length / answers.length,
      right: sure.length === 0 ? 0 : right / sure.length,
    };
  };
  const [all, suggested, acted] = [rightFrom(0), rightFrom(suggest), rightFrom(act)];
  return {
    texts: answers.length,
    right: round2(all.right),
    suggested: round2(suggested.share),
    suggestedRight: round2(suggested.right),
    acted: round2(acted.share),
    actedRight: round2(acted.right),
  };
}

function told(score: Score): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return (
    `${percent(score.right)} of ${score.texts} right; proposes for ${percent(score.suggested)}, ` +
    `right in ${percent(score.suggestedRight)} of these; acts on ${percent(score.acted)}, ` +
    `right in ${percent(score.actedRight)}`
  );
}

/** Calls per second of processor time, the best of three rounds: what one core does undisturbed. */
function perSecond(count: number, work: (at: number) => void): number {
  let fastest = 0;
  for (let round = 0; round < 3; round++) {
    const from = process.cpuUsage();
    for (let at = 0; at < count; at++) work(at);
    const { user, system } = process.cpuUsage(from);
    fastest = Math.max(fastest, (count * 1_000_000) / (user + system));
  }
  return Math.round(fastest);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
