// `npm start`. Everything is in start.ts, loaded as quickly as can be: the next start may be one after a
// crash (bundle.mjs).
import { load } from './bundle.mjs';

await load('start');
