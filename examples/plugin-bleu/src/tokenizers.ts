// Cuts texts into what n-grams are made of. Which cut it is changes the score, so a score says little without its name.

export type Tokenize = (text: string) => string[];

/** The word cut of mteval-v13a, the script of NIST's evaluations: punctuation and symbols of ASCII stand alone, except within numbers. */
function tokenize13a(text: string): string[] {
  const plain = text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    // One name after the other, so that `&amp;lt;` ends as `<`.
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return wordsOf(
    ` ${plain} `
      .replaceAll(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
      .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
      .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
      .replaceAll(/([0-9])(-)/g, '$1 $2 '),
  );
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

export const TOKENIZERS = Object.freeze({
  '13a': tokenize13a,
  characters: (text: string) => Array.from(text).filter((character) => character.trim() !== ''),
  whitespace: wordsOf,
}) satisfies Readonly<Record<string, Tokenize>>;
