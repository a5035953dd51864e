import { codexError, renderError, type SourceLocation } from '@codex-ml/plugin-api';
import { expect } from 'chai';

const source = [
  'model:',
  '  use: gpt',
  '\tlayres: 4',
  'train: {}',
  '  deep: 1',
  '',
  '',
  '',
  '',
  'tenth: 1',
].join('\n');

/** The lines between the title and the hints. */
function frame(where: SourceLocation): readonly string[] {
  return renderError(codexError('CML9002', { message: 'x' }, { where }))
    .split('\n')
    .slice(1, -1);
}

describe('code frames', () => {
  it('show the line and underline the place with its note', () => {
    const where = { file: 'c.yaml', line: 2, column: 8, length: 3, source, note: 'did you mean `gpt2`?' };
    expect(frame(where)).to.deep.equal([
      '  --> c.yaml:2:8',
      '   |',
      ' 2 |   use: gpt',
      '   |        ^^^ did you mean `gpt2`?',
    ]);
  });

  it('keep tabs, so that the underline stands below its place', () => {
    expect(frame({ file: 'c.yaml', line: 3, column: 2, length: 6, source })).to.deep.equal([
      '  --> c.yaml:3:2',
      '   |',
      ' 3 | \tlayres: 4',
      '   | \t^^^^^^',
    ]);
  });

  it('widen the gutter with the line number', () => {
    expect(frame({ file: 'c.yaml', line: 10, source })).to.deep.equal([
      '  --> c.yaml:10',
      '    |',
      ' 10 | tenth: 1',
      '    | ^',
    ]);
  });

  it('read lines that end the Windows way', () => {
    expect(frame({ file: 'c.yaml', line: 1, source: 'a: 1\r\nb: 2\r\n' })[2]).to.equal(' 1 | a: 1');
  });

  it('name the file alone where there is no line', () => {
    expect(frame({ file: 'c.yaml' })).to.deep.equal(['  --> c.yaml']);
    expect(frame({ file: 'c.yaml', note: 'is empty' })).to.deep.equal(['  --> c.yaml', '   = is empty']);
  });
});
