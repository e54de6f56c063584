import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Decoded } from './beam.ts';
import { NET_WEIGHTS } from './own-net.ts';
import { openOcrReader } from './ocr-reader.ts';
import { openOwnReader, packWeights, unpackWeights } from './own-reader.ts';
import { partsAreThere } from './packages.ts';
import { PICTURE_REFUSALS } from './picture.ts';
import { spotsOf } from './find.ts';
import { agreedPlate, readPlate, together, type AgreedPlate, type Reading } from './read.ts';
import { parsePlate, type Plate } from './grammar.ts';

const plateOf = (text: string) => {
  const parsed = parsePlate(text);
  if (!parsed) throw new Error(`${text} is no plate`);
  return parsed;
};
const reading = (reader: Reading['reader'], text: string, confidence = 0.99): Reading => ({
  ...{ reader, confidence },
  ...plateOf(text),
});

describe('two readers', () => {
  test('only what both say surely is agreed', () => {
    const ocr = reading('ocr', '浙C12345');
    expect(agreedPlate([ocr, reading('own', '浙C12345')])).toEqual({ agreed: '浙C12345', reasons: [] }); // prettier-ignore
    expect(agreedPlate([ocr, reading('own', '浙C12346')])).toEqual({ reasons: ['readers-differ'] });
    expect(agreedPlate([ocr, reading('own', '浙C12345', 0.3)])).toEqual({ reasons: ['reader-unsure'] }); // prettier-ignore
    expect(agreedPlate([ocr, reading('own', '浙C12345', Number.NaN)]).agreed).toBeUndefined();
    expect(agreedPlate([])).toEqual({ reasons: ['not-readable'] });
  });

  test('one reader twice is one reader', () => {
    const ocr = reading('ocr', '浙C12345');
    expect(agreedPlate([ocr])).toEqual({ reasons: ['one-reader-only'] });
    expect(agreedPlate([ocr, ocr])).toEqual({ reasons: ['one-reader-only'] });
  });

  test('a sender takes no plate that was not agreed', () => {
    const send = (plate: AgreedPlate) => plate.length;
    // @ts-expect-error a plate by itself, and a likeliest one, are no agreement
    expect(send(plateOf('浙C12345').plate)).toBe(7);
  });

  test('looks add up: what one look did not weigh is not certain', () => {
    const decoded = (plate: string, score: number): Decoded => ({ plate: plate as Plate, score, confidence: 1 }); // prettier-ignore
    const both = together([
      [decoded('浙C12345', -1), decoded('浙C12346', -1.5)],
      [decoded('浙C12346', -0.5), decoded('浙C12345', -3)],
    ]);
    expect(both.map(({ plate }) => plate)).toEqual(['浙C12346', '浙C12345']);
    expect(both.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 9);
    expect(together([[], [decoded('浙C12345', -1)]])[0]?.plate).toBe('浙C12345');
    expect(together([])).toEqual([]);
  });
});

describe('pictures from anybody', () => {
  const own = openOwnReader(packWeights(new Float32Array(NET_WEIGHTS)));
  const jpeg = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#234' } })
      .jpeg()
      .toBuffer();
  const refused = async (bytes: Uint8Array) =>
    readPlate({ own }, bytes).then(
      () => 'read',
      (error: { refusal?: { code: string } }) => error.refusal?.code ?? 'thrown',
    );

  test('what is no picture is refused by name', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="94" height="24"/>');
    expect(await refused(new Uint8Array())).toBe('plate.picture-empty');
    expect(await refused(Buffer.from('皖A12345'.repeat(1_000)))).toBe('plate.not-a-picture');
    expect(await refused(svg)).toBe('plate.not-a-picture');
    expect(await refused(new Uint8Array(20_000_001))).toBe('plate.picture-too-big');
    expect(await refused(await jpeg(20, 8))).toBe('plate.picture-too-small');
    expect(await refused((await jpeg(400, 100)).subarray(0, 200))).toBe('plate.not-a-picture');
    for (const { zh, en } of Object.values(PICTURE_REFUSALS))
      expect([zh.length > 4, en.length > 10]).toEqual([true, true]);
  });

  test('a file that claims 100 million points is refused before it is opened', async () => {
    const bomb = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    bomb.writeUInt32BE(10_000, 16); // IHDR: width, height, then its checksum
    bomb.writeUInt32BE(10_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const before = performance.now();
    expect(await refused(bomb)).toBe('plate.picture-too-big');
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  test('a plain surface is never agreed upon, with the first reader missing', async () => {
    const result = await readPlate({ own }, await jpeg(188, 48));
    expect(result.agreed).toBeUndefined();
    expect(result.reasons.length).toBe(1);
    expect(await readPlate({ own }, await jpeg(800, 600))).toEqual({ readings: [], reasons: ['no-plate-found'] }); // prettier-ignore
  });
});

test('weights keep their value in two bytes but for one part in 250', () => {
  const weights = Float32Array.from({ length: NET_WEIGHTS }, (_, at) => Math.sin(at) * (at % 7));
  const kept = unpackWeights(packWeights(weights));
  const off = weights.findIndex(
    (each, at) => Math.abs((kept[at] as number) - each) > Math.abs(each) / 250,
  );
  expect(off).toBe(-1);
  expect(() => unpackWeights(new Uint8Array(3))).toThrow(RangeError);
});

test('spots of a map are boxed apart', () => {
  const map = new Float32Array(40 * 20);
  for (let x = 3; x < 13; x++) for (let y = 2; y < 6; y++) map[y * 40 + x] = 0.9;
  for (let x = 20; x < 38; x++) map[15 * 40 + x] = 0.5;
  map[39] = 1; // a single point is dust
  expect(spotsOf(map, 40, 20)).toEqual([
    { left: 3, top: 2, width: 10, height: 4 },
    { left: 20, top: 15, width: 18, height: 1 },
  ]);
});

test.skipIf(!partsAreThere())(
  'the first reader reads a drawn plate (skipped where its parts were not fetched)',
  async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="440" height="140"><rect width="440" height="140" fill="#1546a0"/>
      <text x="18" y="105" font-size="84" font-family="Noto Sans CJK SC" font-weight="bold" fill="#fff">浙C82F57</text></svg>`;
    const drawn = await sharp(Buffer.from(svg)).jpeg().toBuffer();
    const own = openOwnReader(packWeights(new Float32Array(NET_WEIGHTS)));
    const { readings } = await readPlate({ own, ocr: await openOcrReader() }, drawn);
    expect(readings.find(({ reader }) => reader === 'ocr')?.plate).toBe('浙C82F57');
  },
  60_000,
);
