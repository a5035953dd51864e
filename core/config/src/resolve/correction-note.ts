// A short suggestion beside a wrong value: "did you mean", or how YAML would have to be written.
import { nearestName } from '@codex-ml/plugin-api';

const WORDS: Readonly<Record<string, boolean>> = {
  yes: true,
  on: true,
  y: true,
  no: false,
  off: false,
  n: false,
};

/** A note for a value that does not fit, or undefined. */
export function correctionNote(
  value: unknown,
  expected: string,
  choices: readonly string[],
): string | undefined {
  if (typeof value === 'string' && choices.length > 0) {
    const near = nearestName(value, choices);
    if (near !== undefined) return `did you mean \`${near}\`?`;
  }
  if (typeof value === 'string' && expected.includes('`true` or `false`')) {
    const meant =
      WORDS[value.toLowerCase()] ?? ({ true: true, false: false } as Record<string, boolean>)[value];
    if (meant !== undefined) return `did you mean \`${meant}\`, without quotes?`;
  }
  if (typeof value === 'string' && /^a (whole )?number/.test(expected)) {
    const digits = value.replace(/[_,' ]/g, '');
    if (digits !== '' && Number.isFinite(Number(digits))) return `did you mean ${digits}, without quotes?`;
  }
  if (typeof value === 'number' && expected === 'text') return `did you mean "${value}", in quotes?`;
  if (expected === 'a list' && (typeof value === 'string' || typeof value === 'number')) {
    return `did you mean \`[${value}]\`?`;
  }
  return undefined;
}
