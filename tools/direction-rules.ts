// The import directions of the house (ARCHITECTURE.md): few, and each an error. Paths are matched
// from the root of the repository; `$1` in `to` is what the first bracket of `from` matched.
import { LEVELS } from './levels.ts';

export type DirectionRule = Readonly<{
  name: string;
  why: string;
  from: Readonly<{ path: string; pathNot?: string }>;
  /** A matching import is an error. */
  to: Readonly<{ path: string; pathNot?: string }>;
}>;

const names = Object.keys(LEVELS);
const notBelow = (name: string): string =>
  names.filter((other) => other !== name && (LEVELS[other] ?? 0) >= (LEVELS[name] ?? 0)).join('|');

export const DIRECTION_RULES: readonly DirectionRule[] = [
  {
    name: 'modules-through-the-door',
    why: 'Another module is entered by its index, contract or (in tests) testing file only.',
    from: { path: '^modules/([^/]+)/' },
    to: {
      path: '^modules/([^/]+)/',
      pathNot: '^modules/($1/|[^/]+/(index|contract|testing(-[a-z]+)?)\\.ts$)',
    },
  },
  {
    name: 'outsiders-through-the-door',
    why: 'What wires modules enters them by their doors.',
    from: { path: '^(apps|adapters|stories|bench)/' },
    to: {
      path: '^modules/',
      pathNot:
        '^modules/[^/]+/(index|contract|routes|jobs|reactions|testing(-[a-z]+)?)\\.ts$|^modules/[^/]+/data/',
    },
  },
  {
    name: 'nobody-enters-by-own-door',
    why: 'Inside a module files import one another; its index is for others.',
    from: { path: '^modules/([^/]+)/.+', pathNot: '\\.test\\.ts$' },
    to: { path: '^modules/$1/index\\.ts$' },
  },
  {
    name: 'platform-knows-no-business',
    why: 'Technique serves any business.',
    from: { path: '^platform/' },
    to: { path: '^(modules|adapters|apps)/' },
  },
  {
    name: 'modules-know-no-adapters',
    why: 'Outside parties plug in; apps wire them.',
    from: { path: '^modules/' },
    to: { path: '^(adapters|apps)/' },
  },
  {
    name: 'model-is-pure',
    why: 'Rules of the business are decided without database, network and clock.',
    from: {
      path: '^modules/[^/]+/(lifecycle|facts|refusals|rights|actions/)',
      pathNot: '\\.test\\.ts$',
    },
    to: {
      path: '^platform/(db|http|jobs|config|log)/|/(store|perform|routes)\\.ts$',
      pathNot: '^platform/http/refusal-text\\.ts$', // a type: status and sentence of a refusal
    },
  },
  {
    name: 'web-takes-contracts-only',
    why: 'The browser gets types and validation, never server code.',
    from: { path: '^apps/web/', pathNot: '\\.test\\.tsx?$' },
    to: {
      path: '^(platform|adapters)/|^modules/',
      pathNot:
        '^modules/[^/]+/contract\\.ts$|^platform/(time|geo)/|^platform/text/(issue-sentence|language)\\.ts$',
    },
  },
  {
    name: 'contracts-run-in-the-browser',
    why: 'A contract is bundled for the browser.',
    from: { path: '^modules/[^/]+/contract\\.ts$' },
    to: {
      path: '^platform/(db|http|jobs|config|log|facts)/|/(store|perform|routes|index)\\.ts$|^node:',
    },
  },
  ...names.map((name) => ({
    name: `level-${name}`,
    why: 'A module enters only modules of a lower level (tools/levels.ts).',
    from: { path: `^modules/${name}/`, pathNot: '\\.test\\.ts$' },
    to: { path: `^modules/(${notBelow(name)})/` },
  })),
];
