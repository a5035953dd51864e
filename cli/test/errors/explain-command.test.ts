import { expect } from 'chai';
import { explainCommand } from '../../dist/errors/explain-command.js';

const KNOWN = ['train', 'runs list', 'runs show', 'plugins list', 'plugins inspect', 'config show'];

function explain(typed: string): string {
  const { code, title, hints } = explainCommand(typed, KNOWN);
  return [`${code} ${title}`, ...hints].join(' | ');
}

describe('explainCommand', () => {
  it('offers the nearest command', () => {
    expect(explain('trian')).to.equal('CML1002 `trian` is not a command of codex-ml | did you mean `train`?');
    expect(explain('runs shwo')).to.include('did you mean `runs show`?');
  });

  it('sees through arguments behind a misspelt command', () => {
    expect(explain('plugins inspct gpt')).to.include('did you mean `plugins inspect`?');
  });

  it('says that a command took no such argument', () => {
    expect(explain('train demo')).to.equal('CML1003 unexpected argument `demo`');
  });

  it('leads from a topic to its help', () => {
    expect(explain('plugin')).to.include('did you mean `plugins --help`?');
    expect(explain('config frobnicate')).to.include('did you mean `config --help`?');
  });

  it('turns `help x` around', () => {
    expect(explain('help train')).to.include('did you mean `train --help`?');
    expect(explain('help')).to.include('did you mean `--help`?');
  });

  it('offers nothing for what is like nothing', () => {
    expect(explain('frobnicate')).to.equal('CML1002 `frobnicate` is not a command of codex-ml');
  });
});
