// Putting a text before another, which stands where the first character of that stands.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { readString } from '../pipeline/json-fields.js';
import { createAlignmentBuffer } from './alignment-buffer.js';

export function createPrepend(json: JsonObject, path: string): Normalizer {
  const before = readString(json, 'prepend', path);
  return (input) => prepend(before, input);
}

/** Nothing is put before an empty text. */
export function prepend(before: string, input: AlignedText): AlignedText {
  const { text, starts, ends } = input;
  if (text === '' || before === '') return input;
  const places = createAlignmentBuffer(input);
  if (starts !== undefined && ends !== undefined) places.fill(starts[0]!, ends[0]!, before.length);
  places.copy(0, text.length);
  return places.finish(before + text);
}
