// The fast part of the tests: format, types, import directions, pure tests. Each is a rule that fails;
// what is not here is not a rule.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Step } from './steps.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const CRUISED = ['modules', 'platform', 'adapters', 'apps', 'stories', 'bench'].filter((folder) =>
  existsSync(path.join(ROOT, folder)),
);

export const CHECK_STEPS: readonly Step[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'types', command: ['tsc', '-p', '.', '--noEmit'] },
  { name: 'directions', command: ['depcruise', '--config', '.dependency-cruiser.mjs', ...CRUISED] },
  {
    name: 'pure tests',
    command: ['vitest', 'run', '--project', 'pure', '--passWithNoTests'],
    countsTests: true,
  },
];
