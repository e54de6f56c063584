// Where in a photograph a plate may be: spots of text of about the shape of a plate.
import type { OcrReader } from './ocr-reader.ts';
import { stretched, type Box, type Picture } from './picture.ts';

/** The longer side that the finder looks at. */
const LOOK_SIDE_MAX = 1_280;
const MULTIPLE = 32;
const TEXT_LEAST = 0.3;
/** Spots smaller than this are no text that can be read, in pixels of the look. */
const SPOT_LEAST = 12;
/** A spot is the heart of a line of text; the plate reaches this share of its height further on all sides. */
const REACH = 0.55;
const SHAPE = { narrowest: 1.8, widest: 7 };
/** Spots that are read in one photograph; each costs two readings. */
const SPOTS_MAX = 12;

/** Boxes that may be plates, the largest first. */
export async function findPlates(reader: OcrReader, picture: Picture): Promise<readonly Box[]> {
  const shrink = Math.min(1, LOOK_SIDE_MAX / Math.max(picture.width, picture.height));
  const fitted = (side: number) =>
    Math.max(MULTIPLE, Math.round((side * shrink) / MULTIPLE) * MULTIPLE);
  const width = fitted(picture.width);
  const height = fitted(picture.height);
  const map = await reader.textMap(await stretched(picture, width, height), width, height);
  return spotsOf(map, width, height)
    .map((spot) => boxOf(spot, picture, picture.width / width, picture.height / height))
    .filter(
      ({ width: wide, height: high }) =>
        wide / high > SHAPE.narrowest && wide / high < SHAPE.widest,
    )
    .sort((left, right) => right.width * right.height - left.width * left.height)
    .slice(0, SPOTS_MAX);
}

/** Rectangles around connected text. */
export function spotsOf(map: Float32Array, width: number, height: number): readonly Box[] {
  const seen = new Uint8Array(map.length);
  const spots: Box[] = [];
  for (let start = 0; start < map.length; start++) {
    if (seen[start] || (map[start] as number) < TEXT_LEAST) continue;
    const waiting = [start];
    seen[start] = 1;
    let [left, right, top, bottom, count] = [width, 0, height, 0, 0];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      count++;
      for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width])
        if (next >= 0 && next < map.length && !seen[next] && (map[next] as number) >= TEXT_LEAST) {
          seen[next] = 1;
          waiting.push(next);
        }
    }
    if (count >= SPOT_LEAST)
      spots.push({ left, top, width: right - left + 1, height: bottom - top + 1 });
  }
  return spots;
}

function boxOf(spot: Box, picture: Picture, scaleX: number, scaleY: number): Box {
  const reach = spot.height * REACH;
  const left = Math.max(0, Math.floor((spot.left - reach) * scaleX));
  const top = Math.max(0, Math.floor((spot.top - reach) * scaleY));
  const right = Math.min(picture.width, Math.ceil((spot.left + spot.width + reach) * scaleX));
  const bottom = Math.min(picture.height, Math.ceil((spot.top + spot.height + reach) * scaleY));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
