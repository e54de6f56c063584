// What stands behind the name of an evaluation: options with one value each, and the files they name.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The command was not given what it needs; the message says what, in Chinese and English. */
export class MisusedCommand extends Error {}

/**
 * The values of `--NAME VALUE`, all of them needed. Throws MisusedCommand when one is missing or another
 * is there.
 */
export function optionsOf<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const usage = names.map((name) => `--${name} …`).join(' ');
  try {
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    });
    const missing = names.filter((name) => typeof values[name] !== 'string');
    if (missing.length === 0) return values as Record<Name, string>;
  } catch {
    // An option that does not exist, or one without its value.
  }
  throw new MisusedCommand(`参数不全或有误，应为 options expected: ${usage}`);
}

/** A path that exists. Throws MisusedCommand naming the option. */
export function existing(option: string, path: string): string {
  if (existsSync(path)) return path;
  throw new MisusedCommand(`--${option}：找不到 ${path} does not exist`);
}
