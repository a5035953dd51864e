// The shape of one row of the error catalogue.

export interface CatalogueEntry {
  /** First line, lower case, no full stop. `{name}` is replaced by the parameter of that name. */
  readonly title: string;
  /** What this error means, in one or two sentences. */
  readonly cause: string;
  /** How to solve it. */
  readonly remedy: string;
  /** Exit code of the command, where it differs from the one of the code's range. */
  readonly exit?: number;
}

/** Keeps literal titles, so that parameters are checked at compile time. */
export function entries<const T extends Readonly<Record<`CML${number}`, CatalogueEntry>>>(table: T): T {
  return table;
}

/** Names between braces in a title. */
export type ParametersOf<Title extends string> = Title extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersOf<Rest>
  : never;
