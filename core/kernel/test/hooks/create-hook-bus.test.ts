import type { HookBus, HookFailure, HookResult } from '@codex-ml/kernel';
import { createHookBus } from '@codex-ml/kernel/hook-bus';
import { CodexError, codexError, HOOKS, type HookName, type HookPayloads } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { errorOf } from '../rejection.js';

const ALL = Object.keys(HOOKS) as HookName[];

function bus(): { hooks: HookBus; failures: HookFailure[] } {
  const failures: HookFailure[] = [];
  return { hooks: createHookBus((failure) => failures.push(failure)), failures };
}

const taps = (hooks: HookBus, id = 'acme/a', declared = ALL) => hooks.facadeFor({ id, hooks: declared });
const step = (at: number): HookPayloads['step.start'] => ({ step: at });
const sample = (text: string): HookPayloads['data.sample'] => ({ id: 's', text, split: 'train' });

// Results are typed by policy and timing; this block is checked by the compiler.
const sync: HookResult<'step.end'> = undefined;
const dropped: HookResult<'data.sample'> = null;
const verdict: HookResult<'generate.prompt'> = Promise.resolve(true);
void [sync, dropped, verdict];

describe('the hook bus', () => {
  it('has every hook of the table, and no taps to begin with', () => {
    const { hooks } = bus();
    expect(Object.keys(hooks.order())).to.deep.equal(ALL);
    for (const name of ALL) expect(hooks.isUsed(name)).to.equal(false);
  });

  it('gives empty hooks the neutral result of their policy, at once and without a promise', () => {
    const { hooks } = bus();
    const payload = sample('x');
    expect(hooks.call('data.sample', payload)).to.equal(payload);
    expect(hooks.call('step.start', step(1))).to.equal(undefined);
    expect(hooks.call('run.end', {} as HookPayloads['run.end'])).to.equal(undefined);
    const text = { text: 'x' };
    expect(hooks.call('generate.text', text)).to.equal(text);
    expect(hooks.call('generate.prompt', { prompt: 'x' })).to.equal(true);
    expect(hooks.denial('generate.prompt', { prompt: 'x' })).to.equal(undefined);
  });

  it('hands plugins a facade that can tap and nothing else', () => {
    const facade = taps(bus().hooks);
    expect(Object.keys(facade)).to.deep.equal(['tap']);
    expect(Object.isFrozen(facade)).to.equal(true);
    expect(Reflect.get(facade, 'call')).to.equal(undefined);
  });

  it('calls sync hooks synchronously', () => {
    const { hooks } = bus();
    const seen: number[] = [];
    taps(hooks).tap('step.start', ({ step: at }) => {
      seen.push(at);
    });
    hooks.call('step.start', step(7));
    expect(seen).to.deep.equal([7]);
    expect(hooks.isUsed('step.start')).to.equal(true);
  });

  it('waits for async taps, one after the other', async () => {
    const { hooks } = bus();
    const seen: string[] = [];
    taps(hooks, 'acme/a').tap('run.end', async () => {
      await new Promise((done) => setTimeout(done, 5));
      seen.push('a');
    });
    taps(hooks, 'acme/b').tap('run.end', () => {
      seen.push('b');
    });
    await hooks.call('run.end', {} as HookPayloads['run.end']);
    expect(seen).to.deep.equal(['a', 'b']);
  });
});

describe('tapping', () => {
  it('refuses a hook that the manifest does not declare', async () => {
    const facade = taps(bus().hooks, 'acme/a', ['step.end']);
    const error = await errorOf(() => facade.tap('run.end', () => undefined));
    expect(error).to.include({ code: 'CML3302', plugin: 'acme/a', hook: 'run.end' });
  });

  it('offers the nearest name for a hook that does not exist', async () => {
    const facade = taps(bus().hooks);
    const error = await errorOf(() => facade.tap('step.edn' as 'step.end', () => undefined));
    expect(error.code).to.equal('CML3303');
    expect(error.hints).to.deep.equal(['did you mean `step.end`?']);
  });

  it('does not take names of the prototype for hooks', async () => {
    const facade = taps(bus().hooks);
    expect((await errorOf(() => facade.tap('constructor' as 'step.end', () => undefined))).code).to.equal(
      'CML3303',
    );
  });

  it('refuses what is not a function, and a stage that is not a number', async () => {
    const facade = taps(bus().hooks);
    expect((await errorOf(() => facade.tap('step.end', 'x' as never))).code).to.equal('CML3304');
    expect(
      (await errorOf(() => facade.tap('step.end', () => undefined, { stage: Number.NaN }))).code,
    ).to.equal('CML3304');
  });
});

