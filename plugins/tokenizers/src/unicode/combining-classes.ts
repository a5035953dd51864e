// What Unicode 9 knows of normalization: the tables of the Rust tokenizers are of that version, and no later character has a part in it.
import { type CodePointTable, readRuns } from './code-point-table.js';

let classes: CodePointTable | undefined;

/** Canonical_Combining_Class of a code point: 0 for most. */
export function combiningClass(point: number): number {
  if (point < 0x300) return 0;
  classes ??= readRuns(CLASSES);
  return classes(point);
}

let later: CodePointTable | undefined;

/** Whether a code point that came after Unicode 9 is decomposed or put in order by later versions, but stays as it is for this one. */
export function isLater(point: number): boolean {
  if (point < 0x7fd) return false;
  later ??= readRuns(LATER);
  return later(point) !== 0;
}

/** Whether a text has a character that `isLater`. */
export function hasLater(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x7fd) continue;
    const point = unit < 0xd800 || unit > 0xdbff ? unit : text.codePointAt(i)!;
    if (isLater(point)) return true;
  }
  return false;
}

/** Gap to the run before, + further characters, : class; in base 36. */
const CLASSES = [
  'lc+k:6e 1:6g 1+3:64 1:6g 1:60 1+4:64 1+1:5m 1+3:64 1+1:5m 1+a:64 1+4:1 1+3:64 1+7:6e 1:6o 1:6e 1+2:64 1+2:6e 1+1:64 2+2:6e ',
  '1+3:64 1:6e 1:6g 1+1:64 1:6e 1:6h 1+1:6i 1:6h 1+1:6i 1:6h 1+c:6e 7o+4:6e 7e:64 1+3:6e 1:64 1+2:6e 1:66 1:64 1+5:6e 1+5:64 ',
  '1+1:6e 1:64 1+1:6e 1:66 1:6c 1:6e 1:a 1:b 1:c 1:d 1:e 1:f 1:g 1:h 1:i 1+1:j 1:k 1:l 1:m 2:n 2:o 1:p 2:6e 1:64 2:i 21+7:6e 1:u ',
  '1:v 1:w 1d:r 1:s 1:t 1:u 1:v 1:w 1:x 1:y 1+1:6e 1+1:64 1+4:6e 1:64 1+1:6e 1:64 h:z 2u+6:6e 3+3:6e 1:64 1:6e 3+1:6e 2:64 ',
  '1+1:6e 1:64 10:10 v:6e 1:64 1+1:6e 1:64 1+1:6e 1+2:64 1:6e 1+1:64 1:6e 1:64 1+2:6e 1:64 1:6e 1:64 1:6e 1:64 1:6e 1:64 1+1:6e ',
  '4h+6:6e 1:64 1:6e z+3:6e 2+8:6e 2+2:6e 2+4:6e 18+2:64 3d+d:6e 2:64 1+1:6e 1:64 1+1:6e 1:64 1+2:6e 1+2:64 1:r 1:s 1:t 1+2:6e ',
  '1:64 1+1:6e 1+1:64 1+4:6e 1p:7 h:9 4:6e 1:64 1+1:6e 2w:7 h:9 33:7 h:9 33:7 h:9 33:7 h:9 3k:9 3k:9 8:2c 1:2j 2u:7 h:9 3k:9 ',
  '3h:9 32+1:2v 1:9 e+3:2z 31+1:3a f+3:3e 25+1:64 s:64 2:64 2:60 1k:3l 1:3m 2:3o 6+3:3m 3:3m 2+1:6e 1:9 2+1:6e 1r:64 35:7 2+1:9 ',
  '2b:64 k0+2:6e qd:9 w:9 4e:9 b:6e 5o:6c 40:66 1:6e 1:64 64:6e 1:64 20:9 l+7:6e 3:64 1d+4:6e 1+5:64 1+1:6e 1:64 3b:7 g:9 13:6e ',
  '1:64 1+6:6e 1j+1:9 1n:7 c+1:9 1w:7 49+2:6e 2:1 1+4:64 1+1:6e 1+3:64 1:6e 2+6:1 5:64 7:6e 4+1:6e 5j+1:6e 1:64 1+6:6e 1:64 ',
  '1+1:6e 1:6i 1:5y 1:64 1:5m 1+10:6e 6:6e 1:6h 1:64 1:6e 1:64 k1+1:6e 1+1:1 1+3:6e 1+2:1 1+1:6e 5:6e 4+1:1 1:6e 1:64 1:6e 1+1:1 ',
  '1+3:64 1:6e 2db+2:6e 3y:9 2p+v:6e ff:62 1:6c 1:6g 1:66 1+1:68 2y+1:8 n9x:6e 5+9:6e x+1:6e 29+1:6e 7p:9 5a:9 s+h:6e 1m+2:64 ',
  '12:9 2o:7 d:9 6o:6e 2+1:6e 1:64 3+1:6e 6+1:6e 2:6e 1h:9 6v:9 fn5:q le+6:6e 1+6:64 1+1:6e r2:64 6b:64 46+4:6e 1ar:64 2:6e ',
  '15:6e 1:1 1:64 5:9 4m:6e 1:64 128:9 1l:9 1m:9 1:7 1y+2:6e 1d+1:9 1r:7 25:9 a:7 2z:9 1:7 4z:7 1:9 2a:7 h:9 p+6:6e 4+4:6e 5q:9 ',
  '4:7 3g:9 1:7 70:9 1:7 3j:9 3b:9 1:7 38:9 104:9 fjl+4:1 1o+6:6e g2w:1 43r+1:60 1+2:1 4:6a 1+4:60 9+7:64 3+4:6e 1+1:64 v+3:6e ',
  '45+2:6e 2po+6:6e 2+g:6e 3+6:6e 2+1:6e 2+4:6e 1pi+6:64 32+5:6e 1:7',
].join('');

const LATER = [
  '1kt 4a+8 17+9 8b fy 73+1 am 1nf q2+u 3+b ln+4 45h n3m+3 1k n1 huo r bh+4 2+15 2+8 12i+3 1u+4 8u+1 26+1 2+2 1z+a 1e+3 6j jv 20 ',
  '2 9 3 1g 2+1 6+2 3y rf+1 72 5+1 5 4d 2c j 2a ix 2+1 2a bu+1 d0f+7 7 2ex+2 hy+1 icl+z 3sn+1p y 4h+6 ag 1q+3 e5+3 73+1 6s 3 8+1 ',
  '6 22f 22s+9',
].join('');
