// Output that nobody reads any more, as behind `| head`: the process ends in silence, as other tools do.

/** End well when stdout is closed by its reader; go on without words when stderr is. */
export function catchClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
