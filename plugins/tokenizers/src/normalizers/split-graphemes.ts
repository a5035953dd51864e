// Extended grapheme clusters (Unicode Standard Annex 29). Most characters are one by themselves; only where some may belong together is
// the slow segmenter asked.

/** What may belong to the character before it or after it: marks, joiners, jamo, flags, skin tones, tags, prefixed signs. */
const JOINING =
  /[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Cf}\u{e33}\u{eb3}\u{1100}-\u{11ff}\u{a960}-\u{a97c}\u{d7b0}-\u{d7fb}\u{d4e}\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]/u;
const BEYOND_ASCII = /[^\0-\x7f]/;
/** Text beyond ASCII with the characters of ASCII around it, which may belong to it. */
const REGIONS = /[ -~]?(?:[^\0-\x7f]+[ -~]?)+/g;

let segmenter: Intl.Segmenter | undefined;

/** Call `visit` with every grapheme of the text, in order. */
export function splitGraphemes(text: string, visit: (grapheme: string) => void): void {
  if (!BEYOND_ASCII.test(text)) {
    splitAscii(text, 0, text.length, visit);
    return;
  }
  if (!JOINING.test(text)) {
    splitCharacters(text, visit);
    return;
  }
  let done = 0;
  for (const { 0: region, index } of text.matchAll(REGIONS)) {
    splitAscii(text, done, index, visit);
    if (JOINING.test(region)) {
      segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
      for (const { segment } of segmenter.segment(region)) visit(segment);
    } else {
      splitCharacters(region, visit);
    }
    done = index + region.length;
  }
  splitAscii(text, done, text.length, visit);
}

function splitAscii(text: string, start: number, end: number, visit: (grapheme: string) => void): void {
  for (let i = start; i < end; i++) {
    if (text[i] === '\r' && i + 1 < end && text[i + 1] === '\n') {
      visit('\r\n');
      i++;
    } else {
      visit(text[i]!);
    }
  }
}

function splitCharacters(text: string, visit: (grapheme: string) => void): void {
  let afterReturn = false;
  for (const character of text) {
    if (afterReturn) {
      afterReturn = false;
      visit(character === '\n' ? '\r\n' : '\r');
      if (character === '\n') continue;
    }
    if (character === '\r') afterReturn = true;
    else visit(character);
  }
  if (afterReturn) visit('\r');
}
