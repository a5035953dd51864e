// Which stored values the parameters get: the model's own, or those that a plugin kept beside them under `<plugin>/weights/<parameter>`.
import { codexError } from '@codex-ml/plugin-api';
import type { LoadedCheckpoint } from '../checkpoint/index.js';

export interface ChosenWeights {
  /** Full id of the plugin, or null. */
  readonly weights: string | null;
  readonly arrays: LoadedCheckpoint['model'];
}

const ARRAY = /^([^/]+\/[^/]+)\/weights\/(.+)$/;

/** @throws CML3602 where the checkpoint keeps no weights of the plugin, or of two plugins with that short id */
export function chooseWeights(
  { model, extensions }: LoadedCheckpoint,
  wanted: string | undefined,
  checkpoint: string,
): ChosenWeights {
  if (wanted === undefined) return { weights: null, arrays: model };
  const kept = Object.entries(extensions).flatMap(([name, array]) => {
    const [, plugin, parameter] = ARRAY.exec(name) ?? [];
    return plugin === undefined || parameter === undefined ? [] : [{ plugin, parameter, array }];
  });
  const plugins = [...new Set(kept.map(({ plugin }) => plugin))];
  const found = plugins.filter((id) => id === wanted || id.endsWith(`/${wanted}`));
  const [plugin] = found;
  if (plugin === undefined || found.length > 1) {
    const list = plugins.map((id) => `\`${id}\``).join(', ');
    const hints = plugins.length === 0 ? [] : [`it keeps weights of ${list}`];
    throw codexError('CML3602', { checkpoint, plugin: wanted }, { hints });
  }
  const own = kept.filter((entry) => entry.plugin === plugin);
  return {
    weights: plugin,
    arrays: { ...model, ...Object.fromEntries(own.map(({ parameter, array }) => [parameter, array])) },
  };
}
