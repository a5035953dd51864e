// From flags to the tokenizer they mean: a file, that of a run, or the one a config names.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodexError, codexError } from '@codex-ml/plugin-api';
import { findRun, type TokenizerSource } from '@codex-ml/runtime';
import { findRunsRoot } from './find-runs-root.js';
import type { TokenizerFlags } from './flags/tokenizer-flags.js';
import { HOST_ROOT } from './host-root.js';
import { planRequest } from './plan-request.js';

/**
 * In this order: `--tokenizer`, `--run`, a config that is named, the latest run, the config of the project.
 * @throws CML4172 for a file whose name does not tell who reads it, CML4171 where nothing is named or found
 */
export async function chooseTokenizer(
  flags: TokenizerFlags,
  print: (message: string) => void,
): Promise<TokenizerSource> {
  if (flags.tokenizer !== undefined) {
    const { tokenizer, ...rest } = flags;
    const use = flags.use ?? (await pluginFor(tokenizer));
    // Absolute: paths in a config are relative to the config's folder.
    const set = [`tokenizer.use=${use}`, `tokenizer.path=${JSON.stringify(resolve(tokenizer))}`];
    const request = planRequest({ ...rest, set: [...set, ...(flags.set ?? [])] }, print);
    return { from: 'file', request: { ...request, replaces: ['tokenizer'] } };
  }
  if (flags.run !== undefined) return fromRun(flags, print);
  if (flags.config !== undefined || flags.preset !== undefined || flags.set !== undefined) {
    return fromConfig(flags, print);
  }
  try {
    return await fromRun(flags, print);
  } catch (error) {
    if (!CodexError.is(error)) throw error;
    throw codexError('CML4171', { problem: error.title }, { cause: error });
  }
}

function fromConfig(flags: TokenizerFlags, print: (message: string) => void): TokenizerSource {
  return { from: 'config', request: planRequest(flags, print) };
}

async function fromRun(flags: TokenizerFlags, print: (message: string) => void): Promise<TokenizerSource> {
  const cwd = process.cwd();
  const { path: folder } = await findRun(await findRunsRoot(flags.runs, print), cwd, flags.run);
  const { set, plugin: plugins } = flags;
  return { from: 'run', run: { folder, cwd, set, plugins, hostRoot: HOST_ROOT }, checkpoint: 'last' };
}

async function pluginFor(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw codexError('CML4201', { path }, { hints: [`looked for ${resolve(path)}`] });
  if (stats.isDirectory() || path.endsWith('.json')) return 'tokenizer-json';
  if (path.endsWith('.tiktoken')) return 'tiktoken';
  if (path.endsWith('.model')) return 'sentencepiece';
  throw codexError('CML4172', { path });
}
