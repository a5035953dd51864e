// All secrets of a text: rules run again on what is left until they find nothing more.

import type { IsAllowed } from './allow-list.js';
import { mergeFindings } from './merge-findings.js';
import { collapse, unfilledParts } from './redacted-fill.js';
import type { RuleId } from './rule-ids.js';
import { OWN_RULES } from './rules/own-rules.js';
import { SECRETLINT_ANCHOR, scanWithSecretlint } from './scan-with-secretlint.js';
import type { RawFinding, Span } from './secret-rule.js';

export interface SearchSettings {
  readonly enabled: ReadonlySet<RuleId>;
  readonly entropy: number;
  readonly isAllowed: IsAllowed;
}

/**
 * Findings in order, merged, in places of `text`.
 * @param ignored places to look past: markers of an earlier inspection, sorted
 */
export async function findSecrets(
  text: string,
  ignored: readonly Span[],
  settings: SearchSettings,
): Promise<readonly RawFinding[]> {
  let found: readonly RawFinding[] = [];
  for (;;) {
    const known = [...ignored, ...found].sort((a, b) => a.start - b.start);
    const view = collapse(text, known);
    const fresh = await scan(view.text, settings);
    if (fresh.length === 0) return found;
    // a finding never reaches into a collapsed place, so old and new ones do not overlap
    const restored = mergeFindings(fresh).map((finding) => ({ ...finding, ...view.restore(finding) }));
    found = [...found, ...restored].sort((a, b) => a.start - b.start);
  }
}

async function scan(text: string, settings: SearchSettings): Promise<readonly RawFinding[]> {
  const findings: RawFinding[] = [];
  for (const rule of OWN_RULES) {
    if (!settings.enabled.has(rule.id)) continue;
    for (const span of rule.find(text, settings)) {
      for (const part of unfilledParts(text, span)) {
        findings.push({ rule: rule.id, severity: rule.severity, ...part });
      }
    }
  }
  if (SECRETLINT_ANCHOR.test(text)) {
    findings.push(...(await scanWithSecretlint(text)).filter(({ rule }) => settings.enabled.has(rule)));
  }
  return findings.filter((finding) => !settings.isAllowed(text, finding));
}
