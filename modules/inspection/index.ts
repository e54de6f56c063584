// The door of inspection (抽查): closed matters drawn at random to be looked at again.
export { INSPECTION_REFUSALS } from './refusals.ts';
export { allot, drawSample, type Member } from './sample.ts';
export { findDrawn } from './store.ts';
