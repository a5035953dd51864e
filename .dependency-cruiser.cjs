// Import directions of the architecture, checked on every import. test/architecture enforces the same on package.json files.
// plugin-api <- config, kernel, nn, tfjs; config, kernel, nn <- runtime <- cli; plugins -> plugin-api, nn; engines -> tfjs; testkit from tests, and from cli for authors.

const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const src = (folder) => `^${folder}/src/`;
const npm = (...names) => `^node_modules/(${names.join('|')})/`;

/** Workspace packages appear as what they resolve to. */
const workspace = '^(core|plugins|cli|configs)/';

module.exports = {
  forbidden: [
    only(
      'no-cycles',
      'Modules that need each other are one idea: join them or turn one around.',
      {},
      { circular: true },
    ),
    only('no-unresolved', 'Every import resolves.', {}, { couldNotResolve: true }),
    only(
      'plugin-api-stands-alone',
      'The contract knows no other package.',
      { path: src('core/plugin-api') },
      { path: workspace, pathNot: '^core/plugin-api/' },
    ),
    only(
      'config-direction',
      'config -> plugin-api',
      { path: src('core/config') },
      { path: workspace, pathNot: '^core/(config|plugin-api)/' },
    ),
    only(
      'kernel-direction',
      'kernel -> plugin-api',
      { path: src('core/kernel') },
      { path: workspace, pathNot: '^core/(kernel|plugin-api)/' },
    ),
    only(
      'nn-direction',
      'nn -> plugin-api',
      { path: src('core/nn') },
      { path: workspace, pathNot: '^core/(nn|plugin-api)/' },
    ),
    only(
      'tfjs-direction',
      'tfjs -> plugin-api',
      { path: src('core/tfjs') },
      { path: workspace, pathNot: '^core/(tfjs|plugin-api)/' },
    ),
    only(
      'tfjs-from-engines-only',
      'Engines load tfjs; everyone else receives it.',
      { path: '/src/', pathNot: ['^core/tfjs/', '^plugins/engine-[^/]+/'] },
      { path: '^core/tfjs/' },
    ),
    only(
      'runtime-direction',
      'runtime -> config, kernel, nn, plugin-api',
      { path: src('core/runtime') },
      { path: workspace, pathNot: '^core/(runtime|config|kernel|nn|plugin-api)/' },
    ),
    only(
      'testkit-direction',
      'testkit -> core, never plugins or cli',
      { path: src('core/testkit') },
      { path: '^(plugins|cli|configs)/' },
    ),
    only(
      'plugins-direction',
      'A plugin sees what an outsider sees: plugin-api, nn, for engines tfjs, and itself.',
      { path: '^plugins/([^/]+)/src/' },
      { path: workspace, pathNot: ['^core/(plugin-api|nn|tfjs)/', '^plugins/$1/'] },
    ),
    only(
      'testkit-from-tests-only',
      'testkit is for tests, and for the commands that authors of plugins use.',
      { path: '/src/', pathNot: ['^core/testkit/', '^cli/src/(commands/plugins|render)/'] },
      { path: '^core/testkit/' },
    ),
    only(
      'public-surface',
      'Another package is imported by name, through its exports.',
      { path: '^(core|plugins)/([^/]+)/(src|test)/' },
      { path: '^(core|plugins|cli)/[^/]+/src/', pathNot: '^$1/$2/src/', dependencyTypes: ['local'] },
    ),
    only(
      'kernel-owns-the-container',
      'Only kernel imports inversify, reflect-metadata and tapable.',
      { path: '/src/', pathNot: '^core/kernel/' },
      { path: npm('inversify', '@inversifyjs/[^/]+', 'reflect-metadata', 'tapable') },
    ),
    only(
      'config-owns-cosmiconfig',
      'Only config imports cosmiconfig.',
      { path: '/src/', pathNot: '^core/config/' },
      { path: npm('cosmiconfig') },
    ),
    only(
      'cli-owns-oclif',
      'Only cli imports oclif.',
      { path: '/src/', pathNot: '^cli/' },
      { path: npm('@oclif/[^/]+', 'oclif') },
    ),
    only(
      'engines-own-tfjs',
      'Only engines import tfjs; everyone else receives it. Types may be imported by the contract.',
      { path: '/src/', pathNot: ['^core/tfjs/', '^plugins/engine-[^/]+/'] },
      { path: npm('@tensorflow/[^/]+'), dependencyTypesNot: ['type-only'] },
    ),
    only(
      'tfjs-types-in-the-contract',
      'Types of tfjs come from plugin-api.',
      { path: '/src/', pathNot: ['^core/tfjs/', '^plugins/engine-[^/]+/', '^core/plugin-api/'] },
      { path: npm('@tensorflow/[^/]+') },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '(^|/)(dist-test|fixtures)/|^test/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
