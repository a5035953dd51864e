// The command `codex-ml-plugin-schemas`: the build step of a plugin package that writes its options schemas.
import { parseArgs } from 'node:util';
import { exitCodeOfAll, renderError, toCodexErrors } from '@codex-ml/plugin-api';
import { writeOptionSchemas } from './write-option-schemas.js';

const USAGE = `codex-ml-plugin-schemas [folder] [--check]

Writes the JSON Schema file of every capability of a built plugin package, as its manifest names them.

  folder    the package, the folder with package.json; by default the working directory
  --check   write nothing, and fail where a file is missing or stale
`;

/** Run the command. Returns the exit code; never throws. */
export async function main(argv: readonly string[], write: (text: string) => void): Promise<number> {
  let request: { readonly folder: string; readonly check: boolean; readonly help: boolean };
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    request = { folder: positionals[0] ?? '.', check: values.check, help: values.help };
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (request.help) {
    write(USAGE);
    return 0;
  }
  try {
    const { written } = await writeOptionSchemas(request.folder, { check: request.check });
    for (const file of written) write(`wrote ${file}\n`);
    return 0;
  } catch (error) {
    const errors = toCodexErrors(error);
    write(`${errors.map((one) => renderError(one)).join('\n\n')}\n`);
    return exitCodeOfAll(errors);
  }
}
