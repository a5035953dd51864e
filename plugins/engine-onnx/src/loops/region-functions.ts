// The functions of a program's regions, each for the banks of the memory in which its arrays lie.
import type { Value } from '../graph/value.js';
import type { GraphMemory } from '../memory/graph-memory.js';
import { bankOf } from '../memory/shared-memory.js';
import { encodeModule } from '../wasm/encode-module.js';
import { compileRegion } from './compile-region.js';
import type { CompiledRegion } from './compiled-region.js';
import { findTriangles, isTriangular } from './find-triangles.js';
import type { LoopRegion } from './loop-region.js';
import { isArray } from './region-frame.js';
import type { TeamModule, ThreadTeam } from './thread-team.js';

export interface RegionToRun {
  readonly region: LoopRegion;
  /** Roots made in the region that others read. */
  readonly outputs: readonly Value[];
}

export interface RegionFunction {
  readonly module: TeamModule;
  /** Number of the function in the module. */
  readonly index: number;
}

interface Known {
  readonly stored: ReadonlySet<Value>;
  readonly triangular: boolean;
  readonly compiled: CompiledRegion;
  /** By banks of the arrays. */
  readonly functions: Map<string, RegionFunction>;
}

/** Equal functions, as of a model's layers, are one. */
export class RegionFunctions {
  readonly #memory: GraphMemory;
  readonly #team: ThreadTeam;
  readonly #known = new Map<LoopRegion, Known>();
  readonly #modules: TeamModule[] = [];

  /** @throws OutOfMemory for scratch memory, or a variable outside of the shared memory */
  constructor(regions: readonly RegionToRun[], memory: GraphMemory, team: ThreadTeam) {
    this.#memory = memory;
    this.#team = team;
    const triangles = findTriangles(regions.map(({ region }) => region));
    const compiled: CompiledRegion[] = [];
    const indexes = new Map<string, number>();
    const indexOf = new Map<LoopRegion, number>();
    for (const { region, outputs } of regions) {
      const stored = new Set(outputs);
      const triangular = isTriangular(region, stored, triangles);
      const own = compileRegion(region, stored, triangular, this.#bankOf);
      const key = JSON.stringify([own.function.locals, own.function.code]);
      const index = indexes.get(key) ?? compiled.push(own) - 1;
      indexes.set(key, index);
      indexOf.set(region, index);
      this.#known.set(region, { stored, triangular, compiled: own, functions: new Map() });
    }
    if (compiled.length === 0) return;
    team.reserveScratch(Math.max(...compiled.map(({ scratchBytes }) => scratchBytes)));
    const module = this.#load(compiled);
    for (const [region, index] of indexOf) {
      const { compiled: own, functions } = this.#known.get(region)!;
      functions.set(this.banksOf(own).join(), { module, index });
    }
  }

  compiledOf(region: LoopRegion): CompiledRegion {
    return this.#known.get(region)!.compiled;
  }

  /** The bank of each array among the slots, where it is now. */
  banksOf({ slots }: CompiledRegion): number[] {
    return slots.map(({ kind, root }) => (isArray(kind) ? this.#bankOf(root) : 0));
  }

  /** The function for the arrays where they are now; compiled if they were never in these banks. @param banks of them */
  find(region: LoopRegion, banks: readonly number[]): RegionFunction {
    const { stored, triangular, functions } = this.#known.get(region)!;
    const key = banks.join();
    let found = functions.get(key);
    if (found === undefined) {
      const module = this.#load([compileRegion(region, stored, triangular, this.#bankOf)]);
      found = { module, index: 0 };
      functions.set(key, found);
    }
    return found;
  }

  release(): void {
    for (const module of this.#modules.splice(0)) module.release();
  }

  readonly #bankOf = (root: Value): number => bankOf(this.#memory.addressOf(root));

  #load(compiled: readonly CompiledRegion[]): TeamModule {
    const banks = Math.max(...compiled.map((each) => each.banks));
    const functions = compiled.map((each) => each.function);
    const module = this.#team.load(encodeModule(functions, banks), banks);
    this.#modules.push(module);
    return module;
  }
}
