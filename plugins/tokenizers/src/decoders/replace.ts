// `Replace`: every match of a pattern in a token by one text.
import type { JsonObject } from '@codex-ml/plugin-api';
import { expectObject, readString } from '../pipeline/json-fields.js';
import { createPattern } from '../regex/create-pattern.js';
import { type DecoderPart, perToken, type TokenStage } from './decoder-part.js';

/** @throws CML4110, CML4112, CML4113 */
export function createReplace(json: JsonObject, path: string): DecoderPart {
  const content = readString(json, 'content', path);
  const pattern = expectObject(json['pattern'], `${path}.pattern`)['String'];
  if (typeof pattern !== 'string') {
    const findMatches = createPattern(json['pattern'], `${path}.pattern`);
    return perToken((token) => replaceMatches(token, findMatches(token), content));
  }
  if (pattern === '') return perToken((token) => token);
  const replace = (text: string): string => text.split(pattern).join(content);
  return perToken(replace, () => createFusedStage(pattern, replace));
}

/** A match may begin in one piece of the token and end in another: such a beginning waits. */
function createFusedStage(pattern: string, replace: (text: string) => string): TokenStage {
  let held = '';
  return {
    push: (piece, emit) => {
      const text = held + piece;
      const done = text.lastIndexOf(pattern);
      const from = done < 0 ? 0 : done + pattern.length;
      let wait = Math.min(pattern.length - 1, text.length - from);
      while (wait > 0 && !text.endsWith(pattern.slice(0, wait))) wait--;
      held = text.slice(text.length - wait);
      emit(replace(text.slice(0, text.length - wait)));
    },
    end: (emit) => emit(held),
  };
}

function replaceMatches(token: string, matches: readonly number[], content: string): string {
  let text = '';
  let done = 0;
  for (let i = 0; i < matches.length; i += 2) {
    text += token.slice(done, matches[i]) + content;
    done = matches[i + 1]!;
  }
  return text + token.slice(done);
}
