import { createTokenTrie } from '@codex-ml/tokenizers/dist/added-tokens/token-trie.js';
import { createTextTrie } from '@codex-ml/tokenizers/dist/text-trie.js';
import { expect } from 'chai';
import fc from 'fast-check';

const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f433}'), maxLength: 6 }), {
  maxLength: 12,
});

describe('a tree of texts', () => {
  it('has a value where a text ends, the first of equal texts, and none where one goes on', () => {
    const trie = createTextTrie([
      ['ab', 7],
      ['ab', 8],
      ['abcd', 0],
    ]);
    const walk = (text: string) =>
      [...text].reduce((node, unit) => (node < 0 ? node : trie.child(node, unit.charCodeAt(0))), 0);
    expect(['ab', 'abcd', 'a', 'abc'].map((text) => trie.value(walk(text)))).to.deep.equal([7, 0, -1, -1]);
    expect([walk('b'), walk('abcde')]).to.deep.equal([-1, -1]);
  });

  it('finds every text of a large vocabulary again', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => (i * 7919).toString(36));
    const trie = createTextTrie(words.map((word, i) => [word, i]));
    for (const [i, word] of words.entries()) {
      let node = 0;
      for (let at = 0; at < word.length; at++) node = trie.child(node, word.charCodeAt(at));
      if (trie.value(node) !== i) expect(trie.value(node), word).to.equal(i);
    }
  });

  it('finds the longest text at each place, and passes over no place where one stands', () => {
    fc.assert(
      fc.property(
        texts,
        fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f433}'), maxLength: 30 }),
        (list, text) => {
          const trie = createTokenTrie(list.map((entry, i) => [entry, i] as const));
          for (let at = 0; at < text.length; at++) {
            const longest = list
              .filter((entry) => entry !== '' && text.startsWith(entry, at))
              .reduce((best, entry) => (entry.length > best.length ? entry : best), '');
            expect(trie.longestAt(text, at)).to.deep.equal(
              longest === '' ? undefined : { value: list.indexOf(longest), end: at + longest.length },
            );
            if (longest !== '') expect(trie.next(text, at)).to.equal(at);
          }
          expect(trie.next(text, text.length)).to.equal(-1);
        },
      ),
    );
  });
});
