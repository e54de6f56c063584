// The models that come with the product. Their cards lie beside them.
import { readFileSync } from 'node:fs';
import { decodeModel } from './model/encode.ts';
import type { LinearModel } from './model/linear-model.ts';

let messages: LinearModel | undefined;

/** Sorts citizens' messages into the seven first-level classes of the public scheme (data/messages.md). */
export function shippedMessageModel(): LinearModel {
  return (messages ??= decodeModel(readFileSync(new URL('data/messages.model', import.meta.url))));
}
