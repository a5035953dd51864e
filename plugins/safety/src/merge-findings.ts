// Overlapping findings become one, named by the most severe rule; of equal ones, by the first in the list of rules.
import type { SafetyFinding } from '@codex-ml/plugin-api';
import { RULE_IDS } from './rule-ids.js';
import type { RawFinding } from './secret-rule.js';

const SEVERITY: Readonly<Record<SafetyFinding['severity'], number>> = { low: 0, medium: 1, high: 2 };

/** Sorted, without overlaps. Findings that only touch stay apart. */
export function mergeFindings(findings: readonly RawFinding[]): RawFinding[] {
  const merged: RawFinding[] = [];
  for (const finding of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || finding.start >= last.end) {
      merged.push(finding);
    } else {
      const named = compare(finding, last) < 0 ? finding : last;
      const end = Math.max(last.end, finding.end);
      merged[merged.length - 1] = { rule: named.rule, severity: named.severity, start: last.start, end };
    }
  }
  return merged;
}

function compare(a: RawFinding, b: RawFinding): number {
  return SEVERITY[b.severity] - SEVERITY[a.severity] || RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule);
}
