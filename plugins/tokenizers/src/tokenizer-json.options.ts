// Options of the `tokenizer-json` tokenizer.
import { defineOptions, z } from '@codex-ml/plugin-api';

const token = (what: string) => z.string().min(1).optional().describe(what);

export const tokenizerJsonOptions = defineOptions({
  path: z
    .string()
    .min(1)
    .describe('a `tokenizer.json`, or the folder of a model that has one; relative to the config'),
  specials: z
    .strictObject({
      pad: token('token that fills up batches'),
      bos: token('token that begins a text'),
      eos: token('token that ends a text, and separates documents'),
      unk: token('token of what the vocabulary cannot spell'),
    })
    .default({})
    .describe(
      'tokens of the vocabulary by role; default: what `tokenizer_config.json` or `special_tokens_map.json` beside the file say, else common names',
    ),
});
