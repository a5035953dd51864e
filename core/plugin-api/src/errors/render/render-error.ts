// CodexErrors as text for a terminal and as JSON for programs.
import { CATALOGUE } from '../catalogue/index.js';
import type { CatalogueEntry } from '../catalogue-entry.js';
import type { CodexError } from '../codex-error.js';
import { codeFrame } from './code-frame.js';

/** How to paint parts of the text; the identity functions print plain. */
export interface Paint {
  error(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export const PLAIN: Paint = Object.freeze({
  error: (text: string) => text,
  strong: (text: string) => text,
  faint: (text: string) => text,
});

/** Several lines, without a final newline. */
export function renderError(error: CodexError, paint: Paint = PLAIN): string {
  const lines = [`${paint.error(`error[${error.code}]`)}: ${paint.strong(error.title)}`];
  if (error.where !== undefined) {
    lines.push(...codeFrame(error.where).map((line) => paint.faint(line)));
  }
  if (error.plugin !== undefined) {
    const origin = error.pluginOrigin === undefined ? '' : `, ${error.pluginOrigin}`;
    const at = error.hook === undefined ? '' : `, hook \`${error.hook}\``;
    lines.push(`   = plugin: \`${error.plugin}\`${origin}${at}`);
  }
  if (error.during !== undefined) lines.push(`   = during: ${error.during}`);
  for (const cause of newCauses(error)) lines.push(`   = cause: ${cause}`);
  const entry: CatalogueEntry = CATALOGUE[error.code];
  for (const hint of error.hints.length > 0 ? error.hints : [entry.remedy]) lines.push(`   = hint: ${hint}`);
  return lines.join('\n');
}

/** The `--json` form: stable keys, nothing machine-specific but the place. */
export function errorToJson(error: CodexError): Record<string, unknown> {
  const entry: CatalogueEntry = CATALOGUE[error.code];
  return {
    code: error.code,
    title: error.title,
    where:
      error.where === undefined
        ? null
        : {
            file: error.where.file,
            line: error.where.line ?? null,
            column: error.where.column ?? null,
            note: error.where.note ?? null,
          },
    cause: causeChain(error)[0] ?? null,
    hints: error.hints.length > 0 ? [...error.hints] : [entry.remedy],
    plugin: error.plugin ?? null,
    hook: error.hook ?? null,
    pluginOrigin: error.pluginOrigin ?? null,
    during: error.during ?? null,
  };
}

/** Causes that say something which the lines before them do not say already: wrappers repeat the message of what they wrap. */
function newCauses(error: CodexError): string[] {
  const said = [error.title, error.where?.note ?? '', ...error.hints];
  const fresh: string[] = [];
  for (const cause of causeChain(error)) {
    if (said.some((line) => holds(line, cause))) continue;
    said.push(cause);
    fresh.push(cause);
  }
  return fresh;
}

/** Whether the text stands in the line as words of its own. */
function holds(line: string, text: string): boolean {
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
    const [before, after] = [line.charAt(at - 1), line.charAt(at + text.length)];
    if (!/\w/.test(before) && !/\w/.test(after)) return true;
    if (text === '') return true;
  }
  return false;
}

function causeChain(error: Error): string[] {
  const messages: string[] = [];
  let cause = error.cause;
  while (cause !== undefined && cause !== null && messages.length < 8) {
    messages.push(messageOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return messages;
}

/** Anything may be thrown; what is not an error or a text is shown as JSON. */
function messageOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === 'string' ? cause : (JSON.stringify(cause) ?? typeof cause);
}
