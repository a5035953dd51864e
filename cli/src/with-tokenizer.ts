// Opens the tokenizer that a command's flags mean, and closes it whatever happens.
import type { OpenTokenizer } from '@codex-ml/runtime';
import type { TokenizerFlags } from './flags/tokenizer-flags.js';
import { type INTERRUPTED, untilInterrupted } from './terminal/until-interrupted.js';

export async function withTokenizer<T>(
  flags: TokenizerFlags,
  print: (message: string) => void,
  use: (opened: OpenTokenizer) => Promise<T>,
): Promise<T | typeof INTERRUPTED> {
  const { openTokenizer } = await import('@codex-ml/runtime');
  const { chooseTokenizer } = await import('./choose-tokenizer.js');
  return untilInterrupted(print, async (signal) => {
    const source = await chooseTokenizer(flags, print);
    const opened = await openTokenizer(source, { signal, print, now: () => new Date() });
    try {
      return await use(opened);
    } finally {
      await opened.close();
    }
  });
}
