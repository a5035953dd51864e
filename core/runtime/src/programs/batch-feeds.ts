// Host batches as program feeds. Shapes are [rows, length] throughout.
import type { HostTensor, RandomInput, RngStream, TensorSpec, TokenBatch } from '@codex-ml/plugin-api';
import { dropoutMask } from '../rng/index.js';

/** Names of the feeds every token program takes. */
export type BatchInput = 'ids' | 'targets' | 'weights';

/** Feeds of one batch; `documents` where its rows hold several. */
export type BatchFeeds<T> = Readonly<Record<BatchInput, T>> & { readonly documents?: T };

const SPECS: Readonly<Record<BatchInput, TensorSpec>> = Object.freeze({
  ids: { shape: [null, null], dtype: 'int32' },
  targets: { shape: [null, null], dtype: 'int32' },
  weights: { shape: [null, null], dtype: 'float32' },
});

/**
 * Specs of the token feeds: rows and length may differ from call to call.
 * @param documents whether rows hold several documents, kept apart
 */
export function batchSpecs(documents: boolean): BatchFeeds<TensorSpec> {
  return documents ? { ...SPECS, documents: { shape: [null, null], dtype: 'int32' } } : SPECS;
}

/** Feeds of one batch. */
export function batchFeeds(batch: TokenBatch): BatchFeeds<HostTensor> {
  const shape = [batch.rows, batch.length];
  return {
    ids: { shape, dtype: 'int32', data: batch.inputs },
    targets: { shape, dtype: 'int32', data: batch.targets },
    weights: { shape, dtype: 'float32', data: batch.weights },
    ...(batch.documents === undefined ? {} : { documents: { shape, dtype: 'int32', data: batch.documents } }),
  };
}

/** Feed of one number. */
export function scalarFeed(value: number): HostTensor {
  return { shape: [], dtype: 'float32', data: Float32Array.of(value) };
}

/** Sum of the weights of a batch, in double precision. */
export function batchWeight(batch: TokenBatch): number {
  let sum = 0;
  for (const weight of batch.weights) sum += weight;
  return sum;
}

const SITE_PREFIX = 'random:';

/** Program input names of the model's random sites. */
export function randomInputName(site: string): string {
  return `${SITE_PREFIX}${site}`;
}

/** Specs of the random feeds. */
export function randomSpecs(inputs: readonly RandomInput[]): Record<string, TensorSpec> {
  return Object.fromEntries(
    inputs.map((input) => [
      randomInputName(input.site),
      { shape: input.shape(1, 1).map(() => null), dtype: 'float32' as const },
    ]),
  );
}

/**
 * Draw the random feeds of one micro-batch. The stream of a site depends on the seed, the site's name and the number of
 * the micro-batch, so a resumed run draws the same numbers.
 */
export function randomFeeds(
  inputs: readonly RandomInput[],
  stream: RngStream,
  microBatch: number,
  batch: { readonly rows: number; readonly length: number },
): Record<string, HostTensor> {
  const feeds: Record<string, HostTensor> = {};
  for (const input of inputs) {
    const shape = input.shape(batch.rows, batch.length);
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const data = dropoutMask(stream.fork(input.site).fork(microBatch), input.rate, new Float32Array(size));
    feeds[randomInputName(input.site)] = { shape, dtype: 'float32', data };
  }
  return feeds;
}
