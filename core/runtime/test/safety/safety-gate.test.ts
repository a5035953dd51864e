import type { SafetyCheck } from '@codex-ml/plugin-api';
import { createSafetyGate, inspectText } from '@codex-ml/runtime';
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

async function refusal(check: SafetyCheck): Promise<{ code: string; title: string; cause: unknown }> {
  const gate = createSafetyGate([{ id: 'std/strict', check }], () => {});
  try {
    await gate.require('x', 'prompt');
  } catch (error) {
    return error as { code: string; title: string; cause: unknown };
  }
  return expect.fail('the text passed');
}

describe('inspectText', () => {
  it('hands the text of one check to the next and lists the rules that redacted', async () => {
    const checks = [
      { id: 'a', check: masks('one') },
      { id: 'b', check: masks('two') },
    ];
    expect(await inspectText(checks, 'one two three', 'data')).to.deep.equal({
      text: '* * three',
      redacted: ['mask/one', 'mask/two'],
      denial: null,
    });
  });

  it('stops at a denial', async () => {
    const checks = [
      { id: 'a', check: denies },
      { id: 'b', check: throws },
    ];
    const { text, denial } = await inspectText(checks, 'x', 'data');
    expect(text).to.equal(null);
    expect(denial).to.deep.equal({ check: 'a', rules: ['no/never'] });
  });
});

describe('the safety gate', () => {
  it('names stage, check and rules in a refusal', async () => {
    expect((await refusal(denies)).title).to.equal('prompt denied by `std/strict`: no/never');
  });

  it('fails closed when a check throws', async () => {
    const { code, title, cause } = await refusal(throws);
    expect(code).to.equal('CML7001');
    expect(title).to.equal('prompt denied by `std/strict`: the check failed');
    expect(cause).to.be.instanceOf(TypeError);
  });

  for (const [what, verdict] of [
    ['nothing', undefined],
    ['true', true],
    ['another word for its action', { action: 'ok', text: 'x', findings: [] }],
    ['no text', { action: 'redact', findings: [] }],
    ['no findings', { action: 'allow', text: 'x' }],
  ] as const) {
    it(`fails closed when a check answers with ${what}`, async () => {
      const { code, cause } = await refusal({ inspect: () => verdict as never });
      expect(code).to.equal('CML7001');
      expect(cause).to.include({ code: 'CML3212', plugin: 'std/strict' });
    });
  }

  it('reports redactions by rule, without the text', async () => {
    const heard: unknown[] = [];
    const gate = createSafetyGate([{ id: 'a', check: masks('one') }], (stage, rules) =>
      heard.push([stage, rules]),
    );
    expect(await gate.require('one', 'output')).to.equal('*');
    expect(heard).to.deep.equal([['output', ['mask/one']]]);
  });
});
