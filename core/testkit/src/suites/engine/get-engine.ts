// How the parts of the engine suite reach the engine under test.
import type { Engine } from '@codex-ml/plugin-api';

/** Gives the engine under test; the same one for every check. */
export type GetEngine = () => Promise<Engine>;
