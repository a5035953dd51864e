// Adapts the JSON Schema of one options object to config files: a layer is partial, may hold references in place of
// values, and its definitions move when it is put into a larger schema.

export type Schema = Readonly<Record<string, unknown>>;

/** A text that stands for a value of another type. */
export const REFERENCE: Schema = Object.freeze({
  type: 'string',
  pattern: '\\$\\{(env|config):[^}]+\\}',
  description: `a reference: \${env:NAME}, \${env:NAME,default} or \${config:a.b}`,
});

/**
 * The adapted schema.
 * @param location JSON pointer of the place it will have, as `#/…`
 */
export function toLayerSchema(schema: Schema, location: string): Schema {
  const { $schema: _, required: __, properties, ...rest } = moveReferences(schema, location) as Schema;
  const fields = Object.entries((properties ?? {}) as Record<string, Schema>);
  return {
    ...rest,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, acceptReference(field)])),
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

function moveReferences(value: unknown, location: string): unknown {
  if (Array.isArray(value)) return value.map((item) => moveReferences(item, location));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string' && member.startsWith('#')
        ? `${location}${member.slice(1)}`
        : moveReferences(member, location),
    ]),
  );
}
