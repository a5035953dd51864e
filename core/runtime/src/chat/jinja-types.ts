// The Jinja library as far as rendering uses it. Its own declarations do not resolve for ES modules, so they are stated here.
import * as library from '@huggingface/jinja';

export interface JinjaNode {
  readonly type: string;
}

/** What an expression gives: a text, number, list, mapping, function or nothing, by `type`. */
export interface JinjaValue {
  readonly type: string;
  readonly value: unknown;
}

export interface Program extends JinjaNode {
  readonly body: readonly JinjaNode[];
}

export interface JinjaScope {
  /** Declare a variable; plain data and functions become values. */
  set(name: string, value: unknown): JinjaValue;
}

export type JinjaFunction = (args: JinjaValue[], scope: JinjaScope) => JinjaValue;

interface LibraryInterpreter {
  run(program: Program): JinjaValue;
  evaluate(node: JinjaNode | undefined, scope: JinjaScope): JinjaValue;
}

interface Library {
  readonly Interpreter: new (scope: JinjaScope) => LibraryInterpreter;
  readonly Environment: new (parent?: JinjaScope) => JinjaScope;
  tokenize(
    source: string,
    options: { readonly lstrip_blocks: boolean; readonly trim_blocks: boolean },
  ): unknown[];
  parse(tokens: unknown[]): Program;
}

export const { Interpreter, Environment, tokenize, parse } = library as unknown as Library;

/** A node with whatever fields its type has. */
export type Fields = JinjaNode & Readonly<Record<string, unknown>>;

/** Stands where a node was whose value is known already. */
export interface HeldValue extends JinjaNode {
  readonly held: JinjaValue;
}

export function hold(value: JinjaValue): HeldValue {
  return { type: 'HeldValue', held: value };
}

export const isText = (value: JinjaValue): value is JinjaValue & { readonly value: string } =>
  typeof value.value === 'string';

export const isList = (value: JinjaValue): value is JinjaValue & { readonly value: readonly JinjaValue[] } =>
  Array.isArray(value.value);

/** An object or a namespace. */
export const isMapping = (
  value: JinjaValue,
): value is JinjaValue & { readonly value: ReadonlyMap<string, JinjaValue> } => value.value instanceof Map;

/** A value of the same class as another, which is how values are made without the library's classes at hand. */
export function sameKind(example: JinjaValue, value: unknown): JinjaValue {
  return new (example.constructor as new (value: unknown) => JinjaValue)(value);
}
