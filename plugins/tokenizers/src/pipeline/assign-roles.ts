// Which token has which role: as the caller says, else as files beside the document do, the document itself, or what can be told.
import { codexError, type SpecialRole } from '@codex-ml/plugin-api';
import type { AddedToken } from '../added-tokens/added-token.js';
import { SPECIAL_ROLES } from '../special-tokens.js';
import { findSpecials, type RoleTokens, type SpecialHints } from './find-specials.js';

export interface RoleSources {
  /** What the caller says. */
  readonly asked: RoleTokens;
  /** What files beside the document say; tokens without an id count for nothing. */
  readonly beside: RoleTokens;
  /** What the document says. */
  readonly stored: RoleTokens;
  readonly hints: Omit<SpecialHints, 'specialTokens'>;
}

export interface AssignedRoles {
  readonly roles: RoleTokens;
  /** Whether a reader of the document alone would tell the same roles. */
  readonly evident: boolean;
  /** The added tokens with those that are special because they have a role. */
  readonly tokens: readonly AddedToken[];
}

/**
 * @param listed added tokens of the document
 * @param idOf ids of the model's tokens
 * @throws CML4128 a role whose token has no id
 */
export function assignRoles(
  { asked, beside, stored, hints }: RoleSources,
  listed: readonly AddedToken[],
  idOf: (token: string) => number | undefined,
  warn: (message: string) => void,
): AssignedRoles {
  const ids = new Map(listed.map(({ content, id }) => [content, id]));
  const known = (token: string): number | undefined => ids.get(token) ?? idOf(token);
  const told: Partial<Record<SpecialRole, string>> = {};
  const added = new Map<string, AddedToken>();
  for (const role of SPECIAL_ROLES) {
    const token = asked[role] ?? findKnown(role, beside[role], known, warn) ?? stored[role];
    if (token === undefined) continue;
    const id = known(token);
    if (id === undefined) throw codexError('CML4128', { role, token });
    told[role] = token;
    const own = listed.findLast(({ content }) => content === token);
    if (own?.special !== true)
      added.set(token, own === undefined ? specialToken(id, token) : { ...own, special: true });
  }
  // those of the list keep their places, as the Rust library numbers them by these
  const tokens = listed.map((token) => added.get(token.content) ?? token);
  for (const token of added.values()) if (!ids.has(token.content)) tokens.push(token);
  const specialTokens = new Map(
    tokens.filter(({ special }) => special).map((each) => [each.content, each.id]),
  );
  const guessed = findSpecials({ ...hints, specialTokens });
  const roles = { ...guessed, ...told };
  return { roles, evident: SPECIAL_ROLES.every((role) => guessed[role] === roles[role]), tokens };
}

function findKnown(
  role: SpecialRole,
  token: string | undefined,
  known: (token: string) => number | undefined,
  warn: (message: string) => void,
): string | undefined {
  if (token === undefined || known(token) !== undefined) return token;
  warn(`the ${role} token ${JSON.stringify(token)} is named beside the tokenizer and not in its vocabulary`);
  return undefined;
}

function specialToken(id: number, content: string): AddedToken {
  return {
    id,
    content,
    singleWord: false,
    stripLeft: false,
    stripRight: false,
    normalized: false,
    special: true,
  };
}
