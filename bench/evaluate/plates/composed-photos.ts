// Photographs put together for a first measure of the finder: a street of plain shapes, a car's back, a shop
// sign with other words, and one real crop of a plate somewhere on it. Kinder than a real street, and says so.
import { seededRandom } from '#platform/chance/index.ts';
import sharp from 'sharp';

const WIDTH = 960;
const HEIGHT = 720;
const SIGNS = ['便民超市', '禁止停车', '五金建材', '消防通道'];

/** A JPEG of a scene with the crop in it; the same seed gives the same scene. */
export async function composedPhoto(
  crop: Readonly<{ width: number; height: number; rgb: Uint8Array }>,
  seed: number,
): Promise<Buffer> {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));
  const grey = (low: number, high: number) => {
    const value = between(low, high);
    return `rgb(${value},${value},${Math.min(255, value + 8)})`;
  };
  const carLeft = between(180, 420);
  const carTop = between(260, 360);
  const plateWidth = between(120, 210);
  const plateHeight = Math.round((plateWidth * crop.height) / crop.width);
  const shapes = Array.from({ length: 14 }, () => `<rect x="${between(-50, WIDTH)}" y="${between(-50, 300)}" width="${between(40, 260)}" height="${between(30, 300)}" fill="${grey(60, 230)}"/>`); // prettier-ignore
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="${WIDTH}" height="${HEIGHT}" fill="${grey(120, 220)}"/>${shapes.join('')}
    <rect x="${between(20, 600)}" y="${between(10, 60)}" width="300" height="80" fill="#a22"/>
    <text x="${between(30, 620)}" y="${between(70, 110)}" font-size="56" font-family="Noto Sans CJK SC" fill="#fff">${SIGNS[between(0, SIGNS.length - 1)]}</text>
    <rect y="560" width="${WIDTH}" height="160" fill="${grey(70, 110)}"/>
    <rect x="${carLeft}" y="${carTop}" width="420" height="300" rx="40" fill="${grey(20, 240)}"/>
    <rect x="${carLeft + 40}" y="${carTop + 20}" width="340" height="90" rx="20" fill="#223"/>
  </svg>`;
  const plate = await sharp(crop.rgb, {
    raw: { width: crop.width, height: crop.height, channels: 3 },
  })
    .resize(plateWidth, plateHeight, { fit: 'fill', kernel: 'cubic' })
    .png()
    .toBuffer();
  const left = carLeft + Math.round((420 - plateWidth) / 2) + between(-60, 60);
  const top = carTop + between(150, 220);
  return sharp(Buffer.from(scene))
    .composite([{ input: plate, left, top }])
    .jpeg({ quality: 88 })
    .toBuffer();
}
