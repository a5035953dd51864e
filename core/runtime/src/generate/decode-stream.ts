// Decoding token by token: the tokenizer's own way where it has one, else one built on `decode` that looks at a few tokens only.
import type { DecodeStream, Tokenizer } from '@codex-ml/plugin-api';

const UNKNOWN = '\ufffd';
/** A character has at most four bytes, so that at most three of them can wait for the last. */
const MOST_UNFINISHED = 3;
/** Tokens without a whole character after which the oldest no longer wait. */
const LONGEST_WAIT = 64;
/** Tokens kept before those that wait, since decoders look at what comes before. */
const CONTEXT = 8;

/** A decoder for one text. All it gives, joined, equals `decode` of all ids. */
export function openDecodeStream(
  tokenizer: Tokenizer,
  options: { readonly skipSpecials?: boolean } = {},
): DecodeStream {
  return tokenizer.decodeStream?.(options) ?? windowStream((ids) => tokenizer.decode(ids, options));
}

/**
 * Decodes a window of the last tokens again for each new one: those whose text is still open, and some before them. What further
 * tokens change must lie in the window, and they may only add text behind what was certain; both hold for decoders that join
 * pieces or bytes.
 */
function windowStream(decode: (ids: readonly number[]) => string): DecodeStream {
  let window: number[] = [];
  /** Units of the window's text that were given out. */
  let given = 0;
  /** Tokens of the window that were certain after the last step. */
  let settled = 0;

  /** Forget what lies before the context of the tokens that wait; the rest of the text stays as long as it is. */
  const shorten = (waiting: string, keep: number) => {
    if (window.length <= keep) return;
    window = window.slice(window.length - keep);
    given = Math.max(0, decode(window).length - waiting.length);
  };

  return {
    push(id) {
      window.push(id);
      const text = decode(window);
      let certain = text.length;
      while (certain > given && text.length - certain < MOST_UNFINISHED && text[certain - 1] === UNKNOWN) {
        certain--;
      }
      const piece = text.slice(given, certain);
      given = Math.max(given, certain);
      const whole = certain === text.length;
      if (whole) settled = window.length;
      if (whole && window.length > 2 * CONTEXT) {
        shorten('', CONTEXT);
        settled = window.length;
      } else if (window.length - settled > LONGEST_WAIT) {
        shorten(text.slice(given), LONGEST_WAIT / 2);
        settled = 0;
      }
      return piece;
    },
    end() {
      const rest = decode(window).slice(given);
      window = [];
      given = 0;
      settled = 0;
      return rest;
    },
  };
}
