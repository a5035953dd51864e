// Trains the tokenizers of this package on texts given in the test.
import type { JsonObject, OptionsSchema, Plugin, PluginContext, Tokenizer } from '@codex-ml/plugin-api';

// None of these tokenizers touches its context; a property access would fail the test.
const ctx = new Proxy({} as PluginContext, {
  get: (_, key) => {
    throw new TypeError(`a tokenizer read ctx.${String(key)}`);
  },
});

async function* corpusOf(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

export async function train<S extends OptionsSchema>(
  plugin: Plugin<'tokenizer', S>,
  texts: readonly string[],
  options: JsonObject = {},
): Promise<Tokenizer> {
  const parsed = plugin.options.parse(options);
  return await plugin.train({ options: parsed, ctx, corpus: corpusOf(texts) });
}

/** Through JSON text, as on disk. */
export async function reload<S extends OptionsSchema>(
  plugin: Plugin<'tokenizer', S>,
  data: JsonObject,
): Promise<Tokenizer> {
  const options = plugin.options.parse({});
  return await plugin.load({ options, ctx, data: JSON.parse(JSON.stringify(data)) as JsonObject });
}
