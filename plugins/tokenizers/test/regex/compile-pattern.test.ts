import { compilePattern, createPattern } from '@codex-ml/tokenizers/dist/regex/create-pattern.js';
import { expect } from 'chai';

const find = (pattern: string, text: string) => {
  const matches = createPattern({ Regex: pattern }, 'p')(text);
  return matches.flatMap((start, i) => (i % 2 === 0 ? [text.slice(start, matches[i + 1])] : []));
};

describe('compilePattern', () => {
  it('needs nothing that older engines do not know', () => {
    const { source, flags } = compilePattern("(?i:'s|'t)|\\p{N}{1,3}+x|[\\p{L}&&[^a]]", 'p');
    expect(flags).to.equal('gu');
    expect(source).to.not.match(/\(\?[a-z-]+:|&&/);
  });

  it('ignores case by Unicode: the long s, the sign of Kelvin, and letters that are one in other fonts', () => {
    expect(find("(?i:'s|k)", "'S '\u017f K \u212a")).to.deep.equal(["'S", "'\u017f", 'K', '\u212a']);
    expect(find('(?i:ss|\ufb06)', '\u00df \u1e9e sS ST')).to.deep.equal(['\u00df', '\u1e9e', 'sS', 'ST']);
    expect(find('a(?i)b|c', 'aB aC C')).to.deep.equal(['aB', 'aC']);
  });

  it('knows white space as Unicode does, not as JavaScript does', () => {
    expect(find('\\s', 'a\u0085\ufeff\u00a0')).to.deep.equal(['\u0085', '\u00a0']);
  });

  it('knows letters and digits of Unicode 16, on every engine', () => {
    expect(find('\\p{L}|\\p{N}', '\u088f\u{11de3}\u{1d7ce}a')).to.deep.equal(['\u{1d7ce}', 'a']);
  });

  it('lets nothing back out of possessive and atomic parts', () => {
    expect(find('a?+a', 'aa a')).to.deep.equal(['aa']);
    expect(find('(?>a+)a|b', 'aaab')).to.deep.equal(['b']);
    expect(find('\\w++\\d', 'a1')).to.deep.equal([]);
  });

  it('takes anchors for those of lines, and `\\Z` before a last newline too', () => {
    expect(find('^a|b$', 'a\na b\nab')).to.deep.equal(['a', 'a', 'b', 'a', 'b']);
    expect(find('a\\z', 'a\na')).to.deep.equal(['a']);
    expect(createPattern({ Regex: 'a\\Z' }, 'p')('a\na\n')).to.deep.equal([2, 3]);
  });

  it('reads classes of POSIX, nested ones and intersections', () => {
    expect(find('[[:upper:][0-9]&&[^B]]', 'aAB1')).to.deep.equal(['A', '1']);
    expect(find('[^[:^alpha:]]|\\h', 'a-1')).to.deep.equal(['a', '1']);
    expect(find('[]a]', ']b')).to.deep.equal([']']);
  });

  it('matches no place twice, and none inside of a character', () => {
    expect(createPattern({ Regex: 'x*' }, 'p')('a\u{1f600}xx')).to.deep.equal([0, 0, 1, 1, 3, 5]);
    expect(createPattern({ String: 'aa' }, 'p')('aaaaa')).to.deep.equal([0, 2, 2, 4]);
    expect(createPattern({ Regex: 'x*' }, 'p')('')).to.deep.equal([]);
  });

  it('names what cannot be translated, and where it stands', () => {
    const fails = (pattern: string, construct: string, position: number) =>
      expect(() => compilePattern(pattern, 'normalizer.pattern.Regex'))
        .to.throw(`\`normalizer.pattern.Regex\`: ${construct} at character ${position} of the pattern`)
        .with.property('code', 'CML4112');
    fails('(a)\\1', 'a back reference', 4);
    fails('ab\\G', 'the place where the search began, `\\G`,', 3);
    fails('\\X', 'the text segment, `\\X`,', 1);
    fails('a(?~b)', 'an absent group', 2);
    fails('(?(1)a)', 'a condition', 1);
    fails('\\p{InGreek}', 'the property `InGreek`', 1);
    fails('(?<=a++b)c', 'an atomic or possessive part of a look behind', 6);
    fails('a{3,1}', 'an interval from more to less', 2);
  });

  it('names what is malformed, and where', () => {
    const fails = (pattern: string, problem: string, position: number) =>
      expect(() => compilePattern(pattern, 'p'))
        .to.throw(`the pattern is malformed at character ${position}: ${problem}`)
        .with.property('code', 'CML4113');
    fails('a(b', 'the parenthesis is not closed', 2);
    fails('a)', 'a parenthesis closes that was not opened', 2);
    fails('[a', 'the bracket is not closed', 1);
    fails('*a', 'there is nothing to repeat', 1);
    fails('[z-a]', 'the range ends before it begins', 2);
    fails('a\\', 'nothing follows the backslash', 2);
  });
});
