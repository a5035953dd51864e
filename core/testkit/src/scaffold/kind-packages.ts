// What package.json of a new plugin says differently for each kind.
import type { HookName, Kind } from '@codex-ml/plugin-api';

export interface KindPackage {
  /** Peers beside the plugin API, which host and plugin share. */
  readonly peers: readonly string[];
  /** Packages of codex-ml and others, with the range of the latter. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Packages of codex-ml that the tests use. */
  readonly tests: readonly string[];
  readonly hooks: readonly HookName[];
  /** Whether the sources use modules of Node, whose types they then need. */
  readonly usesNode: boolean;
  /** Command that shows the example, and what it does. */
  readonly example: readonly [command: string, meaning: string];
}

const PLAIN: KindPackage = {
  peers: [],
  dependencies: {},
  tests: [],
  hooks: [],
  usesNode: false,
  example: ['train', 'a short run that uses it'],
};

const ON_ENGINE: KindPackage = { ...PLAIN, tests: ['@codex-ml/engine-tfjs'] };

export const KIND_PACKAGES: Readonly<Record<Kind, KindPackage>> = Object.freeze({
  engine: {
    ...PLAIN,
    dependencies: { '@codex-ml/tfjs': 'host', '@tensorflow/tfjs-backend-cpu': '4.22.0' },
  },
  // The encoder and decoder of UTF-8 are globals of Node.
  tokenizer: { ...PLAIN, usesNode: true },
  dataset: { ...PLAIN, usesNode: true },
  model: { ...ON_ENGINE, peers: ['@codex-ml/nn'] },
  optimizer: ON_ENGINE,
  schedule: PLAIN,
  // Runs start no jobs: what does so is given a launcher.
  launcher: {
    ...PLAIN,
    usesNode: true,
    example: ['config validate', 'a config that names it'],
  },
  metric: PLAIN,
  tracker: { ...PLAIN, usesNode: true },
  safety: PLAIN,
  extension: { ...PLAIN, hooks: ['step.end'] },
});
