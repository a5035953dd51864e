import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { errorPaint, isColoured, statusPaint } from '../../dist/terminal/colours.js';

const terminal = { isTTY: true };
const pipe = { isTTY: undefined };

describe('isColoured', () => {
  it('colours terminals, not pipes', () => {
    expect(isColoured(terminal, {})).to.equal(true);
    expect(isColoured(pipe, {})).to.equal(false);
  });

  it('obeys NO_COLOR before anything else, and takes an empty one as unset', () => {
    expect(isColoured(terminal, { NO_COLOR: '1', FORCE_COLOR: '1' })).to.equal(false);
    expect(isColoured(terminal, { NO_COLOR: '' })).to.equal(true);
  });

  it('obeys FORCE_COLOR before the kind of stream', () => {
    expect(isColoured(pipe, { FORCE_COLOR: '1' })).to.equal(true);
    expect(isColoured(terminal, { FORCE_COLOR: '0' })).to.equal(false);
  });

  it('leaves dumb terminals plain', () => {
    expect(isColoured(terminal, { TERM: 'dumb' })).to.equal(false);
  });
});

describe('statusPaint and errorPaint', () => {
  it('only add colours', () => {
    expect(statusPaint(false)('killed')).to.equal('killed');
    expect(stripVTControlCharacters(statusPaint(true)('fail', 'fail '))).to.equal('fail ');
    expect(statusPaint(true)('fail')).to.not.equal('fail');
    expect(errorPaint(false).error('x')).to.equal('x');
    expect(errorPaint(true).error('x')).to.include('\u001b[');
  });
});
