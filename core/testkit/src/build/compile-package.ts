// Compiles a package with its own TypeScript. Where none is installed, Node takes the types away, which a line says.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { listFilesBelow, type SourceFolders } from './source-folders.js';
import { stripTypes } from './strip-types.js';

/** What compiled it: `typescript` of the package, `node` by taking types away, or nothing where it is plain JavaScript. */
export type Compilation = 'typescript' | 'node' | 'nothing';

export interface CompileRequest {
  readonly folder: string;
  readonly name: string;
  readonly folders: SourceFolders;
  /** Absolute; where modules go instead of their usual place. */
  readonly output?: string;
  /** Takes lines about the work: what the compiler says, and what was left out. */
  readonly say: (text: string) => void;
}

/** @throws CML3415 where the compiler finds errors, or types cannot be taken away */
export async function compilePackage(request: CompileRequest): Promise<Compilation> {
  const { folder, name, folders } = request;
  if (!folders.isTypeScript) return 'nothing';
  const compiler = findCompiler(folder);
  if (compiler === undefined) {
    await stripPackage(request);
    return 'node';
  }
  const code = await runCompiler(compiler, request);
  if (code === 0) return 'typescript';
  throw codexError('CML3415', { name, problem: 'TypeScript found errors' }, { plugin: name });
}

function findCompiler(folder: string): string | undefined {
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('typescript/package.json');
    const file = join(dirname(manifest), 'bin', 'tsc');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function runCompiler(compiler: string, { folder, output, say }: CompileRequest): Promise<number | null> {
  const elsewhere =
    output === undefined
      ? []
      : ['--outDir', output, '--incremental', '--tsBuildInfoFile', join(output, '.tsbuildinfo')];
  const child = spawn(
    process.execPath,
    [compiler, '-p', 'tsconfig.json', '--pretty', 'false', ...elsewhere],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const hear = (chunk: Buffer) => say(chunk.toString().trimEnd());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

async function stripPackage({ folder, name, folders, output, say }: CompileRequest): Promise<void> {
  const from = join(folder, folders.sources);
  const to = output ?? join(folder, folders.output);
  const files = (await listFilesBelow(from)).filter(
    (file) => /\.m?ts$/.test(file) && !/\.d\.m?ts$/.test(file),
  );
  for (const file of files) {
    const code = stripTypes(await readFile(join(from, file), 'utf8'), {
      name,
      file: `${folders.sources}/${file}`,
    });
    const target = join(to, file.replace(/ts$/, 'js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, code);
  }
  say(
    'TypeScript is not installed here: types were taken away unchecked, and no declarations were written; `npm install` brings it',
  );
}
