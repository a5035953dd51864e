// An engine that does some things differently from another one, and hands it the rest.
import type { Engine } from '@codex-ml/plugin-api';

/** Delegates member by member: an engine may be an instance of a class, with methods that spreading would lose. */
export function delegateEngine(
  engine: Engine,
  changes: Partial<Pick<Engine, 'compile' | 'read' | 'write'>>,
): Engine {
  return {
    id: engine.id,
    device: engine.device,
    features: engine.features,
    tf: engine.tf,
    compile: (name, fn, spec) => engine.compile(name, fn, spec),
    read: (variable) => engine.read(variable),
    write: (variable, data) => engine.write(variable, data),
    memory: () => engine.memory(),
    dispose: () => engine.dispose(),
    ...changes,
  };
}
