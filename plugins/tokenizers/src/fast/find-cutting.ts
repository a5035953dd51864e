// From the `pre_tokenizer` of a document to what cuts its text into words, where it is one of those that byte-level models have.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { findScanner } from './scanners/find-scanner.js';
import { createGpt2Scanner } from './scanners/gpt2-scanner.js';
import type { Scanner } from './scanners/scanner.js';

export interface Cutting {
  readonly scan: Scanner;
  /** Whether a word ends wherever a space follows a letter. */
  readonly endsAtSpaces: boolean;
  /** Whether a text that does not begin with a space gets one. */
  readonly prefixSpace: boolean;
}

/** @returns undefined for other pre-tokenizers */
export function findCutting(json: JsonObject | undefined): Cutting | undefined {
  if (json === undefined) return undefined;
  const steps = json['type'] === 'Sequence' ? json['pretokenizers'] : [json];
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > 2) return undefined;
  const last = asStep(steps[steps.length - 1], 'ByteLevel');
  if (last === undefined || typeof last['add_prefix_space'] !== 'boolean') return undefined;
  const usesRegex = last['use_regex'] !== false;
  const prefixSpace = last['add_prefix_space'];
  if (steps.length === 1) {
    return { scan: usesRegex ? createGpt2Scanner() : scanNothing, endsAtSpaces: usesRegex, prefixSpace };
  }
  // behind another step the space would be put before every piece
  if (prefixSpace) return undefined;
  const scan = usesRegex ? findDigits(asStep(steps[0], 'Digits')) : findSplit(asStep(steps[0], 'Split'));
  return scan === undefined ? undefined : { scan, endsAtSpaces: true, prefixSpace };
}

/** The whole text is one word. */
const scanNothing: Scanner = (_, length, ends) => {
  ends[0] = length;
  return length === 0 ? 0 : 1;
};

function findDigits(json: JsonObject | undefined): Scanner | undefined {
  return json?.['individual_digits'] === true ? createGpt2Scanner({ singleDigits: true }) : undefined;
}

function findSplit(json: JsonObject | undefined): Scanner | undefined {
  if (json === undefined) return undefined;
  const { pattern, behavior, invert } = json;
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) return undefined;
  const regex = (pattern as JsonObject)['Regex'];
  if (typeof regex !== 'string') return undefined;
  // the patterns that have scanners leave nothing out, so that removing what is left out is the same as keeping it apart
  const keepsAll = behavior === 'Isolated' || (behavior === 'Removed' && invert === true);
  return keepsAll ? findScanner(regex) : undefined;
}

function asStep(value: JsonValue | undefined, type: string): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const step = value as JsonObject;
  return step['type'] === type ? step : undefined;
}
