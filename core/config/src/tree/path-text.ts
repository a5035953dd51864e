// Paths into a config as text: `train.steps`, `metrics.0.use`, `model."odd.key"`.
import type { Path } from './config-node.js';

/** Dotted form; keys that would be read otherwise are put in quotes. */
export function formatPath(path: Path): string {
  return path
    .map((step) =>
      typeof step === 'number' || /^[^\s."=+]+$/.test(step) ? String(step) : JSON.stringify(step),
    )
    .join('.');
}
