// A decoder of a `tokenizer.json`, for whole lists of tokens and for tokens that come one by one.
import type { Decoder } from '../pipeline/aligned-text.js';

/** Receives what a decoder makes, in order. */
export type EmitText = (text: string) => void;

/** Is handed tokens one by one, and gives what it makes of them as soon as that is certain. */
export interface TokenStage {
  push(token: string, emit: EmitText): void;
  end(emit: EmitText): void;
}

export interface DecoderPart {
  readonly decode: Decoder;
  /** Whether it makes one token of all: what its stage emits are pieces of that token. */
  readonly fuses: boolean;
  /** A stage for tokens. */
  stream(): TokenStage;
  /** A stage behind a part that fuses: it is handed one token, in pieces. */
  streamFused(): TokenStage;
}

/** A decoder that looks at one token at a time. @param fused what it does to a token in pieces; default it waits for the end */
export function perToken(change: (token: string) => string, fused?: () => TokenStage): DecoderPart {
  const decode: Decoder = (tokens) => tokens.map(change);
  return {
    decode,
    fuses: false,
    stream: () => stateless(change),
    streamFused: fused ?? (() => waitForEnd(decode)),
  };
}

export function stateless(change: (text: string) => string): TokenStage {
  return { push: (text, emit) => emit(change(text)), end: () => {} };
}

/** For what cannot be said before the last piece of a token: few decoders stand behind one that fuses. */
export function waitForEnd(decode: Decoder): TokenStage {
  let text = '';
  return {
    push: (piece) => {
      text += piece;
    },
    end: (emit) => {
      for (const part of decode([text])) emit(part);
    },
  };
}
