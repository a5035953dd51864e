// Profiles of runs.
export { chromeTrace } from './chrome-trace.js';
export { makeProfileReport, type NodeRow, type ProfileReport, type ProfileRow } from './profile-report.js';
export {
  OPERATORS_FILE,
  PROFILE_FOLDER,
  type ProfileRequest,
  profileRun,
  TRACE_FILE,
} from './profile-run.js';
export { createStepProfiler, type StepObserver, type StepProfiler } from './step-profiler.js';
