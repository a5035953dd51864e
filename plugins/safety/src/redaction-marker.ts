// The marker that is put in place of a secret, and finding markers of an earlier inspection.
import type { RuleId } from './rule-ids.js';
import type { Span } from './secret-rule.js';

/**
 * Begins with an opening bracket that does not come again: then markers cannot overlap, and a marker next to other
 * text is still found where it is.
 */
export const MARKER_PATTERN = /^([[<({«⟦])(?!.*\1).{2,60}$/u;

const RULE_PLACE = '{rule}';

export interface RedactionMarker {
  /** What replaces a secret of this rule. */
  render(rule: RuleId): string;
  /** Markers in a text, in order. */
  find(text: string): readonly Span[];
}

export function createMarker(template: string): RedactionMarker {
  const pattern = new RegExp(template.split(RULE_PLACE).map(escapeRegExp).join('[a-z0-9-]+'), 'g');
  return {
    render: (rule) => template.replaceAll(RULE_PLACE, rule),
    find: (text) =>
      Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({
        start: index,
        end: index + match.length,
      })),
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
