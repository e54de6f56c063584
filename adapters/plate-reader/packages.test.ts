import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PartsMissing, filesIn, partsAreThere, readPart } from './packages.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plate-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a part that is missing, altered or unknown is refused, not run', () => {
  expect(partsAreThere(folder)).toBe(false);
  expect(() => readPart('runtime.mjs', folder)).toThrow(PartsMissing);
  writeFileSync(path.join(folder, 'runtime.mjs'), 'export default "something else"');
  expect(() => readPart('runtime.mjs', folder)).toThrow(/altered/u);
  expect(() => readPart('../../etc/passwd', folder)).toThrow(PartsMissing);
});

/** A header of POSIX ustar with what filesIn looks at. */
function header(name: string, size: number, prefix = ''): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('ustar\0', 257);
  block.write(prefix, 345);
  return block;
}

test('files of an archive, with long folders; nonsense ends it', () => {
  const archive = Buffer.concat([
    ...[header('package/a.txt', 3), Buffer.from('abc'.padEnd(512, '\0'))],
    ...[header('b.bin', 0, 'package/deep')],
    Buffer.alloc(1024),
  ]);
  const files = filesIn(archive);
  expect([...files].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
    ['package/a.txt', 'abc'],
    ['package/deep/b.bin', ''],
  ]);
  expect(filesIn(Buffer.from('no archive at all')).size).toBe(0);
  expect(filesIn(Buffer.alloc(4096, 0x39)).size).toBeLessThan(2);
});
