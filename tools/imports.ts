// Who imports whom, read from the text of the files: static, dynamic and type imports alike. Pure.
// dependency-cruiser cannot read TypeScript beside TypeScript 7 (no API yet) and then says that all is
// well; this reads every file or fails.
import path from 'node:path';
import type { DirectionRule } from './direction-rules.ts';

/** Every file with what it imports: repository paths, `node:x`, or `node_modules/x`. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export type Violation = Readonly<{ rule: string; from: string; to: string }>;

const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const FROM =
  /(?:^|[;}\s])(?:import|export)\s+(?:type\s+)?(?:[\w$*{}\s,]+?\s+from\s+)?(['"])([^'"\n]+)\1/g;
const DYNAMIC = /\bimport\(\s*(['"])([^'"\n]+)\1/g;

/** The specifiers that a file's text imports, in order. */
export function importsIn(text: string): string[] {
  const code = text.replace(COMMENT, '');
  return [FROM, DYNAMIC].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => match[2] ?? ''),
  );
}

const TYPES_ONLY =
  /(?:^|[;}\s])(?:import|export)\s+(?:type\s[^'"\n;]*?|\{(?:\s*type\s[^,}]*,?)+\s*\})\s*from\s+(['"])[^'"\n]+\1/g;

/** Those that are still there when the types are taken away: what a file loads. */
export function loadsIn(text: string): string[] {
  return importsIn(text.replace(COMMENT, '').replace(TYPES_ONLY, '\n'));
}

/**
 * Ways from one of the files `from` to something that `forbidden` matches, through what files load; one
 * for each forbidden target, as the files and the target on it.
 */
export function waysTo(
  loads: ImportGraph,
  from: readonly string[],
  forbidden: RegExp,
): (readonly string[])[] {
  const before = new Map<string, string | null>(from.map((file) => [file, null]));
  const queue = [...from];
  const reached: string[] = [];
  for (const file of queue)
    for (const target of loads.get(file) ?? []) {
      if (before.has(target)) continue;
      before.set(target, file);
      if (forbidden.test(target)) reached.push(target);
      else queue.push(target);
    }
  return reached.map((target) => {
    const way = [target];
    for (let at = before.get(target); at; at = before.get(at)) way.unshift(at);
    return way;
  });
}

/** Where a specifier of `file` leads, as a path from the root. */
export function resolveImport(file: string, specifier: string): string {
  const [plain = ''] = specifier.split('?'); // vite: `?worker&url`
  if (plain.startsWith('#')) return plain.slice(1);
  if (plain.startsWith('.')) return path.posix.join(path.posix.dirname(file), plain);
  return plain.startsWith('node:') ? plain : `node_modules/${plain}`;
}

/** Imports that a rule forbids. */
export function forbiddenImports(graph: ImportGraph, rules: readonly DirectionRule[]): Violation[] {
  return [...graph].flatMap(([from, targets]) =>
    rules.flatMap((rule) => {
      const match = new RegExp(rule.from.path).exec(from);
      if (!match || (rule.from.pathNot && new RegExp(rule.from.pathNot).test(from))) return [];
      const filled = (pattern: string): RegExp =>
        new RegExp(pattern.replaceAll('$1', match[1] ?? ''));
      const forbidden = filled(rule.to.path);
      const allowed = rule.to.pathNot === undefined ? undefined : filled(rule.to.pathNot);
      return targets
        .filter((to) => forbidden.test(to) && !allowed?.test(to))
        .map((to) => ({ rule: rule.name, from, to }));
    }),
  );
}

/** Rings of imports, each as the files on it in order; type imports count. */
export function importRings(graph: ImportGraph): string[][] {
  const rings: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    state.set(file, 'open');
    trail.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue;
      if (state.get(target) === 'open') rings.push(trail.slice(trail.indexOf(target)));
      else if (!state.has(target)) visit(target);
    }
    trail.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return rings;
}
