// What a chat template is to those who only carry it: a name for messages to the user, and its source.

export interface ChatTemplate {
  /** As messages to the user call it: the name of a built-in one, or the file it came from. */
  readonly name: string;
  /** Jinja. */
  readonly source: string;
}
