// Errors CML341x and CML342x: what keeps `codex-ml plugins new` and `codex-ml plugins build` from their work.
import { entries } from '../catalogue-entry.js';

export const authoringErrors = entries({
  CML3411: {
    title: 'a plugin package cannot be named `{name}`: {problem}',
    cause:
      'From the name come the name of the npm package, a namespace and an id; each has rules of its own.',
    remedy:
      'Choose another name. `codex-ml-bleu`, `@acme/bleu` and `acme/bleu` are names for the plugin `bleu`; `--namespace` sets what stands before it.',
    exit: 2,
  },
  CML3412: {
    title: '`{folder}` is not empty',
    cause: '`plugins new` writes into new or empty folders only, so that it overwrites nothing.',
    remedy: 'Choose another folder with `--folder`, or move away what is there.',
    exit: 2,
  },
  CML3413: {
    title: 'there is a {kind} `{id}` already, in {source}',
    cause: 'A full id means one plugin; with two of them, a config would not say which.',
    remedy: 'Choose another name, or another namespace with `--namespace`.',
    exit: 2,
  },
  CML3414: {
    title: 'the short name `{short}` would be ambiguous: there is a {kind} `{id}`, in {source}',
    cause:
      'With two plugins of one short name, every config and preset of the project that uses it stops being valid.',
    remedy: 'Choose another name; the id may be changed by hand where only full names are used.',
    exit: 2,
  },
  CML3415: {
    title: '`{name}` cannot be compiled: {problem}',
    cause:
      'The compiler of the package found errors, or there is no compiler and Node alone cannot take the types away.',
    remedy:
      'Mend what the compiler names; `npm install` brings the compiler and the types that package.json asks for.',
  },
  CML3416: {
    title: '`{name}` has no plugin: no module in `{folder}` exports one',
    cause:
      'A plugin is a module whose default export was made by `defineMetric` or another helper of its kind.',
    remedy:
      'Export the plugin as default. Where modules are compiled into another folder than `dist`, name one of them under `codexMl.provides` by hand.',
  },
  CML3417: {
    title: '{kind} `{id}` has no summary',
    cause: 'Listings show one line for each plugin; it comes from the module, or else from the manifest.',
    remedy:
      "Add `summary: '…'` to what is given to the helper of its kind: one line, at most 120 characters.",
  },
  CML3418: {
    title: '{kind} `{id}` is exported by two modules, `{first}` and `{second}`',
    cause: 'Each plugin of a package has an id of its own for its kind, and one entry module.',
    remedy: 'Change one of the ids, or export the plugin as default from one module only.',
  },
  CML3419: {
    title: 'manifest of `{name}` is not what its modules say: `{path}` is {received}, expected {expected}',
    cause: 'The manifest in package.json is made from the modules, and one was changed without the other.',
    remedy: 'Run `codex-ml plugins build` and commit package.json.',
  },
  CML3420: {
    title: '`{file}` of `{name}` is {state}',
    cause: 'What would be published differs from what the sources compile to.',
    remedy: 'Run `codex-ml plugins build`.',
  },
});
