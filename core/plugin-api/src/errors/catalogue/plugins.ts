// Errors 3xxx: plugins. 31 definition, discovery and manifest; 32 lookup, negotiation and loading; 33 hooks and containers;
// 34 what a plugin's context refuses.
import { entries } from '../catalogue-entry.js';

export const pluginErrors = entries({
  CML3101: {
    title: 'plugin `{id}` is not well defined: {problem}',
    cause: 'The object given to `definePlugin` or one of its helpers lacks a part that its kind requires.',
    remedy:
      'Compare the definition with the contract of its kind in the plugin guide, and run `codex-ml plugins inspect`.',
  },
  CML3102: {
    title: 'plugin `{name}` cannot be found',
    cause: 'A name or path under `plugins` leads to no installed package and no file.',
    remedy:
      'Install the package in the project, for example with `npm install`, or correct the path; paths start with `./`.',
  },
  CML3103: {
    title: '`{file}` cannot be read: {problem}',
    cause: 'The package.json of a plugin is missing, unreadable or not JSON.',
    remedy: 'Repair the file, or install the package again.',
  },
  CML3104: {
    title: 'package `{name}` is not a codex-ml plugin',
    cause: 'The package is listed under `plugins`, but its package.json has no `codexMl` field.',
    remedy: 'Check the name; a plugin package carries the `codexMl` field described in the plugin guide.',
  },
  CML3105: {
    title: 'manifest of `{name}` is not valid: `{path}`: {problem}',
    cause: 'The `codexMl` field of the package.json does not have the shape that the host reads.',
    remedy:
      'Correct the field in package.json; `codex-ml plugins inspect` lists every problem of the manifest.',
  },
  CML3106: {
    title: 'manifest of `{name}` has format {received}, this host reads format {expected}',
    cause: 'The format of the `codexMl` field is newer or older than the one this host knows.',
    remedy:
      'Install the version of the plugin that fits this host, or the version of codex-ml that fits the plugin.',
  },
  CML3107: {
    title: '`{id}` of `{name}` has no {role} file `{file}`',
    cause: 'The manifest names a file that is not in the package.',
    remedy:
      'Build the package, correct the path in the manifest, or add the file to `files` in package.json.',
  },
  CML3108: {
    title: '{kind} `{id}` is provided twice, by {first} and {second}',
    cause: 'Two packages claim the same full id, so that it does not say which one is meant.',
    remedy: 'Remove one of the two packages, or give one of them another namespace.',
  },
  CML3109: {
    title: 'preset `{name}` is ambiguous: {candidates}',
    cause: 'More than one package provides a preset of this name.',
    remedy: 'Write the full name, with the namespace in front.',
  },
  CML3110: {
    title: 'manifest of `{name}` uses the namespace `{namespace}`, which is reserved',
    cause: 'Plugins given as objects or as single files live in this namespace, so no package may use it.',
    remedy: 'Choose a namespace of your own.',
  },
  CML3111: {
    title: 'options schema `{file}` of `{id}` in `{name}` is {state}',
    cause: 'The file is generated from the options that the code declares, and the two do not agree.',
    remedy: 'Build the package; `codex-ml plugins build` writes the file.',
  },
  CML3201: {
    title: 'there is no {kind} `{name}`',
    cause: 'No installed plugin provides this id for this kind.',
    remedy: '`codex-ml plugins list` shows what is installed.',
  },
  CML3202: {
    title: '{kind} `{name}` is ambiguous: {candidates}',
    cause: 'More than one plugin has this short id, so that it does not say which one is meant.',
    remedy: 'Write the full id, with the namespace in front.',
  },
  CML3203: {
    title: 'plugin `{id}` does not pin the major of its plugin API: `{range}`',
    cause: 'A range that admits any future major promises what nobody can know.',
    remedy: 'Write the major in `apiVersion`, for example `"^1.0"`.',
  },
  CML3204: {
    title: 'plugin `{id}` has an `apiVersion` that is not a semver range: `{range}`',
    cause: '`apiVersion` states the versions of the plugin API that a plugin was written for.',
    remedy: 'Write a range, for example `"^1.0"`.',
  },
  CML3205: {
    title: 'plugin `{id}` needs plugin API `{range}`, this host has {host}',
    cause: 'The major of the plugin API differs, and majors are not compatible.',
    remedy: 'Install the version of the plugin that was made for this major.',
  },
  CML3206: {
    title: 'plugin `{id}` needs plugin API `{range}`, this host has only {host}',
    cause: 'The plugin uses parts of the plugin API that are newer than this host.',
    remedy: 'Install a newer codex-ml, or an older version of the plugin.',
  },
  CML3207: {
    title: 'plugin `{id}` could not be loaded: {message}',
    cause: 'Its entry module failed while it was imported.',
    remedy: 'See the cause; a missing dependency is repaired by installing the package again.',
  },
  CML3208: {
    title: 'entry module of plugin `{id}` has no default export',
    cause: 'The plugin is the default export of its entry module.',
    remedy: 'Write `export default define…({ … })` in the entry module.',
  },
  CML3209: {
    title: 'default export of the entry module of `{id}` is not a plugin',
    cause: 'The export carries no brand: it was not made by `definePlugin` or one of its helpers.',
    remedy: 'Make the object with the helper of its kind, such as `defineMetric`.',
  },
  CML3210: {
    title:
      '`{field}` of plugin `{id}` differs from its manifest: expected `{expected}`, received `{received}`',
    cause: 'What the loaded module says of itself is not what package.json promised.',
    remedy: 'Make the manifest and the definition agree, and build the package again.',
  },
  CML3211: {
    title: 'options schema of `{id}` cannot be read: {problem}',
    cause: 'The JSON Schema file of the options is damaged.',
    remedy: 'Build the package again; the file is generated from the options schema.',
  },
  CML3212: {
    title: 'plugin `{id}` failed in `{method}`: {message}',
    cause: 'Code of the plugin threw an error while the run was using it.',
    remedy:
      'See the cause and the plugin’s options; `--verbose` shows where it was thrown. If it is a bug, tell its author.',
  },
  CML3301: {
    title: 'plugin `{plugin}` failed in hook `{hook}`: {message}',
    cause: 'A function that the plugin tapped into this hook threw an error.',
    remedy: 'See the cause; run without this plugin to go on, and report it to its author.',
  },
  CML3302: {
    title: 'plugin `{plugin}` taps hook `{hook}`, which its manifest does not declare',
    cause: 'A plugin may tap the hooks that `codexMl.hooks` in its package.json lists, and no others.',
    remedy: 'Add the hook to `codexMl.hooks` of the plugin.',
  },
  CML3303: {
    title: 'plugin `{plugin}` taps hook `{hook}`, which does not exist',
    cause: 'The name is in no version of the hook table that this host knows.',
    remedy: 'See the hook table in the plugin guide.',
  },
  CML3304: {
    title: 'tap of plugin `{plugin}` on hook `{hook}`: expected {expected}, received {received}',
    cause: 'What the plugin gave to the hook, or returned from it, is not what the hook table asks for.',
    remedy: 'See the hook table in the plugin guide for what a tap of this hook receives and returns.',
  },
  CML3311: {
    title: 'service `{service}` cannot be made: {problem}',
    cause: 'A part of the run, or something it is made from, was never bound. This is a bug of codex-ml.',
    remedy: 'Report it, with the command line and the config.',
    exit: 70,
  },
  CML3312: {
    title: '{scope} service `{service}` does not belong in the {container} container: {problem}',
    cause:
      'What belongs to one run may not be kept by the process, or the next run would get it. This is a bug of codex-ml.',
    remedy: 'Report it, with the command line and the config.',
    exit: 70,
  },
  CML3313: {
    title: 'service `{service}` is bound twice',
    cause: 'Each service of a container has one maker. This is a bug of codex-ml.',
    remedy: 'Report it, with the command line and the config.',
    exit: 70,
  },
  CML3314: {
    title: '`{name}` was used after its container was closed',
    cause: 'A part of the run outlived the run. This is a bug of codex-ml or of a plugin.',
    remedy: 'Report it, with the command line and the config.',
    exit: 70,
  },
  CML3315: {
    title: '`{name}` could not be closed: {message}',
    cause: 'Releasing a part of the run failed; the other parts were released.',
    remedy: 'See the cause; what the run wrote before is complete.',
    exit: 1,
  },
  CML3316: {
    title: 'package `{name}` is installed twice: {first} is used, {second} is not',
    cause: 'The config, the project and codex-ml reach packages of this name in different folders.',
    remedy: 'Remove one of them, or bring both to one version; `npm dedupe` may do it.',
  },
  CML3317: {
    title: 'plugin package `{name}` needs `{peer}` `{range}`, which is not installed',
    cause:
      'It is a peer dependency: the project must provide it, and the modules of the plugin cannot be imported without it.',
    remedy: 'Install the missing package in the project.',
  },
  CML3318: {
    title: 'plugin package `{name}` needs `{peer}` `{range}`, but {version} is installed',
    cause: 'Its author did not try this version of the peer dependency.',
    remedy: 'Install a version of either package that fits the other; until then the plugin may work or not.',
  },
  CML3319: {
    title:
      'plugin package `{name}` uses its own copy of `@codex-ml/plugin-api`: it has {theirs}, the host has {ours}',
    cause:
      'The package has it as a dependency instead of a peer dependency, or its range excludes the version of the host.',
    remedy:
      'Try `npm dedupe`; its author should make `@codex-ml/plugin-api` a peer dependency. Plugins are recognised all the same.',
  },
  CML3320: {
    title: 'commands of package `{name}` are left out: {problem}',
    cause:
      'A plugin package may add commands with an `oclif` field and an `oclif.manifest.json`, which says what they are without running them.',
    remedy: 'Build the package again with `oclif manifest`, and publish the file with it.',
  },
  CML3321: {
    title: 'command `{command}` of package `{name}` is left out: {owner} has one of that name',
    cause: 'Commands of codex-ml come first, then those of packages in the order of their names.',
    remedy: 'Its author should put the command into a topic of its own, such as `acme report`.',
  },
  CML3322: {
    title: 'command `{command}` of package `{name}` failed: {message}',
    cause: 'The command is not one of codex-ml; a plugin package added it.',
    remedy:
      'See the cause; `--verbose` shows where it was thrown. If it is a bug, tell the author of the package.',
  },
  CML3401: {
    title: 'plugin `{id}` may not use the network',
    cause:
      'A plugin reaches the network only when its manifest says `"network": true` and the run allows it.',
    remedy:
      'Declare `network` in the manifest of the plugin and set `run.network: true` in the config of this run.',
  },
  CML3402: {
    title: 'plugin `{id}` may not write `{name}`: {problem}',
    cause: 'A plugin writes into its own folder of the run, and nowhere else.',
    remedy: 'Use a relative name without `..`, such as `plots/loss.svg`.',
  },
});
