// Input against its schema: characters and nesting that nothing behind us could store are refused
// first, then the schema speaks; what is wrong is told by platform/text/issue-sentence.ts.
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { ISSUES_TOLD_MAX, JSON_DEPTH_MAX } from './limits.ts';

type Issue = z.core.$ZodIssue;
type SchemaLike = z.core.$ZodType;

/** What a schema found wrong in the input of a request; answered with 400. */
export class InvalidInput extends Error {
  readonly issues: readonly Issue[];
  readonly statusCode = 400;
  constructor(issues: readonly Issue[]) {
    super('invalid input');
    this.name = 'InvalidInput';
    this.issues = issues.slice(0, ISSUES_TOLD_MAX);
  }
}

/** Fastify's way to a schema: compiled once per route and part. */
export const validatorCompiler: FastifySchemaCompiler<SchemaLike> =
  ({ schema }) =>
  (data: unknown) => {
    const unstorable = findUnstorable(data);
    if (unstorable) return { error: new InvalidInput([unstorable]) };
    const result = z.core.safeParse(schema, data, { reportInput: true });
    return result.success
      ? { value: result.data }
      : { error: new InvalidInput(result.error.issues) };
  };

/**
 * The first text that PostgreSQL cannot store (U+0000, half of a surrogate pair) or nesting deeper
 * than JSON_DEPTH_MAX, as an issue; undefined when all is well.
 */
export function findUnstorable(data: unknown, path: PropertyKey[] = []): Issue | undefined {
  if (typeof data === 'string') return isStorable(data) ? undefined : issueAt(path, 'characters');
  if (typeof data !== 'object' || data === null) return undefined;
  if (path.length >= JSON_DEPTH_MAX) return issueAt(path.slice(0, 3), 'depth');
  if (Array.isArray(data)) {
    for (const [index, entry] of data.entries()) {
      if (typeof entry === 'number') continue;
      const found = findUnstorable(entry, [...path, index]);
      if (found) return found;
    }
    return undefined;
  }
  for (const [key, entry] of Object.entries(data)) {
    if (!isStorable(key)) return issueAt(path, 'characters');
    if (typeof entry === 'number' || typeof entry === 'boolean') continue;
    if (typeof entry === 'string' && isStorable(entry)) continue;
    const found = findUnstorable(entry, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Whether text has a form that the database keeps as it is. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

function issueAt(path: PropertyKey[], rule: 'characters' | 'depth'): Issue {
  return { code: 'custom', path, message: rule, input: undefined, params: { rule } };
}
