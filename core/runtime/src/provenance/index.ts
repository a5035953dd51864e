// Where and with what a run happened.
export { type CollectEnvironment, collectEnvironment, type Environment } from './collect-environment.js';
export { findGitState } from './git-state.js';
