// The conformance suite of metrics, with the same fixtures that `codex-ml plugins validate` uses.
import { describe, it } from 'node:test';
import { describeFixtures } from '@codex-ml/testkit';
import approxBleu from '../dist/approx-bleu.js';
import bleu from '../dist/bleu.js';
import fixtures from '../src/conformance.ts';

for (const plugin of [bleu, approxBleu]) describeFixtures(plugin, fixtures, { runner: { describe, it } });
