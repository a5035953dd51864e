import { createKernel } from '@codex-ml/kernel';
import {
  CATALOGUE,
  codexError,
  defineEngine,
  defineOptions,
  type Engine,
  type EngineFeature,
  type Plugin,
  type TfCore,
  z,
} from '@codex-ml/plugin-api';
import { type DeviceProbe, type EngineProbe, probeEngine } from '@codex-ml/runtime';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';

const disposed: string[] = [];

/** An engine that does nothing but exist. */
function idleEngine(device: string): Engine {
  const refuse = () => Promise.reject(codexError('CML5104', { name: 'an engine that only starts' }));
  return {
    id: 'idle',
    device,
    features: new Set<EngineFeature>(),
    tf: {} as TfCore,
    compile: refuse,
    read: refuse,
    write: refuse,
    memory: () => ({ tensors: 0, bytes: 0, peakBytes: 0 }),
    dispose: async () => {
      disposed.push(device);
    },
  };
}

async function probe(plugin: Plugin): Promise<EngineProbe> {
  return withTemporaryFolder(async (folder) => {
    const kernel = await createKernel({ projectRoot: folder, hostRoot: folder, inline: [plugin] });
    try {
      return await probeEngine(kernel, kernel.capabilities()[0]!);
    } finally {
      await kernel.close();
    }
  });
}

const withDevices = defineOptions({
  device: z
    .enum(['auto', 'good', 'moved', 'dead', 'absent', 'foreign'])
    .default('auto')
    .describe('where to run'),
});

describe('probeEngine', () => {
  it('starts each device in turn and disposes what it started', async () => {
    disposed.length = 0;
    const plugin = defineEngine({
      id: 'many',
      apiVersion: '^1.0',
      options: withDevices,
      create: ({ options, ctx }) => {
        const { device } = options;
        if (device === 'dead') {
          const cause = new RangeError('no driver\nat all');
          throw codexError('CML5101', { engine: ctx.id, device, reason: 'no driver' }, { cause });
        }
        if (device === 'absent') {
          const hints = ['install what is missing'];
          throw codexError(
            'CML5131',
            { engine: ctx.id, packages: '`x`' },
            { cause: new Error('raw'), hints },
          );
        }
        if (device === 'foreign') throw new RangeError('out of luck');
        if (device === 'good') ctx.log.warn('a little slow');
        return idleEngine(device === 'moved' ? 'good' : device);
      },
    });
    const { id, devices } = await probe(plugin);
    expect(id).to.match(/\/many$/);
    expect(devices).to.deep.equal([
      { device: 'good', started: 'good', reason: 'a little slow', code: null, hints: [] },
      { device: 'moved', started: null, reason: 'it started on good instead', code: null, hints: [] },
      { device: 'dead', started: null, reason: 'no driver', code: null, hints: [] },
      {
        device: 'absent',
        started: null,
        reason: `engine \`${id}\` needs the package \`x\`, which is not installed`,
        code: 'CML5131',
        hints: ['install what is missing'],
      },
      { device: 'foreign', started: null, reason: 'out of luck', code: null, hints: [] },
    ]);
    expect(disposed).to.deep.equal(['good', 'good']);
  });

  it('starts an engine without a choice of devices once', async () => {
    const plugin = defineEngine({
      id: 'one',
      apiVersion: '^1.0',
      options: defineOptions({}),
      create: () => idleEngine('abacus'),
    });
    expect((await probe(plugin)).devices).to.deep.equal([
      { device: 'default', started: 'abacus', reason: null, code: null, hints: [] },
    ]);
  });

  it('gives the remedy of the catalogue for an error without hints of its own', async () => {
    const plugin = defineEngine({
      id: 'bare',
      apiVersion: '^1.0',
      options: defineOptions({}),
      create: () => {
        throw codexError('CML5135', { package: 'x' });
      },
    });
    const [{ hints, code }] = (await probe(plugin)).devices as [DeviceProbe];
    expect(code).to.equal('CML5135');
    expect(hints).to.deep.equal([CATALOGUE.CML5135.remedy]);
  });

  it('says that an engine needs more options than it can be given here', async () => {
    const plugin = defineEngine({
      id: 'demanding',
      apiVersion: '^1.0',
      options: defineOptions({ address: z.string().describe('of the machine') }),
      create: () => idleEngine('far'),
    });
    const { devices } = await probe(plugin);
    expect(devices[0]!.started).to.equal(null);
    expect(devices[0]!.reason).to.match(/^it needs more options than a device: address: /);
  });
});
