// Tokens of the services that every run container holds from the start.
import type { HookBus } from '../hooks/hook-types.js';
import type { RunScope } from './run-scope.js';
import { defineService } from './service-token.js';

/** The scope that a run was created with. */
export const RUN_SCOPE = defineService<RunScope>('run-scope');

/** The hook bus of the run. */
export const HOOK_BUS = defineService<HookBus>('hook-bus');
