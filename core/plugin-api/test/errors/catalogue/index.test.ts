// The catalogue as a whole: the form of every row, and that codes are only ever added.
import { CATALOGUE, type CatalogueEntry, EXIT, exitCodeOf, RETIRED_CODES } from '@codex-ml/plugin-api';
import { expect } from 'chai';

const rows = Object.entries(CATALOGUE) as [keyof typeof CATALOGUE, CatalogueEntry][];

/** The number of errors. Raise it when you add a row; it never falls, because a code that goes becomes a retired one. */
const COUNT = 322;

describe('the error catalogue', () => {
  it('has the number of codes that this test states, retired ones included', () => {
    expect(rows.length + RETIRED_CODES.length).to.equal(COUNT);
  });

  it('never gives a retired code to another error', () => {
    expect(rows.map(([code]) => code).filter((code) => RETIRED_CODES.includes(code))).to.deep.equal([]);
  });

  it('numbers every row with four digits', () => {
    expect(rows.map(([code]) => code).filter((code) => !/^CML[1-9]\d{3}$/.test(code))).to.deep.equal([]);
  });

  it('starts titles in lower case, with an identifier or a name, and ends them without a full stop', () => {
    const wrong = rows.filter(([, { title }]) => !/^([a-z`{0-9]|Node )/.test(title) || title.endsWith('.'));
    expect(wrong.map(([code]) => code)).to.deep.equal([]);
  });

  it('gives every row a cause and a remedy in whole sentences', () => {
    const isSentence = (text: string) => /^([A-Z`]|codex-ml ).*[.!?]$/s.test(text);
    const wrong = rows.filter(([, { cause, remedy }]) => !isSentence(cause) || !isSentence(remedy));
    expect(wrong.map(([code]) => code)).to.deep.equal([]);
  });

  it('closes every backtick, and every brace of a title', () => {
    const count = (text: string, character: string) => text.split(character).length - 1;
    const wrong = rows.filter(
      ([, { title, cause, remedy }]) =>
        [title, cause, remedy].some((text) => count(text, '`') % 2 !== 0) ||
        count(title.replaceAll(/\{\w+\}/g, ''), '{') !== count(title.replaceAll(/\{\w+\}/g, ''), '}'),
    );
    expect(wrong.map(([code]) => code)).to.deep.equal([]);
  });

  it('has an exit code of the documented set for every row', () => {
    const known: readonly number[] = Object.values(EXIT);
    expect(rows.map(([code]) => code).filter((code) => !known.includes(exitCodeOf(code)))).to.deep.equal([]);
  });
});
