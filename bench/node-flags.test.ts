import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeFlags } from './place.ts';

test('what is measured runs as the server does', () => {
  const file = new URL('../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: Record<string, string> };
  expect(nodeFlags()).toEqual(
    expect.arrayContaining([
      '--no-allocation-site-pretenuring',
      '--v8-pool-size=1',
      '--heap-growing-percent=150',
      '--no-memory-reducer',
    ]),
  );
  for (const name of ['start', 'bench', 'fuzz', 'rights'])
    expect(scripts[name]).toMatch(new RegExp(`^node ${nodeFlags().join(' ')} \\S+$`));
});
