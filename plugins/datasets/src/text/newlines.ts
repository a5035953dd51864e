// Line ends of texts, made one kind.

export type Newlines = 'keep' | 'lf' | 'crlf';

/** `lf` turns CRLF and CR into LF, `crlf` turns LF and CR into CRLF. */
export function convertNewlines(text: string, newlines: Newlines): string {
  if (newlines === 'keep') return text;
  const unix = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return newlines === 'lf' ? unix : unix.replace(/\n/g, '\r\n');
}
