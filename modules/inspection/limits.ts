// The limits of spot checks.

/** Matters of one draw; more than a unit can look at in a month. */
export const SAMPLE_MAX = 200;
/** Matters that a draw chooses from: a county's month. Larger ones are drawn by town or by week. */
export const POPULATION_MAX = 20_000;
/** The longest period of closing that a draw spans, in days: a quarter. */
export const PERIOD_DAYS_MAX = 92;
/** A check is due within so many days; a closed matter may be reopened for a month. */
export const DUE_DAYS_MAX = 30;
/** Draws of one page of the list. */
export const DRAWS_PAGE_MAX = 50;
/** Matters of the waiting list; those due first. */
export const WAITING_MAX = 200;
/** Draws of one matter that its check is told of, those due first. */
export const NAMED_MAX = 100;
/** Sources that one draw may name. */
export const SOURCES_MAX = 15;
/** Strata told with a population: the towns of a large county, or the classes of the catalogue. */
export const STRATA_TOLD_MAX = 60;
/** Drawn matters that figures are counted over, the newest draws first. */
export const COUNTED_MAX = 20_000;
/** The longest period that figures can be asked for, in days. */
export const FIGURES_DAYS_MAX = 366;
/** Rows of the figures: units, and kinds of matter. */
export const ROWS_MAX = 100;
/** The commonest reasons told with each row. */
export const REASONS_TOLD = 3;
/** Draws told of in one round; whoever draws does so a few times a week. */
export const UNTOLD_MAX = 20;
