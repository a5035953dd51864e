// The public surface of the runtime: planning, training, evaluating and generating, and the parts other packages build on.
export * from './chat/index.js';
export * from './checkpoint/index.js';
export * from './data/index.js';
export * from './data-tools/index.js';
export * from './doctor/index.js';
export { type EvaluationResult, evaluateBatches, type NamedMetric } from './evaluate/evaluate-batches.js';
export { groupRows, type RowGroup } from './evaluate/group-rows.js';
export { collectTextTasks, type TextTask, type TextTaskOptions } from './evaluate/text-tasks.js';
export { tokenByteTable } from './evaluate/token-byte-table.js';
export * from './generate/index.js';
export { scanForStop } from './generate/stop-scanner.js';
export * from './plan-report/index.js';
export { findUses, type PluginUse, type SetOption } from './plugins/find-uses.js';
export { indexPlugins, type PluginIndexOutcome } from './plugins/index-plugins.js';
export * from './profile/index.js';
export { clipByGlobalNorm } from './programs/clip-by-global-norm.js';
export { compileDecoding } from './programs/decoding-program.js';
export { compileEvaluation } from './programs/evaluation-program.js';
export { compileTraining, type TrainingPrograms, type TrainingSetup } from './programs/training-programs.js';
export * from './provenance/index.js';
export * from './rng/index.js';
export { dataNotices } from './run/data-notices.js';
export { describeData } from './run/describe-data.js';
export { type DrawEpochsOptions, drawEpochs } from './run/draw-epochs.js';
export { type DryRunReport, dryRun } from './run/dry-run.js';
export {
  type EvaluateOptions,
  type EvaluationReport,
  evaluateModel,
  TEXTS_WRITTEN,
  type TextLimits,
} from './run/evaluate-model.js';
export { type GenerateOptions, generateFromModel } from './run/generate-from-model.js';
export {
  type DataSource,
  type EncodeDataOptions,
  encodeData,
  openData,
  sampleEncoding,
  trainDataTokenizer,
} from './run/load-data.js';
export { openTextSession, type TextSession, type TextSessionOptions } from './run/open-text-session.js';
export { type OpenModelRequest, openTrainedModel, type TrainedModel } from './run/open-trained-model.js';
export { loadWithKernel, type PlanRequest, planRun, type RunPlan } from './run/plan-run.js';
export { readDataSplit, type SplitReading } from './run/read-split.js';
export {
  type CountBytes,
  type CountText,
  countHashing,
  countReading,
  describeReading,
  whileWaiting,
} from './run/reading-progress.js';
export type { StoredRunRequest } from './run/stored-request.js';
export { renderReport, type TrainReport } from './run/train-report.js';
export { type TrainOptions, trainRun } from './run/train-run.js';
export { type ValidationWeights, validationWeights, withWeights } from './run/validation-weights.js';
export * from './run-folder/index.js';
export { inspectText, type NamedCheck } from './safety/inspect-text.js';
export { createSafetyGate, type SafetyGate } from './safety/safety-gate.js';
export * from './tokenizer-tools/index.js';
export { type NamedTracker, type TrackerFailure, TrackerFanout } from './trackers/tracker-fanout.js';
export { INITIAL_LOSS_SCALE, type LossScale, nextLossScale } from './train/loss-scale.js';
export { type LoopOutcome, type LoopParts, trainLoop } from './train/train-loop.js';
export { INITIAL_STATE, stateFromJson, stateToJson, type TrainState } from './train/train-state.js';
