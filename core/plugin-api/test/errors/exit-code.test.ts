import { CATALOGUE, codexError, EXIT, exitCodeOf, exitCodeOfAll } from '@codex-ml/plugin-api';
import { expect } from 'chai';

describe('exit codes', () => {
  it('follow the range of the code where the row states none', () => {
    expect(exitCodeOf('CML3101')).to.equal(EXIT.plugin);
    expect(exitCodeOf('CML9001')).to.equal(EXIT.internal);
  });

  it('are taken from the row where it states one', () => {
    for (const [code, entry] of Object.entries(CATALOGUE)) {
      if (!('exit' in entry)) continue;
      expect(exitCodeOf(code as keyof typeof CATALOGUE)).to.equal(entry.exit);
    }
  });

  it('of several errors are that of the first', () => {
    const plugin = codexError('CML3101', { id: 'x', problem: 'y' });
    const internal = codexError('CML9002', { message: 'z' });
    expect(exitCodeOfAll([plugin, internal])).to.equal(EXIT.plugin);
    expect(exitCodeOfAll([internal, plugin])).to.equal(EXIT.internal);
  });

  it('of no error at all is that of a bug', () => {
    expect(exitCodeOfAll([])).to.equal(EXIT.internal);
  });
});
