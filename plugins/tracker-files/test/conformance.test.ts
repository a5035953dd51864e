// Every tracker of this package under the conformance suite.
import { describeFixtures } from '@codex-ml/testkit';
import fixtures from '@codex-ml/tracker-files/dist/conformance.js';
import consoleTracker from '@codex-ml/tracker-files/dist/console.js';
import csv from '@codex-ml/tracker-files/dist/csv.js';
import ndjson from '@codex-ml/tracker-files/dist/ndjson.js';

for (const plugin of [ndjson, csv, consoleTracker]) describeFixtures(plugin, fixtures);
