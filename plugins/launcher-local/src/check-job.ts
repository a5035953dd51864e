// Whether this machine can do what a job asks for. Starts nothing.
import { availableParallelism, totalmem } from 'node:os';
import { codexError, type LaunchJob } from '@codex-ml/plugin-api';

/** Timers of the platform count milliseconds in 31 bits. */
const LONGEST_SECONDS = 24 * 24 * 3600;

/** @throws CML3622 */
export function checkJob(job: LaunchJob, plugin: string): void {
  const problem = findProblem(job);
  if (problem !== undefined) throw codexError('CML3622', { job: job.name, problem }, { plugin });
}

function findProblem({ command, env, resources }: LaunchJob): string | undefined {
  const { cpus, memoryMiB, timeLimitSeconds } = resources;
  if (command.length === 0 || command[0] === '') return 'it has no command';
  const texts = [...command, ...Object.entries(env).flat()];
  if (texts.some((text) => text.includes('\0'))) return 'a NUL character cannot be part of a command line';
  const available = availableParallelism();
  if (cpus !== undefined && cpus > available)
    return `${cpus} CPUs are asked for, this machine has ${available}`;
  const memory = Math.floor(totalmem() / 2 ** 20);
  if (memoryMiB !== undefined && memoryMiB > memory) {
    return `${memoryMiB} MiB of memory are asked for, this machine has ${memory}`;
  }
  if (timeLimitSeconds === undefined || (timeLimitSeconds > 0 && timeLimitSeconds <= LONGEST_SECONDS)) return;
  return `time limit: expected more than 0 and at most ${LONGEST_SECONDS} seconds, received ${timeLimitSeconds}`;
}
