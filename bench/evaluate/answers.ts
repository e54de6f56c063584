// `npm run evaluate -- answers --messages FILE.jsonl`: how well the check of an answer tells good answers from
// others. Each line has `detail` (or `text`) and `reply`; `subject` and a person's label `explainable`
// (1: the answer explains, 0: it only says that it was received or passed on) are used where they are there.
//
// Two questions. Without labels: is a message's own answer told from another message's answer? With labels:
// how far do the checks agree with the people, beside what the length or shared words alone would say? What
// is learnt from labels (eight weights) is learnt from one half and reported on the other; the halves are
// dealt by the hash of the seed and the id.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkAnswer, type AnswerCheck } from '#modules/triage/index.ts';
import { existing, MisusedCommand, optionsOf } from './options.ts';
import { bigramsOf, likeness } from './shared-pairs.ts';

const SEED = 'answers-1';
/** Another message's answer is taken from so many lines further on. */
const STRANGER = 37;

type Row = Readonly<{
  id: string;
  subject: string;
  text: string;
  reply: string;
  explains: boolean | null;
}>;

/** Throws MisusedCommand for wrong options and for a file without messages and replies. */
export function evaluateAnswers(args: readonly string[]) {
  const { messages } = optionsOf(args, ['messages']);
  const rows = readRows(existing('messages', messages));
  const before = process.cpuUsage();
  const checks = rows.map((row) => checkOf(row, row.reply));
  const { user, system } = process.cpuUsage(before);
  const strangers = rows.map((row, at) =>
    checkOf(row, rows[(at + STRANGER) % rows.length]?.reply ?? ''),
  );
  const demands = checks.flatMap((check) => check.demands);
  const share = (state: string) => round(demands.filter((one) => one.state === state).length / demands.length); // prettier-ignore
  const labelled = rows.filter((row) => row.explains !== null).length;
  const figures = {
    answers: rows.length,
    demandsPerMessage: round(demands.length / rows.length),
    demandsAnswered: share('answered'),
    demandsPartly: share('partly'),
    demandsOpen: share('open'),
    answersFlagged: round(checks.filter((check) => check.flags.length > 0).length / rows.length),
    ownOrStranger: ownOrStranger(rows, checks, strangers),
    labels: labelled > 1 ? againstLabels(rows, checks) : null,
    seed: SEED,
    answersPerSecondPerCore: Math.round((rows.length * 1_000_000) / (user + system)),
    charactersPerAnswer: round(rows.reduce((sum, row) => sum + row.reply.length + row.text.length, 0) / rows.length), // prettier-ignore
  };
  for (const [name, value] of Object.entries(figures))
    console.error(`${name}: ${JSON.stringify(value)}`);
  return figures;
}

function checkOf(row: Row, reply: string): AnswerCheck {
  return checkAnswer({ subject: row.subject, text: row.text }, reply);
}

function readRows(file: string): Row[] {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line, number): Row[] => {
      let row: Record<string, unknown>;
      try {
        row = JSON.parse(line) as Record<string, unknown>;
      } catch {
        throw new MisusedCommand(`--messages：第 ${number + 1} 行不是 JSON line ${number + 1} is no JSON`); // prettier-ignore
      }
      const words = (name: string) => (typeof row[name] === 'string' ? row[name] : '');
      const label = String(row['explainable'] ?? '');
      const reply = words('reply');
      if (reply === '') return [];
      return [
        {
          id: String(row['id'] ?? number),
          subject: words('subject'),
          text: words('detail') || words('text'),
          reply,
          explains: label === '1' ? true : label === '0' ? false : null,
        },
      ];
    });
  if (rows.length > STRANGER) return rows;
  throw new MisusedCommand('--messages：没有足够的留言和答复 too few messages with a reply');
}

/** Areas under the curve: 0.5 is chance, 1 is always told apart. */
function ownOrStranger(
  rows: readonly Row[],
  checks: readonly AnswerCheck[],
  strangers: readonly AnswerCheck[],
) {
  const compare = (of: (check: AnswerCheck) => number) =>
    areaUnderCurve(checks.map(of), strangers.map(of));
  const overlap = (row: Row, reply: string) =>
    likeness(bigramsOf(`${row.subject}${row.text}`), bigramsOf(reply));
  return {
    complete: compare((check) => check.complete),
    relevant: compare((check) => check.relevant),
    openOfOwn: openShare(checks),
    openOfStrangers: openShare(strangers),
    baselineOverlap: areaUnderCurve(
      rows.map((row) => overlap(row, row.reply)),
      rows.map((row, at) => overlap(row, rows[(at + STRANGER) % rows.length]?.reply ?? '')),
    ),
  };
}

function openShare(checks: readonly AnswerCheck[]): number {
  const demands = checks.flatMap((check) => check.demands);
  return round(demands.filter((one) => one.state === 'open').length / demands.length);
}

type Case = Readonly<{ explains: boolean; features: readonly number[]; row: Row; check: AnswerCheck }>; // prettier-ignore

