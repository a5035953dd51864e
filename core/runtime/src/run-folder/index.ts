// The run folder: opening, locking, records, listing.
export { type Disk, type DiskFile, localDisk } from './disk.js';
export { findRun } from './find-run.js';
export { findLockHolder, LOCK_FILE, lockFolder } from './folder-lock.js';
export { type CurvePoint, inspectRun, type RunDetails, type SplitValues } from './inspect-run.js';
export { jsonText } from './json-text.js';
export { listRuns, type RunSummary, readRun, type SeenStatus } from './list-runs.js';
export { makeFolder, requireWritable } from './make-folder.js';
export { type OpenRunFolder, openRunFolder, type RunFolder } from './open-run-folder.js';
export { type LiveProcess, localProcesses, type ProcessTable, psProcesses } from './process-table.js';
export { createRedactor } from './redact-secrets.js';
export { orRefused } from './refused-write.js';
export { type RecordedStatus, RUN_FILE, type RunPatch, type RunRecord } from './run-record.js';
export { writeAtomic } from './write-atomic.js';
export { writeOutput } from './write-output.js';
