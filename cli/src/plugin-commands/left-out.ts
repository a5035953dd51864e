// A package or a command that is not among the commands, and why. Plain data: the catalogue is loaded only to say it.
import type { CodexError } from '@codex-ml/plugin-api';

export type LeftOut =
  | { readonly name: string; readonly problem: string }
  | { readonly name: string; readonly command: string; readonly owner: string };

/** The data alone, without what else the caller's object has. */
export function describeLeftOut(found: LeftOut): LeftOut {
  const { name } = found;
  return 'problem' in found
    ? { name, problem: found.problem }
    : { name, command: found.command, owner: found.owner };
}

/** CML3320 or CML3321. */
export async function leftOutError(found: LeftOut): Promise<CodexError> {
  const { codexError } = await import('@codex-ml/plugin-api');
  const { name } = found;
  if ('problem' in found) {
    return codexError('CML3320', { name, problem: found.problem }, { plugin: name });
  }
  const owner = found.owner === 'codex-ml' ? 'codex-ml' : `\`${found.owner}\``;
  return codexError('CML3321', { name, command: found.command, owner }, { plugin: name });
}
