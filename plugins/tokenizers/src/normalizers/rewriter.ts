// Writing a text anew where characters come, go and change places: each one written says how it relates to those it replaces.
import type { AlignedText } from '../pipeline/aligned-text.js';
import { createAlignmentBuffer } from './alignment-buffer.js';

export interface Rewriter {
  /**
   * Write a character.
   * @param change 0: it takes the place of the next character of the source; 1: it is new and stands where the one before it stands;
   *   -n: it takes the place of the next one, and the n after that are gone
   */
  write(character: string, change: number): void;
  /** Take over a stretch of the source that stays as it is. Everything before it must have been replaced. */
  copy(from: number, to: number): void;
  finish(): AlignedText;
}

export function createRewriter(source: AlignedText): Rewriter {
  const { text, starts, ends } = source;
  const places = createAlignmentBuffer(source);
  let out = '';
  let at = 0;
  const skip = (characters: number): void => {
    for (let n = 0; n < characters && at < text.length; n++) at += text.codePointAt(at)! >= 0x10000 ? 2 : 1;
  };
  return {
    write: (character, change) => {
      out += character;
      if (starts !== undefined && ends !== undefined) {
        // before everything else there is nothing to stand with but the very beginning
        const from = change > 0 ? at - 1 : Math.min(at, text.length - 1);
        if (from < 0) places.fill(starts[0] ?? 0, starts[0] ?? 0, character.length);
        else places.fill(starts[from]!, ends[from]!, character.length);
      }
      if (change <= 0) skip(1 - change);
    },
    copy: (from, to) => {
      out += text.slice(from, to);
      places.copy(from, to);
      at = to;
    },
    finish: () => places.finish(out),
  };
}
