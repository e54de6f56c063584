// One multiplication of matrices in WebAssembly SIMD, assembled here byte by byte so that nothing needs to be
// built or installed. About ten times what V8 makes of the same loops; the own reader is little else.
// Instruction numbers: WebAssembly core specification 2.0, appendix "Index of Instructions".

/** Floats in memory that the kernel reads and writes; `take` hands out the next ones, aligned to 16 bytes. */
export type Arena = Readonly<{
  take(length: number): Float32Array;
  /** C (rows × columns) = A · B, or C += A · B. A may be read across by its strides; B and C lie row by row. */
  multiply(product: Product): void;
}>;

/** Columns are a multiple of 4. Strides count floats. */
export type Product = Readonly<{
  a: Float32Array;
  aRow: number;
  aColumn: number;
  b: Float32Array;
  c: Float32Array;
  rows: number;
  columns: number;
  inner: number;
  add: boolean;
}>;

const PAGE_BYTES = 65_536;

/** Memory for `floats` floats, and the kernel over it. Throws RangeError when more is taken. */
export function openArena(floats: number): Arena {
  const pages = Math.ceil((floats * 4) / PAGE_BYTES) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(kernelModule(), { m: { m: memory } });
  const run = instance.exports['f'] as (...numbers: number[]) => void;
  let next = 16;
  return {
    take(length) {
      const taken = new Float32Array(memory.buffer, next, length);
      next = Math.ceil((next + length * 4) / 16) * 16;
      return taken;
    },
    multiply({ a, aRow, aColumn, b, c, rows, columns, inner, add }) {
      if (columns % 4 !== 0) throw new RangeError('columns must be a multiple of 4');
      const places = [a.byteOffset, aRow * 4, aColumn * 4, b.byteOffset, c.byteOffset];
      run(...places, columns * 4, rows, inner, add ? 1 : 0);
    },
  };
}

let assembled: WebAssembly.Module | undefined;

function kernelModule(): WebAssembly.Module {
  return (assembled ??= new WebAssembly.Module(Uint8Array.from(moduleBytes())));
}

const I32 = 0x7f;
const V128 = 0x7b;
const PARAMETERS = ['a', 'aRow', 'aColumn', 'b', 'c', 'width', 'rows', 'inner', 'add'] as const;
const COUNTERS = ['i', 'j', 'k', 'pa', 'pb', 'pc'] as const;
const LOCALS: readonly string[] = [...PARAMETERS, ...COUNTERS];
const VECTORS_FROM = LOCALS.length;
const TILE_ROWS = 4;
const TILE_VECTORS = 2;

function moduleBytes(): number[] {
  const parameters = PARAMETERS.map(() => I32);
  const sums = TILE_ROWS * TILE_VECTORS;
  const locals = [2, ...unsigned(COUNTERS.length), I32, ...unsigned(sums + TILE_VECTORS + 1), V128];
  const body = [...locals, ...kernelBody(), 0x0b];
  return [
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...unsigned(parameters.length), ...parameters, 0]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]), // memory m.m, at least one page
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]), // function f
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ];
}

/** Tiles of 4 × 8 sums kept in registers; the last rows and columns in smaller tiles. */
function kernelBody(): number[] {
  const tiles = (rows: number) => [
    ...set('j', number(0)),
    // All whole pairs of vectors, then the single one left over.
    ...loopWhile(sub(get('width'), get('j')), 16 * TILE_VECTORS, [
      ...tile(rows, TILE_VECTORS),
      ...set('j', add(get('j'), number(16 * TILE_VECTORS))),
    ]),
    ...loopWhile(sub(get('width'), get('j')), 16, [
      ...tile(rows, 1),
      ...set('j', add(get('j'), number(16))),
    ]),
    ...set('a', add(get('a'), multiply(get('aRow'), number(rows)))),
    ...set('c', add(get('c'), multiply(get('width'), number(rows)))),
    ...set('i', add(get('i'), number(rows))),
  ];
  return [
    ...set('i', number(0)),
    ...loopWhile(sub(get('rows'), get('i')), TILE_ROWS, tiles(TILE_ROWS)),
    ...loopWhile(sub(get('rows'), get('i')), 1, tiles(1)),
  ];
}

