// The first reader: a general recogniser of printed Chinese (PP-OCRv4), read through the grammar of plates.
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import type { Lattice } from './beam.ts';
import { DIGITS, LETTERS, PROVINCES } from './grammar.ts';
import { PARTS_FOLDER, readPart } from './packages.ts';
import { stretched, type Box, type Picture } from './picture.ts';

/** The little of onnxruntime-web that is used. */
type Tensor = Readonly<{ data: Float32Array; dims: readonly number[] }>;
type Session = Readonly<{ run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> }>;
type Runtime = Readonly<{
  env: { wasm: { numThreads: number; wasmBinary: Uint8Array } };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  InferenceSession: { create(model: Uint8Array): Promise<Session> };
}>;

export type OcrReader = Readonly<{
  latticesOf(picture: Picture, box?: Box): Promise<readonly Lattice[]>;
  /** Likelihood of text for every pixel of a picture whose sides are multiples of 32. */
  textMap(rgb: Uint8Array, width: number, height: number): Promise<Float32Array>;
}>;

const HEIGHT = 48;
/** A plate is 440 × 140 mm, its crop about four times as wide as high; a second look is a little narrower. */
const LOOK_WIDTHS = [188, 160];
const ENDINGS = '警学挂港澳使领';
const ALPHABET = [...PROVINCES, ...LETTERS, ...DIGITS, ...ENDINGS];
/** People see a 0 where the recogniser sees an O: I and O are not given out. */
const ALIKE: Readonly<Record<string, string>> = { '0': 'Oo〇', '1': 'Il|' };
/** No character is impossible: the recogniser is sometimes sure and wrong. */
const DOUBT = 1e-6;

/** Opens the reader; about a second. Throws PartsMissing. */
export async function openOcrReader(folder = PARTS_FOLDER): Promise<OcrReader> {
  readPart('runtime.mjs', folder); // its bytes are checked before they are run
  const place = pathToFileURL(path.resolve(folder, 'runtime.mjs')).href;
  const runtime = (await import(place)) as Runtime;
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmBinary = readPart('runtime.wasm', folder);
  const recogniser = await runtime.InferenceSession.create(readPart('recogniser.onnx', folder));
  let finder: Session | undefined;
  const characters = ['', ...readPart('characters.txt', folder).toString('utf8').split(/\r?\n/u)];
  const places = ALPHABET.map((each) =>
    [each, ...(ALIKE[each] ?? '')].map((form) => characters.indexOf(form)).filter((at) => at > 0),
  );
  const run = async (session: Session, data: Float32Array, dims: readonly number[]) => {
    const out = await session.run({ x: new runtime.Tensor('float32', data, dims) });
    return Object.values(out)[0] as Tensor;
  };
  return {
    async latticesOf(picture, box) {
      const lattices: Lattice[] = [];
      for (const width of LOOK_WIDTHS) {
        const rgb = await stretched(picture, width, HEIGHT, box);
        const half = () => 127.5;
        const input = planes(rgb, width * HEIGHT, half, half);
        lattices.push(latticeOf(await run(recogniser, input, [1, 3, HEIGHT, width]), places));
      }
      return lattices;
    },
    async textMap(rgb, width, height) {
      finder ??= await runtime.InferenceSession.create(readPart('finder.onnx', folder));
      // Means and spreads of ImageNet, as the finder was taught with them.
      const means = [0.406, 0.456, 0.485];
      const spreads = [0.225, 0.224, 0.229];
      const input = planes(
        ...[rgb, width * height],
        (plane) => (means[plane] as number) * 255,
        (plane) => (spreads[plane] as number) * 255,
      );
      return (await run(finder, input, [1, 3, height, width])).data;
    },
  };
}

/** Blue, green, red one after another, as the models were taught. */
function planes(
  rgb: Uint8Array,
  pixels: number,
  mean: (plane: number) => number,
  spread: (plane: number) => number,
): Float32Array {
  const out = new Float32Array(3 * pixels);
  for (let plane = 0; plane < 3; plane++)
    for (let at = 0; at < pixels; at++)
      out[plane * pixels + at] =
        ((rgb[at * 3 + 2 - plane] as number) - mean(plane)) / spread(plane);
  return out;
}

/** What is no character of a plate (dots, screws, other characters) counts as no character. */
function latticeOf({ data, dims }: Tensor, places: readonly (readonly number[])[]): Lattice {
  const [, steps = 0, classes = 0] = dims;
  return {
    alphabet: ALPHABET,
    steps: Array.from({ length: steps }, (_, step) => {
      const chances = new Float64Array(ALPHABET.length + 1);
      let seen = 0;
      places.forEach((forms, at) => {
        for (const form of forms) seen += data[step * classes + form] as number;
        chances[at + 1] =
          DOUBT + forms.reduce((sum, form) => sum + (data[step * classes + form] as number), 0);
      });
      chances[0] = DOUBT + Math.max(data[step * classes] as number, 1 - seen);
      return chances;
    }),
  };
}
