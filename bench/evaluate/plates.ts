// `npm run evaluate -- plates --dir DIR`: how well number plates are read. DIR has crops whose file name is the
// plate (皖A07F55.jpg). A crop that the own reader was taught with is judged by the network that never saw it
// (held-out) or left out and counted, so the figures are honest on any folder.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  PartsMissing,
  fetchParts,
  openOcrReader,
  openOwnReader,
  openPicture,
  parsePlate,
  readPlate,
  type OcrReader,
  type PlateResult,
  type Readers,
} from '#adapters/plate-reader/index.ts';
import { existing, MisusedCommand, optionsOf } from './options.ts';
import { composedPhoto } from './plates/composed-photos.ts';
import { HELD_OUT_FILE, HELD_OUT_FOLD, foldOf } from './plates/taught.ts';

/** The province that is read most in so many crops is taken as the one at home, as a county would say its own. */
const HOME_SAMPLE = 30;
const PHOTOS = 24;
const WRONG_SHOWN = 40;

type Crop = Readonly<{ file: string; plate: string; bytes: Buffer; heldOut: boolean }>;
type Judged = Crop & Readonly<{ result: PlateResult }>;

/** Throws MisusedCommand for a folder without crops. */
export async function evaluatePlates(args: readonly string[]) {
  const dir = existing('dir', optionsOf(args, ['dir']).dir);
  const { crops, skipped } = await loadCrops(dir);
  if (crops.length === 0)
    throw new MisusedCommand(`--dir：没有以车牌命名的图片 no crops in ${dir}`);
  const ocr = await ocrReader();
  const plain = { ...(ocr ? { ocr } : {}), own: openOwnReader() };
  const heldOut = { ...plain, own: openOwnReader(readFileSync(HELD_OUT_FILE)) };
  const home = await homeOf(heldOut, crops);
  console.error(`本地省份 home province as read: ${home}`);
  const readersFor = (crop: Crop): Readers => ({ ...(crop.heldOut ? heldOut : plain), home });

  const judged: Judged[] = [];
  const before = process.cpuUsage();
  for (const crop of crops) {
    judged.push({ ...crop, result: await readPlate(readersFor(crop), crop.bytes) });
    if (judged.length % 100 === 0) console.error(`${judged.length} / ${crops.length}`);
  }
  const { user, system } = process.cpuUsage(before);
  const photos = ocr ? await evaluatePhotos(readersFor, judged) : null;

  const right = judged.filter(({ plate, result }) => result.likeliest === plate);
  const agreed = judged.filter(({ result }) => result.agreed !== undefined);
  const agreedRight = agreed.filter(({ plate, result }) => result.agreed === plate);
  for (const { file, result } of judged
    .filter((each) => !right.includes(each))
    .slice(0, WRONG_SHOWN))
    console.error(`${file}: ${result.likeliest ?? '–'} (${result.readings.map(said).join(', ')})`);
  const exactOf = (reader: string) => share(judged.filter(({ plate, result }) => result.readings.some((each) => each.reader === reader && each.plate === plate)).length, judged.length); // prettier-ignore
  return {
    crops: judged.length,
    exact: share(right.length, judged.length),
    exactOcr: ocr ? exactOf('ocr') : null,
    exactOwn: exactOf('own'),
    twoReaderCoverage: share(agreed.length, judged.length),
    twoReaderExact: agreed.length === 0 ? null : share(agreedRight.length, agreed.length),
    twoReaderWrong: agreed.length - agreedRight.length,
    platesPerSecondPerCore: Math.round((judged.length * 10_000_000) / (user + system)) / 10,
    photos,
    home,
    heldOutNetwork: judged.filter((each) => each.heldOut).length,
    skipped,
    skippedReaders: ocr ? [] : ['ocr'],
  };
}

const said = ({ reader, plate, confidence }: PlateResult['readings'][number]) =>
  `${reader} ${plate} ${confidence.toFixed(2)}`;

const share = (part: number, whole: number) => Math.round((part / whole) * 10_000) / 10_000;

/** Fetches what the first reader needs; without it the second reads alone, and nothing is ever agreed. */
async function ocrReader(): Promise<OcrReader | undefined> {
  try {
    await fetchParts();
    return await openOcrReader();
  } catch (error) {
    if (!(error instanceof PartsMissing)) throw error;
    console.error(`${error.message}\n已跳过第一路识别 the first reader is skipped`);
    return undefined;
  }
}

async function loadCrops(dir: string) {
  const skipped = { notAPlate: 0, notAPicture: 0, taughtWith: 0 };
  const crops: Crop[] = [];
  const files = readdirSync(dir).filter((file) => /\.(jpe?g|png|webp)$/iu.test(file));
  for (const file of files.sort()) {
    const parsed = parsePlate(path.parse(file).name.replace(/_\d+$/u, ''));
    const bytes = readFileSync(path.join(dir, file));
    const fold = foldOf(createHash('sha256').update(bytes).digest());
    if (!parsed) skipped.notAPlate++;
    else if (fold !== undefined && fold !== HELD_OUT_FOLD) skipped.taughtWith++;
    else if (!(await opens(bytes))) skipped.notAPicture++;
    else crops.push({ file, plate: parsed.plate, bytes, heldOut: fold !== undefined });
  }
  return { crops, skipped };
}

const opens = (bytes: Uint8Array): Promise<boolean> =>
  openPicture(bytes).then(
    () => true,
    () => false,
  );

async function homeOf(readers: Readers, crops: readonly Crop[]): Promise<string> {
  const seen = new Map<string, number>();
  const gap = Math.max(1, Math.floor(crops.length / HOME_SAMPLE));
  for (let at = 0; at < crops.length; at += gap) {
    const { likeliest } = await readPlate(readers, (crops[at] as Crop).bytes);
    const province = likeliest?.[0] ?? '';
    seen.set(province, (seen.get(province) ?? 0) + 1);
  }
  return [...seen].sort(([, left], [, right]) => right - left)[0]?.[0] ?? '';
}

/** The same crops in drawn scenes: is the plate found, and read as it is? */
async function evaluatePhotos(readersFor: (crop: Crop) => Readers, judged: readonly Judged[]) {
  const gap = Math.max(1, Math.floor(judged.length / PHOTOS));
  const chosen = judged.filter((_, at) => at % gap === 0).slice(0, PHOTOS);
  const results: boolean[] = [];
  let agreed = 0;
  let agreedWrong = 0;
  for (const [at, crop] of chosen.entries()) {
    const photo = await composedPhoto(await openPicture(crop.bytes), at + 1);
    const result = await readPlate(readersFor(crop), photo);
    results.push(result.likeliest === crop.plate);
    if (result.agreed === undefined) continue;
    agreed++;
    if (result.agreed !== crop.plate) agreedWrong++;
  }
  return { composed: chosen.length, exact: share(results.filter(Boolean).length, chosen.length), agreed, agreedWrong }; // prettier-ignore
}
