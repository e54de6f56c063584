// What the process of triage begins with; see main.mjs and triage-process.ts.
import { load } from './bundle.mjs';

await load('triage-process');
