// Runs the safety checks of a run over a text, in order, and counts what they did. The text itself is never logged.
import { CodexError, codexError, type SafetyCheck, type SafetyStage } from '@codex-ml/plugin-api';

export interface NamedCheck {
  readonly id: string;
  readonly check: SafetyCheck;
}

/** How often each rule fired, by `check rule`. */
export type RuleCounts = Readonly<Record<string, number>>;

export interface GateResult {
  /** The text to go on with; null when it was denied. */
  readonly text: string | null;
  readonly denial: CodexError | null;
}

/** The checks of a run. A check that throws counts as a denial: it fails closed. */
export class SafetyGate {
  readonly #checks: readonly NamedCheck[];
  readonly #counts = new Map<string, number>();

  constructor(checks: readonly NamedCheck[]) {
    this.#checks = checks;
  }

  get isEmpty(): boolean {
    return this.#checks.length === 0;
  }

  get counts(): RuleCounts {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async pass(text: string, stage: SafetyStage): Promise<GateResult> {
    let current = text;
    for (const { id, check } of this.#checks) {
      try {
        const verdict = await check.inspect(current, stage);
        for (const { rule } of verdict.findings) this.#count(rule);
        if (verdict.action === 'deny') {
          const rules = [...new Set(verdict.findings.map(({ rule }) => rule))].join(', ') || 'no rule named';
          return { text: null, denial: codexError('CML7001', { stage, check: id, rules }, { plugin: id }) };
        }
        current = verdict.text;
      } catch (error) {
        this.#count(`${id} failed`);
        const details = { plugin: id, cause: error };
        return { text: null, denial: codexError('CML7001', { stage, check: id, rules: 'the check failed' }, details) };
      }
    }
    return { text: current, denial: null };
  }

  /** Like `pass`, but a denial is thrown. */
  async require(text: string, stage: SafetyStage): Promise<string> {
    const { text: passed, denial } = await this.pass(text, stage);
    if (denial !== null) throw denial;
    return passed ?? '';
  }

  #count(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}
