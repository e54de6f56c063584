// A small net of two layers over rows of signs: reading, writing, asking. It draws smooth borders where trees cut
// steps, so that both together err less than either. Pure.

/** Points by which each sign is brought to a like spread. */
export const KNOTS = 24;
/** Units of each layer. */
export const UNITS = 64;

/** Weights stand input by input: those to all units of the next layer side by side; the file keeps all in 32 bits. */
export type Net = Readonly<{
  inputs: number;
  classes: number;
  /** For each sign its values at the knots, ascending, and the levels they are brought to. */
  knots: Float64Array;
  levels: Float64Array;
  /** Of both layers and the answer; the last row of each is what is added. */
  weights: readonly [Float64Array, Float64Array, Float64Array];
}>;

/** How many weights the three steps have. */
export function sizesOf(inputs: number, classes: number): [number, number, number] {
  return [(inputs + 1) * UNITS, (UNITS + 1) * UNITS, (UNITS + 1) * classes];
}

/** Signs brought to a like spread: between the knots in a straight line, beyond the ends as at the ends. */
export function levelled({ knots, levels, inputs }: Omit<Net, 'weights'>, row: readonly number[]) {
  const out = new Float64Array(inputs);
  for (let sign = 0; sign < inputs; sign++) {
    const value = row[sign] ?? 0;
    const from = sign * KNOTS;
    let [low, high] = [0, KNOTS - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (value >= (knots[from + middle] ?? 0)) low = middle;
      else high = middle;
    }
    const [left, right] = [knots[from + low] ?? 0, knots[from + high] ?? 0];
    const share = value > left && right > left ? Math.min(1, (value - left) / (right - left)) : 0;
    const [base, top] = [levels[from + low] ?? 0, levels[from + high] ?? 0];
    out[sign] = base + share * (top - base);
  }
  return out;
}

/** `into` gets what the inputs give through the weights; below nothing stays nothing if `isCut`. */
export function passOn(
  weights: Float64Array,
  inputs: Float64Array,
  into: Float64Array,
  isCut: boolean,
): void {
  const width = into.length;
  const last = inputs.length * width;
  for (let to = 0; to < width; to++) into[to] = weights[last + to] ?? 0;
  const said = new Uint16Array(inputs.length + 3);
  let count = 0;
  for (let at = 0; at < inputs.length; at++) if (inputs[at] !== 0) said[count++] = at;
  // Four at a time, added in the same turn as one by one: the sums are the same to the last bit, in half the time.
  for (let at = 0; at < count; at += 4) {
    const [one, two, three, four] = [
      said[at] ?? 0,
      said[at + 1] ?? 0,
      said[at + 2] ?? 0,
      said[at + 3] ?? 0,
    ];
    const a = inputs[one] ?? 0;
    const b = at + 1 < count ? (inputs[two] ?? 0) : 0;
    const c = at + 2 < count ? (inputs[three] ?? 0) : 0;
    const d = at + 3 < count ? (inputs[four] ?? 0) : 0;
    const [fromA, fromB, fromC, fromD] = [one * width, two * width, three * width, four * width];
    for (let to = 0; to < width; to++)
      into[to] =
        (into[to] ?? 0) +
        a * (weights[fromA + to] ?? 0) +
        b * (weights[fromB + to] ?? 0) +
        c * (weights[fromC + to] ?? 0) +
        d * (weights[fromD + to] ?? 0);
  }
  if (isCut) for (let to = 0; to < width; to++) if ((into[to] ?? 0) < 0) into[to] = 0;
}

/** The sums of each class, before they are made chances. `given` are the levels of a row. */
export function askNet(net: Net, given: Float64Array): number[] {
  const [first, second, answer] = net.weights;
  const one = new Float64Array(UNITS);
  const two = new Float64Array(UNITS);
  const sums = new Float64Array(net.classes);
  passOn(first, given, one, true);
  passOn(second, one, two, true);
  passOn(answer, two, sums, false);
  return [...sums];
}

const HEAD = 8;

export function writeNet({ inputs, classes, knots, levels, weights }: Net): Uint8Array {
  const tables = [knots, levels, ...weights];
  const bytes = new Uint8Array(HEAD + 4 * tables.reduce((sum, table) => sum + table.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, inputs, true);
  view.setUint32(4, classes, true);
  let at = HEAD;
  for (const table of tables)
    for (const value of table) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}

/** Gives the net and where the bytes after it begin. */
export function readNet(bytes: Uint8Array, from = 0): { net: Net; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const inputs = view.getUint32(from, true);
  const classes = view.getUint32(from + 4, true);
  let at = from + HEAD;
  const table = (length: number) =>
    Float64Array.from({ length }, () => {
      at += 4;
      return view.getFloat32(at - 4, true);
    });
  const [first, second, answer] = sizesOf(inputs, classes);
  const knots = table(inputs * KNOTS);
  const levels = table(inputs * KNOTS);
  const net = { inputs, classes, knots, levels };
  return { net: { ...net, weights: [table(first), table(second), table(answer)] }, end: at };
}
