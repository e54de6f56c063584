// Pictures as they come in from anybody: checked before they are opened, opened within limits.
import { Refused } from '#platform/errors/index.ts';
import sharp from 'sharp';

/** Red, green, blue by rows, 0–255. */
export type Picture = Readonly<{ width: number; height: number; rgb: Uint8Array }>;

/** As much as a telephone takes in its best setting. */
const PICTURE_BYTES_MAX = 20_000_000;
/** Opened, this takes 150 MB of memory. */
const PICTURE_PIXELS_MAX = 50_000_000;
/** A photograph is looked at in at most this many pixels on its longer side. */
const PICTURE_SIDE_MAX = 2_560;
const WIDTH_LEAST = 40;
const HEIGHT_LEAST = 12;
const FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/** What is said to the person whose picture was not looked at. */
export const PICTURE_REFUSALS = {
  'plate.picture-empty': { zh: '没有图片内容。', en: 'There is no picture.' },
  'plate.picture-too-big': { zh: '图片过大。', en: 'The picture is too big.' },
  'plate.not-a-picture': {
    zh: '无法作为图片打开，请上传 JPEG、PNG 或 WebP。',
    en: 'It does not open as a picture; JPEG, PNG and WebP do.',
  },
  'plate.picture-too-small': {
    zh: '图片太小，看不清车牌。',
    en: 'The picture is too small for a plate to be seen.',
  },
} as const;

/** Opens a picture, upright. Throws Refused with a code of PICTURE_REFUSALS. */
export async function openPicture(bytes: Uint8Array): Promise<Picture> {
  if (bytes.length === 0) throw new Refused('plate.picture-empty');
  if (bytes.length > PICTURE_BYTES_MAX) throw new Refused('plate.picture-too-big');
  try {
    const { format, width, height } = await sharp(bytes).metadata();
    if (!FORMATS.includes(format)) throw new Refused('plate.not-a-picture');
    if (width * height > PICTURE_PIXELS_MAX) throw new Refused('plate.picture-too-big');
    if (width < WIDTH_LEAST || height < HEIGHT_LEAST) throw new Refused('plate.picture-too-small');
    const { data, info } = await sharp(bytes, { limitInputPixels: PICTURE_PIXELS_MAX })
      .rotate()
      .resize({
        width: PICTURE_SIDE_MAX,
        height: PICTURE_SIDE_MAX,
        fit: 'inside',
        withoutEnlargement: true,
      }) // prettier-ignore
      .flatten()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: data };
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('plate.not-a-picture');
  }
}

export type Box = Readonly<{ left: number; top: number; width: number; height: number }>;

/** A part of a picture (all of it without a box), stretched to exactly this size. */
export async function stretched(
  picture: Picture,
  width: number,
  height: number,
  box?: Box,
): Promise<Uint8Array> {
  const opened = sharp(picture.rgb, {
    raw: { width: picture.width, height: picture.height, channels: 3 },
  });
  const part = box ? opened.extract(box) : opened;
  return part.resize(width, height, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer();
}
