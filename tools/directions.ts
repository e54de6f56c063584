// The check of the import directions over the whole repository.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DIRECTION_RULES } from './direction-rules.ts';
import {
  forbiddenImports,
  importRings,
  importsIn,
  loadsIn,
  resolveImport,
  waysTo,
} from './imports.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDERS = ['modules', 'platform', 'adapters', 'apps', 'stories', 'bench', 'tools'];
const BUILT = /(^|\/)(node_modules|dist|\.data)\//;

const files = globSync(`{${FOLDERS.join(',')}}/**/*.{ts,tsx,mts}`, { cwd: ROOT })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => !BUILT.test(file))
  .sort();
const texts = files.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')] as const);
const graphOf = (read: (text: string) => string[]) =>
  new Map(texts.map(([file, text]) => [file, read(text).map((each) => resolveImport(file, each))]));
const graph = graphOf(importsIn);
/** What no browser has. */
const SERVER_ONLY = /^node:|^node_modules\/(pg|kysely|fastify|pino|sharp)(\/|$)/;
const pages = files.filter((file) => file.startsWith('apps/web/src/') && !/\.test\./.test(file));

const why = new Map(DIRECTION_RULES.map((rule) => [rule.name, rule.why]));
const problems = [
  ...forbiddenImports(graph, DIRECTION_RULES).map(
    ({ rule, from, to }) => `${from} → ${to}\n    ${rule}: ${why.get(rule) ?? ''}`,
  ),
  ...waysTo(graphOf(loadsIn), pages, SERVER_ONLY).map(
    (way) => `the browser would load ${way.at(-1)}:\n    ${way.join(' → ')}`,
  ),
  ...importRings(graph).map((ring) => `a ring: ${[...ring, ring[0]].join(' → ')}`),
  ...[...graph].flatMap(([from, targets]) =>
    targets
      .filter((to) => !to.startsWith('node') && !existsSync(path.join(ROOT, to)))
      .map((to) => `${from} imports ${to}, which does not exist`),
  ),
];

const imports = [...graph.values()].reduce((sum, targets) => sum + targets.length, 0);
for (const problem of problems) console.log(problem);
console.log(`${files.length} files, ${imports} imports, ${problems.length} against the directions`);
process.exitCode = problems.length > 0 || imports === 0 ? 1 : 0;
