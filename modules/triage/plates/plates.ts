// Number plates in the photographs of a matter: what is read, of what, and who may see it. Pure.
import { covers, roleDefinition, scopeOf, type Actor } from '#modules/identity/index.ts';
import { subjectOf, type Incident } from '#modules/incident/index.ts';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PlateReason } from './contract.ts';

/** What the readers say of one picture. */
export type PlateSeen = Readonly<{
  /** The likeliest plate by both together. */
  likeliest?: string;
  /** What both say, surely. */
  agreed?: string;
  readings: readonly Readonly<{ reader: string; plate: string; confidence: number }>[];
  reasons: readonly PlateReason[];
}>;

/** Reads plates; wired by the app to an adapter. Loads tens of megabytes with its first picture. */
export type PlateReader = Readonly<{
  /** Whether its parts were fetched: without them nothing is read. */
  isThere: () => boolean;
  /** `divisionCode` says which province is seen most. Throws Refused for what is no picture. */
  read: (picture: Uint8Array, divisionCode: string) => Promise<PlateSeen>;
}>;

const items = z
  .object({ items: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(new URL('items.json', import.meta.url), 'utf8')));

/** Items in whose matters the plate of a vehicle matters; data beside this file. */
export const PLATE_ITEMS: readonly string[] = items.items;

export const plateMatters = ({ itemCode, flags }: Pick<Incident, 'itemCode' | 'flags'>): boolean =>
  itemCode !== null && PLATE_ITEMS.includes(itemCode) && flags.restricted !== true;

/** 浙C＊＊＊＊＊: enough to tell two vehicles of one place apart from one of another, too little to find anybody. */
export const maskPlate = (plate: string): string => {
  const said = [...plate];
  return said.slice(0, 2).join('') + '＊'.repeat(Math.max(0, said.length - 2));
};

const READERS = 2;

/** Of the less sure reader where both agree; otherwise the mean of both, one that says something else counting as 0. */
export function surenessOf({ agreed, likeliest, readings }: PlateSeen): number | null {
  if (readings.length === 0) return null;
  const shown = agreed ?? likeliest;
  const sure = readings.filter(({ plate }) => plate === shown).map(({ confidence }) => confidence);
  return agreed === undefined
    ? sure.reduce((sum, one) => sum + one, 0) / READERS
    : Math.min(...sure);
}

/** Whether a post of theirs that reaches the matter may see persons. */
export function mayRevealPlates(actor: Actor, incident: Incident): boolean {
  return actor.posts.some(
    (post) =>
      roleDefinition(post.role).personalData !== 'masked' &&
      covers(scopeOf({ ...actor, posts: [post] }), subjectOf(incident)),
  );
}
