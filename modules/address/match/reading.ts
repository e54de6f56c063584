// One address made ready for being compared with others: its parts by what they are for, its numbers, its
// short runs of characters. Pure but for the shipped parser.
import { normaliseAddress } from '../normalise/normalise.ts';
import type { AddressKind } from '../parse/kinds.ts';
import { parseAddress } from '../parse/parse.ts';

/** What the parts of an address are for; numbers of the same kind may agree or be in conflict. */
export const SLOTS = {
  city: ['prov', 'city', 'country'],
  district: ['district'],
  town: ['town'],
  zone: ['devzone'],
  village: ['community'],
  road: ['road', 'subroad'],
  roadno: ['roadno', 'subroadno'],
  place: ['poi', 'subpoi', 'person'],
  house: ['houseno'],
  cell: ['cellno'],
  floor: ['floorno'],
  room: ['roomno'],
  relation: ['assist'],
} as const satisfies Readonly<Record<string, readonly AddressKind[]>>;

export type Slot = keyof typeof SLOTS;
export const SLOT_NAMES = Object.keys(SLOTS) as readonly Slot[];

const slotOfKind = new Map<AddressKind, Slot>(
  SLOT_NAMES.flatMap((slot) => SLOTS[slot].map((kind): [AddressKind, Slot] => [kind, slot])),
);

export type Reading = Readonly<{
  text: string;
  /** Without white space, brackets and marks. */
  bare: string;
  slots: Readonly<Record<Slot, readonly string[]>>;
  numbers: ReadonlySet<string>;
  /** What stands in brackets at the end: a branch or an entrance. */
  bracketed: string;
}>;

export function readForMatching(address: string): Reading {
  const text = normaliseAddress(address);
  const slots: Record<Slot, string[]> = {
    city: [],
    district: [],
    town: [],
    zone: [],
    village: [],
    road: [],
    roadno: [],
    place: [],
    house: [],
    cell: [],
    floor: [],
    room: [],
    relation: [],
  };
  for (const part of parseAddress(text)) {
    const slot = slotOfKind.get(part.kind);
    const words = bareOf(part.text);
    if (slot && words !== '' && !slots[slot].includes(words)) slots[slot].push(words);
  }
  return {
    text,
    bare: bareOf(text),
    slots,
    numbers: new Set(text.match(/\d+/g) ?? []),
    bracketed: /\(([^()]{1,20})\)?$/.exec(text)?.[1] ?? '',
  };
}

const bareOf = (text: string) => text.replaceAll(/[\s(),.·•;:"'“”‘’/_!?&*+-]/g, '');
