// Small real files for tests, made here: a JPEG with a place in it, a HEIC, clips and recordings with
// the boxes and headers that phones write.
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** What a phone writes about itself and where it was: 28°7′15″N 120°58′1″E. */
const PHONE_EXIF = {
  IFD0: { Make: 'Maple Phone' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '28/1 7/1 15/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '120/1 58/1 1/1',
  },
};

function redAndBlue(width: number, height: number) {
  const half = Math.floor(width / 2);
  return sharp({
    create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } },
  }).composite([
    {
      input: { create: { width: half, height, channels: 3, background: { r: 30, g: 60, b: 200 } } },
      left: width - half,
      top: 0,
    },
  ]);
}

/** Red on the left, blue on the right as stored; its orientation tag says a quarter turn to the right. */
export function aJpegWithPlace(width = 960, height = 640): Promise<Buffer> {
  return redAndBlue(width, height)
    .withExif(PHONE_EXIF)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export function aPng(width = 200, height = 100): Promise<Buffer> {
  return redAndBlue(width, height).png().toBuffer();
}

/** A PNG whose header claims `width` × `height` pixels, in a hundred bytes. */
export async function aPngBomb(width = 20_000, height = 20_000): Promise<Buffer> {
  const bytes = Buffer.from(await aPng(8, 8));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

export function aWebp(width = 200, height = 100): Promise<Buffer> {
  return redAndBlue(width, height).withExif(PHONE_EXIF).webp().toBuffer();
}

export async function aGif(frames = 3): Promise<Buffer> {
  const [width, height] = [40, 30];
  const pixels = Buffer.alloc(width * height * frames * 3);
  for (let index = 0; index < pixels.length; index += 1)
    pixels[index] = (Math.floor(index / (width * height * 3)) * 90) % 256;
  return sharp(pixels, {
    raw: { width, height: height * frames, channels: 3, pageHeight: height },
  })
    .gif()
    .toBuffer();
}

/** 96×64, red and blue, HEVC, with maker and place in its EXIF (made with libheif's encoder from our JPEG). */
export function aHeic(): Buffer {
  return Buffer.from(HEIC, 'base64');
}

const HEIC = `
  AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAYBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA
  AAAAAA5waXRtAAAAAAABAAAANGlsb2MAAAAAREAAAgABAAAAAAGkAAEAAAAAAAAAMwACAAAAAAHXAAEAAAAAAAABQgAAADhp
  aW5mAAAAAAACAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAFWluZmUCAAABAAIAAEV4aWYAAAAAv2lwcnAAAAChaXBjbwAAAHVo
  dmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAA
  AwAAAwAeoDCBBZbqSSmubAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAGAAAABAAAAAEHBpeGkAAAAA
  AwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAX1tZGF0AAAALygBr1i5G3R8
  B0kv//la7/+o/yHygGJ4u1P5bGrc1LA87ZAK8wBt2Lh76yusaw3gAAAAAElJKgAIAAAACAAPAQIADAAAAH4AAAASAQMAAQAA
  AAEAAAAaAQUAAQAAAG4AAAAbAQUAAQAAAHYAAAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAIoAAAAliAQAAQAA
  ANgAAAAAAAAAOGMAAOgDAAA4YwAA6AMAAE1hcGxlIFBob25lAAYAAJAHAAQAAAAwMjEwAZEHAAQAAAABAgMAAKAHAAQAAAAw
  MTAwAaADAAEAAAD//wAAAqAEAAEAAABgAAAAA6AEAAEAAABAAAAAAAAAAAQAAQACAAIAAABOAAAAAgAFAAMAAAAmAQAAAwAC
  AAIAAABFAAAABAAFAAMAAAAOAQAAAAAAAHgAAAABAAAAOgAAAAEAAAABAAAAAQAAABwAAAABAAAABwAAAAEAAAAPAAAAAQAA
  AA==
`;

export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
};

function track(handler: string, width: number, height: number, turned: boolean): Buffer {
  const matrix = turned
    ? u32(0, 0x10000, 0, 0xffff0000, 0, 0, height << 16, 0, 0x40000000)
    : u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
  return box(
    'trak',
    box('tkhd', u32(7, 0, 0, 1, 0, 8000, 0, 0, 0, 0), matrix, u32(width << 16, height << 16)),
    box('mdia', box('hdlr', u32(0, 0), Buffer.from(handler, 'latin1'), u32(0, 0, 0))),
  );
}

/** The place as Apple and Android write it into `udta`. */
export const MOVIE_PLACE = '+28.1208+120.9669/';

/** Eight seconds; not decodable, but with every box that a reader of structure looks at. */
export function aMovie(
  options: Readonly<{
    brand?: string;
    video?: boolean;
    turned?: boolean;
    mediaBytes?: number;
    moovFirst?: boolean;
  }> = {},
): Buffer {
  const ftyp = box(
    'ftyp',
    Buffer.from(options.brand ?? 'mp42', 'latin1'),
    u32(0),
    Buffer.from('isom'),
  );
  const text = Buffer.from(MOVIE_PLACE);
  const place = box('\u00a9xyz', Buffer.from([0, text.length, 0x15, 0xc7]), text);
  const moov = box(
    'moov',
    box('mvhd', u32(0, 0, 0, 1000, 8000), Buffer.alloc(80)),
    ...(options.video === false ? [] : [track('vide', 1920, 1080, options.turned ?? false)]),
    track('soun', 0, 0, false),
    box('udta', place),
  );
  const mdat = box('mdat', Buffer.alloc(options.mediaBytes ?? 300_000, 0x5a));
  return Buffer.concat(options.moovFirst ? [ftyp, moov, mdat] : [ftyp, mdat, moov]);
}

export function anAmr(frames = 50): Buffer {
  const frame = Buffer.alloc(32, 0x11);
  frame[0] = 0x3c; // 12.2 kbit/s
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: frames }, () => frame)]);
}

export function aWav(seconds = 1): Buffer {
  const data = Buffer.alloc(8000 * seconds * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz: frames of 417 bytes, after an ID3 tag if asked. */
export function anMp3(options: Readonly<{ id3?: boolean; frames?: number }> = {}): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  const frames = Array.from({ length: options.frames ?? 20 }, () => frame);
  const tag = options.id3
    ? [Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 100]), Buffer.alloc(100)]
    : [];
  return Buffer.concat([...tag, ...frames]);
}

export function anOgg(): Buffer {
  const page = Buffer.alloc(28 + 19);
  page.write('OggS', 0, 'latin1');
  page[5] = 2;
  page[26] = 1;
  page[27] = 19;
  page.write('OpusHead', 28, 'latin1');
  page[36] = 1;
  page[37] = 1;
  return Buffer.concat([page, Buffer.alloc(400)]);
}

export function aWebm(): Buffer {
  const docType = Buffer.concat([Buffer.from([0x42, 0x82, 0x84]), Buffer.from('webm')]);
  const ebml = Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | docType.length]),
    docType,
  ]);
  const segment = Buffer.from([
    0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  ]);
  return Buffer.concat([ebml, segment, Buffer.alloc(500)]);
}

export function aPdf(): Buffer {
  return Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n' +
      'trailer<</Root 1 0 R>>\n%%EOF\n',
  );
}

/** A ZIP of one empty stored file, as it would be hidden behind a picture. */
export function aZip(): Buffer {
  const name = Buffer.from('a.txt');
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 0, 'latin1');
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.write('PK\x01\x02', 0, 'latin1');
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length, 16);
  return Buffer.concat([local, name, central, name, end]);
}
