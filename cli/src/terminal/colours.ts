// Whether to colour, and with what: only on a terminal that can, and never with NO_COLOR.

import type { Paint } from '@codex-ml/plugin-api';
import type { CheckStatus } from '@codex-ml/runtime';
import colors from 'picocolors';

type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR wins over FORCE_COLOR, which wins over what the stream is. An empty variable counts as unset. */
export function isColoured(
  stream: { readonly isTTY?: boolean | undefined },
  env: Environment = process.env,
): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Colours for errors on stderr. */
export function errorPaint(coloured: boolean = isColoured(process.stderr)): Paint {
  const { red, bold, dim } = colors.createColors(coloured);
  return { error: (text) => red(bold(text)), strong: bold, faint: dim };
}

/** Word that says how something stands: a check of `doctor`, or a run. */
export type StatusWord =
  | CheckStatus
  | 'running'
  | 'completed'
  | 'interrupted'
  | 'killed'
  | 'failed'
  | 'broken';

/** Colours a word, or a text that stands for it. */
export type StatusPaint = (status: StatusWord, text?: string) => string;

/** Colours for statuses on stdout. */
export function statusPaint(coloured: boolean = isColoured(process.stdout)): StatusPaint {
  const { green, cyan, yellow, red } = colors.createColors(coloured);
  const painters: Readonly<Record<StatusWord, (text: string) => string>> = {
    ok: green,
    completed: green,
    running: cyan,
    warn: yellow,
    interrupted: yellow,
    killed: yellow,
    fail: red,
    failed: red,
    broken: red,
  };
  return (status, text = status) => painters[status](text);
}

/** Sets off what is learned: green on stdout that has colours, else in brackets. */
export function learnedPaint(
  coloured: boolean = isColoured(process.stdout),
): (learned: boolean, text: string) => string {
  const { green, dim } = colors.createColors(coloured);
  if (!coloured) return (learned, text) => (learned ? `⟦${text}⟧` : text);
  return (learned, text) => (learned ? green(text) : dim(text));
}
