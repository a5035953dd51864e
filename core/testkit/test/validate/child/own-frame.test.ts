import { expect } from 'chai';
import { ownFrame } from '../../../dist/validate/child/watch/own-frame.js';

const stack = (...lines: string[]) => ['Error: x', ...lines.map((line) => `    at ${line}`)].join('\n');

describe('the frame that is blamed', () => {
  it('is the innermost one of the package', () => {
    const text = stack(
      'Socket.connect (node:net:1100:7)',
      'file:///work/acme/dist/deep.js:3:9',
      'create (file:///work/acme/dist/top.js:8:1)',
    );
    expect(ownFrame(text, '/work/acme')).to.equal('dist/deep.js:3');
  });

  it('may be async, and may be written as a path', () => {
    expect(ownFrame(stack('async open (/work/acme/dist/a.js:7:2)'), '/work/acme')).to.equal('dist/a.js:7');
    expect(ownFrame(stack('async file:///work/acme/b.js:2:1'), '/work/acme')).to.equal('b.js:2');
  });

  it('is none of a dependency, and none of a package whose name begins alike', () => {
    const text = stack(
      'x (file:///work/acme/node_modules/lib/index.js:1:1)',
      'y (file:///work/acme-other/a.js:1:1)',
    );
    expect(ownFrame(text, '/work/acme')).to.equal(null);
    expect(ownFrame(undefined, '/work/acme')).to.equal(null);
  });
});
