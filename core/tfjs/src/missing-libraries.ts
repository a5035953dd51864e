// Asks the system's loader which shared libraries it can find.

/** Those of `names` that the loader does not find. */
export function missingLibraries(names: readonly string[]): string[] {
  return names.filter((name) => !canOpen(name));
}

/** Node opens a library to look for an addon in it, and closes it again when there is none. */
function canOpen(name: string): boolean {
  try {
    process.dlopen({ exports: {} }, name);
    return true;
  } catch (error) {
    return (error as Error).message.includes('did not self-register');
  }
}
