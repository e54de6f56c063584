// A what-if lived in this process: that of a story, or the one which the server starts for it (what-if-process.ts).
import type { House } from './house.ts';
import type { RunWhatIf } from './what-if-desk.ts';
import { seenBy } from './what-if-rights.ts';
import { WhatIfFile } from './what-if-rules.ts';
import { countyWhatIf } from './what-if.ts';

export function whatIfHere({
  db,
  reference,
  clock,
}: Pick<House, 'db' | 'reference' | 'clock'>): RunWhatIf {
  return ({ limits, sight, ...question }, how) =>
    countyWhatIf(
      { db, reference, clock },
      { ...question, ...how, seen: seenBy(sight), rules: WhatIfFile.parse({ limits }) },
    );
}
