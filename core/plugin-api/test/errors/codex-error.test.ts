import {
  CodexError,
  CodexErrors,
  codexError,
  ERROR_BRAND,
  throwCollected,
  toCodexErrors,
} from '@codex-ml/plugin-api';
import { expect } from 'chai';

const malformed = () => codexError('CML3101', { id: 'acme/bleu', problem: 'no `create`' });
const impossible = () => codexError('CML9002', { message: 'two masters' });

describe('codexError', () => {
  it('fills the title of the catalogue with the parameters', () => {
    const error = malformed();
    expect(error.title).to.equal('plugin `acme/bleu` is not well defined: no `create`');
    expect(error.message).to.equal(error.title);
    expect(error.code).to.equal('CML3101');
    expect(error.name).to.equal('CodexError');
  });

  it('keeps place, cause, hints, plugin and hook', () => {
    const cause = new Error('deep');
    const where = { file: 'a.yaml', line: 2 };
    const error = codexError(
      'CML9001',
      { message: 'x' },
      { where, cause, hints: ['try'], plugin: 'acme/bleu', hook: 'metric' },
    );
    expect(error).to.include({ cause, where, plugin: 'acme/bleu', hook: 'metric' });
    expect(error.hints).to.deep.equal(['try']);
  });

  it('leaves no cause where none is given', () => {
    expect('cause' in impossible()).to.equal(false);
  });

  it('does not take braces in a parameter for another parameter', () => {
    expect(codexError('CML9001', { message: '{message} {id}' }).title).to.contain('{message} {id}');
  });
});

describe('CodexError.is', () => {
  it('recognises errors of another copy of the package by brand', () => {
    expect(CodexError.is(malformed())).to.equal(true);
    expect(CodexError.is({ [Symbol.for('codex-ml.error')]: true })).to.equal(true);
    expect(ERROR_BRAND).to.equal(Symbol.for('codex-ml.error'));
  });

  it('refuses everything else', () => {
    for (const value of [new Error('x'), null, undefined, 'CML3101', { code: 'CML3101' }]) {
      expect(CodexError.is(value)).to.equal(false);
    }
  });
});

describe('throwCollected', () => {
  it('does nothing without errors', () => {
    expect(() => throwCollected([])).not.to.throw();
  });

  it('throws a single error itself', () => {
    const error = malformed();
    expect(() => throwCollected([error]))
      .to.throw(CodexError)
      .and.equal(error);
  });

  it('throws several errors together, in order', () => {
    const errors = [malformed(), impossible()];
    expect(() => throwCollected(errors))
      .to.throw(
        CodexErrors,
        'plugin `acme/bleu` is not well defined: no `create`; impossible state: two masters',
      )
      .with.property('errors')
      .that.deep.equals(errors);
  });
});

describe('toCodexErrors', () => {
  it('takes apart what was collected', () => {
    const errors = [malformed(), impossible()];
    expect(toCodexErrors(new CodexErrors(errors))).to.deep.equal(errors);
  });

  it('returns a single error as it is', () => {
    const error = malformed();
    expect(toCodexErrors(error)).to.deep.equal([error]);
  });

  it('wraps foreign errors as internal, with the original as cause', () => {
    const foreign = new TypeError('x is not a function');
    const [error] = toCodexErrors(foreign);
    expect(error).to.include({
      code: 'CML9001',
      title: 'unexpected failure: x is not a function',
      cause: foreign,
    });
  });

  it('wraps thrown values that are no errors', () => {
    expect(toCodexErrors('boom')[0]).to.include({ code: 'CML9001', title: 'unexpected failure: boom' });
  });
});
