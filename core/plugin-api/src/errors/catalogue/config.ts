// Errors 2xxx: configuration. 20 finding and reading, 21 validation, 22 extends and presets, 23 overrides (`--set` and
// environment variables), 25 interpolation.
import { entries } from '../catalogue-entry.js';

export const configErrors = entries({
  CML2001: {
    title: 'config file `{file}` does not exist',
    cause: 'The path given with `--config`, or written under `extends`, leads to no file.',
    remedy:
      'Check the path. It is relative to the working directory, under `extends` to the file that says it.',
  },
  CML2002: {
    title: 'more than one config file in one folder: {files}',
    cause: 'Only one config file can be the one of a project, and the others would be ignored.',
    remedy: 'Remove or rename all but one, or choose one with `--config`.',
  },
  CML2003: {
    title: 'config file `{file}` cannot be read: {message}',
    cause: 'The file exists but the system did not hand over its text, or the text is not UTF-8.',
    remedy: 'Check the permissions and the encoding of the file.',
  },
  CML2004: {
    title: '`{file}` is not a kind of config file',
    cause: 'Configs are YAML, JSON, or JavaScript and TypeScript modules; the name ends otherwise.',
    remedy: 'Use a file that ends in .yaml, .yml, .json, .ts, .mts, .js or .mjs.',
  },
  CML2010: {
    title: 'not valid {format}: {message}',
    cause: 'The text cannot be parsed. What follows such an error is not looked at.',
    remedy:
      'Correct the marked place. In YAML, indent with spaces and quote texts with `: ` or ` #` in them.',
  },
  CML2011: {
    title: 'key `{key}` is written twice',
    cause: 'A mapping has the same key more than once; it would be unclear which value counts.',
    remedy: 'Keep one of the two.',
  },
  CML2012: {
    title: '`{path}`: expected a value that JSON can hold, received {received}',
    cause:
      'A resolved config is stored as JSON. Functions, dates, class instances and infinite numbers have no place in it.',
    remedy: 'Write a text, a finite number, true, false, null, a list or a mapping.',
  },
  CML2013: {
    title: '{subject}: expected a mapping of keys to values, received {received}',
    cause: 'A config is a mapping of section names to sections.',
    remedy: 'Write sections such as `train: { steps: 100 }` at the top level.',
  },
  CML2014: {
    title: 'config module `{file}` failed to load',
    cause: 'The module threw while it was imported, or the function that it exports threw.',
    remedy:
      'Run the file with `node` to see the failure. TypeScript must be erasable (no enums), and relative imports end in .ts.',
  },
  CML2101: {
    title: '`{key}` is not a key of a config',
    cause:
      'The top level of a config has a fixed set of sections. Unknown keys are refused, so that no typing error passes.',
    remedy: '`codex-ml config schema` lists every section and key.',
  },
  CML2102: {
    title: '`{key}` is not a key of `{section}`',
    cause: 'This section belongs to the host and has a fixed set of keys.',
    remedy: '`codex-ml config schema` lists every section and key.',
  },
  CML2103: {
    title: '`{path}` names no plugin',
    cause: 'A section of a plugin kind needs to say which plugin it means.',
    remedy: 'Write `use: <id>`, or the id alone. `codex-ml plugins list` shows what is installed.',
  },
  CML2104: {
    title: '`{option}` is not an option of {kind} `{id}`',
    cause:
      'The plugin declares its options in a strict schema. Unknown ones are refused, so that no typing error passes.',
    remedy: '`codex-ml plugins inspect <id>` lists every option with its default.',
  },
  CML2105: {
    title: '`{path}`: expected {expected}, received {received}',
    cause: 'The value does not fit what the host expects at this key.',
    remedy: '`codex-ml config schema` lists every section and key.',
  },
  CML2106: {
    title: '`{option}` of {kind} `{id}`: expected {expected}, received {received}',
    cause: 'The value does not fit the option schema of the plugin.',
    remedy: '`codex-ml plugins inspect <id>` lists every option with its default.',
  },
  CML2107: {
    title: '{kind} `{id}` needs `{option}`: {meaning}',
    cause: 'The option has no default, and no layer of the config sets it.',
    remedy: '`codex-ml plugins inspect <id>` lists every option with its default.',
  },
  CML2108: {
    title: '{kind} `{id}`: {rule}',
    cause: 'The options are well formed one by one, but break a rule that the plugin states.',
    remedy: '`codex-ml plugins inspect <id>` lists every option with its default.',
  },
  CML2109: {
    title: '`{path}`: {rule}',
    cause: 'The values are well formed one by one, but contradict each other.',
    remedy: 'Change one of the values that the message names.',
  },
  CML2110: {
    title: '{kind} `{id}` is listed twice in `{section}`',
    cause: 'Results and files are named by plugin id, so the second entry would overwrite the first.',
    remedy: 'Remove one of the two entries.',
  },
  CML2111: {
    title: '`train.monitor`: expected `loss` or a metric of this run, received {received}',
    cause: 'The best checkpoint is chosen by a value that evaluation produces.',
    remedy: 'Name `loss` or one of the entries of `metrics`.',
  },
  CML2112: {
    title: '{kind} `{id}` turns option `{option}` into {received}, which JSON cannot hold',
    cause:
      'The option schema of the plugin transforms its input. A resolved config is stored as JSON, so options must stay JSON.',
    remedy: 'Report it to the author of the plugin: transform inside `create`, not in the schema.',
  },
  CML2113: {
    title: 'the option schema of {kind} `{id}` failed',
    cause: 'Code inside the option schema of the plugin threw instead of reporting an issue.',
    remedy: 'Report it to the author of the plugin.',
  },
  CML2201: {
    title: 'there is no preset `{name}`',
    cause: 'None of the plugin packages in reach lists a preset of this name.',
    remedy: '`codex-ml plugins list` shows packages and presets. A file is written with `./` in front.',
  },
  CML2202: {
    title: 'preset `{name}` is ambiguous: {candidates}',
    cause: 'Several packages have a preset of this short name.',
    remedy: 'Write the full name.',
  },
  CML2203: {
    title: '`extends` runs in a circle: {chain}',
    cause: 'A file extends itself, directly or through others.',
    remedy: 'Remove one link of the chain.',
  },
  CML2205: {
    title: '`extends`: expected a preset name or file, or a list of them, received {received}',
    cause: 'The value of `extends` is neither a text nor a list of texts.',
    remedy: 'Write, for example, `extends: [std/quickstart, ./base.yaml]`.',
  },
  CML2206: {
    title: 'preset `{name}` belongs to `{group}`, which is no section of a config',
    cause: 'The middle part of the name of a group preset is the section that its content goes into.',
    remedy: 'Report it to the author of the package, or rename the group in its manifest.',
  },
  CML2207: {
    title: '`{key}` cannot be set {place}',
    cause:
      'Presets come from plugins, and plugins are looked for before presets are read; `extends` is read before overrides apply.',
    remedy:
      'Write `plugins` in the config file of the project, and choose presets with `extends` or `--preset`.',
  },
  CML2301: {
    title: '`{text}` is not an override',
    cause: 'An override sets, appends to, or deletes one place of the config.',
    remedy: 'Write `path=value`, `path+=value` or `path-`, such as `train.steps=100`.',
  },
  CML2302: {
    title: 'the value of `{path}` is not valid: {message}',
    cause: 'Values that start with a bracket, a brace or a quote are read as YAML.',
    remedy: 'Close brackets and quotes, and quote the whole argument for the shell.',
  },
  CML2303: {
    title: '`{path}` is {received} and has no `{key}`',
    cause: 'The path leads into a value that has no parts.',
    remedy: '`codex-ml config show` prints the config as it stands.',
  },
  CML2304: {
    title: '`{path}` has no entry `{key}`',
    cause: 'Entries of a list are counted from 0, or named by the plugin they use.',
    remedy: 'Append with `path+=value`. `codex-ml config show` prints the config as it stands.',
  },
  CML2305: {
    title: 'there is nothing at `{path}` to delete',
    cause: 'No layer below the override sets this place.',
    remedy: '`codex-ml config show` prints the config as it stands.',
  },
  CML2306: {
    title: '`{path}` is {received}, not a list to append to',
    cause: '`+=` adds entries to a list.',
    remedy: 'Set the value with `=`.',
  },
  CML2401: {
    title: 'environment variable `{name}` names no key of a config',
    cause:
      'Every variable that starts with CODEX_ML_ is taken as a part of the config; `__` separates the parts of a path.',
    remedy: 'Correct or unset it. `CODEX_ML_TRAIN__STEPS=10` sets `train.steps`.',
  },
  CML2501: {
    title: 'environment variable `{name}` is not set',
    cause: 'The config refers to it and gives no default.',
    remedy: 'Set the variable, or write a default as in `${env:NAME,default}`.',
  },
  CML2502: {
    title: '`{text}` is not a reference',
    cause: 'In a text, `${…}` refers to an environment variable or to another place of the config.',
    remedy: 'Write `${env:NAME}`, `${env:NAME,default}` or `${config:a.b}`; `$${` stands for a plain `${`.',
  },
  CML2503: {
    title: '`{text}` refers to nothing: there is no `{path}`',
    cause: 'No layer of the config sets the place that is referred to.',
    remedy: 'Correct the path. Defaults of plugin options cannot be referred to; set them in the config.',
  },
  CML2504: {
    title: 'references run in a circle: {chain}',
    cause: 'A value refers to itself, directly or through others.',
    remedy: 'Write one of the values out.',
  },
});
