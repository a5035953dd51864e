// Safety check `secrets`: finds keys, tokens and passwords, and redacts them or denies the text. Nothing it says holds a secret.
import { defineSafety, type SafetyVerdict } from '@codex-ml/plugin-api';
import { compileAllowList } from './allow-list.js';
import { findSecrets, type SearchSettings } from './find-secrets.js';
import { createMarker, type RedactionMarker } from './redaction-marker.js';
import { OPT_IN_RULE_IDS, RULE_IDS, type RuleId } from './rule-ids.js';
import type { RawFinding } from './secret-rule.js';
import { secretsOptions } from './secrets.options.js';

export default defineSafety({
  id: 'secrets',
  apiVersion: '^1.0',
  options: secretsOptions,
  create: ({ options }) => {
    const marker = createMarker(options.marker);
    const enabled = new Set<RuleId>(RULE_IDS);
    for (const rule of OPT_IN_RULE_IDS) if (!options.enable.includes(rule)) enabled.delete(rule);
    for (const rule of options.disable) enabled.delete(rule);
    const settings: SearchSettings = {
      enabled,
      entropy: options.entropy,
      isAllowed: compileAllowList(options.allow),
    };
    const stages = new Set(options.stages);
    return {
      inspect: async (text, stage): Promise<SafetyVerdict> => {
        if (!stages.has(stage)) return { action: 'allow', text, findings: [] };
        const found = await findSecrets(text, marker.find(text), settings);
        if (found.length === 0) return { action: 'allow', text, findings: [] };
        const findings = found.map(({ rule, severity, start, end }) => ({
          rule: `secrets/${rule}`,
          severity,
          start,
          end,
        }));
        if (options.action === 'deny') return { action: 'deny', text, findings };
        return { action: 'redact', text: redact(text, found, marker), findings };
      },
    };
  },
});

function redact(text: string, found: readonly RawFinding[], marker: RedactionMarker): string {
  const parts: string[] = [];
  let at = 0;
  for (const { rule, start, end } of found) {
    parts.push(text.slice(at, start), marker.render(rule));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
