// Lets a model write texts and feeds them to the metrics that score texts. Always the most probable token, so nothing is drawn; always in
// groups of one size, so that no number depends on the size of batches elsewhere.
import type { JsonValue, RngStream, TextObservation, Tokenizer } from '@codex-ml/plugin-api';
import { during } from '../errors/during.js';
import type { DecoderPool } from '../generate/decoder-pool.js';
import { generateText } from '../generate/generate-text.js';
import type { NamedMetric } from './evaluate-batches.js';
import type { TextTask } from './text-tasks.js';

/** Texts that are written side by side. */
export const WRITTEN_ROWS = 8;

export interface TextEvaluation {
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly states: Readonly<Record<string, JsonValue>>;
  /** Texts that were written and scored. */
  readonly texts: number;
}

export interface TextEvaluationParts {
  readonly decoders: DecoderPool;
  readonly tokenizer: Tokenizer;
  /** Not drawn from: the most probable token is always taken. */
  readonly rng: RngStream;
  readonly maxNewTokens: number;
  /** Texts and tokens that end what is written, besides the tokenizer's end token. */
  readonly ends: { readonly texts: readonly string[]; readonly tokens: readonly number[] };
  readonly signal?: AbortSignal | undefined;
  /** Hears of each text that was written. */
  readonly onText?: (() => void) | undefined;
}

/** @param metrics those that score texts; others are not asked */
export async function evaluateTexts(
  parts: TextEvaluationParts,
  tasks: readonly TextTask[],
  metrics: readonly NamedMetric[],
): Promise<TextEvaluation> {
  const asked = metrics.filter(({ metric }) => metric.consumes === 'texts');
  const states = asked.map(({ metric }) => metric.initial());
  let texts = 0;
  for (let first = 0; first < tasks.length; first += WRITTEN_ROWS) {
    if (parts.signal?.aborted === true) break;
    const group = tasks.slice(first, first + WRITTEN_ROWS);
    const predictions = await write(parts, group);
    for (const [i, { sample, references }] of group.entries()) {
      const observation: TextObservation = { kind: 'texts', prediction: predictions[i]!, references };
      asked.forEach(({ metric }, at) => {
        states[at] = during(`the text for sample \`${sample}\``, () =>
          metric.update(states[at]!, observation),
        );
      });
      texts++;
      parts.onText?.();
    }
  }
  return {
    texts,
    metrics: Object.fromEntries(asked.map(({ name, metric }, i) => [name, metric.value(states[i]!)])),
    states: Object.fromEntries(asked.map(({ name }, i) => [name, states[i]!])),
  };
}

/** The texts of a group. A last group that is short is filled up with its last prompt, so that each is written in the same shape. */
async function write(parts: TextEvaluationParts, group: readonly TextTask[]): Promise<readonly string[]> {
  const { decoders, tokenizer, rng, maxNewTokens, ends, signal } = parts;
  const rows = Array.from({ length: WRITTEN_ROWS }, (_, row) => group[Math.min(row, group.length - 1)]!);
  const generated = await generateText(
    {
      decoders,
      tokenizer,
      rng,
      // What is to be continued are ids; the text of a prompt is the number of its row.
      encodePrompt: (row) => rows[Number(row)]!.prompt,
      admitPrompt: async (row) => row,
      admitText: null,
    },
    {
      prompts: rows.map((_, row) => String(row)),
      maxNewTokens,
      temperature: 0,
      topK: 0,
      topP: 1,
      stop: ends.texts,
      endTokens: ends.tokens,
      signal,
    },
  );
  return generated.slice(0, group.length).map(({ text }) => text);
}
