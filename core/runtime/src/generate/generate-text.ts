// Text generation: checks the prompt, decodes tokens as they come, stops, and checks the result.
import {
  codexError,
  type Engine,
  type LanguageModel,
  type RngStream,
  type Tokenizer,
} from '@codex-ml/plugin-api';
import { generateTokens } from './generate-tokens.js';
import type { SamplingOptions } from './sample-token.js';
import { scanForStop } from './stop-scanner.js';

export interface TextRequest extends SamplingOptions {
  readonly prompts: readonly string[];
  readonly maxNewTokens: number;
  /** Generation ends before the first of these in the new text. */
  readonly stop: readonly string[];
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
  readonly engine: Engine;
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  readonly rng: RngStream;
  /** Safety checks and the guard hook; returns the prompt to use, or throws. */
  readonly admitPrompt: (prompt: string) => Promise<string>;
  /** Safety checks and the text hook; null when there are none, so that text can be shown while it is made. */
  readonly admitText: ((text: string) => Promise<string>) | null;
}

interface RowState {
  readonly prompt: string;
  readonly ids: number[];
  readonly promptTokens: number;
  shown: number;
  text: string;
  finish: GeneratedText['finish'];
}

/** Generate one continuation per prompt. */
export async function generateText(
  parts: TextParts,
  request: TextRequest,
): Promise<readonly GeneratedText[]> {
  const { tokenizer } = parts;
  const prompts = await Promise.all(request.prompts.map((prompt) => parts.admitPrompt(prompt)));
  const encoded = prompts.map((prompt) => encodePrompt(tokenizer, prompt));
  const rows: RowState[] = prompts.map((prompt, index) => ({
    prompt,
    ids: [],
    promptTokens: encoded[index]!.length,
    shown: 0,
    text: '',
    finish: 'length',
  }));
  await generateTokens(parts.engine, parts.model, {
    ...request,
    prompts: encoded,
    rng: parts.rng,
    onToken: (index, id) => {
      const row = rows[index]!;
      const ended = acceptToken(tokenizer, row, id, request.stop);
      if (parts.admitText === null) showSafe(row, index, request, ended);
      return ended;
    },
  });
  const cancelled = request.signal?.aborted === true;
  return Promise.all(
    rows.map(async (row, index) => {
      if (cancelled && row.finish === 'length') row.finish = 'cancelled';
      if (parts.admitText === null) showSafe(row, index, request, true);
      else {
        row.text = await parts.admitText(row.text);
        request.onText?.(index, row.text);
      }
      return {
        prompt: row.prompt,
        text: row.text,
        promptTokens: row.promptTokens,
        newTokens: row.ids.length,
        finish: row.finish,
      };
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

/** Append a token; true when the row has ended. */
function acceptToken(tokenizer: Tokenizer, row: RowState, id: number, stops: readonly string[]): boolean {
  if (id === tokenizer.specials.eos) {
    row.finish = 'eos';
    return true;
  }
  row.ids.push(id);
  row.text = tokenizer.decode(row.ids, { skipSpecials: true });
  const { end } = scanForStop(row.text, stops);
  if (end < 0) return false;
  row.text = row.text.slice(0, end);
  row.finish = 'stop';
  return true;
}

/** Show what can no longer change: not the start of a stop string, not half a character. */
function showSafe(row: RowState, index: number, request: TextRequest, ended: boolean): void {
  if (request.onText === undefined) return;
  let safe = row.text.length;
  if (!ended) {
    safe = scanForStop(row.text, request.stop).safe;
    while (safe > 0 && row.text.charCodeAt(safe - 1) === 0xfffd) safe--;
  }
  if (safe <= row.shown) return;
  request.onText(index, row.text.slice(row.shown, safe));
  row.shown = safe;
}
