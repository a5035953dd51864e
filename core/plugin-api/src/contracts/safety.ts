// Safety checks look at text on its way in and out.

/** Where the text comes from: corpus, user prompt, generated text, or a served request. */
export type SafetyStage = 'data' | 'prompt' | 'output' | 'request';

export interface SafetyFinding {
  /** Rule id, stable, such as `secrets/github-token`. */
  readonly rule: string;
  /** Start and end in UTF-16 units of the inspected text. */
  readonly start: number;
  readonly end: number;
  readonly severity: 'low' | 'medium' | 'high';
  // The matched text itself is never part of a finding: findings are logged.
}

export interface SafetyVerdict {
  readonly action: 'allow' | 'redact' | 'deny';
  /** The text to go on with; equal to the input unless redacted. */
  readonly text: string;
  readonly findings: readonly SafetyFinding[];
}

export interface SafetyCheck {
  /** Must be idempotent: inspecting its own result finds nothing. An exception counts as deny. */
  inspect(text: string, stage: SafetyStage): SafetyVerdict | Promise<SafetyVerdict>;
}
