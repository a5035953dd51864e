// What a rule is: a pure function from a text to the places of secrets in it.
import type { SafetyFinding } from '@codex-ml/plugin-api';
import type { OwnRuleId, RuleId } from './rule-ids.js';

/** A place in a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What one rule found, before places are merged. */
export interface RawFinding extends Span {
  readonly rule: RuleId;
  readonly severity: SafetyFinding['severity'];
}

export interface RuleSettings {
  /** Least Shannon entropy of a value that only its name makes suspicious, in bits per character. */
  readonly entropy: number;
}

export interface SecretRule {
  readonly id: OwnRuleId;
  readonly severity: SafetyFinding['severity'];
  /** Places of the secrets themselves, without the name or address around them. */
  find(text: string, settings: RuleSettings): Iterable<Span>;
}
