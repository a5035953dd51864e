// Compiles many small packages in one process, which reads the declarations that they share once instead of once for each.
import { join } from 'node:path';
import ts from 'typescript';

/** Emit the sources of each package, then check its tests against them. Returns what the compiler says. */
export function compilePackages(folders: readonly string[]): readonly string[] {
  const cache = new Map<string, ts.SourceFile | undefined>();
  const compile = (config: string): string[] => {
    const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path)) as {
      config: unknown;
    };
    const { options, fileNames, errors } = ts.parseJsonConfigFileContent(json, ts.sys, join(config, '..'));
    const host = ts.createCompilerHost(options);
    const { getSourceFile } = host;
    host.getSourceFile = (path, ...rest) => {
      if (!path.includes('node_modules') && !path.endsWith('.d.ts')) return getSourceFile(path, ...rest);
      // What a package built itself is not there before it is.
      if (!cache.has(path)) cache.set(path, getSourceFile(path, ...rest));
      return cache.get(path);
    };
    const program = ts.createProgram({ rootNames: fileNames, options, host });
    const emitted = options.noEmit === true ? [] : program.emit().diagnostics;
    return [...errors, ...ts.getPreEmitDiagnostics(program), ...emitted].map(
      ({ file, start, messageText }) =>
        `${file?.fileName ?? config}:${start ?? 0}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  };
  return folders.flatMap((folder) => [
    ...compile(join(folder, 'tsconfig.json')),
    ...compile(join(folder, 'test', 'tsconfig.json')),
  ]);
}
