// The conformance suite of metrics, with the fixtures that the package ships.
import { describeFixtures } from '@codex-ml/testkit';
import fixtures from 'codex-ml-acme/dist/conformance.js';
import lossQuantile from 'codex-ml-acme/dist/loss-quantile.js';

describeFixtures(lossQuantile, fixtures);
