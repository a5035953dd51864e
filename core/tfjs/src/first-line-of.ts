// The words of whatever a backend throws.

/** First line of the message. Backends reject with plain objects and texts as well as with errors. */
export function firstLineOf(cause: unknown): string {
  const message = (cause as { message?: unknown } | null)?.message ?? cause;
  return String(message).split('\n', 1)[0]!.trim();
}
