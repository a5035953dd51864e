// One sample as the model sees it: its tokens, and which of them carry loss.
import type { Sample, Tokenizer } from '@codex-ml/plugin-api';
import { type EncodeSampleOptions, encodeSample } from '../data/index.js';

/** Neighbouring tokens that are alike in carrying loss. */
export interface PreviewRun {
  readonly learned: boolean;
  readonly ids: readonly number[];
  /** Each token as text; special tokens by their names. */
  readonly tokens: readonly string[];
}

export interface SamplePreview {
  readonly id: string;
  readonly tokens: number;
  readonly learned: number;
  readonly runs: readonly PreviewRun[];
}

/** @param most tokens shown; the rest are counted only */
export function previewSample(sample: Sample, encoding: EncodeSampleOptions, most: number): SamplePreview {
  const { ids, learn } = encodeSample(sample, encoding);
  const isLearned = (place: number): boolean => learn === undefined || learn[place] === 1;
  const runs: { learned: boolean; ids: number[]; tokens: string[] }[] = [];
  const shown = ids.subarray(0, most);
  const texts = splitText(encoding.tokenizer, shown);
  for (const [place, id] of shown.entries()) {
    const learned = isLearned(place);
    let run = runs.at(-1);
    if (run?.learned !== learned) {
      run = { learned, ids: [], tokens: [] };
      runs.push(run);
    }
    run.ids.push(id);
    run.tokens.push(texts[place]!);
  }
  const learned = learn === undefined ? ids.length : learn.reduce((sum, one) => sum + one, 0);
  return { id: sample.id, tokens: ids.length, learned, runs };
}

/** What each token adds to the text. A character of several tokens is with the last of them. */
function splitText(tokenizer: Tokenizer, ids: Int32Array): string[] {
  const texts: string[] = [];
  let before = '';
  let from = 0;
  for (let place = 0; place < ids.length; place++) {
    const now = tokenizer.decode(ids.subarray(from, place + 1));
    const whole = now.endsWith('\ufffd') && place < ids.length - 1 ? now.replace(/\ufffd+$/, '') : now;
    texts.push(whole.startsWith(before) ? whole.slice(before.length) : whole);
    before = whole;
    // Decoding all again for each token would take forever on long samples; a token depends on few before it.
    if (place - from >= 32 && whole === now) {
      from = place + 1;
      before = '';
    }
  }
  return texts;
}
