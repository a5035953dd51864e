// Errors of plugins on their way out of a run: whose they are, what was going on, and those that nobody waits for.
export { blamePlugin } from './blame-plugin.js';
export { during } from './during.js';
export { blameAnyRun, blameStrayError } from './open-runs.js';
