import { firstLineOf } from '@codex-ml/tfjs';
import { expect } from 'chai';

describe('firstLineOf', () => {
  it('gives the first line of errors, of objects with a message, and of anything else', () => {
    const thrown = [new Error('one \ntwo'), { message: 'one\ntwo' }, 'one', 1, null, undefined];
    expect(thrown.map(firstLineOf)).to.deep.equal(['one', 'one', 'one', '1', 'null', 'undefined']);
  });
});
