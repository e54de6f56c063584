// `npm run evaluate -- NAME --test FILE …`: how well triage understands, on labelled data that it was not
// taught with. Progress for people on stderr; the last line on stdout is one JSON object.
import { MisusedCommand } from './evaluate/options.ts';

/** Takes what stands behind the name on the command line; gives the figures. Throws MisusedCommand. */
type Evaluation = (args: readonly string[]) => unknown;

/** Loaded when asked for: a reader of plates needs packages that a reader of addresses does not. */
const EVALUATIONS: Readonly<Record<string, () => Promise<Evaluation>>> = {
  classify: async () => (await import('./evaluate/classify.ts')).evaluateClassify,
  items: async () => (await import('./evaluate/items.ts')).evaluateItems,
  'items-fit': async () => (await import('./evaluate/items.ts')).evaluateItemsFit,
  answers: async () => (await import('./evaluate/answers.ts')).evaluateAnswers,
  match: async () => (await import('./evaluate/match.ts')).evaluateMatch,
  parse: async () => (await import('./evaluate/parse.ts')).evaluateParse,
  'common-speech': async () => (await import('./evaluate/common-speech.ts')).evaluateCommonSpeech,
  duplicates: async () => (await import('./evaluate/duplicates.ts')).evaluateDuplicates,
  topics: async () => (await import('./evaluate/topics.ts')).evaluateTopics,
  'duplicates-fit': async () => (await import('./evaluate/topic-pairs.ts')).evaluateDuplicatesFit,
  plates: async () => (await import('./evaluate/plates.ts')).evaluatePlates,
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const load = Object.hasOwn(EVALUATIONS, name) ? EVALUATIONS[name] : undefined;
  if (!load) {
    const names = Object.keys(EVALUATIONS).join('|');
    const usage = `用法 usage: npm run evaluate -- ${names} --test FILE`;
    if (name !== '--help' && name !== '-h') throw new MisusedCommand(usage);
    console.error(usage);
    process.exit(0);
  }
  const evaluate = await load();
  console.log(JSON.stringify(await evaluate(args)));
} catch (error) {
  if (!(error instanceof MisusedCommand)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
