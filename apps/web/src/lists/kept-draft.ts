// A version being written is kept in this tab, so that looking something up on another page does not lose it.
import type { z } from 'zod';

export type DraftSchema<Line> = z.ZodType<Line[]>;

const nameOf = (memory: string): string => `maplebridge.draft.${memory}`;

/** The draft made of that version, if there is one that can be read. */
export function keptDraft<Line>(
  memory: string,
  basedOn: number,
  schema: DraftSchema<Line>,
): readonly Line[] | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(nameOf(memory)) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('basedOn' in kept) || !('lines' in kept))
      return null;
    const lines = schema.safeParse(kept.lines);
    return kept.basedOn === basedOn && lines.success ? lines.data : null;
  } catch {
    return null;
  }
}

/** Null forgets it. A full or forbidden storage only means that it is not kept. */
export function keepDraft(memory: string, basedOn: number, lines: readonly unknown[] | null): void {
  try {
    if (lines === null) sessionStorage.removeItem(nameOf(memory));
    else sessionStorage.setItem(nameOf(memory), JSON.stringify({ basedOn, lines }));
  } catch {
    // It lives on in the page.
  }
}
