// The standing work of reading plates: one picture at a time, with a pause behind each, so that triage and those who
// ask it are answered in between.
import { readNextPlate } from '#modules/triage/jobs.ts';
import { startLoop, type Loop } from '#platform/jobs/index.ts';
import type { House } from './house.ts';

/** Pictures are looked for this often; a person is asked to move a car within minutes. */
const POLL_MS = 10_000;
const BREATH_MS = 500;

/** One round: the next picture. */
export function plateRound({ db, perform, evidence, plates, reference, clock }: House) {
  const deps = {
    ...{ db, keyring: perform.keyring, evidence, reader: plates },
    divisionCode: async (countyId: number) => (await reference.of(countyId)).county.code,
  };
  return () => readNextPlate(deps, clock.now());
}

export function startPlateLoop(
  house: House,
  onError: (error: unknown, name: string) => void,
): Loop {
  const round = plateRound(house);
  return startLoop({
    name: 'plates',
    sleepMaxMs: POLL_MS,
    onError,
    round: async () => ((await round()) > 0 ? BREATH_MS : POLL_MS),
  });
}
