import type { SafetyCheck } from '@codex-ml/plugin-api';
import { SafetyGate } from '@codex-ml/runtime';
import { expect } from 'chai';

const masks = (word: string): SafetyCheck => ({
  inspect: (text) => {
    const start = text.indexOf(word);
    if (start < 0) return { action: 'allow', text, findings: [] };
    const finding = { rule: `mask/${word}`, start, end: start + word.length, severity: 'low' as const };
    return { action: 'redact', text: text.replaceAll(word, '*'), findings: [finding] };
  },
});

const denies: SafetyCheck = {
  inspect: (text) => ({
    action: 'deny',
    text,
    findings: [{ rule: 'no/never', start: 0, end: 1, severity: 'high' }],
  }),
};

const throws: SafetyCheck = {
  inspect: () => {
    throw new TypeError('boom');
  },
};

describe('SafetyGate', () => {
  it('hands the text of one check to the next and counts the rules', async () => {
    const gate = new SafetyGate([
      { id: 'a', check: masks('one') },
      { id: 'b', check: masks('two') },
    ]);
    expect(await gate.pass('one two three', 'data')).to.deep.equal({ text: '* * three', denial: null });
    expect(gate.counts).to.deep.equal({ 'mask/one': 1, 'mask/two': 1 });
  });

  it('names check, stage and rules in a denial', async () => {
    const { text, denial } = await new SafetyGate([{ id: 'std/strict', check: denies }]).pass('x', 'prompt');
    expect(text).to.equal(null);
    expect(denial?.title).to.equal('prompt denied by `std/strict`: no/never');
  });

  it('fails closed when a check throws', async () => {
    const { denial } = await new SafetyGate([{ id: 'a', check: throws }]).pass('x', 'output');
    expect(denial?.code).to.equal('CML7001');
    expect(denial?.cause).to.be.instanceOf(TypeError);
  });

  it('throws a denial where a text is required', async () => {
    const gate = new SafetyGate([{ id: 'a', check: denies }]);
    let thrown: unknown;
    await gate.require('x', 'prompt').catch((error: unknown) => {
      thrown = error;
    });
    expect(thrown).to.include({ code: 'CML7001' });
  });
});
