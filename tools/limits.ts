// `npm run limits`: writes docs/limits.md from the named constants of the code, so that every limit has
// one place, and the page cannot say something else. A test fails when the page is behind.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
export const LIMITS_PAGE = path.join(ROOT, 'docs/limits.md');

const SOURCES = ['platform/**/*.ts', 'modules/**/*.ts', 'adapters/**/*.ts', 'apps/server/**/*.ts'];
const NOT_SHIPPED = /(\.test|testing[^/]*|\/fuzz|\.d)\.ts$/;
/** What a limit is called; in a file called limits.ts everything is one. */
const NAME = /(^|_)(MAX|LIMIT|LIMITS|TIMEOUT|TTL|GRACE|KEPT)(_|$)/;
const DECLARATION = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?::[^=]+)? = ([^;]+);/gm;
const VALUE_CHARACTERS_MAX = 80;

export type Limit = Readonly<{ file: string; name: string; value: string; reason: string }>;

/** All named limits of the code, by file. */
export function namedLimits(): Limit[] {
  return SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !NOT_SHIPPED.test(file))
    .sort()
    .flatMap((file) => limitsIn(file, readFileSync(path.join(ROOT, file), 'utf8')));
}

export function limitsIn(file: string, text: string): Limit[] {
  const isLimits = file.endsWith('/limits.ts');
  return [...text.matchAll(DECLARATION)].flatMap(({ 1: name = '', 2: value = '', index }) => {
    if (!isLimits && !NAME.test(name)) return [];
    const end = text.indexOf('\n', text.indexOf(value, index) + value.length);
    const beside = /\/\/ (.*)$/.exec(text.slice(index, end))?.[1];
    return [
      { file, name, value: plain(value), reason: commentBefore(text, index) || (beside ?? '') },
    ];
  });
}

/** The comment that ends on the line above. */
function commentBefore(text: string, index: number): string {
  const lines = text.slice(0, index).split('\n').slice(0, -1);
  const isBlock = lines.at(-1)?.trimEnd().endsWith('*/') === true;
  const from = isBlock
    ? lines.findLastIndex((line) => line.startsWith('/**'))
    : lines.findLastIndex((line) => !line.startsWith('//')) + 1;
  const block = lines.slice(from).join('\n');
  return block
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*(\*|\/\/)\s?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function plain(value: string): string {
  const line = value
    .replace(/\/\*\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= VALUE_CHARACTERS_MAX ? line : '…';
}

/** The page as it should be. */
export function limitsPage(limits: readonly Limit[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const parts = [...Map.groupBy(limits, (limit) => limit.file)].map(
    ([file, own]) =>
      `## [${file}](../${file})\n\n| limit | value | why |\n|---|---|---|\n` +
      own
        .map(({ name, value, reason }) => `| \`${name}\` | \`${cell(value)}\` | ${cell(reason)} |`)
        .join('\n'),
  );
  return `# Limits 上限

Every list, batch, payload, retry and wait has a named limit with its reason. This page is made from the
code by \`npm run limits\`; a limit is changed there. 本页由代码生成，请勿手改。

Over a limit a request is refused and told why: 413 too large, 414 too long, 429 too many (with
\`Retry-After\`), 400 for a field. Nothing that arrives is kept in memory beyond these limits.

${parts.join('\n\n')}
`;
}

if (import.meta.main) {
  const limits = namedLimits();
  writeFileSync(LIMITS_PAGE, limitsPage(limits));
  const silent = limits.filter(({ reason }) => reason === '');
  for (const { file, name } of silent) console.log(`${file}: ${name} 未说明理由 gives no reason`);
  console.log(`${limits.length} 个上限 limits → docs/limits.md`);
}