function againstLabels(rows: readonly Row[], checks: readonly AnswerCheck[]) {
  const cases = rows.flatMap((row, at): Case[] => {
    const check = checks[at];
    if (row.explains === null || !check) return [];
    return [{ explains: row.explains, features: featuresOf(row, check), row, check }];
  });
  const taught = cases.filter(({ row }) => !isHeldOut(row));
  const asked = cases.filter(({ row }) => isHeldOut(row));
  const area = (score: (one: Case) => number) =>
    areaUnderCurve(
      asked.filter((one) => one.explains).map(score),
      asked.filter((one) => !one.explains).map(score),
    );
  const learnt = learn(taught.map(({ features, explains }) => ({ features, explains })));
  const byLength = learn(
    taught.map(({ features: [length = 0], explains }) => ({ features: [length], explains })),
  );
  return {
    heldOut: asked.length,
    notExplaining: asked.filter((one) => !one.explains).length,
    aucConcrete: area(({ check }) => check.concrete),
    aucComplete: area(({ check }) => check.complete),
    aucLearnt: area(({ features }) => learnt(features)),
    agreementLearnt: agreement(asked, ({ features }) => learnt(features) > 0),
    baselineAucLength: area(({ row }) => row.reply.length),
    baselineAucOverlap: area(({ row }) =>
      likeness(bigramsOf(`${row.subject}${row.text}`), bigramsOf(row.reply)),
    ),
    baselineAgreementLength: agreement(asked, ({ features: [length = 0] }) => byLength([length]) > 0), // prettier-ignore
  };
}

function isHeldOut(row: Row): boolean {
  return (createHash('sha256').update(`${SEED}/${row.id}`).digest()[0] ?? 0) % 2 === 1;
}

/** The mean share of right answers in both classes, since nine of ten answers explain. */
function agreement(asked: readonly Case[], says: (one: Case) => boolean): number {
  const right = (explains: boolean) => {
    const own = asked.filter((one) => one.explains === explains);
    return own.filter((one) => says(one) === explains).length / own.length;
  };
  return round((right(true) + right(false)) / 2);
}

function featuresOf(row: Row, check: AnswerCheck): number[] {
  const kinds = new Set(check.substance.map(({ kind }) => kind)).size;
  const empty = check.empty.join('').length;
  return [
    Math.log1p(row.reply.length),
    check.concrete,
    check.complete,
    check.relevant,
    kinds / 4,
    Math.log1p(check.substance.length),
    Math.log1p(empty) / 4,
    check.flags.some(({ code }) => code === 'answer.hollow') ? 1 : 0,
  ];
}

const STEPS = 3000;
const STEP = 0.5;
const DECAY = 1e-4;

/** Logistic regression with the rarer class weighted up; gives above 0 for "explains". */
function learn(cases: readonly { features: readonly number[]; explains: boolean }[]) {
  const size = cases[0]?.features.length ?? 0;
  const columns = Array.from({ length: size }, (_, at) => cases.map((one) => one.features[at] ?? 0)); // prettier-ignore
  const scales = columns.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(spread) || 1 };
  });
  const scaled = (features: readonly number[]) =>
    scales.map(({ mean, deviation }, at) => ((features[at] ?? 0) - mean) / deviation);
  const rows = cases.map((one) => ({ x: scaled(one.features), y: one.explains ? 1 : 0 }));
  const positive = rows.filter(({ y }) => y === 1).length || 1;
  const weightOf = (y: number) => rows.length / 2 / (y === 1 ? positive : rows.length - positive);
  const weights = new Float64Array(size + 1);
  const score = (x: readonly number[]) =>
    x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), weights[size] ?? 0);
  for (let step = 0; step < STEPS; step++) {
    const slope = new Float64Array(size + 1);
    for (const { x, y } of rows) {
      const miss = (1 / (1 + Math.exp(-score(x))) - y) * weightOf(y);
      for (let at = 0; at <= size; at++) slope[at] = (slope[at] ?? 0) + miss * (x[at] ?? 1);
    }
    for (let at = 0; at <= size; at++) {
      const decay = at < size ? DECAY * (weights[at] ?? 0) : 0;
      weights[at] = (weights[at] ?? 0) - STEP * ((slope[at] ?? 0) / rows.length + decay);
    }
  }
  return (features: readonly number[]) => score(scaled(features));
}

/** How often a value of the first kind stands above one of the second; equal ones count half. */
function areaUnderCurve(above: readonly number[], below: readonly number[]): number {
  const all = [
    ...above.map((value) => ({ value, isAbove: true })),
    ...below.map((value) => ({ value, isAbove: false })),
  ].sort((a, b) => a.value - b.value);
  let wins = 0;
  let passed = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (all[to]?.value === all[from]?.value && to < all.length) to++;
    const tied = all.slice(from, to);
    const lower = tied.filter((one) => !one.isAbove).length;
    wins += (tied.length - lower) * (passed + lower / 2);
    passed += lower;
    from = to;
  }
  return above.length * below.length === 0 ? 0.5 : round(wins / (above.length * below.length));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
