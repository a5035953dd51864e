// A config as YAML text, with an optional comment behind each leaf.
import type { JsonValue } from '@codex-ml/plugin-api';
import { Document, isNode, LineCounter, parseDocument } from 'yaml';
import { jsonLeaves } from '../resolve/json-leaves.js';
import { formatPath } from '../tree/path-text.js';

/** Comments of one text begin in one column, but longer lines push only their own. */
const LARGEST_COLUMN = 48;

/**
 * YAML that parses back to the same value.
 * @param commentOf text to put behind the leaf at a dotted path
 */
export function formatYaml(value: JsonValue, commentOf?: (path: string) => string | undefined): string {
  const text = new Document(value, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
  return commentOf === undefined ? text : addComments(text, value, commentOf);
}

function addComments(
  text: string,
  value: JsonValue,
  commentOf: (path: string) => string | undefined,
): string {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const lines = text.split('\n');
  const comments = new Map<number, string>();
  for (const [path] of jsonLeaves(value)) {
    const node = document.getIn(path, true);
    const comment = commentOf(formatPath(path));
    if (!isNode(node) || node.range == null || comment === undefined) continue;
    comments.set(lineCounter.linePos(node.range[0]).line - 1, comment);
  }
  const widths = [...comments.keys()].map((line) => lines[line]!.length);
  const column = Math.min(LARGEST_COLUMN, Math.max(0, ...widths));
  return lines
    .map((line, at) => (comments.has(at) ? `${line.padEnd(column)}  # ${comments.get(at)}` : line))
    .join('\n');
}
