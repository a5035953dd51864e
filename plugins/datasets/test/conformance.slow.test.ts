// Every dataset of this package under the conformance suite.
import * as datasets from '@codex-ml/datasets';
import fixtures from '@codex-ml/datasets/dist/conformance.js';
import { describeFixtures } from '@codex-ml/testkit';

for (const plugin of Object.values(datasets)) describeFixtures(plugin, fixtures);
