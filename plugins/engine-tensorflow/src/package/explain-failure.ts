// Turns what a package throws while it loads into an error that says which piece is missing. Looks at the package's folders.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { firstLineOf } from '@codex-ml/tfjs';
import { cudaLibraryIn, missingCudaLibraries } from '../gpu/cuda-libraries.js';
import { missingLibraries } from '../gpu/missing-libraries.js';
import type { FoundPackage } from './find-package.js';

/** @param engine id of the engine that loads the package */
export function explainFailure(cause: unknown, pkg: FoundPackage, engine: string): CodexError {
  const { name } = pkg;
  const reason = firstLineOf(cause);
  const missing = /native addon module .* found at path: (?<path>.*?)\.? *$/m.exec(reason);
  if (missing !== null) {
    const path = missing.groups!['path']!;
    return codexError(
      'CML5132',
      { package: name, path },
      { cause, plugin: engine, hints: hintsForMissing(pkg) },
    );
  }
  if ((cause as { code?: unknown } | null)?.code === 'ERR_DLOPEN_FAILED') {
    // Loaders spread what is wrong over several lines.
    const whole = (cause as Error).message.replace(/\s+/g, ' ').trim();
    const library = cudaLibraryIn(whole);
    if (library !== undefined) {
      const libraries = [...new Set([library, ...missingLibraries()])];
      return missingCudaLibraries(name, libraries, { cause, plugin: engine });
    }
    return codexError(
      'CML5133',
      { package: name, reason: whole },
      { cause, plugin: engine, hints: hintsForRefused(whole, name) },
    );
  }
  return codexError(
    'CML5138',
    { package: name, reason },
    {
      cause,
      plugin: engine,
      hints: [`install it again, in the project that codex-ml runs in: \`npm install ${name}\``],
    },
  );
}

/** What kept the install script from its end shows in the folders that it left: `deps` for libtensorflow, `lib` for the binding. */
function hintsForMissing({ name, root }: FoundPackage): string[] {
  const built = listFolders(join(root, 'lib')).filter((folder) => folder.startsWith('napi-v'));
  if (built.length > 0) {
    return [
      `it was built for another Node (${built.join(', ')}); with the Node in use now, run \`npm rebuild ${name}\``,
    ];
  }
  if (existsSync(join(root, 'deps', 'lib'))) {
    return [
      `libtensorflow is there, but the binding was not built: \`npm rebuild ${name} --build-addon-from-source\`, which needs Python, make and a C++ compiler`,
    ];
  }
  return [
    `its install script did not run or could not download: allow it (npm: \`allowScripts\` in package.json; pnpm: \`pnpm approve-builds\`), then run \`npm rebuild ${name}\``,
    'without access to storage.googleapis.com, TFJS_NODE_CDN_STORAGE names a mirror',
  ];
}

const REFUSALS: readonly { readonly sign: RegExp; hint(name: string): string }[] = [
  {
    sign: /libtensorflow|tensorflow\.dll|specified module could not be found/i,
    hint: (name) =>
      process.platform === 'win32'
        ? `copy deps/lib/tensorflow.dll of the package into lib/napi-v8, beside tfjs_binding.node, or run \`npm rebuild ${name}\``
        : `libtensorflow is missing from deps/lib of the package: \`npm rebuild ${name}\` downloads it again`,
  },
  {
    sign: /GLIBC|CXXABI/,
    hint: (name) =>
      `this system is older than the one the binding was built on: \`npm rebuild ${name} --build-addon-from-source\``,
  },
  {
    sign: /undefined symbol/,
    hint: (name) =>
      `the binding and libtensorflow are of different versions: remove the folders \`deps\` and \`lib\` of the package and run \`npm rebuild ${name}\``,
  },
  {
    sign: /NODE_MODULE_VERSION|ELF|file too short|architecture|mach-o|Win32 application/i,
    hint: (name) =>
      `it was built for another machine or Node, or is damaged: \`npm rebuild ${name}\` on this machine, with this Node`,
  },
];

function hintsForRefused(reason: string, name: string): string[] {
  return REFUSALS.filter(({ sign }) => sign.test(reason))
    .map(({ hint }) => hint(name))
    .slice(0, 1);
}

function listFolders(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
