// The report while it is being written; kept in this tab until it is sent.
import type { REPORTER_MODES, SOURCES } from '#modules/incident/contract.ts';
import type { Role } from '#modules/identity/contract.ts';
import { sourcesOf } from '#modules/intake/contract.ts';

export type Draft = Readonly<{
  source: (typeof SOURCES)[number];
  sourceKey: string;
  phone: string;
  name: string;
  mode: (typeof REPORTER_MODES)[number];
  text: string;
  placeName: string;
  address: string;
  point: Readonly<{ lng6: number; lat6: number }> | null;
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
  itemCode: string | null;
  /** What the picker offers first. */
  suggestedItems: readonly string[];
  /** What the machine filled in by itself; null once a person has chosen. */
  filledItem: string | null;
  filledPlace: string | null;
  /** Item codes and place names that a person took back: not filled in again. */
  declined: readonly string[];
  level: 1 | 2 | 3 | 4 | null;
  /** `2026-11-21T14:05` in the county's zone; null: now. */
  occurredAt: string | null;
}>;

const MEMORY = 'maplebridge.report-draft';

export function emptyDraft(role: Role): Draft {
  return {
    source: sourcesOf(role)[0] ?? 'phone',
    sourceKey: '',
    phone: '',
    name: '',
    mode: 'named',
    text: '',
    placeName: '',
    address: '',
    point: null,
    townId: null,
    villageId: null,
    gridId: null,
    itemCode: null,
    suggestedItems: [],
    filledItem: null,
    filledPlace: null,
    declined: [],
    level: null,
    occurredAt: null,
  };
}

/** It holds a person's words and phone: this tab only, gone when the tab closes or the report is sent. */
export function keepDraft(draft: Draft): void {
  sessionStorage.setItem(MEMORY, JSON.stringify(draft));
}

export function keptDraft(role: Role): Draft | null {
  const text = sessionStorage.getItem(MEMORY);
  // A draft of an older page lacks what was added since.
  if (!text) return null;
  const kept = { ...emptyDraft(role), ...(JSON.parse(text) as Partial<Draft>) };
  // Whoever signed in before in this tab may have had other sources.
  return sourcesOf(role).includes(kept.source) ? kept : null;
}

export function forgetDraft(): void {
  sessionStorage.removeItem(MEMORY);
}
