// Errors CML35xx: what `codex-ml plugins validate` finds beyond the errors that a run would meet as well.
import { entries } from '../catalogue-entry.js';

export const validationErrors = entries({
  CML3501: {
    title: '`{name}` lacks the keyword `{keyword}`',
    cause: 'A dependency of a project counts as a plugin only with the keyword and the manifest field.',
    remedy: 'Add the keyword to `keywords` in package.json.',
  },
  CML3502: {
    title: 'manifest of `{name}` provides nothing',
    cause: 'A plugin package offers capabilities under `provides`, presets under `presets`, or both.',
    remedy: 'List what the package offers, or drop the manifest.',
  },
  CML3511: {
    title: 'contents of `{name}` could not be listed: {problem}',
    cause: '`npm pack --dry-run` says what would be published, and it failed.',
    remedy: 'Run `npm pack --dry-run` in the package and see what it says.',
  },
  CML3512: {
    title: '`{name}` does not ship `{file}`, which its manifest names as {role}',
    cause: 'The file exists here, but would not be part of the published package.',
    remedy: 'Add the file or its folder to `files` in package.json.',
  },
  CML3513: {
    title: '`exports` of `{name}` does not reach `{file}`',
    cause: 'Tests, editors and other packages import by name, and `exports` hides what it does not list.',
    remedy: 'Add `"./dist/*": "./dist/*"`, or the folder that the file is in, to `exports`.',
  },
  CML3514: {
    title: '`{file}` of `{name}` is not an ES module',
    cause: 'The host and its plugins are ES modules; CommonJS gets its own copies of what they share.',
    remedy: 'Set `"type": "module"` in package.json and compile to ES modules, or name the file `.mjs`.',
  },
  CML3515: {
    title: '`{name}` brings its own `{dependency}`',
    cause: 'What host and plugin share must exist once, so a plugin asks for it as a peer.',
    remedy: 'Move it to `peerDependencies`; for development, list it under `devDependencies` as well.',
  },
  CML3516: {
    title: '`{name}` imports `{dependency}` without declaring it',
    cause: 'It is found here by chance; in another project, or with another package manager, it is not.',
    remedy: 'Add it to `dependencies`, or to `peerDependencies` if host and plugin share it.',
  },
  CML3517: {
    title: '`{name}` runs `{script}` when it is installed',
    cause: 'Install scripts run with all rights of the user, and many installations switch them off.',
    remedy: 'Do the work in the build and ship its result; prebuilt binaries go into optional dependencies.',
  },
  CML3518: {
    title: '`{name}` ships no types for `{file}`',
    cause: 'Users who write TypeScript get `any`, or an error, where they import the file.',
    remedy: 'Compile with `declaration: true` and ship the `.d.ts` beside the file.',
  },
  CML3519: {
    title: '`{name}` ships no {what}',
    cause: 'Whoever finds the package needs to know what it is for and on what terms.',
    remedy: 'Add the file to the folder of the package; npm ships it without being told.',
  },
  CML3521: {
    title: 'importing `{id}` takes {seen} ms, more than {budget} ms',
    cause: 'Every run that uses the plugin waits for its import, and so do listings of single files.',
    remedy: 'Import large libraries inside `create`, with `await import(…)`.',
  },
  CML3522: {
    title: 'importing `{id}` loads {seen} modules, more than {budget}',
    cause: 'Each module costs time and memory before anything is asked of the plugin.',
    remedy: 'Import large libraries inside `create`, or bundle the entry.',
  },
  CML3523: {
    title: 'importing `{id}` changes the global `{name}`',
    cause: 'Globals belong to everyone in the process; a plugin that changes them changes other plugins.',
    remedy: 'Keep the value in the module, or in what `create` returns.',
  },
  CML3524: {
    title: '`{id}` prints to {stream} {when}',
    cause: 'Output belongs to the command that runs: a stray line breaks `--json` and pipes.',
    remedy: 'Say it through `ctx.log`.',
  },
  CML3525: {
    title: 'importing `{id}` leaves {what} behind',
    cause:
      'A module that starts something when it is imported keeps the process alive and cannot be stopped.',
    remedy: 'Start it in `create`, and stop it when `ctx.signal` aborts or the plugin is closed.',
  },
  CML3526: {
    title: '`{id}` adds a listener for `{event}` to the process {when}',
    cause: 'Signals, exits and unhandled errors are for the host to handle.',
    remedy: 'Listen to `ctx.signal`, and remove every other listener when the plugin is closed.',
  },
  CML3527: {
    title: 'importing `{id}` changes {what}',
    cause: 'Environment and state of the process belong to everyone in it.',
    remedy: 'Take what should vary as an option, and change nothing outside of the plugin.',
  },
  CML3528: {
    title: '`{id}` was stopped after {seconds} s, while {doing}',
    cause: 'It did not finish, and a plugin that hangs would hang the run.',
    remedy: 'Look for an endless loop or a promise that never settles; `--timeout` allows for slow work.',
  },
  CML3529: {
    title: '`{id}` ended its process while {doing}: {how}',
    cause: 'A plugin must report what is wrong by throwing; whatever ends the process ends the run.',
    remedy: 'Remove calls of `process.exit` and the like, and await every promise.',
  },
  CML3530: {
    title: '`{id}` reaches for the network {when}: {what}',
    cause: 'A plugin works offline, and uses the network only through `ctx.net`, declared and allowed.',
    remedy: 'Use `ctx.net.fetch`, and declare `"network": true` in the manifest.',
  },
  CML3531: {
    title: '`{id}` asked for {permission} of `{resource}` and was denied',
    cause:
      'Validation runs a plugin with the rights of a plain one: reading its own package and its dependencies.',
    remedy: 'Ship what the plugin reads inside the package, and write through `ctx.artifacts` only.',
  },
  CML3535: {
    title: 'option `{option}` of `{id}` has no documentation',
    cause: 'The description of an option is its help text, in listings and in editors.',
    remedy: 'Add `.describe("…")` to the field.',
  },
  CML3536: {
    title: 'defaults of `{id}` are not valid: {problem}',
    cause:
      'A default is used as it stands, so the schema refuses it only when a stored config is read again.',
    remedy: 'Make default and schema agree.',
  },
  CML3537: {
    title: '`{id}` accepts options that it does not know',
    cause: 'A misspelt option would be ignored in silence.',
    remedy: 'Make the schema with `defineOptions`, which is strict.',
  },
  CML3541: {
    title: '`{id}` fails the {kind} suite where it {check}',
    cause: 'The contract of the kind promises this to everyone who uses such a plugin.',
    remedy: 'Run the suite in your tests with `describeConformance` and mend what it names.',
  },
  CML3542: {
    title: '`{id}` throws in the {kind} suite where it {check}: {message}',
    cause: 'The plugin threw where its contract gives it no reason to.',
    remedy: 'See where it was thrown; the suite runs in your tests with `describeConformance`.',
  },
  CML3543: {
    title: 'conformance file of `{name}` cannot be used: {problem}',
    cause: 'Its default export lists fixtures: kind and id of a capability, and what its suite needs.',
    remedy: 'See the section on fixtures in docs/plugins/validate.md.',
  },
  CML3544: {
    title: '`{id}` was not fully checked: {problem}',
    cause: 'The suite of its kind needs facts that only the author knows, and the package declares none.',
    remedy: 'Declare fixtures in the file that `codexMl.conformance` names.',
  },
  CML3545: {
    title: '`{id}` could not be used here: {problem}',
    cause:
      'The plugin says that this machine lacks something that it needs, so that its suite could not run.',
    remedy: 'Install what is missing, or validate on a machine that has it.',
  },
  CML3551: {
    title: '`{id}` gives different results in two processes: {what}',
    cause: 'Runs are repeatable to the bit, and this plugin would break that.',
    remedy: 'Draw from `ctx.rng`, sort what has no order, and read no clock.',
  },
  CML3555: {
    title: '`{id}` leaves tensors behind: {count} for each use',
    cause: 'Tensors are not garbage-collected: what is not disposed of fills the memory in a long run.',
    remedy:
      'Make intermediate tensors inside `tf.tidy`, and list every variable so that the host disposes of it.',
  },
  CML3556: {
    title: '`{id}` leaves {what} behind after it was closed',
    cause: 'What stays open keeps the process alive and adds up from run to run.',
    remedy: 'Release it when `ctx.signal` aborts, or in `close` or `dispose` where the kind has it.',
  },
  CML3561: {
    title: '`{id}` does not say what is wrong where {what}: {problem}',
    cause: 'The user sees this error, and has nothing else to go by.',
    remedy: 'Check the input, and throw an error that says what was expected and what came.',
  },
  CML3562: {
    title: '`{id}` accepts what it cannot use: {what}',
    cause: 'What is accepted in silence turns up later, as a wrong result.',
    remedy: 'Check the input and throw an error.',
  },
  CML3565: {
    title: '`{name}` has no word about {what} in its README',
    cause: 'The README is the page of the package in the registry, and the first thing a user reads.',
    remedy: 'List every plugin of the package with its options, defaults and one example of a config.',
  },
  CML3569: {
    title: 'plugin code could not be run in a process of its own: {problem}',
    cause: 'Validation starts Node with its permission model, and that failed.',
    remedy: 'Use Node 22.18 or newer, and see whether the temporary folder can be written.',
    exit: 4,
  },
});
