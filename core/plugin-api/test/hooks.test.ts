import { HOOKS, type HookHandler } from '@codex-ml/plugin-api';
import { expect } from 'chai';

const specs = Object.entries(HOOKS);

describe('the hook table', () => {
  it('stays small enough to know by heart', () => {
    expect(specs.length).to.be.at.most(16);
  });

  it('describes when each hook fires', () => {
    for (const [name, { doc }] of specs) expect(doc, name).to.match(/^[a-z].*[^.]$/);
  });

  it('keeps the hooks of a step sync, because an awaited tap would cost every step', () => {
    const perStep = ['data.sample', 'data.batch', 'step.start', 'grads.ready', 'step.end', 'metric'] as const;
    expect(perStep.filter((name) => HOOKS[name].async)).to.deep.equal([]);
  });

  it('cannot be changed by a plugin', () => {
    expect(Object.isFrozen(HOOKS)).to.equal(true);
  });

  it('types handlers by their policy', () => {
    const observe: HookHandler<'step.end'> = ({ loss }) => void loss;
    const transform: HookHandler<'data.sample'> = (sample) => (sample.text === '' ? null : sample);
    const guard: HookHandler<'generate.prompt'> = async ({ prompt }) => prompt.length < 10;
    expect([observe, transform, guard].map((handler) => typeof handler)).to.deep.equal([
      'function',
      'function',
      'function',
    ]);
  });
});
