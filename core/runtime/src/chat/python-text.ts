// Methods of Python's strings that templates use and the Jinja library has with other results. Facts: docs.python.org, "str".

/** What `str.isspace` holds for, which `str.strip` removes. */
const SPACES = '\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000';
const LEADING = new RegExp(`^[${SPACES}]+`);
const isSpace = new RegExp(`[${SPACES}]`);

export type StripSide = 'strip' | 'lstrip' | 'rstrip';

/** @param characters removed at the ends, in any order; absent: white space */
export function pythonStrip(text: string, side: StripSide, characters?: string): string {
  const unwanted = characters === undefined ? null : new Set(characters);
  const removes = (character: string) =>
    unwanted === null ? isSpace.test(character) : unwanted.has(character);
  let start = 0;
  let end = text.length;
  if (side !== 'rstrip') {
    if (unwanted === null) start = LEADING.exec(text)?.[0].length ?? 0;
    else {
      while (start < end) {
        const character = String.fromCodePoint(text.codePointAt(start)!);
        if (!removes(character)) break;
        start += character.length;
      }
    }
  }
  if (side !== 'lstrip') {
    while (end > start) {
      const low = text.charCodeAt(end - 1);
      const size = low >= 0xdc00 && low <= 0xdfff && end - start > 1 ? 2 : 1;
      if (!removes(text.slice(end - size, end))) break;
      end -= size;
    }
  }
  return text.slice(start, end);
}

/** The first character upper case, the rest lower case. */
export function pythonCapitalize(text: string): string {
  const first = text === '' ? '' : String.fromCodePoint(text.codePointAt(0)!);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}
