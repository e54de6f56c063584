// Reads a data file of this module. The files are ours and are tested, so their shape is trusted.
import { readFileSync } from 'node:fs';

export function readData<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')) as Shape;
}
