// `npm start`. Everything is in start.ts; this file has Node keep what it compiles, and takes the bundle
// of the sources when it is fresh (bundle.mjs): the next start may be one after a crash.
import { enableCompileCache, flushCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { freshBundle, ROOT } from './bundle.mjs';

enableCompileCache(path.join(ROOT, 'node_modules/.cache/compiled'));
const bundle = freshBundle();
await (bundle === undefined ? import('./start.ts') : import(pathToFileURL(bundle).href));
// Now rather than at the end: a killed process writes nothing.
flushCompileCache();
