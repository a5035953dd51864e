import { codexError, errorToJson, type Paint, renderError } from '@codex-ml/plugin-api';
import { expect } from 'chai';

describe('renderError', () => {
  it('prints code, title, place, plugin, causes and hints in that order', () => {
    const error = codexError(
      'CML9001',
      { message: 'the tap failed' },
      {
        where: { file: 'codex-ml.config.yaml', line: 1, column: 1, length: 5, source: 'model: 4' },
        plugin: 'acme/watch',
        hook: 'step.end',
        cause: new Error('outer', { cause: new Error('inner') }),
        hints: ['first', 'second'],
      },
    );
    expect(renderError(error)).to.equal(
      [
        'error[CML9001]: unexpected failure: the tap failed',
        '  --> codex-ml.config.yaml:1:1',
        '   |',
        ' 1 | model: 4',
        '   | ^^^^^',
        '   = plugin: `acme/watch`, hook `step.end`',
        '   = cause: outer',
        '   = cause: inner',
        '   = hint: first',
        '   = hint: second',
      ].join('\n'),
    );
  });

  it('falls back to the remedy of the catalogue', () => {
    const lines = renderError(codexError('CML9002', { message: 'x' })).split('\n');
    expect(lines).to.deep.equal([
      'error[CML9002]: impossible state: x',
      '   = hint: Report it, with the command line and the config.',
    ]);
  });

  it('names the plugin without a hook where there is none', () => {
    const error = codexError('CML9002', { message: 'x' }, { plugin: 'acme/watch' });
    expect(renderError(error)).to.contain('   = plugin: `acme/watch`\n');
  });

  it('shows causes that are no errors', () => {
    const shown = (cause: unknown) =>
      renderError(codexError('CML9002', { message: 'x' }, { cause })).split('\n')[1];
    expect(shown('plain text')).to.equal('   = cause: plain text');
    expect(shown({ status: 503 })).to.equal('   = cause: {"status":503}');
    expect(shown(Symbol('s'))).to.equal('   = cause: symbol');
  });

  it('names where the plugin comes from and what was going on', () => {
    const error = codexError(
      'CML9002',
      { message: 'x' },
      { plugin: 'acme/watch', pluginOrigin: 'extension of `acme-watch` 1.2.0', during: 'step 3' },
    );
    expect(renderError(error).split('\n').slice(1, 3)).to.deep.equal([
      '   = plugin: `acme/watch`, extension of `acme-watch` 1.2.0',
      '   = during: step 3',
    ]);
  });

  it('says a cause once where wrappers repeat what they wrap', () => {
    const inner = codexError('CML9002', { message: 'disk on fire' });
    const middle = new Error('reading failed: impossible state: disk on fire', { cause: inner });
    const outer = codexError('CML9001', { message: middle.message }, { cause: middle });
    expect(renderError(outer).match(/disk on fire/g)).to.have.length(1);
  });

  it('says a cause that only looks like a part of another word', () => {
    const error = codexError('CML9002', { message: 'unknown' }, { cause: 'now' });
    expect(renderError(error)).to.contain('   = cause: now');
  });

  it('leaves out a cause without words', () => {
    expect(renderError(codexError('CML9002', { message: 'x' }, { cause: new Error('') }))).not.to.contain(
      'cause',
    );
  });

  it('ends a circular chain of causes', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    const rendered = renderError(codexError('CML9002', { message: 'x' }, { cause: loop }));
    expect(rendered.match(/cause: loop/g)).to.have.length(1);
  });

  it('paints code, title and frame', () => {
    const paint: Paint = {
      error: (text) => `<e>${text}</e>`,
      strong: (text) => `<s>${text}</s>`,
      faint: (text) => `<f>${text}</f>`,
    };
    const error = codexError('CML9002', { message: 'x' }, { where: { file: 'a.yaml' } });
    expect(renderError(error, paint).split('\n').slice(0, 2)).to.deep.equal([
      '<e>error[CML9002]</e>: <s>impossible state: x</s>',
      '<f>  --> a.yaml</f>',
    ]);
  });
});

describe('errorToJson', () => {
  it('has every key, null where there is nothing', () => {
    expect(errorToJson(codexError('CML9002', { message: 'x' }))).to.deep.equal({
      code: 'CML9002',
      title: 'impossible state: x',
      where: null,
      cause: null,
      hints: ['Report it, with the command line and the config.'],
      plugin: null,
      hook: null,
      pluginOrigin: null,
      during: null,
    });
  });

  it('carries the place without the text of the file', () => {
    const error = codexError(
      'CML9002',
      { message: 'x' },
      {
        where: { file: 'a.yaml', line: 3, column: 2, source: 'secret' },
        hints: ['h'],
        cause: new Error('c'),
      },
    );
    expect(errorToJson(error)).to.deep.include({
      where: { file: 'a.yaml', line: 3, column: 2, note: null },
      hints: ['h'],
      cause: 'c',
    });
  });

  it('survives JSON unchanged', () => {
    const json = errorToJson(codexError('CML9001', { message: 'x' }, { where: { file: 'a.yaml' } }));
    expect(JSON.parse(JSON.stringify(json))).to.deep.equal(json);
  });
});
