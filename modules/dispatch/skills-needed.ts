// Which skills a kind of matter calls for, by the beginning of its code. Short on purpose: whoever knows
// better overrules it, and a county that disagrees changes this table. Pure.
import type { Skill } from '#modules/roster/index.ts';

/** Most wanted first; the longest code that fits decides. */
const NEEDED: Readonly<Record<string, readonly Skill[]>> = {
  '01': ['mediation'],
  '0103001': ['publicOrder', 'mediation'],
  '0201': ['firefighting'],
  '0201001': ['firefighting', 'mountainRescue', 'droneRecon'],
  '0202': ['drainage', 'waterRescue', 'emergencyLighting'],
  '0202004': ['earthMoving', 'mountainRescue', 'droneRecon'],
  '0202005': ['trafficControl', 'cleanup'],
  '0203': ['firefighting', 'firstAid'],
  '0203002': ['waterRescue'],
  '0203003': ['gasRepair', 'firefighting', 'firstAid'],
  '0203004': ['hazmat', 'firefighting'],
  '0204': ['roadRepair', 'trafficControl'],
  '0204002': ['powerRepair', 'trafficControl'],
  '0205': ['trafficControl', 'firstAid'],
  '0301001': ['mediation', 'publicOrder'],
  '0301002': ['publicOrder'],
  '0301003': ['enforcement'],
  '0302001': ['firefighting', 'firstAid', 'roadRepair'],
  '0302002': ['publicOrder'],
  '0303': ['publicOrder'],
  '0401': ['cleanup'],
  '0402': ['enforcement'],
  '0402006': ['roadRepair'],
  '05': ['enforcement'],
  '06': ['roadRepair'],
  '07': ['enforcement'],
  '0801': ['waterRepair', 'drainage'],
  '1101001': ['waterRepair'],
  '1101002': ['powerRepair'],
  '1101003': ['gasRepair'],
  '12': ['firstAid'],
  '1202': ['mountainRescue', 'waterRescue', 'droneRecon'],
  '1202002': ['publicOrder', 'firstAid'],
};

/** Lengths of codes, longest first: an item, a sub, a major. */
const LENGTHS = [7, 4, 2];

export function skillsNeeded(itemCode: string | null): readonly Skill[] {
  if (itemCode === null) return [];
  for (const length of LENGTHS) {
    const needed = NEEDED[itemCode.slice(0, length)];
    if (needed) return needed;
  }
  return [];
}
