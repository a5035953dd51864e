// Adapts the JSON Schema of one options object to config files: a layer is partial, may hold references in place of
// values, and its definitions move when it is put into a larger schema.

export type Schema = Readonly<Record<string, unknown>>;

/** A text that stands for a value of another type. */
export const REFERENCE: Schema = Object.freeze({
  type: 'string',
  pattern: '\\$\\{(env|config):[^}]+\\}',
  description: `a reference: \${env:NAME}, \${env:NAME,default} or \${config:a.b}`,
});

export interface LayerSchema {
  readonly schema: Schema;
  /** Definitions that the schema refers to, by the names they are to have at the root. */
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** The adapted schema, for a place under the name `name` in the definitions of the root. */
export function toLayerSchema(options: Schema, name: string): LayerSchema {
  const moved = moveReferences(options, name) as Schema;
  const { $schema: _, required: __, $defs, properties, ...rest } = moved;
  const fields = Object.entries((properties ?? {}) as Record<string, Schema>);
  const definitions = Object.entries(($defs ?? {}) as Record<string, Schema>);
  return {
    schema: {
      ...rest,
      properties: Object.fromEntries(fields.map(([key, field]) => [key, acceptReference(field)])),
    },
    definitions: Object.fromEntries(definitions.map(([key, schema]) => [`${name}.${key}`, schema])),
  };
}

/** The field, or a reference; a field that takes any text takes references already. */
function acceptReference(field: Schema): Schema {
  const isText =
    field['type'] === 'string' && !('enum' in field) && !('pattern' in field) && !('format' in field);
  if (isText || (!('type' in field) && !('enum' in field) && !('anyOf' in field) && !('const' in field)))
    return field;
  const { description, default: value, ...rest } = field;
  return {
    ...(description === undefined ? {} : { description }),
    ...(value === undefined ? {} : { default: value }),
    anyOf: [rest, { $ref: '#/$defs/reference' }],
  };
}

/** `#/$defs/x` to `#/$defs/<name>.x`, and `#` to `#/$defs/<name>`. */
function moveReferences(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => moveReferences(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string' && member.startsWith('#')
        ? `#/$defs/${name}${member.slice(1).replace(/^\/\$defs\//, '.')}`
        : moveReferences(member, name),
    ]),
  );
}
