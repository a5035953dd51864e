// `ByteFallback`: runs of tokens such as `<0xE2>` to the text of their bytes, or to one U+FFFD per byte where they are no text.
import type { DecoderPart, EmitText, TokenStage } from './decoder-part.js';

const BYTE_TOKEN = /^<0x([0-9A-Fa-f]{2}|\+[0-9A-Fa-f])>$/;

/** The byte of a byte token, or -1. */
export function byteOfToken(token: string): number {
  if (token.length !== 6 || !token.startsWith('<0x')) return -1;
  const digits = BYTE_TOKEN.exec(token)?.[1];
  return digits === undefined ? -1 : Number.parseInt(digits, 16);
}

function createStage(): TokenStage {
  let run: number[] = [];
  const flush = (emit: EmitText): void => {
    if (run.length === 0) return;
    const text = decodeStrictly(Uint8Array.from(run));
    if (text !== undefined) emit(text);
    else for (let i = 0; i < run.length; i++) emit('\ufffd');
    run = [];
  };
  return {
    push: (token, emit) => {
      const byte = byteOfToken(token);
      if (byte >= 0) {
        run.push(byte);
        return;
      }
      flush(emit);
      emit(token);
    },
    // one byte that is none makes the whole run unreadable, so that nothing of a run is certain before its end
    end: flush,
  };
}

/** A token longer than a byte token stays as it is. */
function createFusedStage(): TokenStage {
  let waiting: string | undefined = '';
  return {
    push: (piece, emit) => {
      if (waiting === undefined) {
        emit(piece);
        return;
      }
      waiting += piece;
      if (waiting.length <= 6) return;
      emit(waiting);
      waiting = undefined;
    },
    end: (emit) => {
      if (waiting !== undefined) for (const text of decodeAll([waiting])) emit(text);
    },
  };
}

function decodeAll(tokens: readonly string[]): readonly string[] {
  const texts: string[] = [];
  const emit = (text: string): void => {
    texts.push(text);
  };
  const stage = createStage();
  for (const token of tokens) stage.push(token, emit);
  stage.end(emit);
  return texts;
}

export function createByteFallback(): DecoderPart {
  return { decode: decodeAll, fuses: false, stream: createStage, streamFused: createFusedStage };
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
