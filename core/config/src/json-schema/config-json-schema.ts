// One JSON Schema (draft 2020-12) for a config file: the host's sections and the options of the installed plugins.
// It describes one layer, so nothing is required; `codex-ml config validate` judges the whole.
import { CONFIG_KEYS, isListKind, KINDS, type Kind, optionsJsonSchema } from '@codex-ml/plugin-api';
import {
  DataSectionSchema,
  DEFAULT_CHOICES,
  PluginsSectionSchema,
  RunSectionSchema,
  SplitSchema,
  TrainSectionSchema,
} from '../schema/run-config.js';
import { REFERENCE, type Schema, toLayerSchema } from './layer-schema.js';

/** What the schema needs to know of a plugin; the kernel's index has it without importing any code. */
export interface CapabilityDescription {
  readonly kind: Kind;
  readonly id: string;
  /** Where it is unique. */
  readonly shortId?: string | undefined;
  readonly summary: string;
  /** JSON Schema of the options. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The schema, as plain JSON. */
export function configJsonSchema(capabilities: readonly CapabilityDescription[]): Record<string, unknown> {
  const definitions: Record<string, Schema> = { reference: REFERENCE };
  const properties: Record<string, Schema> = {
    extends: {
      description: 'presets (std/quickstart) and files (./base.yaml) beneath this one; later ones win',
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    },
    plugins: {
      description: 'plugin packages besides the dependencies of the project',
      anyOf: [{ type: 'array', items: { type: 'string' } }, hostSchema(PluginsSectionSchema)],
    },
    run: { description: 'the run as a whole', ...hostSchema(RunSectionSchema) },
    data: { description: 'from samples to batches', ...hostSchema(DataSectionSchema) },
    train: { description: 'the training loop', ...hostSchema(TrainSectionSchema) },
  };
  for (const kind of KINDS) {
    const known = capabilities.filter((capability) => capability.kind === kind);
    for (const capability of known) Object.assign(definitions, capabilityDefinitions(capability));
    const choice = choiceSchema(kind, known);
    properties[CONFIG_KEYS[kind]] = isListKind(kind)
      ? { description: `${kind} plugins of the run`, type: 'array', items: choice, default: defaultOf(kind) }
      : { description: `the ${kind} of the run`, default: defaultOf(kind), ...choice };
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'codex-ml config',
    type: 'object',
    properties,
    additionalProperties: false,
    $defs: definitions,
  };
}

function hostSchema(schema: Parameters<typeof optionsJsonSchema>[0]): Schema {
  return toLayerSchema(optionsJsonSchema(schema), 'host').schema;
}

function capabilityDefinitions(capability: CapabilityDescription): Record<string, Schema> {
  const { id, shortId, summary, options } = capability;
  const name = definitionName(capability);
  const { schema, definitions } = toLayerSchema(options, name);
  const names = shortId === undefined ? [id] : [shortId, id];
  const properties = {
    use: { description: summary, enum: names },
    ...splitOf(capability.kind),
    ...(schema['properties'] as Record<string, Schema> | undefined),
  };
  return {
    ...definitions,
    [name]: { ...schema, title: id, description: summary, properties, required: ['use'] },
  };
}

/** An id alone, a mapping per plugin, or options for the plugin that another layer chooses. */
function choiceSchema(kind: Kind, known: readonly CapabilityDescription[]): Schema {
  const ids = known.flatMap(({ id, shortId }) => (shortId === undefined ? [id] : [shortId, id]));
  const branches: Schema[] = [
    ...(ids.length === 0 ? [] : [{ enum: ids }]),
    ...known.map((capability) => ({ $ref: `#/$defs/${definitionName(capability)}` })),
  ];
  if (!isListKind(kind)) {
    branches.push({
      type: 'object',
      title: 'options only',
      properties: { use: { not: {} }, ...splitOf(kind) },
      additionalProperties: true,
    });
  }
  if (kind === 'launcher') branches.push({ type: 'null' });
  return { oneOf: branches };
}

function splitOf(kind: Kind): Record<string, Schema> {
  if (kind !== 'dataset') return {};
  return { split: { description: 'how text is held out', ...hostSchema(SplitSchema) } };
}

function defaultOf(kind: Kind): unknown {
  return DEFAULT_CHOICES[kind] ?? null;
}

function definitionName({ kind, id }: CapabilityDescription): string {
  return `${kind}.${id.replaceAll('/', '.')}`;
}
