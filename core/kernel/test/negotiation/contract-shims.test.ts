import { CONTRACT_SHIMS } from '@codex-ml/kernel';
import {
  defineEngine,
  defineOptions,
  type Engine,
  type EngineMemory,
  isPlugin,
  KIND_API_VERSIONS,
  type Plugin,
  type PluginContext,
} from '@codex-ml/plugin-api';
import { expect } from 'chai';
import semver from 'semver';

type OldMemory = Omit<EngineMemory, 'peakBytes'>;

/** An engine of contract 1.0: no `peakBytes`, and a private field that only its own methods can reach. */
class OldEngine {
  readonly id = 'acme/old';
  readonly device = 'cpu';
  readonly features = new Set<never>();
  readonly tf = {} as Engine['tf'];
  #bytes = [40, 100, 60];
  disposed = false;
  compile = async (name: string) => ({ name });
  read = async () => new Float32Array(1);
  write = async () => undefined;
  memory(): OldMemory {
    return { tensors: 1, bytes: this.#bytes.shift() ?? 0 };
  }
  async dispose() {
    this.disposed = true;
  }
}

const setup = { options: {}, ctx: {} as PluginContext };

function engineOf(engine: object): Plugin<'engine'> {
  return defineEngine({
    id: 'old',
    apiVersion: '^1.0',
    options: defineOptions({}),
    create: () => engine as Engine,
  });
}

describe('shims of the contract', () => {
  it('are of versions that this host has reached, within its major', () => {
    for (const { kind, since, supplies } of CONTRACT_SHIMS) {
      const version = KIND_API_VERSIONS[kind];
      expect(semver.lte(since, version), `${kind} ${since}`).to.equal(true);
      expect(semver.major(since)).to.equal(semver.major(version));
      expect(supplies)
        .to.match(/^[a-z`]/)
        .and.to.not.match(/\.$/);
    }
  });

  const shim = CONTRACT_SHIMS.find(({ kind, since }) => kind === 'engine' && since === '1.1.0')!;

  it('supplies the peak of memory to an engine that only knows what is in use', async () => {
    const old = Object.freeze(new OldEngine());
    const plugin = engineOf(old);
    const adapted = shim.adapt(plugin as Plugin) as Plugin<'engine'>;
    expect(isPlugin(adapted)).to.equal(true);
    expect(adapted).to.include({ kind: 'engine', id: 'old', apiVersion: '^1.0' });
    const engine = await adapted.create(setup);
    // The first figure, 40, was read to see whether the engine needs the shim.
    expect(engine.memory()).to.deep.equal({ tensors: 1, bytes: 100, peakBytes: 100 });
    expect(engine.memory()).to.deep.equal({ tensors: 1, bytes: 60, peakBytes: 100 });
    expect(engine.id).to.equal('acme/old');
    expect(engine.device).to.equal('cpu');
    expect(engine.features).to.equal(old.features);
    expect(engine.tf).to.equal(old.tf);
    expect((await engine.compile('step', () => ({}), { inputs: {}, state: [] })).name).to.equal('step');
    expect(await engine.read({} as never)).to.have.length(1);
    await engine.write({} as never, new Float32Array(1));
  });

  it('hands on the end of the engine, and leaves the plugin itself as it was', async () => {
    const old = new OldEngine();
    const plugin = engineOf(old);
    const adapted = shim.adapt(plugin as Plugin) as Plugin<'engine'>;
    await (await adapted.create(setup)).dispose();
    expect(old.disposed).to.equal(true);
    expect(await plugin.create(setup)).to.equal(old);
  });

  it('leaves an engine alone that says its peak, whatever range its plugin states', async () => {
    const fresh = { memory: () => ({ tensors: 0, bytes: 1, peakBytes: 9 }) };
    const adapted = shim.adapt(engineOf(fresh) as Plugin) as Plugin<'engine'>;
    expect(await adapted.create(setup)).to.equal(fresh);
  });
});
