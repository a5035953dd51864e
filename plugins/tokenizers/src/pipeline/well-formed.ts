// Text without halves of surrogate pairs.

interface KnowsForm {
  isWellFormed(): boolean;
  toWellFormed(): string;
}

/** The text with U+FFFD for every lone surrogate; the same text where there is none. */
export function toWellFormed(text: string): string {
  // Node has both since version 20; the library that this project compiles against is older
  const known = text as unknown as KnowsForm;
  return known.isWellFormed() ? text : known.toWellFormed();
}
