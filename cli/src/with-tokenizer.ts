// Opens the tokenizer that a command's flags mean, and closes it whatever happens.
import type { OpenTokenizer } from '@codex-ml/runtime';
import type { TokenizerFlags } from './flags/tokenizer-flags.js';
import { catchInterrupt, SIGNAL_EXIT } from './terminal/interrupt-signal.js';

/** Result of a command that was interrupted. */
export const INTERRUPTED = Object.freeze({ interrupted: true });

export async function withTokenizer<T>(
  flags: TokenizerFlags,
  print: (message: string) => void,
  use: (opened: OpenTokenizer) => Promise<T>,
): Promise<T | typeof INTERRUPTED> {
  const { openTokenizer } = await import('@codex-ml/runtime');
  const { chooseTokenizer } = await import('./choose-tokenizer.js');
  const interrupt = catchInterrupt(() => print('stopping'));
  try {
    const source = await chooseTokenizer(flags, print);
    const now = () => new Date();
    const opened = await openTokenizer(source, { signal: interrupt.signal, print, now });
    try {
      return await use(opened);
    } finally {
      await opened.close();
    }
  } catch (error) {
    const received = interrupt.received();
    if (received === undefined) throw error;
    process.exitCode = SIGNAL_EXIT[received];
    return INTERRUPTED;
  } finally {
    interrupt.dispose();
  }
}
