import { codexError, defineOptions, defineSchedule } from '@codex-ml/plugin-api';
import {
  CheckFailure,
  check,
  checksOf,
  conformance,
  demandClose,
  demandRefusal,
  describeChecks,
  describeConformance,
  runChecks,
  type TestRunner,
} from '@codex-ml/testkit';
import { expect } from 'chai';

const failure = new CheckFailure({ expected: 'a', received: 'b', where: 'here', remedy: 'mend it' });

describe('runChecks', () => {
  it('goes on after a failure and tells failures from exceptions', async () => {
    const { passed, failed, outcomes } = await runChecks([
      check('fails', () => {
        throw failure;
      }),
      check('throws', () => {
        throw codexError('CML3401', { id: 'acme/x' });
      }),
      check('throws something foreign', () => Promise.reject(new RangeError('odd'))),
      check('passes', () => undefined),
    ]);
    expect([passed, failed]).to.deep.equal([1, 3]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['failed', 'threw', 'threw', 'passed']);
    expect(outcomes[0]).to.include({ name: 'fails', failure });
    expect(outcomes[1]).to.have.nested.property('errors[0].code', 'CML3401');
    expect(outcomes[2]).to.have.nested.property('errors[0].code', 'CML9001');
  });

  it('ends a check that hangs', async () => {
    const { outcomes } = await runChecks([check('hangs', () => new Promise(() => undefined))], 20);
    expect(outcomes[0]).to.have.nested.property('failure.expected', 'an end within 20 ms');
  });
});

describe('CheckFailure', () => {
  it('says what was expected, what was seen, where, and how to mend it', () => {
    expect(failure.message).to.equal('here: expected a, received b; mend it');
  });

  it('is recognised by its brand, also from another copy of the package', () => {
    expect(CheckFailure.is({ [Symbol.for('codex-ml.check-failure')]: true })).to.equal(true);
    expect(CheckFailure.is(new RangeError('odd'))).to.equal(false);
  });
});

describe('demands', () => {
  const context = { where: 'w', remedy: 'r' };

  it('let numbers differ by the tolerance and refuse NaN', () => {
    const close = { ...context, relative: 0.01, absolute: 0 };
    expect(() => demandClose([100.9], [100], close)).not.to.throw();
    expect(() => demandClose([102], [100], close)).to.throw(CheckFailure, 'received 102');
    expect(() => demandClose([Number.NaN], [100], close)).to.throw(CheckFailure, 'received NaN');
    expect(() => demandClose([1, 2], [1], close)).to.throw(CheckFailure, 'expected 1 numbers');
  });

  it('want refusals to be CodexErrors', async () => {
    const caught = async (action: () => unknown) => {
      try {
        return await demandRefusal(action, context);
      } catch (error) {
        return error as CheckFailure;
      }
    };
    const refusal = codexError('CML3401', { id: 'x' });
    expect(await caught(() => Promise.reject(refusal))).to.equal(refusal);
    expect((await caught(() => 5)).message).to.contain('received the result 5');
    expect((await caught(() => Promise.reject(new RangeError('odd')))).message).to.contain('RangeError: odd');
  });
});

describe('describeChecks', () => {
  it('registers one test per check with the runner it is given', async () => {
    const registered: string[] = [];
    const bodies: (() => Promise<void>)[] = [];
    describeChecks('title', [check('is so', () => Promise.reject(failure))], {
      describe: (name, body) => {
        registered.push(name);
        body();
      },
      it: (name, body) => {
        registered.push(name);
        bodies.push(body);
      },
    });
    expect(registered).to.deep.equal(['title', 'is so']);
    expect(await bodies[0]!().catch((error: unknown) => error)).to.equal(failure);
  });
});

describe('describeConformance', () => {
  const plugin = defineSchedule({
    id: 'constant',
    apiVersion: '^1.0',
    options: defineOptions({}),
    create: () => ({ factor: () => 1 }),
  });
  const record = () => {
    const names: string[] = [];
    const runner: TestRunner = {
      describe: (name, body) => {
        names.push(name);
        body();
      },
      it: (name) => names.push(name),
    };
    return { names, runner };
  };

  it('registers the suite of the kind under the name of the plugin', () => {
    const { names, runner } = record();
    describeConformance(plugin, { steps: 10, title: 'in ten steps' }, runner);
    const checks = conformance.schedule({ plugin }).map(({ name }) => name);
    expect(names).to.deep.equal(['conformance of schedule constant, in ten steps', ...checks]);
  });

  it('asks for a runner where there is none', () => {
    const { describe: own } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, 'describe');
      expect(() => describeConformance(plugin, {})).to.throw(CheckFailure, 'run under mocha');
    } finally {
      globalThis.describe = own;
    }
  });

  // Under the global runner: these checks become tests of this file.
  describeConformance(plugin, {});
});

describe('checksOf', () => {
  it('names the kind that has no suite', () => {
    expect(() => checksOf({ kind: 'sampler' } as never, {})).to.throw('plugins of kind sampler');
  });
});
