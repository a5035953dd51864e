import { findJsonError } from '@codex-ml/datasets/dist/records/find-json-error.js';
import { expect } from 'chai';
import fc from 'fast-check';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonError', () => {
  it('finds nothing in JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonError(text)).to.equal(undefined);
      }),
    );
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '01',
      '1.',
      '.5',
      '1e',
      '2E+3',
      ' ',
      '\t',
      'true',
      'nul',
      '\\',
      '\\u00',
      '\\n',
      '\u0001',
      '\u00a0',
      '\u{1F600}',
    ];
    const almost = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(almost, (text) => {
        expect(findJsonError(text) === undefined, text).to.equal(isJson(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('points at the first character that cannot stand there', () => {
    const cases: readonly (readonly [string, number, string])[] = [
      ['', 0, 'expected a value, received the end of the line'],
      ['{"a": x}', 6, 'expected a value, received `x`'],
      ['{"a": 1,}', 8, 'expected a name in double quotes, received `}`'],
      ["{'a': 1}", 1, "expected a name in double quotes, received `'`"],
      ['{"a" 1}', 5, 'expected `:`, received `1`'],
      ['[1 2]', 3, 'expected `,` or `]`, received `2`'],
      ['[1, 2', 5, 'expected `,` or `]`, received the end of the line'],
      ['{"a": "b', 8, 'expected the closing `"` of a string, received the end of the line'],
      ['{"a": "b\tc"}', 8, 'a control character in a string must be escaped'],
      ['"\\x"', 1, 'this is not an escape sequence'],
      ['{} {}', 3, 'expected the end of the line, received `{`'],
      ['[01]', 1, 'expected a value, received `0`'],
    ];
    for (const [text, index, problem] of cases)
      expect(findJsonError(text), text).to.deep.equal({ index, problem });
  });

  it('is not overwhelmed by deep nesting', () => {
    expect(findJsonError('['.repeat(1e5))).to.have.property('index', 1e5);
    expect(findJsonError('['.repeat(1e5) + ']'.repeat(1e5))).to.equal(undefined);
  });
});
