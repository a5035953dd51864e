// Reading back what the tokenizers write whose only added tokens are the four specials. They accept nothing else.
import { codexError, type JsonObject, type SpecialRole, z } from '@codex-ml/plugin-api';
import { findSpecialRole, SPECIAL_TOKENS, type SpecialIds } from '../../special-tokens.js';

/** What was read: tokens by id, and the parts a loader checks itself. */
export interface SimpleJson {
  readonly specials: SpecialIds;
  readonly tokens: readonly string[];
  readonly normalizerType: string | null;
  readonly model: JsonObject;
}

const layout = z.looseObject({
  version: z.literal('1.0'),
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), content: z.string() })),
  normalizer: z.looseObject({ type: z.string() }).nullable(),
  pre_tokenizer: z.looseObject({ type: z.string() }),
  model: z.looseObject({
    type: z.string(),
    vocab: z.custom<JsonObject>(isPlainObject, 'expected an object'),
  }),
});

/**
 * Read the layout and check that its ids are 0 … n-1 without gaps.
 * @throws CML4106 naming the path inside the data
 */
export function readSimpleJson(
  data: JsonObject,
  expected: { readonly modelType: string; readonly preTokenizerType: string },
): SimpleJson {
  const result = layout.safeParse(data);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw malformed(formatPath(issue.path), issue.message.toLowerCase());
  }
  const parsed = result.data;
  expectEqual('model.type', expected.modelType, parsed.model.type);
  expectEqual('pre_tokenizer.type', expected.preTokenizerType, parsed.pre_tokenizer.type);

  const tokens = orderTokens(parsed.model.vocab);
  const specials: Partial<Record<SpecialRole, number>> = {};
  for (const [index, { content, id }] of parsed.added_tokens.entries()) {
    const role = findSpecialRole(content);
    if (role === undefined) {
      const known = Object.values(SPECIAL_TOKENS).join(', ');
      throw malformed(
        `added_tokens[${index}].content`,
        `expected one of ${known}, received ${show(content)}`,
      );
    }
    if (tokens[id] !== content) {
      throw malformed(
        `added_tokens[${index}].id`,
        `expected the id of ${show(content)} in model.vocab, received ${id}`,
      );
    }
    specials[role] = id;
  }
  const stray = tokens.find((token) => {
    const role = findSpecialRole(token);
    return role !== undefined && specials[role] === undefined;
  });
  if (stray !== undefined) {
    throw malformed(`model.vocab[${show(stray)}]`, 'a special token must be listed in added_tokens');
  }
  return {
    specials: Object.freeze(specials),
    tokens,
    normalizerType: parsed.normalizer?.type ?? null,
    model: parsed.model as unknown as JsonObject,
  };
}

/** The error of malformed tokenizer data, to throw. */
export function malformed(path: string, problem: string) {
  return codexError('CML4106', { path, problem });
}

/** A token as it is shown in errors. */
export function show(token: string): string {
  return JSON.stringify(token);
}

function orderTokens(vocabulary: JsonObject): string[] {
  const entries = Object.entries(vocabulary);
  const tokens: (string | undefined)[] = new Array(entries.length).fill(undefined);
  for (const [token, id] of entries) {
    const path = `model.vocab[${show(token)}]`;
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= entries.length) {
      throw malformed(path, `expected an id from 0 to ${entries.length - 1}, received ${JSON.stringify(id)}`);
    }
    if (tokens[id] !== undefined) throw malformed(path, `id ${id} is also that of ${show(tokens[id])}`);
    tokens[id] = token;
  }
  return tokens as string[];
}

function expectEqual(path: string, expected: string, received: string): void {
  if (received !== expected) throw malformed(path, `expected ${show(expected)}, received ${show(received)}`);
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(root)';
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
