// `npm start`. Everything is in start.ts; this file lets Node keep what it compiles, so that the next
// start (perhaps after a crash, with people waiting) does not read six hundred files anew.
import { enableCompileCache, flushCompileCache } from 'node:module';
import path from 'node:path';

enableCompileCache(path.resolve(import.meta.dirname, '../../node_modules/.cache/compiled'));
await import('./start.ts');
// Now rather than at the end: a killed process writes nothing.
flushCompileCache();
