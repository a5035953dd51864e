// JSON text to a located tree. JSON.parse decides what is valid; the YAML reader, YAML being a superset, finds the positions.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { ConfigNode } from '../tree/config-node.js';
import { parseYaml } from './parse-yaml.js';
import { type Source, whereOf } from './place.js';

/** Parse a source's text as strict JSON; an empty text is an empty mapping; undefined after errors were added. */
export function parseJson(source: Source, errors: CodexError[]): ConfigNode | undefined {
  const text = source.text ?? '';
  if (text.trim() === '') return parseYaml(source, errors);
  try {
    JSON.parse(text);
  } catch (error) {
    const { message, ...position } = readJsonError(error as SyntaxError, text);
    const where = whereOf({ source, ...position });
    errors.push(codexError('CML2010', { format: 'JSON', message }, { where, hints: [STRICT] }));
    return undefined;
  }
  return parseYaml(source, errors);
}

const STRICT =
  'JSON is strict: keys in double quotes, no comments, no comma after the last entry; YAML allows all of these';

/** V8 says `… in JSON at position 12 (line 2 column 3)`, or nothing about the place when the text just ends. */
function readJsonError(error: SyntaxError, text: string): { message: string; line: number; column: number } {
  const offset = /at position (\d+)/.exec(error.message)?.[1] ?? String(text.trimEnd().length);
  const before = text.slice(0, Number(offset)).split('\n');
  const message = error.message.replace(/,? (?:"[\s\S]*" is not valid JSON|in JSON.*|at position.*)$/, '');
  return {
    message: message.charAt(0).toLowerCase() + message.slice(1),
    line: before.length,
    column: before.at(-1)!.length + 1,
  };
}
