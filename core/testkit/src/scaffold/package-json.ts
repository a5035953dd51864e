// The package.json of a new plugin package.
import { KIND_API_VERSIONS, type Kind, MANIFEST_VERSION, PLUGIN_KEYWORD } from '@codex-ml/plugin-api';
import { KIND_PACKAGES } from './kind-packages.js';
import type { License } from './licenses.js';
import type { PluginNames } from './plugin-names.js';

export interface PackageFacts {
  readonly kind: Kind;
  readonly names: PluginNames;
  readonly summary: string;
  readonly license: License;
  readonly author: string | undefined;
  /** Version of the host, whose packages have one version. */
  readonly hostVersion: string;
}

/** The range that a plugin of this kind is written for: that of this host, to the minor. */
export function apiRange(kind: Kind): string {
  return `^${KIND_API_VERSIONS[kind].split('.').slice(0, 2).join('.')}`;
}

/** As text, with the line end at its end. */
export function packageJson({ kind, names, summary, license, author, hostVersion }: PackageFacts): string {
  const { peers, dependencies, tests, hooks } = KIND_PACKAGES[kind];
  const ours = `^${hostVersion}`;
  const shared = Object.fromEntries(['@codex-ml/plugin-api', ...peers].sort().map((name) => [name, ours]));
  const own = Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [name, range === 'host' ? ours : range]),
  );
  const development: Record<string, string> = {
    ...shared,
    ...Object.fromEntries(['@codex-ml/testkit', 'codex-ml', ...tests].map((name) => [name, ours])),
    '@types/node': '^24.0.0',
    typescript: '^6.0.0',
  };
  return `${JSON.stringify(
    {
      name: names.package,
      version: '0.1.0',
      description: `The ${kind} ${names.namespace}/${names.id} for codex-ml: ${summary}`,
      license,
      ...(author !== undefined && { author }),
      type: 'module',
      keywords: [PLUGIN_KEYWORD],
      engines: { node: '>=22.18' },
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './dist/*': './dist/*',
        './package.json': './package.json',
      },
      files: ['dist'],
      ...(names.package.startsWith('@') && { publishConfig: { access: 'public' } }),
      scripts: {
        build: 'codex-ml plugins build',
        check: 'codex-ml plugins build --check',
        pretest: 'npm run build',
        test: 'node --test "test/**/*.test.ts"',
        typecheck: 'tsc -p test',
        validate: 'codex-ml plugins validate',
        prepack: 'npm run build',
      },
      codexMl: {
        manifest: MANIFEST_VERSION,
        namespace: names.namespace,
        apiVersion: apiRange(kind),
        provides: [
          {
            kind,
            id: names.id,
            entry: `./dist/${names.id}.js`,
            options: `./dist/${names.id}.schema.json`,
            summary,
          },
        ],
        conformance: './dist/conformance.js',
        hooks,
        network: false,
        native: false,
      },
      peerDependencies: shared,
      ...(Object.keys(own).length > 0 && { dependencies: own }),
      devDependencies: Object.fromEntries(Object.entries(development).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    null,
    2,
  )}\n`;
}
