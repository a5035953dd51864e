// Checks a package before any of it runs: its version, and that it shares our tfjs-core.
import { dirname } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { tfCorePath } from '@codex-ml/tfjs';
import { type FoundPackage, resolveFrom } from './find-package.js';

/** The tfjs that codex-ml is built with. */
export const TFJS_VERSION = '4.22.0';
const SUPPORTED = /^4\.22\.\d+$/;

/**
 * @param engine id for the messages
 * @param ours file of the tfjs-core that engines use
 * @throws CML5136, CML5137
 */
export function checkPackage(pkg: FoundPackage, engine: string, ours = tfCorePath()): void {
  const { name, version } = pkg;
  if (!SUPPORTED.test(version)) {
    throw codexError(
      'CML5136',
      { package: name, version, engine, expected: '4.22' },
      { plugin: engine, hints: [`\`npm install ${name}@${TFJS_VERSION}\``] },
    );
  }
  const theirs = findTheirCore(pkg);
  if (theirs !== undefined && theirs !== ours) throw secondCore(pkg, engine, { theirs, ours });
}

export function secondCore(
  { name }: FoundPackage,
  engine: string,
  { theirs, ours }: { readonly theirs: string; readonly ours: string },
) {
  return codexError(
    'CML5137',
    { package: name, theirs, ours },
    {
      plugin: engine,
      hints: [
        `install both in one project: \`npm install codex-ml ${name}@${TFJS_VERSION}\`, and run that project’s \`codex-ml\``,
        'if they are in one project already, `npm dedupe` brings their two copies of `@tensorflow/tfjs-core` together',
      ],
    },
  );
}

/** The package reaches tfjs-core through `@tensorflow/tfjs`. Nothing where that is missing, which loading will report. */
function findTheirCore({ root }: FoundPackage): string | undefined {
  const tfjs = resolveFrom(root, '@tensorflow/tfjs');
  return tfjs === undefined ? undefined : resolveFrom(dirname(tfjs), '@tensorflow/tfjs-core');
}
