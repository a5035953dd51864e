// Errors 3xxx: plugins.
import { entries } from '../catalogue-entry.js';

export const pluginErrors = entries({
  CML3101: {
    title: 'plugin `{id}` is not well defined: {problem}',
    cause: 'The object given to `definePlugin` or one of its helpers lacks a part that its kind requires.',
    remedy:
      'Compare the definition with the contract of its kind in the plugin guide, and run `codex-ml plugins inspect`.',
  },
  CML3401: {
    title: 'plugin `{id}` may not use the network',
    cause:
      'A plugin reaches the network only when its manifest says `"network": true` and the run allows it.',
    remedy:
      'Declare `network` in the manifest of the plugin and set `run.network: true` in the config of this run.',
  },
});
