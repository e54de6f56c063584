// The door of inspection (抽查): closed matters drawn at random to be looked at again.
export { INSPECTION_REFUSALS } from './refusals.ts';
export { allot, drawSample, type Member } from './sample.ts';
export { CHECKING_ROLES } from './rights.ts';
export { drawsSeenBy } from './queries/draws-where.ts';
export { drawsLookedAt, findDrawn, takeUntold, untoldDraws, type Drawn } from './store.ts';
