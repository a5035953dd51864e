// Which special token has which role, where nobody says it: from how texts are framed and padded, and from names in common use.
import type { JsonObject, JsonValue, SpecialRole } from '@codex-ml/plugin-api';
import { SPECIAL_ROLES } from '../special-tokens.js';

export type RoleTokens = Readonly<Partial<Record<SpecialRole, string>>>;

/** In the order in which they are looked for. */
const NAMES: Readonly<Record<SpecialRole, readonly string[]>> = {
  pad: ['<pad>', '[PAD]', '<PAD>', '<|pad|>', '<|padding|>', '<|finetune_right_pad_id|>'],
  bos: [
    '<bos>',
    '<s>',
    '[BOS]',
    '<BOS>',
    '<|bos|>',
    '<|begin_of_text|>',
    '<|startoftext|>',
    '<｜begin▁of▁sentence｜>',
  ],
  eos: [
    '<eos>',
    '</s>',
    '[EOS]',
    '<EOS>',
    '<|eos|>',
    '<|end_of_text|>',
    '<|endoftext|>',
    '<｜end▁of▁sentence｜>',
  ],
  unk: ['<unk>', '[UNK]', '<UNK>', '<|unk|>'],
};

export interface SpecialHints {
  /** Special tokens of the vocabulary. */
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly postProcessor: JsonValue;
  /** The value of `padding`, which names the pad token where padding was set up. */
  readonly padding: JsonValue;
  /** The token that the model gives unknown text. */
  readonly unknown: string | undefined;
}

/** Tokens of the roles that can be told; every token is in `specialTokens`. */
export function findSpecials(hints: SpecialHints): RoleTokens {
  const { first, last } = findFrame(hints.postProcessor);
  const padding = isObject(hints.padding) ? hints.padding['pad_token'] : undefined;
  const before: Readonly<Record<SpecialRole, JsonValue | undefined>> = {
    pad: padding,
    bos: first,
    eos: last,
    unk: hints.unknown,
  };
  const found: Partial<Record<SpecialRole, string>> = {};
  for (const role of SPECIAL_ROLES) {
    const candidates = [before[role], ...NAMES[role]];
    const token = candidates.find((name) => typeof name === 'string' && hints.specialTokens.has(name));
    if (typeof token !== 'string') continue;
    // byte-level models name their end token as the unknown one too, though no text is unknown to them
    if (role === 'unk' && Object.values(found).includes(token)) continue;
    found[role] = token;
  }
  return found;
}

/** The special before a single text and the one behind it. */
function findFrame(json: JsonValue): { first?: JsonValue | undefined; last?: JsonValue | undefined } {
  if (!isObject(json)) return {};
  switch (json['type']) {
    case 'BertProcessing':
    case 'RobertaProcessing':
      return { first: nameOf(json['cls']), last: nameOf(json['sep']) };
    case 'TemplateProcessing':
      return findTemplateFrame(json);
    case 'Sequence': {
      const frames = Array.isArray(json['processors'])
        ? (json['processors'] as readonly JsonValue[]).map(findFrame)
        : [];
      return frames.find(({ first, last }) => first !== undefined || last !== undefined) ?? {};
    }
    default:
      return {};
  }
}

function findTemplateFrame(json: JsonObject): {
  first?: JsonValue | undefined;
  last?: JsonValue | undefined;
} {
  const parts = Array.isArray(json['single']) ? (json['single'] as readonly JsonValue[]) : [];
  const text = parts.findIndex((part) => isObject(part) && 'Sequence' in part);
  const tokenOf = (part: JsonValue | undefined): JsonValue | undefined => {
    if (!isObject(part) || !isObject(part['SpecialToken']) || !isObject(json['special_tokens']))
      return undefined;
    const special = json['special_tokens'][String(part['SpecialToken']['id'])];
    return isObject(special) ? nameOf(special['tokens']) : undefined;
  };
  return {
    first: text > 0 ? tokenOf(parts[0]) : undefined,
    last: text >= 0 && text < parts.length - 1 ? tokenOf(parts.at(-1)) : undefined,
  };
}

function nameOf(json: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(json) ? (json as readonly JsonValue[])[0] : undefined;
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
