// Errors of oclif's parser as errors of our catalogue.
import { stripVTControlCharacters } from 'node:util';
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';

interface ParseErrorLike {
  readonly flags?: readonly string[];
  /** Texts that were not expected, or definitions of arguments that were. */
  readonly args?: readonly (string | { readonly name: string; readonly description?: string })[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** One or more CodexErrors for an error that oclif raised; undefined for any other error. */
export function fromOclifError(error: unknown): readonly CodexError[] | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined;
  const details = error as unknown as ParseErrorLike;
  switch (error.constructor.name) {
    case 'NonExistentFlagsError':
      return unknownFlags(details);
    case 'UnexpectedArgsError':
      return (details.args ?? []).map((argument) => codexError('CML1003', { argument: String(argument) }));
    case 'RequiredArgsError':
      return missingArguments(details);
    case 'FlagInvalidOptionError':
      return [invalidChoice(sentence(error.message))];
    default:
      return [codexError('CML1004', { problem: sentence(error.message) })];
  }
}

function unknownFlags({ flags = [], parse }: ParseErrorLike): CodexError[] {
  const known = Object.keys(parse?.input?.flags ?? {}).map((name) => `--${name}`);
  return flags.map((flag) => {
    const near = nearestName(flag, known);
    return codexError(
      'CML1001',
      { flag },
      near === undefined ? {} : { hints: [`did you mean \`${near}\`?`] },
    );
  });
}

function missingArguments({ args = [] }: ParseErrorLike): CodexError[] {
  return args.map((arg) => {
    const { name, description } = typeof arg === 'string' ? { name: arg, description: undefined } : arg;
    const meaning = description === undefined ? '' : ` (${description})`;
    return codexError('CML1004', { problem: `argument \`${name}\` is missing${meaning}` });
  });
}

function invalidChoice(problem: string): CodexError {
  const [, flag = '', value = '', list = ''] =
    /^expected (--[\w-]+)=(.*) to be one of: (.*)$/s.exec(problem) ?? [];
  const choices = list.split(', ');
  const near = nearestName(value, choices);
  return codexError(
    'CML1004',
    {
      problem: flag === '' ? problem : `${flag}: expected one of ${list}, received ${JSON.stringify(value)}`,
    },
    near === undefined ? {} : { hints: [`did you mean \`${near}\`?`] },
  );
}

/** oclif's sentence, in the style of ours. */
function sentence(message: string): string {
  const line = stripVTControlCharacters(message)
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('See more help'))
    .join('; ')
    .replace(/^The following errors? occurred:; /, '')
    .replaceAll(':;', ':');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
