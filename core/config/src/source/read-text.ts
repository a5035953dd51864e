// Reads a config file as strict UTF-8.
import { readFile } from 'node:fs/promises';
import { type CodexError, codexError, type SourceLocation } from '@codex-ml/plugin-api';

/**
 * The text of a file without byte order mark; undefined after an error was added.
 * @param name the path as the user would write it
 * @param where the place that refers to the file
 */
export async function readText(
  path: string,
  name: string,
  errors: CodexError[],
  where?: SourceLocation,
): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      errors.push(codexError('CML2001', { file: name }, { where }));
    } else {
      const message = READ_FAILURES[code ?? ''] ?? (error as Error).message;
      errors.push(codexError('CML2003', { file: name, message }, { where: where ?? { file: name } }));
    }
    return undefined;
  }
}

const READ_FAILURES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};
