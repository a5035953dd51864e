// What `runs list --json` and `runs show --json` say of a run.
import { errorToJson, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import type { RunDetails, RunSummary } from '@codex-ml/runtime';
import { displayFolder } from '../display-folder.js';

export function runJson(run: RunSummary, details: RunDetails): JsonObject {
  const { step, plannedSteps, validation, best, checkpoints } = details;
  const record = run.status === 'broken' ? null : run.record;
  return {
    id: run.id,
    name: record?.name ?? null,
    status: run.status,
    folder: displayFolder(run.path),
    step,
    plannedSteps,
    startedAt: record?.startedAt ?? null,
    endedAt: record?.endedAt ?? null,
    configHash: record?.configHash ?? null,
    validation: validation as JsonValue,
    best,
    checkpoints: [...checkpoints],
    problem: run.status === 'broken' ? (errorToJson(run.problem) as JsonObject) : null,
  };
}
