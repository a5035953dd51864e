// Texts that are no secrets although a rule says so: literals, and regular expressions written between slashes.
import { codexError } from '@codex-ml/plugin-api';
import type { Span } from './secret-rule.js';

/** Whether one match of the list covers a whole finding. */
export type IsAllowed = (text: string, finding: Span) => boolean;

/** @throws CML7101 for an entry between slashes that is no regular expression */
export function compileAllowList(entries: readonly string[]): IsAllowed {
  const patterns = entries.map(toPattern);
  // the matches of a text are looked for once, when its first finding asks
  let lastText: string | undefined;
  let covered: readonly Span[] = [];
  return (text, finding) => {
    if (text !== lastText) {
      lastText = text;
      covered = patterns.flatMap((pattern) =>
        Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({
          start: index,
          end: index + match.length,
        })),
      );
    }
    return covered.some(({ start, end }) => start <= finding.start && finding.end <= end);
  };
}

function toPattern(entry: string): RegExp {
  const written = /^\/(.+)\/([a-z]*)$/s.exec(entry);
  if (written === null) return new RegExp(entry.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'g');
  try {
    return new RegExp(written[1]!, [...new Set(`${written[2]}g`)].join('').replace('y', ''));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML7101', { entry, problem }, { cause });
  }
}
