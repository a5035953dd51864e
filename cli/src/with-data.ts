// Opens the data of a config, without engine and model, and closes it whatever happens.
import type { DataSource, TextSession } from '@codex-ml/runtime';
import type { ConfigFlags } from './flags/config-flags.js';
import { planRequest } from './plan-request.js';
import { type INTERRUPTED, untilInterrupted } from './terminal/until-interrupted.js';

export interface OpenedData extends TextSession {
  readonly data: DataSource;
}

/** @param keep whether tokens that are made are kept in the data cache */
export async function withData<T>(
  flags: ConfigFlags,
  print: (message: string) => void,
  keep: boolean,
  use: (opened: OpenedData) => Promise<T>,
): Promise<T | typeof INTERRUPTED> {
  const { openData, openTextSession, planRun } = await import('@codex-ml/runtime');
  return untilInterrupted(print, async (signal) => {
    const plan = await planRun(planRequest(flags, print));
    const text = await openTextSession(plan, { signal, print, now: () => new Date() });
    try {
      const data = await openData(text.session, text.journal, { keep, signal });
      return await use({ ...text, data });
    } finally {
      await text.close();
    }
  });
}
