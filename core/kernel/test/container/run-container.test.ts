import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineService, HOOK_BUS, type Kernel, RUN_SCOPE, type ServiceToken } from '@codex-ml/kernel';
import type { HookPayloads } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { Container } from 'inversify';
import { pluginProject, temporaryFolder } from '../plugin-project.js';
import { errorOf, errorsOf } from '../rejection.js';
import { recordingScope } from '../run-scope.js';

const ENGINE = defineService<string>('test-engine');
const MODEL = defineService<string>('test-model');
const CLOCK = defineService<{ readonly name: string }>('test-clock', 'root');

const kernels: Kernel[] = [];
async function newKernel(): Promise<Kernel> {
  const kernel = await pluginProject().kernel();
  kernels.push(kernel);
  return kernel;
}
after(async () => {
  for (const kernel of kernels) await kernel.close();
});

describe('the run container', () => {
  it('makes a service once, when it is first asked for', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    let made = 0;
    run.bind(ENGINE, async () => `engine ${++made}`);
    expect(made).to.equal(0);
    expect(await Promise.all([run.get(ENGINE), run.get(ENGINE)])).to.deep.equal(['engine 1', 'engine 1']);
  });

  it('makes what a service needs before it, and disposes of it after it', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    const closed: string[] = [];
    run.bindFrom(
      MODEL,
      [ENGINE],
      (engine) => `model on ${engine}`,
      (model) => void closed.push(model),
    );
    run.bind(
      ENGINE,
      async () => 'engine',
      (engine) => void closed.push(engine),
    );
    expect(await run.get(MODEL)).to.equal('model on engine');
    await run.close();
    expect(closed).to.deep.equal(['model on engine', 'engine']);
  });

  it('holds its scope and hook bus as services', async () => {
    const scope = recordingScope();
    const run = await (await newKernel()).createRun(scope);
    expect(await run.get(RUN_SCOPE)).to.equal(scope);
    expect(await run.get(HOOK_BUS)).to.equal(run.hooks);
  });

  it('does not share anything with another run', async () => {
    const kernel = await newKernel();
    const [one, two] = [
      await kernel.createRun(recordingScope({ runId: 'one' })),
      await kernel.createRun(recordingScope({ runId: 'two' })),
    ];
    one.bind(ENGINE, () => 'engine of one');
    two.bind(ENGINE, () => 'engine of two');
    expect(await one.get(ENGINE)).to.equal('engine of one');
    expect(await two.get(ENGINE)).to.equal('engine of two');
    expect(one.hooks).to.not.equal(two.hooks);
    one.hooks.facadeFor({ id: 'acme/a', hooks: ['step.start'] }).tap('step.start', () => undefined);
    expect(two.hooks.isUsed('step.start')).to.equal(false);
  });

  it('passes on what the maker throws', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    run.bind(ENGINE, async () => Promise.reject(new RangeError('no device')));
    let thrown: unknown;
    await run.get(ENGINE).catch((error: unknown) => {
      thrown = error;
    });
    expect(thrown).to.be.instanceOf(RangeError);
  });

  it('refuses a service that is not bound, and one that is bound twice', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    expect((await errorOf(() => run.get(ENGINE))).code).to.equal('CML3311');
    run.bind(ENGINE, () => 'a');
    expect((await errorOf(() => run.bind(ENGINE, () => 'b'))).code).to.equal('CML3313');
  });

  it('says so where a service needs itself', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    run.bindFrom(ENGINE, [MODEL], (model) => model);
    run.bindFrom(MODEL, [ENGINE], (engine) => engine);
    const error = await errorOf(() => run.get(ENGINE));
    expect(error.code).to.equal('CML3311');
    expect(error.title).to.match(/`test-engine` cannot be made: .*circular/i);
  });

  it('gives a capability one context for the whole run, with the hooks of the run', async () => {
    const kernel = await pluginProject({ uses: ['good-hooks'] }).kernel();
    kernels.push(kernel);
    const run = await kernel.createRun(recordingScope());
    const capability = kernel.get('extension', 'step-log');
    expect(run.context(capability)).to.equal(run.context(capability));
    run.context(capability).hooks.tap('step.end', () => undefined);
    expect(run.hooks.order()['step.end']).to.deep.equal([{ plugin: 'steps/step-log', stage: 0 }]);
  });
});

