// From when on, and how many at once, a person is shown what may be the same matter.

/** From this likelihood on a pair is suggested; set on labelled pairs for nineteen of twenty to be right. */
export const SUGGEST_FROM = 0.85;
/** Suggested for one matter at most: a clerk reads no more. */
export const SUGGESTED_MAX = 10;
