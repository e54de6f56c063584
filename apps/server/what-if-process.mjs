// What the process of a what-if begins with; see main.mjs and what-if-process.ts.
import { load } from './bundle.mjs';

await load('what-if-process');
