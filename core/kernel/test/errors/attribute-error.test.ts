import { attributeHookError } from '@codex-ml/kernel';
import { CodexError, CodexErrors, codexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';

describe('attributing an error', () => {
  it('makes a foreign error CML3301 with plugin, hook and cause', () => {
    const cause = new TypeError('no');
    const error = attributeHookError(cause, 'acme/x', 'data.batch') as CodexError;
    expect(error).to.include({ code: 'CML3301', plugin: 'acme/x', hook: 'data.batch', cause });
    expect(error.title).to.equal('plugin `acme/x` failed in hook `data.batch`: no');
  });

  it('keeps code, hints and stack of our own errors, and adds the names once', () => {
    const own = codexError('CML3402', { id: 'acme/x', name: 'f', problem: 'p' }, { hints: ['h'] });
    const named = attributeHookError(own, 'acme/x', 'run.end') as CodexError;
    expect(named).to.include({
      code: 'CML3402',
      plugin: 'acme/x',
      hook: 'run.end',
      title: own.title,
      stack: own.stack,
    });
    expect(named.hints).to.deep.equal(['h']);
    expect(attributeHookError(named, 'acme/outer', 'run.start')).to.equal(named);
  });

  it('names each error of a list', () => {
    const list = new CodexErrors([
      codexError('CML9002', { message: 'a' }),
      codexError('CML9002', { message: 'b' }),
    ]);
    const named = attributeHookError(list, 'acme/x', 'run.end') as CodexErrors;
    expect(named.errors.map(({ plugin }) => plugin)).to.deep.equal(['acme/x', 'acme/x']);
  });

  it('wraps an error of another copy of the API whose code is unknown here', () => {
    const alien = new CodexError('CML0000' as never, 'from the future');
    expect(attributeHookError(alien, 'acme/x', 'run.end')).to.include({ code: 'CML3301', cause: alien });
  });
});
