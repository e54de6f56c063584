// Page cursors: opaque to the client, checked when they come back.
import type { z } from 'zod';
import { Refused } from '#platform/errors/index.ts';
import { CURSOR_MAX_CHARACTERS } from './limits.ts';
import { findUnstorable } from './validation.ts';

/** The sort keys of the last row of a page, as text for a query string. */
export function encodeCursor(keys: unknown): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The keys of a cursor; anything that is not ours is refused with `http.invalid-cursor`. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  const parsed = schema.safeParse(parseText(cursor));
  if (!parsed.success) throw new Refused('http.invalid-cursor', 'cursor');
  return parsed.data;
}

function parseText(cursor: string): unknown {
  if (cursor.length > CURSOR_MAX_CHARACTERS) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return findUnstorable(value) ? undefined : value;
  } catch {
    return undefined;
  }
}
