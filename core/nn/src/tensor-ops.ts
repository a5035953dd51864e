// What every tensor function takes first: the tensor library and what the engine behind it can do.
import type { EngineFeature, TfCore } from '@codex-ml/plugin-api';

/** An engine fits, and so does what a model plugin's `create` receives. */
export interface TensorOps {
  readonly tf: TfCore;
  readonly features: ReadonlySet<EngineFeature>;
}
