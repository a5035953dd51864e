// What a run will take, said before it is started.
export {
  countGroups,
  groupOf,
  PARAMETER_GROUPS,
  type ParameterCounts,
  type ParameterGroup,
} from './group-parameters.js';
export { measurePeak } from './measure-rates.js';
export { FLOPS_FORMULA, FLOPS_SOURCE, type ModelFlops, modelFlops } from './model-flops.js';
export type { Basis, MemoryPart, PlanReport, TimePart } from './plan-report.js';
export { type PlanTrainingOptions, planTraining } from './plan-training.js';
export { NO_RANDOMNESS, withoutValues } from './shape-backend.js';
