// The second reader: a network of our own, taught with drawn plates and real crops, that knows nothing of the
// first. It runs without anything being fetched.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lattice } from './beam.ts';
import { openArena } from './kernel.ts';
import {
  FORWARD_FLOATS,
  NET_ALPHABET,
  NET_CHANNELS,
  NET_CLASSES,
  NET_HEIGHT,
  NET_STEPS,
  NET_WEIGHTS,
  NET_WIDTH,
  evenLight,
  forward,
  likelihoods,
  openNet,
} from './own-net.ts';
import { stretched, type Box, type Picture } from './picture.ts';

export type OwnReader = Readonly<{
  latticesOf(picture: Picture, box?: Box): Promise<readonly Lattice[]>;
}>;

export const WEIGHTS_FILE = path.resolve(import.meta.dirname, 'weights/own-reader.bin');
const ALPHABET = [...NET_ALPHABET];
/** Looks beside the plain one: how far up or down, and how much narrower, in pixels of the net. */
const LOOKS = [
  { down: 0, narrow: 0 },
  { down: 1, narrow: 1 },
  { down: -1, narrow: 1 },
] as const;

/** Opens the reader in some milliseconds; `weights` as `packWeights` gives them. */
export function openOwnReader(weights: Uint8Array = readFileSync(WEIGHTS_FILE)): OwnReader {
  const arena = openArena(FORWARD_FLOATS + NET_WIDTH * NET_HEIGHT * NET_CHANNELS);
  const net = openNet(arena, unpackWeights(weights));
  const input = new Float32Array(NET_WIDTH * NET_HEIGHT * NET_CHANNELS);
  return {
    async latticesOf(picture, box) {
      const plain = await stretched(picture, NET_WIDTH, NET_HEIGHT, box);
      return LOOKS.map(({ down, narrow }) => {
        evenLight(moved(plain, down, narrow), input);
        return latticeOf(likelihoods(forward(net, input)));
      });
    },
  };
}

function moved(rgb: Uint8Array, down: number, narrow: number): Uint8Array {
  if (down === 0 && narrow === 0) return rgb;
  const out = new Uint8Array(rgb.length);
  const scale = (NET_WIDTH - 1 - 2 * narrow) / (NET_WIDTH - 1);
  for (let y = 0; y < NET_HEIGHT; y++) {
    const line = Math.min(NET_HEIGHT - 1, Math.max(0, y + down)) * NET_WIDTH;
    for (let x = 0; x < NET_WIDTH; x++) {
      const from = narrow + x * scale;
      const left = Math.floor(from);
      const right = Math.min(NET_WIDTH - 1, left + 1);
      const share = from - left;
      for (let colour = 0; colour < 3; colour++)
        out[(y * NET_WIDTH + x) * 3 + colour] =
          (rgb[(line + left) * 3 + colour] as number) * (1 - share) +
          (rgb[(line + right) * 3 + colour] as number) * share;
    }
  }
  return out;
}

function latticeOf(chances: Float32Array): Lattice {
  return {
    alphabet: ALPHABET,
    steps: Array.from({ length: NET_STEPS }, (_, step) =>
      Float64Array.from(
        chances.subarray(step * NET_CLASSES, step * NET_CLASSES + ALPHABET.length + 1),
      ),
    ),
  };
}

/** Weights in two bytes each: the upper half of a float, rounded (bfloat16). */
export function packWeights(weights: Float32Array): Uint8Array {
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  const out = new Uint8Array(weights.length * 2);
  const view = new DataView(out.buffer);
  bits.forEach((each, at) =>
    view.setUint16(at * 2, Math.min(0xffff, (each + 0x8000) >>> 16), true),
  );
  return out;
}

export function unpackWeights(packed: Uint8Array): Float32Array {
  if (packed.length !== NET_WEIGHTS * 2) throw new RangeError(`expected ${NET_WEIGHTS} weights`);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const bits = Uint32Array.from({ length: NET_WEIGHTS }, (_, at) => view.getUint16(at * 2, true) << 16); // prettier-ignore
  return new Float32Array(bits.buffer);
}
