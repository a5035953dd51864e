// Starts oclif and makes every failure, wherever it happens, leave through the same door.

import { flush } from '@oclif/core/flush';
import { run } from '@oclif/core/run';

/** Run the command line. Sets `process.exitCode`; never throws. */
export async function main(argv: readonly string[], binUrl: string): Promise<void> {
  try {
    await run([...argv], binUrl);
    await flush();
  } catch (error) {
    const { reportErrors } = await import('./errors/report-errors.js');
    process.exitCode = reportErrors(error, {
      json: argv.includes('--json'),
      verbose: argv.includes('--verbose'),
    });
    await flush();
  }
}
