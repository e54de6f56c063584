// Reads settings from the command line and the environment by a table (settings.ts), and collects
// everything that is wrong, so that a person corrects it once. Pure.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { SettingTable, Values } from './settings.ts';

export type Problem = Readonly<{ name: string; zh: string; en: string }>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings given are wrong; `problems` says how, one by one. */
export class BadSettings extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ name, en }) => `${name}: ${en}`).join('; '));
    this.name = 'BadSettings';
    this.problems = problems;
  }
}

/**
 * The values of `table`, flags before environment before defaults, and the operands that are left.
 * Throws `BadSettings` with all problems at once.
 */
export function readSettings<T extends SettingTable>(
  table: T,
  argv: readonly string[],
  env: Environment,
  operandsMax = 0,
): { values: Values<T>; operands: string[] } {
  const problems: Problem[] = [];
  const { flags, operands } = readFlags(table, argv, problems);
  for (const extra of operands.slice(operandsMax))
    problems.push({ name: extra, zh: '多余的参数', en: 'not expected here' });
  const values: Record<string, unknown> = {};
  for (const [key, { flag, env: variable, schema, expects }] of Object.entries(table)) {
    const fromFlag = flag === undefined ? undefined : flags[flag];
    // An empty variable is how shells and compose files say "not set".
    const fromEnv = variable === undefined ? undefined : env[variable] || undefined;
    const read = schema.safeParse(fromFlag ?? fromEnv);
    if (read.success) values[key] = read.data;
    else {
      const name = fromFlag === undefined && variable !== undefined ? variable : `--${flag ?? key}`;
      problems.push({ name, zh: `应为${expects.zh}`, en: `must be ${expects.en}` });
    }
  }
  if (problems.length > 0) throw new BadSettings(problems);
  return { values: values as Values<T>, operands };
}

function readFlags(
  table: SettingTable,
  argv: readonly string[],
  problems: Problem[],
): { flags: Record<string, string>; operands: string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const { flag, isSwitch } of Object.values(table))
    if (flag !== undefined) options[flag] = { type: isSwitch ? 'boolean' : 'string' };
  const { tokens } = parseArgs({
    args: joinTls(argv),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags: Record<string, string> = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const known = options[token.name];
    if (!known)
      problems.push({ name: token.rawName, zh: '没有这个参数', en: 'there is no such flag' });
    else if (known.type === 'boolean') flags[token.name] = token.value ?? 'true';
    else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
      problems.push({ name: token.rawName, zh: '后面要跟一个值', en: 'needs a value' });
    else flags[token.name] = token.value;
  }
  return { flags, operands };
}

/** `--tls CERT KEY` is the only flag of two values; inside it is one, joined by a comma. */
function joinTls(argv: readonly string[]): string[] {
  const at = argv.indexOf('--tls');
  const [cert, key] = [argv[at + 1], argv[at + 2]];
  if (at < 0 || cert === undefined || key === undefined || key.startsWith('--')) return [...argv];
  return [...argv.slice(0, at), `--tls=${cert},${key}`, ...argv.slice(at + 3)];
}

/** The settings of a table as lines for people. */
export function helpText(table: SettingTable): string {
  return Object.values(table)
    .map(({ flag, env, about }) => {
      const names = [flag === undefined ? undefined : `--${flag}`, env].filter(Boolean).join(' / ');
      return `  ${names}\n      ${about.zh}\n      ${about.en}`;
    })
    .join('\n');
}