describe('observing taps', () => {
  it('are disabled after three failures, which are recorded, while others go on', () => {
    const { hooks, failures } = bus();
    let calls = 0;
    let others = 0;
    taps(hooks, 'acme/bad').tap('step.start', ({ step: at }) => {
      calls++;
      throw new RangeError(`at ${at}`);
    });
    taps(hooks, 'acme/good').tap('step.start', () => {
      others++;
    });
    for (let at = 1; at <= 5; at++) hooks.call('step.start', step(at));
    expect([calls, others]).to.deep.equal([3, 5]);
    expect(failures.map(({ failures: count, disabled }) => [count, disabled])).to.deep.equal([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(failures[0]?.error).to.include({ code: 'CML3301', plugin: 'acme/bad', hook: 'step.start' });
    const [disabled, ...rest] = hooks.disabled();
    expect(rest).to.deep.equal([]);
    expect(disabled).to.include({ hook: 'step.start', plugin: 'acme/bad', failures: 3 });
    expect(disabled?.lastError.title).to.include('at 3');
  });

  it('count failures in total, not in a row, and each tap for itself', () => {
    const { hooks } = bus();
    let calls = 0;
    const facade = taps(hooks);
    facade.tap('step.start', ({ step: at }) => {
      calls++;
      if (at % 2 === 1) throw new RangeError('odd');
    });
    facade.tap('step.end', () => {
      throw new RangeError('once');
    });
    hooks.call('step.end', {} as HookPayloads['step.end']);
    for (let at = 1; at <= 9; at++) hooks.call('step.start', step(at));
    expect(calls).to.equal(5);
    expect(hooks.disabled().map(({ hook }) => hook)).to.deep.equal(['step.start']);
  });

  it('are isolated on async hooks, too, whether they throw or reject', async () => {
    const { hooks, failures } = bus();
    let reached = false;
    taps(hooks, 'acme/a').tap('run.end', () => {
      throw new RangeError('thrown');
    });
    taps(hooks, 'acme/b').tap('run.end', async () => {
      throw new RangeError('rejected');
    });
    taps(hooks, 'acme/c').tap('run.end', () => {
      reached = true;
    });
    await hooks.call('run.end', {} as HookPayloads['run.end']);
    expect(reached).to.equal(true);
    expect(failures.map(({ plugin }) => plugin)).to.deep.equal(['acme/a', 'acme/b']);
  });

  it('do not bring the process down where an async function sits on a sync hook', async () => {
    const { hooks, failures } = bus();
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the mistake that is under test
    const late: () => void = () => Promise.reject(new RangeError('late'));
    taps(hooks).tap('step.end', late);
    hooks.call('step.end', {} as HookPayloads['step.end']);
    await new Promise((done) => setImmediate(done));
    expect(failures.map(({ error }) => error.title)).to.deep.equal([
      'plugin `acme/a` failed in hook `step.end`: late',
    ]);
  });

  it('keep the code of an error of our own', () => {
    const { hooks, failures } = bus();
    taps(hooks).tap('step.start', () => {
      throw codexError('CML9002', { message: 'm' });
    });
    hooks.call('step.start', step(1));
    expect(failures[0]?.error).to.include({ code: 'CML9002', plugin: 'acme/a', hook: 'step.start' });
  });
});

describe('transforming taps', () => {
  it('pass the payload on from one to the next', () => {
    const { hooks } = bus();
    taps(hooks, 'acme/b').tap('data.sample', (payload) => ({ ...payload, text: `${payload.text}b` }));
    taps(hooks, 'acme/a').tap('data.sample', (payload) => ({ ...payload, text: `${payload.text}a` }));
    expect(hooks.call('data.sample', sample('x'))?.text).to.equal('xab');
  });

  it('keep the fields that a tap leaves out: it may be older than they are', async () => {
    const { hooks } = bus();
    const seen: unknown[] = [];
    const old = ({ text }: { readonly text: string }) => ({ text: `${text}!` });
    taps(hooks, 'acme/a').tap('data.sample', old as never);
    taps(hooks, 'acme/b').tap('data.sample', (payload) => {
      seen.push(payload);
      return payload;
    });
    expect(hooks.call('data.sample', sample('x'))).to.deep.equal(sample('x!'));
    expect(seen).to.deep.equal([sample('x!')]);
    const asyncOld = async ({ text }: { readonly text: string }) => ({ text: `${text}!` });
    taps(hooks, 'acme/a').tap('generate.text', asyncOld);
    const payload = { text: 'x', later: 1 };
    expect(await hooks.call('generate.text', payload)).to.deep.equal({ text: 'x!', later: 1 });
  });

  it('drop a sample with null, which no later tap sees', () => {
    const { hooks } = bus();
    let seen = 0;
    taps(hooks, 'acme/a').tap('data.sample', () => null);
    taps(hooks, 'acme/b').tap('data.sample', (payload) => {
      seen++;
      return payload;
    });
    expect(hooks.call('data.sample', sample('x'))).to.equal(null);
    expect(seen).to.equal(0);
  });

  it('are fatal when they fail, naming plugin and hook, with the cause', async () => {
    const { hooks, failures } = bus();
    const cause = new RangeError('no');
    taps(hooks).tap('data.sample', () => {
      throw cause;
    });
    const error = await errorOf(() => hooks.call('data.sample', sample('x')));
    expect(error).to.include({ code: 'CML3301', plugin: 'acme/a', hook: 'data.sample', cause });
    expect(failures).to.deep.equal([]);
  });

  it('are fatal when they fail on an async hook, whether they throw or reject', async () => {
    for (const handler of [
      () => {
        throw new RangeError('no');
      },
      async () => Promise.reject(new RangeError('no')),
    ]) {
      const { hooks } = bus();
      taps(hooks).tap('generate.text', handler);
      const error = await errorOf(() => hooks.call('generate.text', { text: 'x' }));
      expect(error).to.include({ code: 'CML3301', hook: 'generate.text' });
    }
  });

  it('keep failing: they are never disabled', async () => {
    const { hooks } = bus();
    taps(hooks).tap('data.batch', () => {
      throw new RangeError('no');
    });
    for (let at = 0; at < 5; at++) {
      expect(await errorOf(() => hooks.call('data.batch', {} as HookPayloads['data.batch']))).to.satisfy(
        CodexError.is,
      );
    }
    expect(hooks.disabled()).to.deep.equal([]);
  });

  it('must return the payload: nothing, null and a promise are refused', async () => {
    const answers: readonly (readonly [unknown, string])[] = [
      [undefined, 'nothing'],
      [null, 'null'],
      ['text', 'string'],
      [Promise.reject(new RangeError('unheard')), 'a promise, on a hook that is sync'],
    ];
    for (const [answer, words] of answers) {
      const { hooks } = bus();
      taps(hooks).tap('data.batch', () => answer as HookPayloads['data.batch']);
      const error = await errorOf(() => hooks.call('data.batch', {} as HookPayloads['data.batch']));
      expect(error.code).to.equal('CML3304');
      expect(error.title).to.include(`received ${words}`);
    }
    const { hooks } = bus();
    taps(hooks).tap('generate.text', async () => undefined as never);
    expect((await errorOf(() => hooks.call('generate.text', { text: 'x' }))).code).to.equal('CML3304');
  });
});

describe('guarding taps', () => {
  const prompt = { prompt: 'x' };

  it('let pass with true or nothing, and deny with false', async () => {
    for (const [answer, allowed] of [
      [true, true],
      [undefined, true],
      [false, false],
    ] as const) {
      const { hooks } = bus();
      taps(hooks).tap('generate.prompt', () => answer);
      expect(await hooks.call('generate.prompt', prompt)).to.equal(allowed);
    }
  });

  it('deny with an answer that is none', async () => {
    const { hooks } = bus();
    taps(hooks).tap('serve.request', () => null as unknown as boolean);
    expect(await hooks.call('serve.request', { route: '/', body: {} })).to.equal(false);
  });

  it('deny by failing, which is recorded, and are never disabled', async () => {
    const { hooks, failures } = bus();
    taps(hooks).tap('generate.prompt', () => {
      throw new RangeError('no');
    });
    for (let at = 0; at < 5; at++) expect(await hooks.call('generate.prompt', prompt)).to.equal(false);
    expect(failures).to.have.length(5);
    expect(failures.every(({ policy, disabled }) => policy === 'guard' && !disabled)).to.equal(true);
    expect(hooks.disabled()).to.deep.equal([]);
  });

  it('end with the first denial, and say whose it was', async () => {
    const { hooks } = bus();
    let asked = 0;
    taps(hooks, 'acme/a').tap('generate.prompt', () => true);
    taps(hooks, 'acme/b').tap('generate.prompt', async () => Promise.reject(new RangeError('no')));
    taps(hooks, 'acme/c').tap('generate.prompt', () => {
      asked++;
      return true;
    });
    const denial = await hooks.denial('generate.prompt', prompt);
    expect(denial?.plugin).to.equal('acme/b');
    expect(denial?.error).to.include({ code: 'CML3301', hook: 'generate.prompt' });
    expect(asked).to.equal(0);
  });
});

describe('the cost of hooks', () => {
  it('is nanoseconds for a sync hook without taps', () => {
    const { hooks } = bus();
    const payload = step(1);
    const rounds = 1_000_000;
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 5; attempt++) {
      const start = process.hrtime.bigint();
      for (let at = 0; at < rounds; at++) hooks.call('step.start', payload);
      best = Math.min(best, Number(process.hrtime.bigint() - start) / rounds);
    }
    expect(best).to.be.below(200);
  });
});
