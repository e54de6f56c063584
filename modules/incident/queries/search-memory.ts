// How common words were when somebody last searched for them: so the next search takes its first step as long as
// is needed. Only the lengths of steps depend on it, never what is found; each process has its own.
import type { Step } from './search-marks.ts';

/** Searches remembered, the latest; some hundred bytes each. */
export const REMEMBERED_MAX = 5000;

const steps = new Map<string, Step>();

export function remembered(search: string): Step | undefined {
  return steps.get(search);
}

export function remember(search: string, step: Step): void {
  steps.delete(search);
  steps.set(search, step);
  if (steps.size <= REMEMBERED_MAX) return;
  const [oldest] = steps.keys();
  if (oldest !== undefined) steps.delete(oldest);
}

export function forget(search: string): void {
  steps.delete(search);
}
