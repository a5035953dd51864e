// Rule `private-key`: PEM and PGP private keys, header, body and footer. A key that is cut off is taken as far as it goes.
import type { SecretRule, Span } from '../secret-rule.js';

const HEADER = /-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const FOOTER = /-----END[ A-Z0-9]{0,40}(?:-----)?/y;
/** Longest body: a 16,384-bit RSA key takes 13 thousand characters. */
const LONGEST_BODY = 40_000;
// white space, also escaped as in JSON, then a line of base64 or a header of the old PEM format
const BODY_LINE =
  /(?:\s|\\[nrt])*(?:[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{2,}={1,2}|(?:Proc-Type|DEK-Info|Version|Comment): [^\n\\]{0,200})/y;

export const privateKey: SecretRule = {
  id: 'private-key',
  severity: 'high',
  *find(text): Iterable<Span> {
    let from = 0;
    for (const header of text.matchAll(HEADER)) {
      if (header.index < from) continue;
      const end = findEnd(text, header.index + header[0].length);
      yield { start: header.index, end };
      from = end;
    }
  },
};

function findEnd(text: string, bodyStart: number): number {
  const body = text.slice(bodyStart, bodyStart + LONGEST_BODY);
  const next = body.indexOf('-----BEGIN');
  const footer = (next < 0 ? body : body.slice(0, next)).indexOf('-----END');
  if (footer >= 0) {
    FOOTER.lastIndex = bodyStart + footer;
    return FOOTER.lastIndex + FOOTER.exec(text)![0].length;
  }
  let end = bodyStart;
  for (;;) {
    BODY_LINE.lastIndex = end;
    const line = BODY_LINE.exec(text);
    if (line === null) return end;
    end += line[0].length;
  }
}
