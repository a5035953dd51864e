import { type CapabilityDescription, configJsonSchema } from '@codex-ml/config';
import { defineOptions, optionsJsonSchema, z } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { fixtureCapabilities } from '../fixtures/capabilities.js';

const node: z.ZodType = z.strictObject({
  name: z.string(),
  get children() {
    return z.array(node).optional();
  },
});
const tree = defineOptions({ root: node.describe('a tree') });

// A schema that makes dates cannot be written as JSON Schema; the build of a plugin refuses it.
const capabilities: CapabilityDescription[] = [
  ...fixtureCapabilities
    .filter(({ id }) => id !== 'acme/dated')
    .map(({ kind, id, schema }) => ({
      kind,
      id,
      shortId: id.split('/')[1],
      summary: `the ${kind} ${id}`,
      options: optionsJsonSchema(schema),
    })),
  { kind: 'safety', id: 'acme/tree', summary: 'recursive options', options: optionsJsonSchema(tree) },
];
const schema = configJsonSchema(capabilities);
const validator = z.fromJSONSchema(schema);

describe('configJsonSchema', () => {
  it('is draft 2020-12, plain JSON, with every section and plugin', () => {
    expect(schema['$schema']).to.equal('https://json-schema.org/draft/2020-12/schema');
    expect(JSON.parse(JSON.stringify(schema))).to.deep.equal(schema);
    expect(Object.keys(schema['properties'] as object)).to.include.members([
      'extends',
      'plugins',
      'run',
      'metrics',
    ]);
    expect(schema['$defs']).to.include.keys('model.std.gpt', 'metric.std.bleu');
  });

  const good: Record<string, unknown> = {
    'an empty layer': {},
    'short and full ids, alone and with options': {
      extends: ['std/quickstart'],
      engine: 'tfjs',
      model: { use: 'std/gpt', layers: 2 },
      metrics: ['perplexity', { use: 'bleu', n: 2 }],
      dataset: { use: 'text', path: 'a.txt', split: { validation: 0.2 } },
    },
    'options that leave the choice to other layers': {
      model: { layers: 2 },
      dataset: { split: { test: 0.1 } },
    },
    'required options left to other layers': { dataset: { use: 'text' } },
    'references in place of values': {
      train: { steps: '${env:STEPS,10}' },
      model: { use: 'gpt', bias: '${config:run.network}' },
    },
    'plugins in both forms': { plugins: ['x', './y'], launcher: null },
    'recursive options': { safety: [{ use: 'acme/tree', root: { name: 'a', children: [{ name: 'b' }] } }] },
  };
  for (const [name, value] of Object.entries(good)) {
    it(`accepts ${name}`, () => {
      expect(validator.safeParse(value).error?.issues).to.equal(undefined);
    });
  }

  const bad: Record<string, unknown> = {
    'a misspelt section': { trian: {} },
    'a misspelt key': { train: { stpes: 1 } },
    'a misspelt option': { model: { use: 'gpt', layres: 1 } },
    'a plugin that is not installed': { metrics: ['blue'] },
    'a text for a number': { train: { steps: 'many' } },
    'an option of another plugin': { model: { use: 'llama', heads: 2 } },
    'wrong recursive options': {
      safety: [{ use: 'acme/tree', root: { name: 'a', children: [{ nam: 'b' }] } }],
    },
  };
  for (const [name, value] of Object.entries(bad)) {
    it(`refuses ${name}`, () => {
      expect(validator.safeParse(value).success).to.equal(false);
    });
  }
});
