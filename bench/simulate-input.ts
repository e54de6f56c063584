// What people tell a verb, made from its own schema, so that a new verb is tried without a word said here:
// mostly something a form could send, now and then nonsense.
import { z } from 'zod';
import type { Verb } from '#modules/incident/index.ts';
import { VERB_INPUTS } from '#modules/incident/contract.ts';
import type { Random } from '#platform/chance/index.ts';
import { DAY, HOUR, MINUTE, type Instant } from '#platform/time/index.ts';

/** What exists, so that inputs get past the first look. */
export type Known = Readonly<{
  now: Instant;
  incidents: readonly string[];
  people: readonly string[];
  units: readonly number[];
  places: readonly Readonly<Record<string, number | null>>[];
  items: readonly string[];
}>;

type Shape = Readonly<{
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Shape[];
  properties?: Readonly<Record<string, Shape>>;
  required?: readonly string[];
  items?: Shape;
  format?: string;
  pattern?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  maxLength?: number;
}>;

/** Stands in all free words: what holds it was said by a person and must lie in the vault. */
export const SAID = '〖口述〗';

/** Longer texts are free words (WORDS_MAX), shorter ones names and codes. */
const WORDS_FROM = 1_000;
/** Ids of units and places are 32-bit; instants reach to the end of what a Date can say. */
const ID_MAX = 2_147_483_647;
const INSTANT_FROM = 8_000_000_000_000_000;

const SHAPES = new Map<string, Shape>(
  Object.entries(VERB_INPUTS).map(([verb, schema]) => [
    verb,
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape,
  ]),
);

/** An input for the verb; one in so many is nonsense. */
export function inputFor(verb: Verb, known: Known, random: Random): unknown {
  const input = valueOf(SHAPES.get(verb) ?? {}, '', known, random);
  return random() < NONSENSE ? spoilt(input, random) : input;
}
const NONSENSE = 0.06;
const OPTIONAL = 0.35;

const pick = <T>(list: readonly T[], random: Random): T | undefined =>
  list[Math.floor(random() * list.length)];

function valueOf(shape: Shape, name: string, known: Known, random: Random): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return pick(shape.enum, random);
  if (shape.anyOf) return valueOf(pick(shape.anyOf, random) ?? {}, name, known, random);
  switch (shape.type) {
    case 'object':
      // A place as a whole: its parts lie in one another.
      if (shape.properties?.['gridId']) return pick(known.places, random);
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([key]) => shape.required?.includes(key) || random() < OPTIONAL)
          .map(([key, each]) => [key, valueOf(each, key, known, random)]),
      );
    case 'array': {
      const length = Math.floor(random() * 3);
      const each = Array.from({ length }, () => valueOf(shape.items ?? {}, name, known, random));
      return [...new Set(each)];
    }
    case 'integer':
      return integer(shape, known, random);
    case 'number':
      return (shape.minimum ?? 0) + ((shape.maximum ?? 1) - (shape.minimum ?? 0)) * (1 - random());
    case 'boolean':
      return random() < 0.5;
    case 'string':
      return text(shape, name, known, random);
    default:
      return null;
  }
}

function integer({ minimum, maximum = ID_MAX }: Shape, known: Known, random: Random): number {
  if (maximum === ID_MAX) return pick(known.units, random) ?? 1;
  if (maximum > INSTANT_FROM && minimum === 0)
    return known.now + (pick(WAITS, random) ?? 0) + Math.floor(random() * HOUR);
  // Serials of assignments and supervisions are small.
  const from = minimum ?? 0;
  return from + Math.floor(random() * Math.min(4, maximum - from));
}
const WAITS = [-DAY, 2 * MINUTE, HOUR, 5 * HOUR, DAY, DAY, 3 * DAY, 5 * DAY, 40 * DAY, 400 * DAY];

function text(shape: Shape, name: string, known: Known, random: Random): string {
  if (shape.format === 'uuid')
    return pick(name === 'members' ? known.people : known.incidents, random) ?? '';
  if (shape.pattern?.includes('{7}')) return pick(known.items, random) ?? '';
  return (shape.maxLength ?? 0) >= WORDS_FROM ? `${SAID}${name}` : 'other';
}

const NASTY = [
  null,
  '',
  -1,
  1.5,
  'x'.repeat(3_000),
  [],
  {},
  Number.NaN,
  1e300,
  '\u0000',
  undefined,
];

/** The input with one member gone, replaced or added; or something else altogether. */
function spoilt(input: unknown, random: Random): unknown {
  const bad = pick(NASTY, random);
  if (typeof input !== 'object' || input === null || random() < 0.1) return bad;
  const key = pick([...Object.keys(input), '__proto__', 'verb', 'incidentId'], random) ?? 'verb';
  return { ...input, [key]: bad };
}
