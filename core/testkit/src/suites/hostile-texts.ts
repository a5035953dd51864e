// Texts that break careless code: control characters, combining marks, surrogates, names of object properties, look-alikes.

/** All well-formed: every one is valid Unicode and so representable in UTF-8. */
export const HOSTILE_TEXTS: readonly string[] = Object.freeze([
  '',
  ' ',
  '   leading and trailing   ',
  '\t\n\r\n\n\r\v\f',
  'a\u0000b\u0001\u001b[31m\u007f',
  'na\u00efve caf\u00e9',
  'nai\u0308ve cafe\u0301',
  'Z\u0351\u036b\u0343a\u0321\u034c\u0489l\u0330\u0333go',
  '\u{1d573}\u{1d58a}\u{1d591}\u{1d591}\u{1d594}',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u{1f3f3}\ufe0f\u200d\u{1f308} \u{1f1e9}\u{1f1ea}',
  '\u05e9\u05dc\u05d5\u05dd \u202eright to left\u202c',
  '\ufeffbyte order mark',
  'zero\u200bwidth\u2060joiners\u00ad',
  '\u2028line\u2029paragraph\u0085next',
  '\u4f60\u597d\uff0c\u4e16\u754c\u3002\u3053\u3093\u306b\u3061\u306f',
  '\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947',
  '\u0130\u0131\u017f\u1e9e \u212a\u00c5',
  '\ufffd replacement \uffff\u{10ffff}',
  '</s><s><pad><unk><bos><eos><|endoftext|><|im_start|>[PAD][CLS]',
  '__proto__ constructor toString hasOwnProperty valueOf',
  '{"json": [1, 2.5e-10, null]}\\n\\u0041 "quoted" \'single\' `tick`',
  '$& $1 $$ \\1 .* [a-z]+ (?:x) %s %d {0}',
  '1234567890 0x1F -0 1e999 NaN Infinity \u0661\u0662\u0663',
  'x'.repeat(2000),
  'ab '.repeat(500),
]);

/** Not valid Unicode: halves of surrogate pairs. Nothing can keep them through UTF-8; nothing may break on them. */
export const ILL_FORMED_TEXTS: readonly string[] = Object.freeze([
  '\ud83d',
  'a\udc00b',
  '\udc00\ud800',
  'x\ud83d',
]);
