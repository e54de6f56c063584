// Plates drawn for training: letters of fonts that are there, laid out as GA 36-2018 says, then seen as a camera
// sees them: tilted, cut askew, blurred, dark, noisy. Every plate's own number is drawn by chance.
import type { Random } from '#platform/chance/index.ts';
import { NET_HEIGHT, NET_WIDTH } from '#adapters/plate-reader/index.ts';
import sharp from 'sharp';

const GLYPH_WIDTH = 45;
const GLYPH_HEIGHT = 90;
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '0123456789';
const ENDINGS = '警学挂';
const CJK = [
  ['Noto Sans CJK SC', 'bold'],
  ['Noto Sans CJK SC', 'normal'],
] as const;
const LATIN = [
  ...CJK,
  ['DejaVu Sans Condensed', 'bold'],
  ['DejaVu Sans', 'normal'],
  ['Liberation Sans Narrow', 'bold'],
  ['Liberation Sans', 'bold'],
] as const;

/** For each character, its pictures: GLYPH_WIDTH × GLYPH_HEIGHT, 0–1. */
export type Glyphs = ReadonlyMap<string, readonly Float32Array[]>;

/** Draws every character in every font; seconds. Fonts that are missing are replaced by the system. */
export async function drawGlyphs(): Promise<Glyphs> {
  const glyphs = new Map<string, Float32Array[]>();
  for (const character of PROVINCES + ENDINGS + LETTERS + DIGITS) {
    const fonts = (LETTERS + DIGITS).includes(character) ? LATIN : CJK;
    const drawn: Float32Array[] = [];
    for (const [font, weight] of fonts) drawn.push(await drawGlyph(character, font, weight));
    glyphs.set(character, drawn);
  }
  return glyphs;
}

