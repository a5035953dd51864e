// The launcher under its conformance suite.
import fixtures from '@codex-ml/launcher-local/dist/conformance.js';
import local from '@codex-ml/launcher-local/dist/local.js';
import { describeFixtures } from '@codex-ml/testkit';

describeFixtures(local, fixtures);
