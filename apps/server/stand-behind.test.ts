import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.runIf(process.platform === 'linux')('puts every thread behind, not only the first', () => {
  const program = `
    import { readdirSync } from 'node:fs';
    import os from 'node:os';
    import { standBehind } from '${new URL('stand-behind.ts', import.meta.url).href}';
    standBehind(7);
    console.log(JSON.stringify(readdirSync('/proc/self/task').map((thread) => os.getPriority(Number(thread)))));`;
  const args = ['--input-type=module', '--eval', program];
  const told = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const niceness = JSON.parse(told) as number[];
  expect(niceness.length).toBeGreaterThan(1);
  for (const each of niceness) expect(each).toBeGreaterThanOrEqual(7);
});