async function drawGlyph(character: string, font: string, weight: string): Promise<Float32Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200"/>
    <text x="40" y="150" font-size="120" font-family="${font}" font-weight="${weight}" fill="#fff">${character}</text></svg>`;
  const trimmed = await sharp(Buffer.from(svg)).trim({ background: '#000' }).png().toBuffer();
  const { width = 1, height = 1 } = await sharp(trimmed).metadata();
  // A 1 keeps its shape; all others fill their cell as the plate's own letters do.
  const wide =
    character === '1' ? Math.min(GLYPH_WIDTH, (width / height) * GLYPH_HEIGHT) : GLYPH_WIDTH;
  const side = Math.round((GLYPH_WIDTH - wide) / 2);
  const raw = await sharp(trimmed)
    .resize(GLYPH_WIDTH - 2 * side, GLYPH_HEIGHT, { fit: 'fill' })
    .extend({ left: side, right: side, background: '#000' })
    .greyscale()
    .raw()
    .toBuffer();
  return Float32Array.from(raw.subarray(0, GLYPH_WIDTH * GLYPH_HEIGHT), (value) => value / 255);
}

const pick = <Item>(random: Random, from: ArrayLike<Item>): Item =>
  from[Math.floor(random() * from.length)] as Item;

/** A number as it is given out: a letter and five signs, at most two of them letters; now and then another kind. */
export function drawNumber(random: Random): string {
  const head = pick(random, PROVINCES) + pick(random, LETTERS);
  const kind = random();
  const tail = (length: number) => {
    const signs = Array.from({ length }, () => pick(random, DIGITS));
    for (let letters = Math.floor(random() * 3); letters > 0; letters--)
      signs[Math.floor(random() * length)] = pick(random, LETTERS);
    return signs.join('');
  };
  if (kind < 0.06) return head + tail(4) + pick(random, ENDINGS);
  if (kind < 0.14)
    return head + pick(random, 'DFABCEGHJK') + pick(random, DIGITS + LETTERS) + digits(random, 4);
  return head + tail(5);
}

const digits = (random: Random, length: number) =>
  Array.from({ length }, () => pick(random, DIGITS)).join('');

export type Seen = Readonly<{
  /** NET_WIDTH × NET_HEIGHT × 3, 0–255. */
  rgb: Float32Array;
  /** For each character, its middle in columns of the crop. */
  middles: readonly number[];
}>;

/** One plate as a camera sees it. */
export function drawPlate(random: Random, glyphs: Glyphs, plate: string): Seen {
  const electric = plate.length === 8;
  const width = electric ? 480 : 440;
  const lefts = [...plate].map((_, at) =>
    electric
      ? at === 0
        ? 15
        : at === 1
          ? 70
          : 146 + (at - 2) * 53
      : at < 2
        ? 15.5 + at * 57
        : 151.5 + (at - 2) * 57,
  );
  const pictures = [...plate].map((character) => pick(random, glyphs.get(character) ?? []));
  const [ground, ink] = colours(random, electric);
  const around = ground.map((value) => (random() < 0.5 ? random() * 255 : value));
  // Corners of the crop on the plate, in millimetres: more or less of the surroundings, tilt, shear.
  const shift = () => (random() - 0.5) * 2;
  const tilt = shift() * shift() * 60;
  const lean = shift() * shift() * 60;
  const left = -4 + shift() * 10;
  const right = width + 4 + shift() * 10;
  const grow = Math.abs(tilt) * 0.55 + random() * 14;
  const top = [-grow - tilt + shift() * 6, -grow + tilt + shift() * 6] as const;
  const bottom = [140 + grow - tilt + shift() * 6, 140 + grow + tilt + shift() * 6] as const;
  const bold = 0.3 + random() * 0.4;
  const rgb = new Float32Array(NET_WIDTH * NET_HEIGHT * 3);
  const reach = 1.5;
  for (let y = 0; y < NET_HEIGHT; y++)
    for (let x = 0; x < NET_WIDTH; x++) {
      let share = 0;
      let inside = 0;
      for (let part = 0; part < 4; part++) {
        const u = (x + 0.25 + 0.5 * (part & 1)) / NET_WIDTH;
        const v = (y + 0.25 + 0.5 * (part >> 1)) / NET_HEIGHT;
        const high = top[0] + (top[1] - top[0]) * u;
        const low = bottom[0] + (bottom[1] - bottom[0]) * u;
        const py = high + (low - high) * v;
        const px = left + (right - left) * u + lean * (v - 0.5) * 2;
        if (px < -reach || px > width + reach || py < -reach || py > 140 + reach) continue;
        inside += 0.25;
        share += 0.25 * inkAt(px, py, width, lefts, pictures, bold, electric);
      }
      for (let colour = 0; colour < 3; colour++) {
        const on = (ground[colour] as number) * (1 - share) + (ink[colour] as number) * share;
        rgb[(y * NET_WIDTH + x) * 3 + colour] =
          on * inside + (around[colour] as number) * (1 - inside);
      }
    }
  const middles = lefts.map((from) => ((from + 22.5 - left) / (right - left)) * NET_WIDTH);
  return { rgb: spoil(random, rgb), middles };
}

function inkAt(
  x: number,
  y: number,
  width: number,
  lefts: readonly number[],
  pictures: readonly Float32Array[],
  bold: number,
  electric: boolean,
): number {
  if (!electric) {
    const edge = Math.min(x, y, width - x, 140 - y);
    if (edge > 3 && edge < 6) return 0.8;
    if (Math.hypot(x - 134.5, y - 70) < 6) return 1;
  }
  if (y < 25 || y >= 115) return 0;
  for (let at = 0; at < lefts.length; at++) {
    const inX = x - (lefts[at] as number);
    if (inX < 0 || inX >= GLYPH_WIDTH) continue;
    const value = (pictures[at] as Float32Array)[
      Math.floor(y - 25) * GLYPH_WIDTH + Math.floor(inX)
    ] as number;
    return value > bold ? 1 : 0;
  }
  return 0;
}

function colours(
  random: Random,
  electric: boolean,
): readonly [readonly number[], readonly number[]] {
  const near = (value: number) => value + (random() - 0.5) * 70;
  const kind = random();
  if (electric) return [[near(90), near(190), near(120)], [20, 20, 20].map(near)];
  if (kind < 0.75) return [[near(35), near(70), near(180)], [235, 235, 240].map(near)];
  if (kind < 0.87) return [[near(225), near(180), near(40)], [20, 20, 20].map(near)];
  if (kind < 0.95) return [[235, 235, 235].map(near), [25, 25, 25].map(near)];
  return [[20, 20, 20].map(near), [235, 235, 235].map(near)];
}

/** Blur, light, noise: also for real crops, so that none is seen twice the same. */
export function spoil(random: Random, rgb: Float32Array, strength = 1): Float32Array {
  let out = rgb;
  for (let times = Math.floor(random() * 3.3 * strength); times > 0; times--)
    out = blur(out, random);
  const gain = 1 + (random() - 0.5) * 1.2 * strength;
  const lift = (random() - 0.5) * 80 * strength;
  const slope = (random() - 0.5) * 100 * strength;
  const casts = [0, 1, 2].map(() => 1 + (random() - 0.5) * 0.5 * strength);
  const noise = random() * random() * 26 * strength;
  for (let at = 0; at < out.length; at++) {
    const across = (Math.floor(at / 3) % NET_WIDTH) / NET_WIDTH - 0.5;
    const value =
      ((out[at] as number) * gain + lift + slope * across) * (casts[at % 3] as number) +
      (random() + random() - 1) * noise;
    out[at] = Math.min(255, Math.max(0, value));
  }
  return out;
}

function blur(rgb: Float32Array, random: Random): Float32Array {
  const out = new Float32Array(rgb.length);
  const side = random() * 0.3;
  const vertical = random() * 0.25;
  const at = (x: number, y: number, colour: number) =>
    rgb[
      (Math.min(NET_HEIGHT - 1, Math.max(0, y)) * NET_WIDTH +
        Math.min(NET_WIDTH - 1, Math.max(0, x))) *
        3 +
        colour
    ] as number;
  for (let y = 0; y < NET_HEIGHT; y++)
    for (let x = 0; x < NET_WIDTH; x++)
      for (let colour = 0; colour < 3; colour++)
        out[(y * NET_WIDTH + x) * 3 + colour] =
          at(x, y, colour) * (1 - 2 * side - 2 * vertical) +
          (at(x - 1, y, colour) + at(x + 1, y, colour)) * side +
          (at(x, y - 1, colour) + at(x, y + 1, colour)) * vertical;
  return out;
}

/** A real crop, a little turned, moved and scaled by chance. */
export function jolt(random: Random, rgb: Float32Array): Float32Array {
  const out = new Float32Array(rgb.length);
  const swing = () => (random() - 0.5) * 2;
  const scaleX = 1 + swing() * 0.05;
  const scaleY = 1 + swing() * 0.12;
  const moveX = swing() * 2.5;
  const moveY = swing() * 1.8;
  const tilt = swing() * 0.045;
  const lean = swing() * 0.22;
  const lineOf = NET_WIDTH * 3;
  for (let y = 0; y < NET_HEIGHT; y++)
    for (let x = 0; x < NET_WIDTH; x++) {
      const dx = x - NET_WIDTH / 2;
      const dy = y - NET_HEIGHT / 2;
      const fromX = Math.min(
        NET_WIDTH - 1.001,
        Math.max(0, NET_WIDTH / 2 + dx * scaleX + dy * lean + moveX),
      );
      const fromY = Math.min(
        NET_HEIGHT - 1.001,
        Math.max(0, NET_HEIGHT / 2 + dy * scaleY + dx * tilt + moveY),
      );
      const x0 = Math.floor(fromX);
      const y0 = Math.floor(fromY);
      const u = fromX - x0;
      const v = fromY - y0;
      for (let colour = 0; colour < 3; colour++) {
        const at = y0 * lineOf + x0 * 3 + colour;
        const high = (rgb[at] as number) * (1 - u) + (rgb[at + 3] as number) * u;
        const low = (rgb[at + lineOf] as number) * (1 - u) + (rgb[at + lineOf + 3] as number) * u;
        out[(y * NET_WIDTH + x) * 3 + colour] = high * (1 - v) + low * v;
      }
    }
  return out;
}
