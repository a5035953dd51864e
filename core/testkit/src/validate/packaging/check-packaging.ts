// The group `packaging`: what would be published, and what it does to whoever installs it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finding } from '../finding.js';
import type { PackageJson } from '../package-json.js';
import type { Finding } from '../report.js';
import { exportsReach } from './exports-reach.js';
import { listPackedFiles } from './list-packed-files.js';

/** What host and plugins must share one copy of. */
const SHARED = ['@codex-ml/plugin-api', '@codex-ml/nn'];

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

interface NamedFile {
  readonly file: string;
  readonly role: string;
  /** Path in package.json. */
  readonly where: string;
}

/** @returns findings of the group, in the order of its checks */
export async function checkPackaging(name: string, root: string, json: PackageJson): Promise<Finding[]> {
  const listed = await listPackedFiles(root);
  if ('problem' in listed) {
    const { problem } = listed;
    return [
      finding(
        'packaging.contents',
        'CML3511',
        { name, problem },
        { seen: problem, where: 'npm pack --dry-run' },
      ),
    ];
  }
  const packed = new Set(listed.files.map((file) => `./${file}`));
  const entries = namedFiles(json);
  return [
    ...missing(name, root, entries, packed),
    ...unreachable(name, json, entries),
    ...notModules(name, json),
    ...ownCopies(name, json),
    ...installScripts(name, json, packed),
    ...untyped(name, json, packed),
    ...papers(name, json, packed),
  ];
}

function namedFiles({ codexMl = {} }: PackageJson): NamedFile[] {
  const provided = (codexMl.provides ?? []).flatMap(({ entry, options }, at) => [
    { file: entry, role: 'entry', where: `codexMl.provides[${at}].entry` },
    { file: options, role: 'options schema', where: `codexMl.provides[${at}].options` },
  ]);
  const presets = Object.entries(codexMl.presets ?? {}).map(([preset, file]) => ({
    file,
    role: 'preset',
    where: `codexMl.presets.${preset}`,
  }));
  const { conformance } = codexMl;
  const fixtures =
    conformance === undefined
      ? []
      : [{ file: conformance, role: 'conformance file', where: 'codexMl.conformance' }];
  return [...provided, ...presets, ...fixtures];
}

function missing(
  name: string,
  root: string,
  files: readonly NamedFile[],
  packed: ReadonlySet<string>,
): Finding[] {
  return files
    .filter(({ file }) => !packed.has(file) && existsSync(join(root, file)))
    .map(({ file, role, where }) =>
      finding(
        'packaging.contents',
        'CML3512',
        { name, file, role },
        { expected: `\`${file}\` in the package`, seen: 'it is left out', where },
      ),
    );
}

function unreachable(name: string, json: PackageJson, files: readonly NamedFile[]): Finding[] {
  return files
    .filter(
      ({ file, role }) =>
        (role === 'entry' || role === 'options schema') && !exportsReach(json.exports, file),
    )
    .map(({ file }) =>
      finding(
        'packaging.exports',
        'CML3513',
        { name, file },
        {
          expected: `a subpath of \`exports\` that leads to \`${file}\``,
          seen: 'none',
          where: 'exports',
        },
      ),
    );
}

function notModules(name: string, json: PackageJson): Finding[] {
  const entries = (json.codexMl?.provides ?? []).map(({ entry }) => entry);
  return [...new Set(entries)]
    .filter((file) => !/\.m[jt]s$/.test(file) && (json.type !== 'module' || /\.c[jt]s$/.test(file)))
    .map((file) =>
      finding(
        'packaging.esm',
        'CML3514',
        { name, file },
        {
          expected: '`"type": "module"`, or a file that ends in `.mjs`',
          seen: `\`${file}\` with \`"type": ${JSON.stringify(json.type ?? 'commonjs')}\``,
          where: 'type',
        },
      ),
    );
}

function ownCopies(name: string, json: PackageJson): Finding[] {
  return SHARED.flatMap((dependency) => {
    const field = (['dependencies', 'optionalDependencies'] as const).find(
      (each) => dependency in (json[each] ?? {}),
    );
    if (field === undefined) return [];
    return [
      finding(
        'packaging.peers',
        'CML3515',
        { name, dependency },
        {
          expected: `\`${dependency}\` under \`peerDependencies\``,
          seen: `it is under \`${field}\``,
          where: `${field}.${dependency}`,
        },
      ),
    ];
  });
}

function installScripts(name: string, { scripts = {} }: PackageJson, packed: ReadonlySet<string>): Finding[] {
  const found = INSTALL_SCRIPTS.filter((script) => script in scripts).map((script) =>
    finding(
      'packaging.scripts',
      'CML3517',
      { name, script },
      { seen: `\`${scripts[script]}\``, where: `scripts.${script}` },
    ),
  );
  // npm compiles such a package without being told.
  if (packed.has('./binding.gyp')) {
    found.push(
      finding(
        'packaging.scripts',
        'CML3517',
        { name, script: 'node-gyp' },
        { seen: '`binding.gyp`', where: 'binding.gyp' },
      ),
    );
  }
  return found;
}

function untyped(name: string, json: PackageJson, packed: ReadonlySet<string>): Finding[] {
  const entries = new Set((json.codexMl?.provides ?? []).map(({ entry }) => entry));
  return [...entries]
    .filter(
      (file) =>
        packed.has(file) && !/\.[mc]?ts$/.test(file) && !packed.has(file.replace(/\.([mc]?)js$/, '.d.$1ts')),
    )
    .map((file) =>
      finding(
        'packaging.types',
        'CML3518',
        { name, file },
        {
          // Plugins may be plain JavaScript; where TypeScript is not installed, `plugins build` writes no types.
          severity: 'warning',
          expected: `\`${file.replace(/\.([mc]?)js$/, '.d.$1ts')}\` in the package`,
          seen: 'no such file',
          where: 'files',
        },
      ),
    );
}

function papers(name: string, json: PackageJson, packed: ReadonlySet<string>): Finding[] {
  const has = (pattern: RegExp) => [...packed].some((file) => pattern.test(file));
  const lacking = [
    ...(has(/^\.\/readme(\.\w+)?$/i) ? [] : [{ what: 'README', where: 'README.md' }]),
    ...(has(/^\.\/licen[cs]e(\.\w+)?$/i) ? [] : [{ what: 'licence text', where: 'LICENSE' }]),
    ...(typeof json.license === 'string' && json.license !== ''
      ? []
      : [{ what: 'name of its licence', where: 'license' }]),
  ];
  return lacking.map(({ what, where }) =>
    finding('packaging.papers', 'CML3519', { name, what }, { seen: 'none', where }),
  );
}
