// `Strip`: up to so many of one character from both ends of each token.
import type { JsonObject } from '@codex-ml/plugin-api';
import { readCharacter, readInteger } from '../pipeline/json-fields.js';
import { type DecoderPart, perToken, type TokenStage } from './decoder-part.js';

/** @throws CML4110 */
export function createStrip(json: JsonObject, path: string): DecoderPart {
  const content = readCharacter(json, 'content', path);
  const most = { start: readInteger(json, 'start', path, 0), end: readInteger(json, 'stop', path, 0) };

  /** Where the text begins behind up to `limit` of the character. */
  const skip = (text: string, limit: number): number => {
    let at = 0;
    for (let i = 0; i < limit && text.startsWith(content, at); i++) at += content.length;
    return at;
  };
  const skipBack = (text: string, from: number): number => {
    let at = text.length;
    for (let i = 0; i < most.end && at > from && text.endsWith(content, at); i++) at -= content.length;
    return Math.max(at, from);
  };

  const createFusedStage = (): TokenStage => {
    let left = most.start;
    let held = '';
    return {
      push: (piece, emit) => {
        let text = held + piece;
        if (left > 0 && text !== '') {
          const start = skip(text, left);
          left = start < text.length ? 0 : left - start / content.length;
          text = text.slice(start);
        }
        // what may be the end of the token waits
        const end = skipBack(text, 0);
        held = text.slice(end);
        emit(text.slice(0, end));
      },
      end: () => {},
    };
  };

  return perToken((token) => {
    const start = skip(token, most.start);
    return token.slice(start, skipBack(token, start));
  }, createFusedStage);
}
