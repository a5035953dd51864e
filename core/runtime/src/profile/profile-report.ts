// A profile as tables: where the time of the steps went, by operator, by kernel, by part of the model and by node. Pure.
import type { JsonObject, ProfileEvent } from '@codex-ml/plugin-api';
import { median } from '../plan-report/median.js';

/** Time of a set of operators, over all profiled steps. */
export interface ProfileRow {
  readonly name: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Of the time of the steps, 0 to 1. */
  readonly share: number;
  /** Floating-point operations of the products of matrices among them; null where none is one. */
  readonly flops: number | null;
  /** 10^9 operations per second of those products; null where none is one. */
  readonly gigaflopsPerSecond: number | null;
  /** Bytes read and written; null where that is not known. */
  readonly bytes: number | null;
}

export interface NodeRow extends ProfileRow {
  readonly program: string;
  readonly operator: string;
  readonly kernel: string | null;
  readonly variable: string | null;
  /** Of its last call. */
  readonly detail: JsonObject;
}

export interface ProfileReport {
  readonly runId: string;
  readonly engine: string;
  readonly device: string;
  readonly steps: {
    readonly first: number;
    readonly last: number;
    /** Steps of this process before the first that was profiled. */
    readonly warmUp: number;
    /** Seconds; the profile itself takes some of it. */
    readonly secondsEach: number;
    /** Median of steps before the profile; null where there were too few. */
    readonly secondsEachBefore: number | null;
  };
  readonly utilisation: {
    /** Operations of an update by the model's sizes, see `FLOPS_FORMULA`. */
    readonly modelFlopsPerStep: number;
    readonly modelFlopsPerSecond: number;
    /** Highest rate of single-precision products measured on this machine with this engine. */
    readonly peakFlopsPerSecond: number;
    /** Model FLOPs utilisation: the one by the other. */
    readonly share: number;
  };
  /** By type of operator, sections of the engine among them; the slowest first. */
  readonly operators: readonly ProfileRow[];
  /** By tfjs kernel. */
  readonly kernels: readonly ProfileRow[];
  /** By the part of the model whose parameters are read; operators that read none are in no row. */
  readonly modules: readonly ProfileRow[];
  /** By place in the program. */
  readonly nodes: readonly NodeRow[];
  /** Milliseconds of the steps in no operator and no section: batches, hooks, the engine's own work, the profile itself. */
  readonly outsideMilliseconds: number;
}

export interface ProfiledSteps {
  readonly runId: string;
  readonly engine: string;
  readonly device: string;
  readonly first: number;
  readonly last: number;
  readonly warmUp: number;
  /** Seconds of each profiled step. */
  readonly seconds: readonly number[];
  /** Seconds of steps before the profile. */
  readonly secondsBefore: readonly number[];
  /** Of the profiled steps only. */
  readonly events: readonly ProfileEvent[];
  readonly modelFlopsPerStep: number;
  readonly peakFlopsPerSecond: number;
}

/** The utilisation is that of steps before the profile, where there are any: a profile slows steps down a little. */
export function makeProfileReport(profiled: ProfiledSteps): ProfileReport {
  const { runId, engine, device, first, last, warmUp, seconds, secondsBefore, events } = profiled;
  const total = 1000 * seconds.reduce((sum, each) => sum + each, 0);
  const work = events.filter(({ kind }) => kind !== 'run');
  const rows = (nameOf: (event: ProfileEvent) => string | null) =>
    group(work, nameOf).map(({ name, members }) => toRow(name, members, total));
  const secondsEachBefore = secondsBefore.length === 0 ? null : median(secondsBefore);
  const secondsEach = total / 1000 / seconds.length;
  const modelFlopsPerSecond = profiled.modelFlopsPerStep / (secondsEachBefore ?? secondsEach);
  return {
    runId,
    engine,
    device,
    steps: { first, last, warmUp, secondsEach, secondsEachBefore },
    utilisation: {
      modelFlopsPerStep: profiled.modelFlopsPerStep,
      modelFlopsPerSecond,
      peakFlopsPerSecond: profiled.peakFlopsPerSecond,
      share: modelFlopsPerSecond / profiled.peakFlopsPerSecond,
    },
    operators: rows(({ operator }) => operator).sort(slowestFirst),
    kernels: rows(({ kernel }) => kernel).sort(slowestFirst),
    modules: rows(({ variable }) => (variable === null ? null : moduleOf(variable))).sort(slowestFirst),
    nodes: group(work, ({ program, name }) => `${program}|${name}`)
      .map(({ members }) => toNodeRow(members, total))
      .sort(slowestFirst),
    outsideMilliseconds: Math.max(0, total - sumOf(work, ({ duration }) => duration)),
  };
}

function toRow(name: string, members: readonly ProfileEvent[], total: number): ProfileRow {
  const milliseconds = sumOf(members, ({ duration }) => duration);
  const products = members.filter(({ flops }) => flops !== null);
  const flops = products.length === 0 ? null : sumOf(products, (event) => event.flops!);
  return {
    name,
    calls: members.length,
    milliseconds,
    share: milliseconds / total,
    flops,
    gigaflopsPerSecond: flops === null ? null : flops / sumOf(products, ({ duration }) => duration) / 1e6,
    bytes: members.some(({ bytes }) => bytes === null) ? null : sumOf(members, (event) => event.bytes!),
  };
}

function toNodeRow(members: readonly ProfileEvent[], total: number): NodeRow {
  const { program, operator, name, kernel, variable, detail } = members.at(-1)!;
  return { ...toRow(name, members, total), program, operator, kernel, variable, detail };
}

/** `blocks.0.attention.query` of `blocks.0.attention.query.weight`. */
function moduleOf(variable: string): string {
  return variable.slice(0, Math.max(0, variable.lastIndexOf('.'))) || variable;
}

function group(
  events: readonly ProfileEvent[],
  nameOf: (event: ProfileEvent) => string | null,
): { readonly name: string; readonly members: readonly ProfileEvent[] }[] {
  const groups = new Map<string, ProfileEvent[]>();
  for (const event of events) {
    const name = nameOf(event);
    if (name === null) continue;
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [event]);
    else members.push(event);
  }
  return [...groups].map(([name, members]) => ({ name, members }));
}

function slowestFirst(a: ProfileRow, b: ProfileRow): number {
  return b.milliseconds - a.milliseconds;
}

function sumOf(events: readonly ProfileEvent[], amountOf: (event: ProfileEvent) => number): number {
  return events.reduce((sum, event) => sum + amountOf(event), 0);
}
