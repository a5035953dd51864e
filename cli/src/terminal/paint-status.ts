// Colours for words that say how something stands, where stdout is a terminal and NO_COLOR is unset.
import colors from 'picocolors';

type Painter = (text: string) => string;

const PAINTERS: Readonly<Record<string, Painter>> = {
  ok: colors.green,
  completed: colors.green,
  running: colors.cyan,
  warn: colors.yellow,
  interrupted: colors.yellow,
  killed: colors.yellow,
  fail: colors.red,
  failed: colors.red,
  broken: colors.red,
};

export function paintStatus(status: string, text: string = status): string {
  if (!colors.isColorSupported || process.stdout.isTTY !== true) return text;
  return PAINTERS[status]?.(text) ?? text;
}
