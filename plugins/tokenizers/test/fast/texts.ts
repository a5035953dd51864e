// Texts for properties: characters that the patterns of tokenizers treat apart come often, all others come too.
import { CATEGORIES, visitCategories } from '@codex-ml/tokenizers/dist/unicode/general-categories.js';
import fc from 'fast-check';

const NOTED = [
  ...'aabstrevmld',
  ...'ASTREVMLD',
  ...'    ',
  ...'\n\n\r\t\v\u0085\u00a0\u2028\u3000\ufeff\u180e',
  ..."'''\"\"..,/-_(",
  ...'0123456789½Ⅷ٣',
  ...'éßſıÄǅʰªº',
  ...'中文あ한ไा',
  ...'\u0301\u0300\u20dd\u200d\ufe0f',
  ...'𝐀𝒂𝟘𝅥😀👍🏽𐐀𠀀',
  '\ud83d',
  '\ude00',
  'the',
  "'re",
  "'LL",
  '   ',
  '\r\n',
];

const isKnown = createIsKnown();

const unit = fc.oneof(
  { arbitrary: fc.constantFrom(...NOTED), weight: 8 },
  { arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), weight: 1 },
  {
    arbitrary: fc.integer({ min: 0x10000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    weight: 1,
  },
);

/** Any text, lone surrogates among it, of characters that the JavaScript engine and our table put into the same category. */
export const texts = fc
  .array(
    unit.filter((text) => isKnown(text)),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

function createIsKnown(): (text: string) => boolean {
  const patterns = CATEGORIES.map((name) => new RegExp(`\\p{${name}}`, 'u'));
  const ends: number[] = [];
  const categories: number[] = [];
  visitCategories((_, end, category) => {
    ends.push(end);
    categories.push(category);
  });
  const categoryOf = (point: number): number => categories[ends.findIndex((end) => point < end)]!;
  const known = new Map<string, boolean>();
  return (text) => {
    let is = known.get(text);
    if (is === undefined) {
      is = [...text].every((character) => patterns[categoryOf(character.codePointAt(0)!)]!.test(character));
      known.set(text, is);
    }
    return is;
  };
}
