// A token as it is shown to people: what cannot be seen is spelt out.

/** White space and control characters in visible form, in quotes. */
export function showToken(token: string): string {
  return JSON.stringify(token).replace(/[\u007f-\u00a0\u200b-\u200f\u2028-\u202f\ufeff]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
