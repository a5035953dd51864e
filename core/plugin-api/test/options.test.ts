import { defineOptions, describeOptions, optionsJsonSchema, z } from '@codex-ml/plugin-api';
import { expect } from 'chai';

const schema = defineOptions({
  layers: z.int().min(1).default(4).describe('number of blocks'),
  activation: z.enum(['gelu', 'relu']).default('gelu').describe('nonlinearity'),
  path: z.string().describe('file to read'),
  stops: z.array(z.string()).default([]).describe('texts that end'),
  limit: z
    .union([z.int(), z.literal('none')])
    .optional()
    .describe('most rows'),
});

describe('defineOptions', () => {
  it('fills in defaults', () => {
    expect(schema.parse({ path: 'a.txt' })).to.deep.equal({
      layers: 4,
      activation: 'gelu',
      path: 'a.txt',
      stops: [],
    });
  });

  it('refuses unknown keys', () => {
    const issues = schema.safeParse({ path: 'a.txt', layres: 4 }).error?.issues ?? [];
    expect(issues.map(({ code }) => code)).to.deep.equal(['unrecognized_keys']);
  });
});

describe('optionsJsonSchema', () => {
  it('describes what a user may write: only options without default are required', () => {
    const json = optionsJsonSchema(schema);
    expect(json).to.include({ type: 'object', additionalProperties: false });
    expect(json['required']).to.deep.equal(['path']);
  });
});

describe('describeOptions', () => {
  it('lists name, type, default and text in order of definition', () => {
    const [layers, activation, path, stops, limit] = describeOptions(optionsJsonSchema(schema));
    expect(layers).to.deep.equal({
      name: 'layers',
      type: 'integer',
      required: false,
      default: 4,
      doc: 'number of blocks',
    });
    expect(activation).to.include({ type: '"gelu" | "relu"', default: 'gelu' });
    expect(path).to.deep.include({ type: 'string', required: true, default: undefined });
    expect(stops).to.deep.include({ type: 'string[]', default: [] });
    expect(limit).to.include({ type: 'integer | "none"', required: false });
  });

  it('copes with a schema that says little', () => {
    expect(describeOptions({})).to.deep.equal([]);
    const properties = { any: {}, list: { type: 'array' }, maybe: { type: ['string', 'null'] } };
    expect(describeOptions({ properties }).map(({ type }) => type)).to.deep.equal([
      'any',
      'any[]',
      'string | null',
    ]);
  });
});
