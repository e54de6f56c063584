// The options of a command of the bench: `--help` says how it is used, and a wrong one says so without a stack.
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Read<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** The values given, or what to tell instead and the exit code to end with (0 for `--help`, 2 for a mistake). */
export function readOptions<const O extends Options>(
  usage: string,
  options: O,
  args: readonly string[],
): Readonly<{ values: Read<O> }> | Readonly<{ tell: string; exitCode: 0 | 2 }> {
  const line = `用法 usage: ${usage}`;
  if (args.includes('--help') || args.includes('-h')) return { tell: line, exitCode: 0 };
  try {
    return { values: parseArgs({ args: [...args], options }).values };
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : '';
    return { tell: `参数有误 wrong options: ${said}\n${line}`, exitCode: 2 };
  }
}

/** The options of this command line; ends the process where there is nothing to run. */
export function commandOptions<const O extends Options>(usage: string, options: O): Read<O> {
  const read = readOptions(usage, options, process.argv.slice(2));
  if ('values' in read) return read.values;
  console.error(read.tell);
  process.exit(read.exitCode);
}
