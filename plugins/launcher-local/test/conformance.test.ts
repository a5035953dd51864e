import local from '@codex-ml/launcher-local/dist/local.js';
import { describeConformance } from '@codex-ml/testkit';

describeConformance(local, { options: { grace: 0.3 } });