function tile(rows: number, vectors: number): number[] {
  const sum = (row: number, vector: number) => VECTORS_FROM + row * TILE_VECTORS + vector;
  const loaded = (vector: number) => VECTORS_FROM + TILE_ROWS * TILE_VECTORS + vector;
  const factor = VECTORS_FROM + TILE_ROWS * TILE_VECTORS + TILE_VECTORS;
  const each = (make: (row: number, vector: number) => number[]) =>
    Array.from({ length: rows * vectors }, (_, at) =>
      make(Math.floor(at / vectors), at % vectors),
    ).flat();
  const zero = [0xfd, 12, ...new Array<number>(16).fill(0)];
  const placeOf = (row: number) => add(get('pc'), multiply(get('width'), number(row)));
  return [
    ...set('pc', add(get('c'), get('j'))),
    ...get('add'),
    ...[0x04, 0x40],
    ...each((row, vector) => setVector(sum(row, vector), [...placeOf(row), ...load(vector * 16)])),
    0x05,
    ...each((row, vector) => setVector(sum(row, vector), zero)),
    0x0b,
    ...set('pa', get('a')),
    ...set('pb', add(get('b'), get('j'))),
    ...set('k', number(0)),
    ...loopWhile(sub(get('inner'), get('k')), 1, [
      ...Array.from({ length: vectors }, (_, vector) =>
        setVector(loaded(vector), [...get('pb'), ...load(vector * 16)]),
      ).flat(),
      ...Array.from({ length: rows }, (_, row) => [
        ...setVector(factor, [...add(get('pa'), multiply(get('aRow'), number(row))), ...splat()]),
        ...Array.from({ length: vectors }, (_, vector) =>
          setVector(sum(row, vector), [
            ...getVector(sum(row, vector)),
            ...getVector(factor),
            ...getVector(loaded(vector)),
            ...[0xfd, ...unsigned(0xe6)], // f32x4.mul
            ...[0xfd, ...unsigned(0xe4)], // f32x4.add
          ]),
        ).flat(),
      ]).flat(),
      ...set('pa', add(get('pa'), get('aColumn'))),
      ...set('pb', add(get('pb'), get('width'))),
      ...set('k', add(get('k'), number(1))),
    ]),
    ...each((row, vector) => [
      ...placeOf(row),
      ...getVector(sum(row, vector)),
      ...[0xfd, 11, 4, ...unsigned(vector * 16)], // v128.store
    ]),
  ];
}

/** While `left` is at least `least`. */
const loopWhile = (left: number[], least: number, body: number[]): number[] => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...left,
  ...number(least),
  ...[0x48, 0x0d, 1], // i32.lt_s, br_if out
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b], // br to the loop
];

const localOf = (name: string) => unsigned(LOCALS.indexOf(name));
const get = (name: string): number[] => [0x20, ...localOf(name)];
const set = (name: string, value: number[]): number[] => [...value, 0x21, ...localOf(name)];
const getVector = (index: number): number[] => [0x20, ...unsigned(index)];
const setVector = (index: number, value: number[]): number[] => [
  ...value,
  0x21,
  ...unsigned(index),
];
const number = (value: number): number[] => [0x41, ...signed(value)];
const add = (left: number[], right: number[]): number[] => [...left, ...right, 0x6a];
const sub = (left: number[], right: number[]): number[] => [...left, ...right, 0x6b];
const multiply = (left: number[], right: number[]): number[] => [...left, ...right, 0x6c];
const load = (offset: number): number[] => [0xfd, 0, 4, ...unsigned(offset)]; // v128.load
const splat = (): number[] => [0xfd, 9, 2, 0]; // v128.load32_splat

const section = (id: number, bytes: number[]): number[] => [
  id,
  ...unsigned(bytes.length),
  ...bytes,
];

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const low = value & 127;
  const last = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return last ? [low] : [low | 128, ...signed(rest)];
}
