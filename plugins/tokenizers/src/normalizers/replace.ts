// Replacing what a pattern matches. What is written stands where the last character of the match stood.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { readString } from '../pipeline/json-fields.js';
import { createPattern } from '../regex/create-pattern.js';
import { createAlignmentBuffer } from './alignment-buffer.js';

export function createReplace(json: JsonObject, path: string): Normalizer {
  const findMatches = createPattern(json['pattern'], `${path}.pattern`);
  const content = readString(json, 'content', path);
  return (input) => replaceMatches(input, findMatches(input.text), content);
}

/** @param matches start and end of each match, one after the other */
export function replaceMatches(input: AlignedText, matches: readonly number[], content: string): AlignedText {
  if (matches.length === 0) return input;
  const { text, starts, ends } = input;
  const places = createAlignmentBuffer(input);
  const out: string[] = [];
  let done = 0;
  for (let i = 0; i < matches.length; i += 2) {
    const start = matches[i]!;
    const end = matches[i + 1]!;
    out.push(text.slice(done, start), content);
    places.copy(done, start);
    if (starts !== undefined && ends !== undefined) {
      // an empty match at the very beginning has no character before it
      if (end === 0) places.fill(starts[0] ?? 0, starts[0] ?? 0, content.length);
      else places.fill(starts[end - 1]!, ends[end - 1]!, content.length);
    }
    done = end;
  }
  places.copy(done, text.length);
  out.push(text.slice(done));
  return places.finish(out.join(''));
}
