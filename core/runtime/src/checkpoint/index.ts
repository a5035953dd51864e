// Checkpoints, safetensors files and model folders.
export {
  type CheckpointManifest,
  type FileRecord,
  hashFile,
  MANIFEST_FILE,
  verifyCheckpoint,
} from './checkpoint-manifest.js';
export { checkpointName, checkpointsFolder } from './checkpoint-names.js';
export {
  type FoundCheckpoint,
  findCheckpoint,
  findResumable,
  listCheckpointSteps,
  type Resumable,
} from './find-checkpoint.js';
export { type LoadedCheckpoint, loadCheckpoint } from './load-checkpoint.js';
export {
  CONFIG_FILE,
  type ModelFolder,
  readModelFolder,
  TOKENIZER_FILE,
  type WriteModelFolder,
  writeModelFolder,
} from './model-folder.js';
export { openSafetensors, readSafetensors, type SafetensorsFile } from './read-safetensors.js';
export {
  MODEL_FILE,
  OPTIMIZER_FILE,
  type SaveCheckpoint,
  type SavedCheckpoint,
  STATE_FILE,
  saveCheckpoint,
} from './save-checkpoint.js';
export type { StoredTensor, StoredType, TensorToStore } from './stored-tensor.js';
export { writeSafetensors } from './write-safetensors.js';
