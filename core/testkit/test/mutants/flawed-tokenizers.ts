// Makes a tokenizer with a flaw from the sound one, under the conformance suite.
import {
  defineOptions,
  defineTokenizer,
  type EncodeOptions,
  type Encoding,
  type Tokenizer,
} from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import { sound } from './sound-tokenizer.js';

const options = defineOptions({});

type Flaw = Partial<Tokenizer>;

export const checksFor =
  (flaw: (trained: boolean) => Flaw = () => ({})) =>
  () =>
    conformance.tokenizer({
      plugin: defineTokenizer({
        id: 'bytes',
        apiVersion: '^1.0',
        options,
        train: () => ({ ...sound, ...flaw(true) }),
        load: () => ({ ...sound, ...flaw(false) }),
      }),
      lossless: 'always',
    });

/** Encode the changed text, or change the encoding. */
export const encodes = (change: (text: string, given: EncodeOptions | undefined) => Encoding) =>
  checksFor(() => ({
    encode: change,
    encodeBatch: (texts, given) => texts.map((text) => change(text, given)),
  }));
