// Errors of oclif's parser as errors of our catalogue.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';

interface ParseErrorLike {
  readonly flags?: readonly string[];
  readonly args?: readonly unknown[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** One or more CodexErrors for an error that oclif raised; undefined for any other error. */
export function fromOclifError(error: unknown): readonly CodexError[] | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined;
  const details = error as unknown as ParseErrorLike;
  const known = Object.keys(details.parse?.input?.flags ?? {}).map((name) => `--${name}`);
  switch (error.constructor.name) {
    case 'NonExistentFlagsError':
      return (details.flags ?? []).map((flag) => {
        const near = nearestName(flag, known);
        const hints = near === undefined ? undefined : [`did you mean \`${near}\`?`];
        return codexError('CML1001', { flag }, { hints });
      });
    case 'UnexpectedArgsError':
      return (details.args ?? []).map((argument) => codexError('CML1003', { argument: String(argument) }));
    default:
      return [codexError('CML1004', { problem: firstLine(error.message) })];
  }
}

/** oclif's sentence, in the style of ours. */
function firstLine(message: string): string {
  const line = message
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('See more help'))
    .join('; ');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
