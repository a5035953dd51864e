// From the `pre_tokenizer` of a document to what cuts its text into words, where it is one of those that byte-level models have.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { createPattern, type FindMatches } from '../regex/create-pattern.js';
import { findScanner, GPT2_PATTERN } from './scanners/find-scanner.js';
import { createGpt2Scanner } from './scanners/gpt2-scanner.js';
import { createPatternScanner } from './scanners/pattern-scanner.js';
import type { Scanner } from './scanners/scanner.js';

export interface Cutting {
  readonly scan: Scanner;
  /** Whether a word ends wherever a space follows a letter. */
  readonly endsAtSpaces: boolean;
  /** Whether a text that does not begin with a space gets one. */
  readonly prefixSpace: boolean;
}

/**
 * @returns undefined for other pre-tokenizers
 * @throws CML4112, CML4113 patterns that cannot be translated
 */
export function findCutting(json: JsonObject | undefined): Cutting | undefined {
  if (json === undefined) return undefined;
  const steps = json['type'] === 'Sequence' ? json['pretokenizers'] : [json];
  if (!Array.isArray(steps) || steps.length === 0) return undefined;
  const last = asStep(steps[steps.length - 1], 'ByteLevel');
  if (last === undefined || typeof last['add_prefix_space'] !== 'boolean') return undefined;
  const usesRegex = last['use_regex'] !== false;
  const prefixSpace = last['add_prefix_space'];
  const before = steps.slice(0, -1);
  if (before.length === 0) {
    return {
      scan: usesRegex ? findScanner(GPT2_PATTERN)! : scanNothing,
      endsAtSpaces: usesRegex,
      prefixSpace,
    };
  }
  // behind another step the space would be put before every piece
  if (prefixSpace) return undefined;
  const known = before.length > 1 ? undefined : findKnown(before[0], usesRegex);
  if (known !== undefined) return { scan: known, endsAtSpaces: true, prefixSpace };
  const patterns = usesRegex ? undefined : findPatterns(before);
  if (patterns === undefined) return undefined;
  return { scan: createPatternScanner(patterns), endsAtSpaces: false, prefixSpace };
}

/** The whole text is one word. */
const scanNothing: Scanner = (_, length, ends) => {
  ends[0] = length;
  return length === 0 ? 0 : 1;
};

/** A step with whose pattern someone wrote a scanner, or the one that goes before GPT-2's pattern. */
function findKnown(value: JsonValue | undefined, usesRegex: boolean): Scanner | undefined {
  if (usesRegex) {
    const digits = asStep(value, 'Digits');
    return digits?.['individual_digits'] === true ? createGpt2Scanner({ singleDigits: true }) : undefined;
  }
  const split = asStep(value, 'Split');
  if (split === undefined) return undefined;
  const { pattern, behavior, invert } = split;
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) return undefined;
  const regex = (pattern as JsonObject)['Regex'];
  // those patterns leave nothing out, so that removing what is left out is the same as keeping it apart
  const keepsAll = behavior === 'Isolated' || (behavior === 'Removed' && invert === true);
  return keepsAll && typeof regex === 'string' ? findScanner(regex) : undefined;
}

/** Any patterns that keep their matches apart. */
function findPatterns(steps: readonly JsonValue[]): FindMatches[] | undefined {
  const patterns: FindMatches[] = [];
  for (const [i, step] of steps.entries()) {
    const split = asStep(step, 'Split');
    if (split?.['behavior'] !== 'Isolated') return undefined;
    patterns.push(createPattern(split['pattern'], `pre_tokenizer.pretokenizers[${i}].pattern`));
  }
  return patterns;
}

function asStep(value: JsonValue | undefined, type: string): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const step = value as JsonObject;
  return step['type'] === type ? step : undefined;
}
