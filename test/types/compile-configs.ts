// Type-checks config modules as a user's editor would: `codex-ml` is imported by name, and nothing else of the project.
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../architecture/repository.js';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
};

export interface CheckedFile {
  readonly text: string;
  /** Complaints of the compiler; lines count from 1. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export interface CompiledConfigs {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** @param name as it was given to `compileConfigs` */
  check(name: string): CheckedFile;
}

/** Compile texts, by file name, as if they stood in a project that has `codex-ml` installed. */
export function compileConfigs(texts: Readonly<Record<string, string>>): CompiledConfigs {
  const folder = join(ROOT, 'test/fixtures/types').replaceAll('\\', '/');
  const files = new Map(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, text, language);
  };
  host.getCurrentDirectory = () => ROOT;
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return {
    program,
    checker: program.getTypeChecker(),
    check(name) {
      const source = program.getSourceFile(`${folder}/${name}`)!;
      const problems = ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => ({
        line: source.getLineAndCharacterOfPosition(start).line + 1,
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }));
      return { text: source.text, problems };
    },
  };
}
