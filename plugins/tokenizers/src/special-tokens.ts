// The one set of special tokens: their names, their order and the ids they get. Text is never parsed for them here.
import type { SpecialRole } from '@codex-ml/plugin-api';

/** Roles in the order of their ids: those enabled take 0, 1, … in this order. */
export const SPECIAL_ROLES = ['pad', 'bos', 'eos', 'unk'] as const satisfies readonly SpecialRole[];

export const SPECIAL_TOKENS: Readonly<Record<SpecialRole, string>> = Object.freeze({
  pad: '<pad>',
  bos: '<bos>',
  eos: '<eos>',
  unk: '<unk>',
});

/** Ids by role; absent where a tokenizer does without. */
export type SpecialIds = Readonly<Partial<Record<SpecialRole, number>>>;

/** Give the enabled roles the first ids. */
export function assignSpecialIds(enabled: Iterable<SpecialRole>): SpecialIds {
  const wanted = new Set(enabled);
  return Object.freeze(
    Object.fromEntries(SPECIAL_ROLES.filter((role) => wanted.has(role)).map((role, id) => [role, id])),
  );
}

/** The role a token is reserved for, whether enabled or not. */
export function findSpecialRole(token: string): SpecialRole | undefined {
  return SPECIAL_ROLES.find((role) => SPECIAL_TOKENS[role] === token);
}

/** Tokens by id of the enabled specials. */
export function listSpecialTokens(specials: SpecialIds): string[] {
  return SPECIAL_ROLES.filter((role) => specials[role] !== undefined).map((role) => SPECIAL_TOKENS[role]);
}
