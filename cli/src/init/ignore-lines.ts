// Lines of .gitignore for what runs produce.

const WANTED = ['runs/'];

/** The new text of a .gitignore, or undefined where it has everything already. */
export function addIgnoreLines(text: string): string | undefined {
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const missing = WANTED.filter((line) => !present.has(line.replace(/\/$/, '')));
  if (missing.length === 0) return undefined;
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${separator}${missing.join('\n')}\n`;
}
