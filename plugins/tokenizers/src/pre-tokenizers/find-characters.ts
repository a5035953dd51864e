// Single characters of a kind as matches: each by itself.
import type { FindMatches } from '../regex/create-pattern.js';

export function findCharacters(isMatch: (point: number) => boolean): FindMatches {
  return (text) => {
    const matches: number[] = [];
    for (let i = 0; i < text.length; ) {
      let point = text.charCodeAt(i);
      let width = 1;
      if (point >= 0xd800 && point <= 0xdbff) {
        point = text.codePointAt(i)!;
        if (point >= 0x10000) width = 2;
      }
      if (isMatch(point)) matches.push(i, i + width);
      i += width;
    }
    return matches;
  };
}
