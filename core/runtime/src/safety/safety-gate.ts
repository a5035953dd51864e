// The safety checks of a run, for prompts and generated text: passes a text on or refuses it with an error.
import { codexError, type SafetyStage } from '@codex-ml/plugin-api';
import { inspectText, type NamedCheck } from './inspect-text.js';

export interface SafetyGate {
  readonly checks: readonly NamedCheck[];
  /** The text to go on with. @throws CML7001 where a check denies it or fails */
  require(text: string, stage: SafetyStage): Promise<string>;
}

/** @param onRedacted hears which rules changed a text, for the record; never the text */
export function createSafetyGate(
  checks: readonly NamedCheck[],
  onRedacted: (stage: SafetyStage, rules: readonly string[]) => void,
): SafetyGate {
  return {
    checks,
    async require(text, stage) {
      const { text: passed, redacted, denial } = await inspectText(checks, text, stage);
      if (redacted.length > 0) onRedacted(stage, redacted);
      if (denial === null && passed !== null) return passed;
      const { check = '?', rules = [], error } = denial ?? {};
      const named = rules.length === 0 ? 'the check failed' : rules.join(', ');
      throw codexError('CML7001', { stage, check, rules: named }, { plugin: check, cause: error });
    },
  };
}
