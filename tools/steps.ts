// Runs the steps of the checks one after another, says what each found and how long it took, and
// counts. A step that fails does not hide the ones after it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

export type Step = Readonly<{
  name: string;
  /** `node`, or a program of node_modules/.bin, and its arguments. */
  command: readonly [program: string, ...args: string[]];
  /** A vitest run: its tests are counted one by one instead of the step as one. */
  countsTests?: boolean;
}>;

export type Tally = { passed: number; failed: number; skipped: number };

const ROOT = path.resolve(import.meta.dirname, '..');
const BIN = path.join(ROOT, 'node_modules', '.bin');
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
});

/** Runs all steps; resolves to the sum of what passed, failed and was skipped. */
export async function runSteps(steps: readonly Step[]): Promise<Tally> {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const tally = await runStep(step);
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
  }
  return sum;
}

async function runStep(step: Step): Promise<Tally> {
  const began = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'maplebridge-step-'));
  const reportFile = path.join(folder, 'report.json');
  const [program, ...args] = step.command;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { ok, output } = await runProgram(program, [
    ...args,
    ...(step.countsTests ? reporters : []),
  ]);
  const tally = step.countsTests
    ? testsOf(reportFile, ok)
    : { passed: +ok, failed: +!ok, skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  const counts = step.countsTests ? `  ${textOf(tally)}` : '';
  if (!ok) console.log(output.trimEnd());
  console.log(`${ok ? '✓' : '✗'} ${step.name.padEnd(12)}${seconds} s${counts}`);
  return tally;
}

function runProgram(
  program: string,
  args: readonly string[],
): Promise<{ ok: boolean; output: string }> {
  // This Node, not node_modules/.bin/node: the latter is missing where the machine's own is new enough.
  const file = program === 'node' ? process.execPath : path.join(BIN, program);
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: `${BIN}${path.delimiter}${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** A run that ended badly without a failed test (a set-up that threw, a leaked handle) counts as one failure. */
function testsOf(reportFile: string, ok: boolean): Tally {
  let tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  try {
    const report = Report.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
    tally = {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    // no report: nothing ran
  }
  return ok || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

export function textOf(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}
