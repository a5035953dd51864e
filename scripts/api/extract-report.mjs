// The public surface of one entry of a package as text, made by api-extractor from the compiled declarations. It judges nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../node-binary.mjs';

/**
 * Texts of the error catalogue are no contract, and their docs are generated: the report names the constant only.
 * The tags that api-extractor puts above each declaration say nothing where every export is public.
 */
const CATALOGUE = /^(export const CATALOGUE: )Readonly<\{[\s\S]*?^\}>;$/m;
const TAGS = /^[ \t]*\/\/ (@public.*|\(undocumented\))\n/gm;
const FOOTER = /\n\/\/ \(No @packageDocumentation comment for this package\)\n/;

/**
 * @param {{ folder: string, types: string, name: string }} entry folder of the package and its declaration file, relative
 * to the root and to the folder, and the name of the report
 * @returns {Promise<string>} Markdown with one block of TypeScript
 */
export async function extractReport({ folder, types, name }) {
  const { Extractor, ExtractorConfig } = await import('@microsoft/api-extractor');
  const packageFolder = join(ROOT, folder);
  const entry = join(packageFolder, types);
  const scratch = mkdtempSync(join(tmpdir(), 'codex-ml-api-'));
  const reportFileName = `${name}.api.md`;
  try {
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: packageFolder,
        mainEntryPointFilePath: entry,
        newlineKind: 'lf',
        compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [entry] } },
        apiReport: {
          enabled: true,
          includeForgottenExports: true,
          reportFileName,
          reportFolder: scratch,
          reportTempFolder: join(scratch, 'temp'),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: 'error' } },
          extractorMessageReporting: { default: { logLevel: 'none' } },
          tsdocMessageReporting: { default: { logLevel: 'none' } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(packageFolder, 'package.json'),
    });
    const messages = [];
    const { errorCount } = Extractor.invoke(config, {
      localBuild: true,
      messageCallback(message) {
        if (message.logLevel === 'error') messages.push(message.text);
        message.handled = true;
      },
    });
    if (errorCount > 0) throw new Error(`${folder}/${types} cannot be read: ${messages.join('; ')}`);
    return tidy(readFileSync(join(scratch, reportFileName), 'utf8'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const COMPILER = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

/** The order of an enumeration's members depends on what the compiler met first. */
const ENUMERATION = /(z\.ZodEnum<\{\n)((?:\s+[^:\n]+: "[^"]*";\n)+)/g;

function tidy(report) {
  return report
    .replace(ENUMERATION, (_, opening, members) => {
      const lines = members.trimEnd().split('\n');
      return `${opening}${lines.sort().join('\n')}\n`;
    })
    .replace(CATALOGUE, '$1Readonly<Record<string, CatalogueEntry>>; // see docs/errors')
    .replace(TAGS, '')
    .replace(FOOTER, '');
}
