// What of this machine and project matters, and what is wrong with it.
export type { ConfigFinding } from './check-config.js';
export { checkConfig } from './check-config.js';
export { checkDataCache, judgeCache } from './check-data-cache.js';
export { checkEngines, type WantedEngine } from './check-engines.js';
export { checkGit } from './check-git.js';
export { checkNode, OLDEST_NODE } from './check-node.js';
export { checkApiCopies, checkHostPackages } from './check-packages.js';
export { checkPlugins } from './check-plugins.js';
export { checkRunsFolder, judgeSpace, LOW_SPACE_BYTES, NO_SPACE_BYTES } from './check-runs-folder.js';
export type { CheckStatus, DoctorCheck } from './doctor-check.js';
export { type DeviceProbe, devicesOf, type EngineProbe, probeEngine } from './probe-engine.js';
export { type DoctorReport, runDoctor } from './run-doctor.js';
