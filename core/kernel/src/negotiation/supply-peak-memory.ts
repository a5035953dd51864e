// Shim for engines written for contract 1.0, whose `memory()` has no `peakBytes`.
import type { Engine, EngineMemory, Plugin } from '@codex-ml/plugin-api';

/** `memory()` of an engine before contract 1.1. */
type OldMemory = Omit<EngineMemory, 'peakBytes'> & { readonly peakBytes?: number };

/** The same plugin; its engines report the most bytes that any look at them has seen, which is a lower bound of the peak. */
export function supplyPeakMemory(plugin: Plugin<'engine'>): Plugin<'engine'> {
  const create: Plugin<'engine'>['create'] = async (setup) => {
    const engine = await plugin.create(setup);
    const seen: OldMemory = engine.memory();
    return seen.peakBytes === undefined ? withPeak(engine) : engine;
  };
  return Object.freeze({ ...plugin, create });
}

/** Delegates member by member: an engine may be frozen, or keep private fields that no derived object could reach. */
function withPeak(engine: Engine): Engine {
  let peak = 0;
  return {
    get id() {
      return engine.id;
    },
    get device() {
      return engine.device;
    },
    get features() {
      return engine.features;
    },
    get tf() {
      return engine.tf;
    },
    compile: (name, fn, spec) => engine.compile(name, fn, spec),
    read: (variable) => engine.read(variable),
    write: (variable, data) => engine.write(variable, data),
    memory: () => {
      const seen: OldMemory = engine.memory();
      peak = Math.max(peak, seen.bytes);
      return { ...seen, peakBytes: peak };
    },
    dispose: () => engine.dispose(),
  };
}
