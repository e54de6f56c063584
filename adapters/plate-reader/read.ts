// A plate is read twice, by readers that know nothing of one another. Only what both say may reach a person.
import { decodePlates, type Decoded, type Lattice, type Prior } from './beam.ts';
import { parsePlate, type Plate, type PlateKind } from './grammar.ts';
import type { OcrReader } from './ocr-reader.ts';
import type { OwnReader } from './own-reader.ts';
import { findPlates } from './find.ts';
import { openPicture, type Box, type Picture } from './picture.ts';

export type ReaderName = 'ocr' | 'own';
export type Reading = Readonly<{
  reader: ReaderName;
  plate: Plate;
  kind: PlateKind;
  /** Share of this plate among all that the reader weighed, 0–1. */
  confidence: number;
}>;

declare const agreement: unique symbol;
/** A plate that two readers read alike: what a sender of messages takes. Only `agreedPlate` makes one. */
export type AgreedPlate = Plate & { readonly [agreement]: true };

export type PlateReason =
  'no-plate-found' | 'one-reader-only' | 'readers-differ' | 'reader-unsure' | 'not-readable';

export type PlateResult = Readonly<{
  readings: readonly Reading[];
  /** The likeliest plate by both readers together: to be shown to a person who looks, never to be acted upon. */
  likeliest?: Plate;
  agreed?: AgreedPlate;
  /** Why there is no agreement; empty when there is. */
  reasons: readonly PlateReason[];
  /** Where in the photograph, when it was one. */
  box?: Box;
}>;

export const PLATE_REASONS: Readonly<Record<PlateReason, Readonly<{ zh: string; en: string }>>> = {
  'no-plate-found': { zh: '图中未找到车牌', en: 'no plate was found in the picture' },
  'one-reader-only': {
    zh: '只有一路识别，须人工核对',
    en: 'read by one reader only; a person checks',
  },
  'readers-differ': {
    zh: '两路识别不一致，须人工核对',
    en: 'the two readers differ; a person checks',
  },
  'reader-unsure': { zh: '识别把握不足，须人工核对', en: 'a reader is unsure; a person checks' },
  'not-readable': { zh: '看不清车牌', en: 'the plate cannot be read' },
};

/** The readers that are open. Without `ocr` nothing is ever agreed and no photograph is searched. */
export type Readers = Readonly<{
  ocr?: OcrReader;
  own: OwnReader;
  /** The province whose plates are seen most here, e.g. 浙; it only weighs where the first character is unclear. */
  home?: string;
}>;

/** Below this a reader is not sure enough to be the second voice. */
const SURE_LEAST = 0.8;
/** How much likelier the province at home is, where the first character is unclear. */
const HOME_FACTOR = 20;
/** The first reader was taught with far more than the second. */
const READER_WEIGHTS = [1, 0.5];
/** A plate that one reader did not weigh at all, in natural logarithms below its last. */
const UNWEIGHED = 3;
/** A wider picture of the shape of a plate may still show a street. */
const CROP_WIDTH_MAX = 480;
const CROP_SHAPE = { narrowest: 2, widest: 7 };

/** Reads the plate of a crop, or of the likeliest plate in a photograph. Throws Refused for what is no picture. */
export async function readPlate(readers: Readers, bytes: Uint8Array): Promise<PlateResult> {
  const picture = await openPicture(bytes);
  if (isCrop(picture)) return readCrop(readers, picture);
  if (!readers.ocr) return { readings: [], reasons: ['no-plate-found'] };
  let best: PlateResult | undefined;
  for (const box of await findPlates(readers.ocr, picture)) {
    const result = { ...(await readCrop(readers, picture, box)), box };
    if (result.agreed) return result;
    if (strength(result) > (best ? strength(best) : 0)) best = result;
  }
  return best ?? { readings: [], reasons: ['no-plate-found'] };
}

const strength = ({ readings }: PlateResult) =>
  readings.reduce((sum, { confidence }) => sum + confidence, 0);

function isCrop({ width, height }: Picture): boolean {
  const shape = width / height;
  return width <= CROP_WIDTH_MAX && shape > CROP_SHAPE.narrowest && shape < CROP_SHAPE.widest;
}

/** Reads one crop with every reader that is there. */
export async function readCrop(
  readers: Readers,
  picture: Picture,
  box?: Box,
): Promise<PlateResult> {
  const prior = priorOf(readers.home);
  const own = together((await readers.own.latticesOf(picture, box)).map(decodeWith(prior)));
  const ocr = readers.ocr
    ? together((await readers.ocr.latticesOf(picture, box)).map(decodeWith(prior)))
    : undefined;
  const readings = [readingOf('ocr', ocr), readingOf('own', own)].filter(
    (each) => each !== undefined,
  );
  const likeliest = together([ocr ?? [], own], READER_WEIGHTS)[0]?.plate;
  const { agreed, reasons } = agreedPlate(readings);
  return {
    ...{ readings, reasons },
    ...(likeliest === undefined ? {} : { likeliest }),
    ...(agreed === undefined ? {} : { agreed }),
  };
}

/** What two different readers say alike and surely. */
export function agreedPlate(
  readings: readonly Reading[],
): Readonly<{ agreed?: AgreedPlate; reasons: readonly PlateReason[] }> {
  const [one, other] = readings;
  if (!one) return { reasons: ['not-readable'] };
  if (!other || one.reader === other.reader) return { reasons: ['one-reader-only'] };
  if (one.plate !== other.plate) return { reasons: ['readers-differ'] };
  if (readings.some(({ confidence }) => !(confidence >= SURE_LEAST)))
    return { reasons: ['reader-unsure'] };
  return { agreed: one.plate as AgreedPlate, reasons: [] };
}

const decodeWith = (prior: Prior) => (lattice: Lattice) => decodePlates(lattice, prior);

export function priorOf(home?: string): Prior {
  return ({ length }, character) => (length === 0 && character === home ? HOME_FACTOR : 1);
}

/** Several looks (or readers) as one: their logarithms are added, each by its weight; best first. */
export function together(
  looks: readonly (readonly Decoded[])[],
  weights: readonly number[] = [],
): readonly Decoded[] {
  const seen = looks
    .map((look, at) => ({ look, weight: weights[at] ?? 1 }))
    .filter(({ look }) => look.length > 0);
  const voices = seen.reduce((sum, { weight }) => sum + weight, 0);
  const plates = new Map<Plate, number>();
  for (const { look } of seen) for (const { plate } of look) plates.set(plate, 0);
  for (const { look, weight } of seen) {
    const scores = new Map(look.map(({ plate, score }) => [plate, score]));
    const floor = Math.min(...scores.values()) - UNWEIGHED;
    for (const [plate, sum] of plates)
      plates.set(plate, sum + weight * (scores.get(plate) ?? floor));
  }
  const ranked = [...plates].sort(([, left], [, right]) => right - left);
  const most = ranked[0]?.[1] ?? 0;
  const share = ranked.reduce((sum, [, score]) => sum + Math.exp((score - most) / voices), 0);
  return ranked.map(([plate, score]) => ({
    plate,
    score,
    confidence: Math.exp((score - most) / voices) / share,
  }));
}

function readingOf(
  reader: ReaderName,
  ranked: readonly Decoded[] | undefined,
): Reading | undefined {
  const [best] = ranked ?? [];
  const parsed = best && parsePlate(best.plate);
  return best && parsed ? { reader, ...parsed, confidence: best.confidence } : undefined;
}
