// docs/reference/config.md: the keys the host itself reads, from the schemas of @codex-ml/config.
import { RunSectionSchema, SplitSchema, TrainSectionSchema } from '@codex-ml/config';
import {
  CONFIG_KEYS,
  describeOptions,
  LIST_KINDS,
  optionsJsonSchema,
  SINGLE_KINDS,
} from '@codex-ml/plugin-api';
import { GENERATED, optionTable, table } from './markdown.mjs';

const SECTIONS = {
  run: ['The run as a whole.', RunSectionSchema],
  train: ['The training loop.', TrainSectionSchema],
  'dataset.split': ['Applies where the dataset itself has only a training split.', SplitSchema],
};

/** Path to text of the page. */
export function configPages() {
  const sections = Object.entries(SECTIONS).map(
    ([key, [text, schema]]) =>
      `## ${key}\n\n${text}\n\n${optionTable(describeOptions(optionsJsonSchema(schema)))}\n`,
  );
  const kinds = [
    ...SINGLE_KINDS.map((kind) => [`\`${CONFIG_KEYS[kind]}\``, kind, 'one']),
    ...LIST_KINDS.map((kind) => [`\`${CONFIG_KEYS[kind]}\``, kind, 'a list']),
  ];
  const text = `${GENERATED}
# Config keys

Keys of the config file. Options of plugins stand beside \`use\` in the section of their kind; they are listed in
[options](options/README.md). How layers, presets, environment and \`--set\` work together is in the
[guide](../guide/configuration.md).

${sections.join('\n')}
## Plugins

${table(['key', 'chooses', 'how many'], kinds)}

\`extends\` takes presets; \`plugins\` lists packages to load beyond the project's declared dependencies.
`;
  return { 'docs/reference/config.md': text };
}
