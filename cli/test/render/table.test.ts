import { expect } from 'chai';
import { renderTable } from '../../dist/render/table.js';

describe('renderTable', () => {
  it('pads columns to their widest cell and leaves nothing behind the last one', () => {
    const text = renderTable([
      ['id', 'kind', 'status'],
      ['gpt', 'model', 'ok'],
      ['token-accuracy', 'metric', 'broken'],
    ]);
    expect(text.split('\n')).to.deep.equal([
      'id              kind    status',
      'gpt             model   ok',
      'token-accuracy  metric  broken',
    ]);
  });

  it('measures cells without their colours', () => {
    const text = renderTable([
      ['\u001b[32mok\u001b[39m', 'x'],
      ['four', 'y'],
    ]);
    expect(text.split('\n')).to.deep.equal(['\u001b[32mok\u001b[39m    x', 'four  y']);
  });
});
