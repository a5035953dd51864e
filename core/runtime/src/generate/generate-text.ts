// Text generation: checks the prompt, decodes tokens as they come, stops, and checks the result.
import { codexError, type DecodeStream, type RngStream, type Tokenizer } from '@codex-ml/plugin-api';
import { openDecodeStream } from './decode-stream.js';
import type { DecoderPool } from './decoder-pool.js';
import { generateWith } from './generate-tokens.js';
import type { SamplingOptions } from './sample-token.js';
import { scanForStop } from './stop-scanner.js';

export interface TextRequest extends SamplingOptions {
  readonly prompts: readonly string[];
  readonly maxNewTokens: number;
  /** Generation ends before the first of these in the new text. */
  readonly stop: readonly string[];
  /** Tokens that end the text besides the tokenizer's end token. */
  readonly endTokens?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each piece of checked text as it becomes final. With output checks that is the whole text, at the end. */
  readonly onText?: ((row: number, piece: string) => void) | undefined;
}

export interface GeneratedText {
  readonly prompt: string;
  /** New text, without the prompt. */
  readonly text: string;
  readonly promptTokens: number;
  readonly newTokens: number;
  /** `length`: maxNewTokens reached; `stop`: a stop string; `eos`: the model ended the text; `cancelled` */
  readonly finish: 'length' | 'stop' | 'eos' | 'cancelled';
}

export interface TextParts {
  readonly decoders: DecoderPool;
  readonly tokenizer: Tokenizer;
  readonly rng: RngStream;
  /** Ids to continue from. Default: those of the prompt as it is. */
  readonly encodePrompt?: ((prompt: string) => Int32Array) | undefined;
  /** Safety checks and the guard hook; returns the prompt to use, or throws. */
  readonly admitPrompt: (prompt: string) => Promise<string>;
  /** Safety checks and the text hook; null when there are none, so that text can be shown while it is made. */
  readonly admitText: ((text: string) => Promise<string>) | null;
}

interface RowState {
  readonly prompt: string;
  readonly promptTokens: number;
  readonly stream: DecodeStream;
  newTokens: number;
  /** Text that can no longer change, piece by piece. */
  readonly pieces: string[];
  /** Text behind it, which may become a stop string. */
  open: string;
  finish: GeneratedText['finish'];
}

/** Generate one continuation per prompt. */
export async function generateText(
  parts: TextParts,
  request: TextRequest,
): Promise<readonly GeneratedText[]> {
  const { tokenizer } = parts;
  const prompts = await Promise.all(request.prompts.map((prompt) => parts.admitPrompt(prompt)));
  const encoded = prompts.map((prompt) => parts.encodePrompt?.(prompt) ?? encodePrompt(tokenizer, prompt));
  const rows: RowState[] = prompts.map((prompt, index) => ({
    prompt,
    promptTokens: encoded[index]!.length,
    stream: openDecodeStream(tokenizer, { skipSpecials: true }),
    newTokens: 0,
    pieces: [],
    open: '',
    finish: 'length',
  }));
  const ends = new Set([tokenizer.specials.eos, ...(request.endTokens ?? [])]);
  const show = (index: number, piece: string) => {
    if (piece === '') return;
    rows[index]!.pieces.push(piece);
    if (parts.admitText === null) request.onText?.(index, piece);
  };
  await generateWith(parts.decoders, {
    ...request,
    prompts: encoded,
    rng: parts.rng,
    onToken: (index, id) => {
      const row = rows[index]!;
      if (ends.has(id)) {
        row.finish = 'eos';
        return true;
      }
      row.newTokens++;
      show(index, takeCertain(row, row.stream.push(id), request.stop));
      return row.finish === 'stop';
    },
  });
  const cancelled = request.signal?.aborted === true;
  return Promise.all(
    rows.map(async (row, index) => {
      if (row.finish !== 'stop') {
        show(index, takeCertain(row, row.stream.end(), request.stop));
        show(index, row.open);
      }
      if (cancelled && row.finish === 'length') row.finish = 'cancelled';
      let text = row.pieces.join('');
      if (parts.admitText !== null) {
        text = await parts.admitText(text);
        request.onText?.(index, text);
      }
      const { prompt, promptTokens, newTokens, finish } = row;
      return { prompt, text, promptTokens, newTokens, finish };
    }),
  );
}

/** Ids of a prompt; a model needs at least one token to continue from. */
function encodePrompt(tokenizer: Tokenizer, prompt: string): Int32Array {
  const { ids } = tokenizer.encode(prompt);
  if (ids.length > 0) return ids;
  const start = tokenizer.specials.bos ?? tokenizer.specials.eos;
  if (start !== undefined) return Int32Array.of(start);
  throw codexError('CML6501', {});
}

/** Add text to a row and take what no further text can change: up to a stop string, or to what may become one. */
function takeCertain(row: RowState, text: string, stops: readonly string[]): string {
  if (text === '') return '';
  const open = row.open + text;
  const { end, safe } = scanForStop(open, stops);
  if (end >= 0) row.finish = 'stop';
  row.open = end >= 0 ? '' : open.slice(safe);
  return open.slice(0, safe);
}
