// What every check needs that runs the plugin.
import type { Plugin } from '@codex-ml/plugin-api';
import type { TestEngine } from '../../fixtures/create-test-engine.js';
import type { Emit, Job } from '../process/job.js';
import type { UsedFixture } from './fixture.js';
import type { Watches } from './watch/watches.js';

export interface Use {
  readonly job: Job;
  readonly plugin: Plugin;
  readonly fixtures: readonly UsedFixture[];
  readonly engine: TestEngine;
  readonly watches: Watches;
  readonly emit: Emit;
}
