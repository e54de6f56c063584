// Which versions of a list may be looked at. Pure.

/** Versions offered to look back at. */
export const VERSIONS_SHOWN = 20;

/** The newest first; `standing`: the only ones that stand, where some were withdrawn. */
export function versionsToChoose(newest: number, standing?: readonly number[]): readonly number[] {
  const all = standing
    ? [...standing].sort((a, b) => b - a)
    : Array.from({ length: Math.min(newest, VERSIONS_SHOWN) }, (_, at) => newest - at);
  return all.slice(0, VERSIONS_SHOWN);
}
