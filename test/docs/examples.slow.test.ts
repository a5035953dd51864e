// TypeScript in the plugin guide compiles against the contract as it is, and its manifest is valid.
import { join } from 'node:path';
import { ManifestSchema } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import ts from 'typescript';
import { ROOT } from '../architecture/repository.js';
import { type FencedBlock, findBlocks, listPages } from './markdown-blocks.js';

const blocks = listPages().flatMap(findBlocks);

/** Complaints of the compiler about each block as a module of its own, with the options the project compiles with. */
function compile(examples: readonly FencedBlock[]): readonly string[] {
  const base = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(
    base.config,
    { ...ts.sys, readDirectory: () => [] },
    ROOT,
  );
  const texts = new Map(
    examples.map((block, i) => [join(ROOT, 'docs', 'plugins', `example-${i}.mts`), block] as const),
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => texts.get(path)?.code ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  const program = ts.createProgram({
    rootNames: [...texts.keys()],
    options: { ...options, noEmit: true, composite: false },
    host,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    const block = file === undefined ? undefined : texts.get(file.fileName);
    if (file === undefined || block === undefined) return message;
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
    return `${block.file}:${block.line + 1 + line}: ${message}`;
  });
}

describe('examples in the documentation', () => {
  it('type-check', function () {
    this.timeout(60_000);
    const examples = blocks.filter(({ language }) => language === 'ts');
    expect(examples.length).to.be.greaterThan(9);
    expect(compile(examples)).to.deep.equal([]);
  });

  it('show a manifest that is valid', () => {
    const manifests = blocks
      .filter(({ language, code }) => language === 'json' && code.includes('"codexMl"'))
      .map(({ code }) => (JSON.parse(code) as { codexMl: unknown }).codexMl);
    expect(manifests).to.have.length.greaterThan(0);
    for (const manifest of manifests) {
      expect(ManifestSchema.safeParse(manifest).error?.issues ?? []).to.deep.equal([]);
    }
  });
});
