import { chooseAlphabet } from '@codex-ml/tokenizers/dist/training/choose-alphabet.js';
import { cutIntoCharacters } from '@codex-ml/tokenizers/dist/training/word-characters.js';
import { packWords } from '@codex-ml/tokenizers/dist/training/word-counts.js';
import { expect } from 'chai';

const words = cutIntoCharacters(
  packWords([
    ['aab', 10],
    ['c', 10],
    ['d\u{1F600}', 1],
    ['é', 1],
  ]),
  false,
);
const spell = (points: Int32Array) => String.fromCodePoint(...points);
const points = (text: string) => Array.from(text, (character) => character.codePointAt(0)!);

describe('chooseAlphabet', () => {
  it('takes every character by default, in the order of code points', () => {
    const { points: chosen, left, covered } = chooseAlphabet(words, { required: [] });
    expect(spell(chosen)).to.equal('abcdé\u{1F600}');
    expect([left, covered]).to.deep.equal([0, 1]);
  });

  it('leaves the rarest out, of equally rare ones the larger code point', () => {
    expect(spell(chooseAlphabet(words, { required: [], limit: 4 }).points)).to.equal('abcd');
    expect(spell(chooseAlphabet(words, { required: [], limit: 2 }).points)).to.equal('ab');
    expect(chooseAlphabet(words, { required: [], limit: 2 })).to.include({ left: 4, covered: 30 / 43 });
  });

  it('stops once enough of the corpus is covered', () => {
    expect(spell(chooseAlphabet(words, { required: [], coverage: 0.4 }).points)).to.equal('a');
    expect(spell(chooseAlphabet(words, { required: [], coverage: 40 / 43 }).points)).to.equal('abc');
  });

  it('keeps required characters before all others', () => {
    const chosen = chooseAlphabet(words, { required: points('zé'), limit: 3 });
    expect(spell(chosen.points)).to.equal('azé');
    expect(spell(chooseAlphabet(words, { required: points('z'), coverage: 0.1 }).points)).to.equal('az');
  });
});

describe('cutIntoCharacters', () => {
  it('spells bytes in the byte alphabet, exactly as TextEncoder has them', () => {
    const text = ' é漢\u{1F600}\ud800x\udc00';
    const { characters } = cutIntoCharacters(packWords([[text, 1]]), true);
    const bytes = cutIntoCharacters(packWords([[' ', 1]]), true).characters;
    expect(String.fromCodePoint(...bytes)).to.equal('Ġ');
    expect(characters).to.have.length(new TextEncoder().encode(text).length);
    expect(String.fromCodePoint(...characters)).to.equal('ĠÃ©æ¼¢ðŁĺĢï¿½xï¿½');
  });
});
