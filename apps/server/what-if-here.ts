// A what-if lived in the process that asks, for stories and commands: the server gives it a process of its own.
import type { House } from './house.ts';
import type { RunWhatIf } from './what-if-desk.ts';
import { seenBy } from './what-if-rights.ts';
import { WhatIfFile } from './what-if-rules.ts';
import { countyWhatIf } from './what-if.ts';

export function whatIfHere({ db, reference, clock }: House): RunWhatIf {
  return ({ limits, sight, ...question }, how) =>
    countyWhatIf(
      { db, reference, clock },
      { ...question, ...how, seen: seenBy(sight), rules: WhatIfFile.parse({ limits }) },
    );
}
