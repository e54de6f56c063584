// A process that turns one HEIC picture (standard input) into a JPEG for screens (standard output, after
// width and height as two 32-bit numbers). Started by pictures.ts; ends with 3 on a picture too large.
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { MAX_HEIC_PIXELS, SERVED_EDGE_PIXELS } from './evidence.ts';

type HeicImage = Readonly<{
  width: number;
  height: number;
  decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray }>;
}>;
type HeicDecode = { all(input: { buffer: Uint8Array }): Promise<HeicImage[]> };

const TOO_MANY_PIXELS = 3;
const JPEG_QUALITY = 88;

const pieces: Uint8Array[] = [];
for await (const piece of process.stdin) pieces.push(piece as Uint8Array);

// The package is CommonJS without types.
const heic = createRequire(import.meta.url)('heic-decode') as HeicDecode;
const [image] = await heic.all({ buffer: Buffer.concat(pieces) });
if (!image) process.exit(1);
if (image.width * image.height > MAX_HEIC_PIXELS) process.exit(TOO_MANY_PIXELS);
const { width, height, data } = await image.decode();

// libheif has applied rotation and mirroring; EXIF is not carried over.
const jpeg = await sharp(data, { raw: { width, height, channels: 4 } })
  .removeAlpha()
  .resize({
    width: SERVED_EDGE_PIXELS,
    height: SERVED_EDGE_PIXELS,
    fit: 'inside',
    withoutEnlargement: true,
  })
  .jpeg({ quality: JPEG_QUALITY })
  .toBuffer();
const size = Buffer.alloc(8);
size.writeUInt32BE(width, 0);
size.writeUInt32BE(height, 4);
process.stdout.write(Buffer.concat([size, jpeg]));
