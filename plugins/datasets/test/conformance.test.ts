// Every dataset of this package under the conformance suite.
import fixtures from '@codex-ml/datasets/dist/conformance.js';
import jsonl from '@codex-ml/datasets/dist/jsonl.js';
import lines from '@codex-ml/datasets/dist/lines.js';
import mobyDick from '@codex-ml/datasets/dist/moby-dick.js';
import text from '@codex-ml/datasets/dist/text.js';
import { describeFixtures } from '@codex-ml/testkit';

for (const plugin of [text, lines, jsonl, mobyDick]) describeFixtures(plugin, fixtures);
