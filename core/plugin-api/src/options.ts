// Options of a capability: one strict zod object. The schema gives type, validation, defaults, help text and JSON Schema.
import { z } from 'zod';

export { z };

/** An options schema: a strict zod object whose fields carry `.describe(...)` texts. */
export type OptionsSchema = z.ZodObject<z.core.$ZodLooseShape, z.core.$strict>;

/** The validated options, defaults filled in. */
export type OptionsOf<S extends OptionsSchema> = z.output<S>;

/**
 * Make an options schema. Unknown keys are refused. Give each field a default where one makes sense and a
 * `.describe('…')` line: that line is the help text.
 */
export function defineOptions<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape);
}

/** One option, for listings and help. */
export interface OptionDescription {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly doc: string;
}

/** JSON Schema (draft 2020-12) of what a user may write: defaulted options are optional. */
export function optionsJsonSchema(schema: OptionsSchema): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input' });
}

interface SchemaProperty {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaProperty[];
  readonly items?: SchemaProperty;
  readonly default?: unknown;
  readonly description?: string;
}

/** List the options of a JSON Schema made by {@link optionsJsonSchema}, in order of definition. */
export function describeOptions(jsonSchema: Record<string, unknown>): OptionDescription[] {
  const properties = (jsonSchema['properties'] ?? {}) as Record<string, SchemaProperty>;
  const required = new Set((jsonSchema['required'] ?? []) as string[]);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: typeName(property),
    required: required.has(name),
    default: property.default,
    doc: property.description ?? '',
  }));
}

function typeName(property: SchemaProperty): string {
  if (property.enum !== undefined) return property.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (property.const !== undefined) return JSON.stringify(property.const);
  if (property.anyOf !== undefined) return [...new Set(property.anyOf.map(typeName))].join(' | ');
  if (property.type === 'array')
    return `${property.items === undefined ? 'any' : typeName(property.items)}[]`;
  if (Array.isArray(property.type)) return property.type.join(' | ');
  return (property.type as string | undefined) ?? 'any';
}