describe('closing a run', () => {
  it('disposes last-in-first-out, of services in the order they were made and of what was given to own', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    const closed: string[] = [];
    const close = (name: string) => async (): Promise<void> => {
      await new Promise((done) => setTimeout(done, 1));
      closed.push(name);
    };
    run.bind(MODEL, () => 'model', close('model'));
    run.bind(ENGINE, () => 'engine', close('engine'));
    run.own('lock', close('lock'));
    await run.get(ENGINE);
    await run.get(MODEL);
    run.own('tracker', close('tracker'));
    await run.close();
    expect(closed).to.deep.equal(['tracker', 'model', 'engine', 'lock']);
  });

  it('does not dispose of what was never made', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    let disposed = false;
    run.bind(
      ENGINE,
      () => 'engine',
      () => {
        disposed = true;
      },
    );
    await run.close();
    expect(disposed).to.equal(false);
  });

  it('runs every disposer though some fail, and reports all failures together', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    const closed: string[] = [];
    const fail = (): never => {
      throw new RangeError('stuck');
    };
    run.own('first', () => void closed.push('first'));
    run.own('second', fail);
    run.own('third', () => void closed.push('third'));
    run.own('fourth', async () => fail());
    const errors = await errorsOf(() => run.close());
    expect(closed).to.deep.equal(['third', 'first']);
    expect(errors.map(({ title }) => title)).to.deep.equal([
      '`fourth` could not be closed: stuck',
      '`second` could not be closed: stuck',
    ]);
  });

  it('succeeds where a maker failed, since there is nothing to dispose of', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    run.bind(ENGINE, async () => Promise.reject(new RangeError('no device')));
    await run.get(ENGINE).catch(() => undefined);
    await run.close();
  });

  it('passes on failures of runs that the kernel closes, each once and with its own name', async () => {
    const kernel = await pluginProject().kernel();
    for (const runId of ['one', 'two']) {
      const run = await kernel.createRun(recordingScope({ runId }));
      run.own(`lock of ${runId}`, () => {
        throw new RangeError('stuck');
      });
    }
    const errors = await errorsOf(() => kernel.close());
    expect(errors.map(({ title }) => title)).to.deep.equal([
      '`lock of two` could not be closed: stuck',
      '`lock of one` could not be closed: stuck',
    ]);
  });

  it('happens once: a second call waits for the first', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    let times = 0;
    run.own('counted', () => {
      times++;
    });
    await Promise.all([run.close(), run.close()]);
    await run.close();
    expect(times).to.equal(1);
  });

  it('aborts the signal of the contexts before anything is disposed of', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    kernels.push(kernel);
    const run = await kernel.createRun(recordingScope());
    const { signal } = run.context(kernel.get('metric', 'token-count'));
    let seen: boolean | undefined;
    run.own('witness', () => {
      seen = signal.aborted;
    });
    expect(signal.aborted).to.equal(false);
    await run.close();
    expect(seen).to.equal(true);
  });

  it('hands the abortion of the run on to the contexts', async () => {
    const kernel = await pluginProject({ uses: ['good-metric'] }).kernel();
    kernels.push(kernel);
    const stop = new AbortController();
    const run = await kernel.createRun(recordingScope({ signal: stop.signal }));
    stop.abort();
    expect(run.context(kernel.get('metric', 'token-count')).signal.aborted).to.equal(true);
  });

  it('makes later use an error', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    run.bind(ENGINE, () => 'engine');
    await run.close();
    for (const use of [
      () => run.get(ENGINE),
      () => run.bind(MODEL, () => 'model'),
      () => run.own('late', () => undefined),
    ]) {
      expect((await errorOf(use)).code).to.equal('CML3314');
    }
  });

  it('disposes at once of a service that was still being made', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    let finish = (_: string): void => undefined;
    let disposed = '';
    run.bind(
      ENGINE,
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
      (engine) => {
        disposed = engine;
      },
    );
    const late = errorOf(() => run.get(ENGINE));
    await new Promise((done) => setImmediate(done));
    await run.close();
    finish('engine');
    expect((await late).code).to.equal('CML3314');
    expect(disposed).to.equal('engine');
  });
});

describe('the root container', () => {
  it('is one per kernel, and its services are seen from runs', async () => {
    const kernel = await newKernel();
    const root = await kernel.root();
    expect(await kernel.root()).to.equal(root);
    root.bind(CLOCK, () => ({ name: 'clock' }));
    const run = await kernel.createRun(recordingScope());
    expect(await run.get(CLOCK)).to.equal(await root.get(CLOCK));
  });

  it('closes runs that are still open, the latest first, and then its own services', async () => {
    const kernel = await newKernel();
    const closed: string[] = [];
    const root = await kernel.root();
    root.own('root', () => void closed.push('root'));
    for (const runId of ['one', 'two', 'three']) {
      const run = await kernel.createRun(recordingScope({ runId }));
      run.own(runId, () => void closed.push(runId));
      if (runId === 'two') await run.close();
    }
    await kernel.close();
    expect(closed).to.deep.equal(['two', 'three', 'one', 'root']);
  });

  it('refuses services of a run, and root services made from them', async () => {
    const root = await (await newKernel()).root();
    expect((await errorOf(() => root.bind(ENGINE, () => 'engine'))).code).to.equal('CML3312');
    const error = await errorOf(() => root.bindFrom(CLOCK, [ENGINE], (name) => ({ name })));
    expect(error.title).to.include('`test-engine`').and.to.include('`test-clock` is made from it');
  });

  it('keeps its services out of the hands of runs', async () => {
    const run = await (await newKernel()).createRun(recordingScope());
    expect((await errorOf(() => run.bind(CLOCK, () => ({ name: 'mine' })))).code).to.equal('CML3312');
  });
});

