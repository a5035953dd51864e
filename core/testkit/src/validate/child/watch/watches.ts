// The watches that stay on for the whole life of the process.
import { type NetworkWatch, watchNetwork } from './watch-network.js';
import { type OutputWatch, watchOutput } from './watch-output.js';
import { type ResourceWatch, watchResources } from './watch-resources.js';

export interface Watches {
  readonly output: OutputWatch;
  readonly network: NetworkWatch;
  readonly resources: ResourceWatch;
}

/** @param root folder of the package that is watched */
export function startWatches(root: string): Watches {
  return { output: watchOutput(root), network: watchNetwork(root), resources: watchResources(root) };
}
