// The `specials` option, the same in every tokenizer. `<unk>` is not in it: it follows from how unknown text is treated.
import { z } from '@codex-ml/plugin-api';

export const specialsOption: z.ZodDefault<z.ZodArray<z.ZodEnum<{ pad: 'pad'; bos: 'bos'; eos: 'eos' }>>> = z
  .array(z.enum(['pad', 'bos', 'eos']))
  .default(['eos'])
  .describe('special tokens to have; `eos` separates documents, `pad` is needed for padding');
