// Asks npm what it would publish. Runs no script of the package and writes nothing.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type PackedFiles = { readonly files: readonly string[] } | { readonly problem: string };

/** Paths in the package, with forward slashes. @param timeoutMs longest time for npm */
export async function listPackedFiles(root: string, timeoutMs = 60_000): Promise<PackedFiles> {
  const args = [
    'pack',
    '--dry-run',
    '--json',
    '--ignore-scripts',
    '--offline',
    '--no-workspaces',
    '--no-update-notifier',
  ];
  const [command, ...before] = npmCommand();
  return new Promise((resolve) => {
    execFile(
      command,
      [...before, ...args],
      { cwd: root, timeout: timeoutMs, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        const packed = readListing(stdout);
        if (packed !== undefined) resolve({ files: packed });
        else
          resolve({ problem: problemOf(stderr) ?? error?.message.split('\n', 1)[0] ?? 'npm said nothing' });
      },
    );
  });
}

/** npm as the current process would find it: the one that started it, the one beside Node, or the one of the path. */
function npmCommand(): [string, ...string[]] {
  const { npm_execpath: started } = process.env;
  const folder = dirname(process.execPath);
  const beside = [join(folder, '..', 'lib'), folder].map((place) =>
    join(place, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  );
  for (const script of [started, ...beside]) {
    if (script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script))
      return [process.execPath, script];
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** npm 10 prints a list, npm 12 an object by name. */
function readListing(stdout: string): string[] | undefined {
  try {
    const json = JSON.parse(stdout) as object;
    const [first] = (Array.isArray(json) ? json : Object.values(json)) as {
      readonly files?: { readonly path: string }[];
    }[];
    return first?.files?.map(({ path }) => path);
  } catch {
    return undefined;
  }
}

function problemOf(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  return lines
    .map((line) => line.replace(/^npm (error|ERR!) ?/, ''))
    .find((line) => line !== '' && !line.startsWith('code '));
}
