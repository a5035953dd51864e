// What an exercise is given besides the plugin.
import type { Engine } from '@codex-ml/plugin-api';
import type { UsedFixture } from '../fixture.js';

export interface Tools {
  readonly fixture: UsedFixture;
  /** @throws where there is no engine at hand */
  readonly engine: () => Promise<Engine>;
  /** Empty folder for this use. */
  readonly folder: string;
}
