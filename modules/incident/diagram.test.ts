// The documents show the life cycle as it is.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lifecycleDiagram } from './diagram.ts';
import { OUTCOMES, STATUSES, VERB_NAMES } from './lifecycle.ts';

test('the README shows the diagram of the table', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`mermaid\n${lifecycleDiagram()}\n\`\`\``);
  expect(readme.split('\n').length).toBeLessThanOrEqual(61);
});

test('the life of an incident links into code that is there, and the glossary names every verb', () => {
  const docs = new URL('../../docs/', import.meta.url);
  const life = readFileSync(new URL('life-of-an-incident.md', docs), 'utf8');
  const links = [...life.matchAll(/\]\(([^)]+)\)/g)].map((link) => link[1] ?? '');
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !existsSync(new URL(link, docs)))).toEqual([]);

  const glossary = readFileSync(new URL('glossary.md', docs), 'utf8');
  const words = new Set([...glossary.matchAll(/`(\w+)`/g)].map((word) => word[1]));
  const machineOnly = ['ring', 'recalculate'];
  expect(VERB_NAMES.filter((verb) => !words.has(verb) && !machineOnly.includes(verb))).toEqual([]);
  expect(STATUSES.filter((status) => !words.has(status))).toEqual([]);
  expect(OUTCOMES.filter((outcome) => !words.has(outcome))).toEqual([]);
});
