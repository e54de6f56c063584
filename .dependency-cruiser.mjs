// The import directions (ARCHITECTURE.md): the only rules of taste that are errors.
import { LEVELS } from './tools/levels.ts';

const names = Object.keys(LEVELS);
const levelRules = names.map((name) => ({
  name: `level-${name}`,
  severity: 'error',
  comment: 'A module enters only modules of a lower level (tools/levels.ts).',
  from: { path: `^modules/${name}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: `^modules/(${names.filter((other) => other !== name && LEVELS[other] >= LEVELS[name]).join('|')})/`,
  },
}));

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'modules-through-the-door',
      severity: 'error',
      from: { path: '^modules/([^/]+)/' },
      to: { path: '^modules/([^/]+)/', pathNot: '^modules/($1/|[^/]+/(index|contract|testing)\\.ts$)' },
    },
    {
      name: 'outsiders-through-the-door',
      severity: 'error',
      from: { path: '^(apps|adapters|stories|bench)/' },
      to: {
        path: '^modules/',
        pathNot: '^modules/[^/]+/(index|contract|routes|jobs|reactions|testing)\\.ts$|^modules/[^/]+/data/',
      },
    },
    {
      name: 'nobody-enters-by-own-door',
      severity: 'error',
      from: { path: '^modules/([^/]+)/.+', pathNot: '\\.test\\.ts$' },
      to: { path: '^modules/$1/index\\.ts$' },
    },
    {
      name: 'platform-knows-no-business',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^(modules|adapters|apps)/' },
    },
    {
      name: 'modules-know-no-adapters',
      severity: 'error',
      from: { path: '^modules/' },
      to: { path: '^(adapters|apps)/' },
    },
    {
      name: 'model-is-pure',
      severity: 'error',
      from: { path: '^modules/[^/]+/(lifecycle|facts|refusals|rights|actions/)', pathNot: '\\.test\\.ts$' },
      to: { path: '^platform/(db|http|jobs|config|log)/|/(store|perform|routes)\\.ts$' },
    },
    {
      name: 'web-takes-contracts-only',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(platform|adapters)/|^modules/', pathNot: '^modules/[^/]+/contract\\.ts$|^platform/(time|geo)/' },
    },
    {
      name: 'contracts-run-in-the-browser',
      severity: 'error',
      from: { path: '^modules/[^/]+/contract\\.ts$' },
      to: { path: '^platform/(db|http|jobs|config|log|facts)/|/(store|perform|routes|index)\\.ts$|^node:' },
    },
    ...levelRules,
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|\\.data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
