// Runs safety checks over one text, in order, each seeing the text as the one before left it. Used for data, prompts and results alike.
import { codexError, type SafetyCheck, type SafetyStage, type SafetyVerdict } from '@codex-ml/plugin-api';

/** A check under the full id of its plugin, such as `std/secrets`. */
export interface NamedCheck {
  readonly id: string;
  readonly check: SafetyCheck;
}

export interface Inspection {
  /** The text to go on with; null where a check denied it or failed. */
  readonly text: string | null;
  /** Rules that redacted, once per place. */
  readonly redacted: readonly string[];
  /** Who denied and by which rules; `error` where the check raised, which counts as a denial. */
  readonly denial: {
    readonly check: string;
    readonly rules: readonly string[];
    readonly error?: unknown;
  } | null;
}

export async function inspectText(
  checks: readonly NamedCheck[],
  text: string,
  stage: SafetyStage,
): Promise<Inspection> {
  const redacted: string[] = [];
  let current = text;
  for (const { id, check } of checks) {
    let verdict: SafetyVerdict;
    try {
      verdict = checkVerdict(id, await check.inspect(current, stage));
    } catch (error) {
      return { text: null, redacted, denial: { check: id, rules: [], error } };
    }
    const found = verdict.findings.map(({ rule }) => rule);
    const rules = found.length === 0 ? [id] : found;
    if (verdict.action === 'deny') {
      return { text: null, redacted, denial: { check: id, rules: [...new Set(rules)] } };
    }
    if (verdict.action === 'redact') {
      redacted.push(...rules);
      current = verdict.text;
    }
  }
  return { text: current, redacted, denial: null };
}

/** What is no verdict must not pass for one that allows. */
function checkVerdict(id: string, verdict: SafetyVerdict): SafetyVerdict {
  const { action, text, findings } = (verdict ?? {}) as Partial<SafetyVerdict>;
  const known = action === 'allow' || action === 'redact' || action === 'deny';
  if (known && typeof text === 'string' && Array.isArray(findings)) return verdict;
  const message = 'expected a verdict with `action`, `text` and `findings`';
  throw codexError('CML3212', { id, method: 'inspect', message }, { plugin: id });
}
