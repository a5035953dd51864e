// The option that gives tokens of a foreign vocabulary their roles.
import { z } from '@codex-ml/plugin-api';

const token = (what: string) => z.string().min(1).optional().describe(what);

export const roleTokensOption = (description: string) =>
  z
    .strictObject({
      pad: token('token that fills up batches'),
      bos: token('token that begins a text'),
      eos: token('token that ends a text, and separates documents'),
      unk: token('token of what the vocabulary cannot spell'),
    })
    .default({})
    .describe(description);
