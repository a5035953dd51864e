import { formatYaml } from '@codex-ml/config';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';

const VALUE = {
  text: 'a: b # c',
  empty: [],
  nothing: null,
  list: [{ use: 'one', steps: 3 }, 'two'],
  lines: 'first\nsecond',
};

describe('formatYaml', () => {
  it('writes YAML that reads back as the same value, whatever the value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as typeof value;
        expect(parse(formatYaml(plain as never))).to.deep.equal(plain);
      }),
      { numRuns: 60 },
    );
  });

  it('puts a comment behind each leaf, in one column', () => {
    expect(formatYaml(VALUE, (path) => path)).to.equal(
      [
        'text: "a: b # c"  # text',
        'empty: []         # empty',
        'nothing: null     # nothing',
        'list:',
        '  - use: one      # list.0.use',
        '    steps: 3      # list.0.steps',
        '  - two           # list.1',
        'lines: |-         # lines',
        '  first',
        '  second',
        '',
      ].join('\n'),
    );
  });

  it('reads back as the same value with comments, too', () => {
    expect(parse(formatYaml(VALUE, () => 'somewhere'))).to.deep.equal(VALUE);
  });

  it('leaves leaves without a comment alone', () => {
    expect(formatYaml({ a: 1, b: 2 }, (path) => (path === 'b' ? 'here' : undefined))).to.equal(
      'a: 1\nb: 2  # here\n',
    );
  });
});
