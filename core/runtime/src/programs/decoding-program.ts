// The forward pass of generation: prefill and single steps through one KV cache.
import type { Engine, KvCache, LanguageModel, Program, Tensor } from '@codex-ml/plugin-api';

export type DecodingInput = 'ids' | 'positions' | 'logitsAt';
export type DecodingProgram = Program<DecodingInput, 'logits'>;

/**
 * Inputs: ids int32 [batch, length]; positions int32 [batch], place of each row's first id; logitsAt int32 [batch], index of
 * the id whose logits are wanted. Output: logits float32 [batch, vocabularySize].
 */
export function compileDecoding(
  engine: Engine,
  model: LanguageModel,
  cache: KvCache,
): Promise<DecodingProgram> {
  const { tf } = engine;
  return engine.compile(
    'decode',
    ({ ids, positions, logitsAt }: Readonly<Record<DecodingInput, Tensor>>) => {
      const logits = model.forward(ids, { training: false, random: {}, cache, positions, logitsAt });
      return { logits: tf.reshape(logits, [cache.batch, model.shape.vocabularySize]) };
    },
    {
      inputs: {
        ids: { shape: [cache.batch, null], dtype: 'int32' },
        positions: { shape: [cache.batch], dtype: 'int32' },
        logitsAt: { shape: [cache.batch], dtype: 'int32' },
      },
      state: [
        ...model.parameters.map((parameter) => parameter.variable),
        ...cache.layers.flatMap((layer) => [layer.keys, layer.values]),
      ],
    },
  );
}
