// Values as JSON text, refusing what JSON would silently change.
import { codexError, type JsonValue } from '@codex-ml/plugin-api';

/**
 * JSON with two spaces of indent and a final newline.
 * @param file named in the error
 * @throws CML6207 for numbers that are not finite, undefined, functions, symbols and big integers
 */
export function jsonText(value: JsonValue, file: string): string {
  checkStorable(value, '', file);
  return `${JSON.stringify(value, null, 2)}\n`;
}

function checkStorable(value: unknown, place: string, file: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return;
    throw codexError('CML6207', { file, problem: `${place || 'the value'} is ${value}` });
  }
  if (typeof value !== 'object') {
    throw codexError('CML6207', { file, problem: `${place || 'the value'} is of type ${typeof value}` });
  }
  for (const [key, item] of Object.entries(value)) {
    checkStorable(item, place === '' ? key : `${place}.${key}`, file);
  }
}