describe('the trap of inversify: a parent’s singleton keeps the first child’s value', () => {
  it('exists, which is why the containers check scopes', async () => {
    const parent = new Container();
    const [shared, own] = [Symbol('shared'), Symbol('own')];
    parent
      .bind(shared)
      .toResolvedValue((value: unknown) => value, [own])
      .inSingletonScope();
    const values: unknown[] = [];
    for (const name of ['first', 'second']) {
      const child = new Container({ parent });
      child.bind(own).toConstantValue(name);
      values.push(await child.getAsync(shared));
    }
    expect(values).to.deep.equal(['first', 'first']);
  });

  it('cannot be sprung: each run gets its own value through any chain of tokens', async () => {
    const kernel = await newKernel();
    const root = await kernel.root();
    root.bind(CLOCK, () => ({ name: 'clock' }));
    const values: string[] = [];
    for (const runId of ['first', 'second']) {
      const run = await kernel.createRun(recordingScope({ runId }));
      run.bindFrom(ENGINE, [RUN_SCOPE, CLOCK], (scope, clock) => `${scope.runId} by ${clock.name}`);
      run.bindFrom(MODEL, [ENGINE], (engine) => `model on ${engine}`);
      values.push(await run.get(MODEL));
      await run.close();
    }
    expect(values).to.deep.equal(['model on first by clock', 'model on second by clock']);
  });

  it('cannot be sprung by a token that lies about its scope', async () => {
    const kernel = await newKernel();
    const liar: ServiceToken<string> = { ...ENGINE, scope: 'root' };
    const root = await kernel.root();
    root.bindFrom(CLOCK, [liar], (name) => ({ name }));
    const run = await kernel.createRun(recordingScope());
    run.bind(ENGINE, () => 'of the run');
    const error = await errorOf(() => run.get(CLOCK));
    expect(error.code).to.equal('CML3311');
    expect(error.title).to.include('codex-ml/root/test-engine');
  });
});

describe('fixture plugins in a run', () => {
  it('an extension taps, observes and writes its file', async () => {
    const kernel = await pluginProject({ uses: ['good-hooks'] }).kernel();
    kernels.push(kernel);
    const artifactsFolder = temporaryFolder();
    const run = await kernel.createRun(recordingScope({ artifactsFolder }));
    const { plugin, capability } = await kernel.load('extension', 'step-log');
    await plugin.setup({ options: plugin.options.parse({ every: 2 }), ctx: run.context(capability) });
    expect(run.hooks.call('data.sample', { id: 's', text: '  ', split: 'train' })).to.equal(null);
    expect(run.hooks.call('data.sample', { id: 's', text: ' a ', split: 'train' })).to.include({ text: 'a' });
    for (const step of [1, 2, 3, 4]) {
      run.hooks.call('step.end', { step, loss: 4 / step, gradientNorm: 1, learningRate: 1, tokens: 1 });
    }
    await run.hooks.call('run.end', { status: 'completed' } as HookPayloads['run.end']);
    const file = join(artifactsFolder, 'steps/extension-step-log/losses.txt');
    expect(existsSync(file)).to.equal(true);
    expect(readFileSync(file, 'utf8')).to.equal('2 2\n4 1\ncompleted\n');
    await run.close();
  });

  it('an extension that taps an undeclared hook is refused', async () => {
    const kernel = await pluginProject({ uses: ['bad-undeclared-hook'] }).kernel();
    kernels.push(kernel);
    const run = await kernel.createRun(recordingScope());
    const { plugin, capability } = await kernel.load('extension', 'listener');
    const error = await errorOf(() => plugin.setup({ options: {}, ctx: run.context(capability) }));
    expect(error).to.include({ code: 'CML3302', plugin: 'sneaky/listener', hook: 'generate.prompt' });
  });

  it('an extension that fails at every step is disabled, and its guard denies', async () => {
    const kernel = await pluginProject({ uses: ['bad-hook-throws'] }).kernel();
    kernels.push(kernel);
    const scope = recordingScope();
    const run = await kernel.createRun(scope);
    const { plugin, capability } = await kernel.load('extension', 'stumbler');
    await plugin.setup({ options: {}, ctx: run.context(capability) });
    for (let step = 1; step <= 6; step++) {
      run.hooks.call('step.end', { step, loss: 1, gradientNorm: 1, learningRate: 1, tokens: 1 });
    }
    expect(scope.failures).to.have.length(3);
    expect(run.hooks.disabled().map(({ plugin: id }) => id)).to.deep.equal(['clumsy/stumbler']);
    expect(await run.hooks.call('generate.prompt', { prompt: 'x' })).to.equal(false);
  });
});
