// The tiny model, sound and with each of its flaws.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import { defineModel, defineOptions } from '@codex-ml/plugin-api';
import { conformance, createTestEngine } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';
import { createTinyModel, type ModelFlaws } from './tiny-model.js';

const options = defineOptions({});

const CAUSAL = 'never lets a later token change earlier logits, and lets an earlier one change later logits';
const SHAPES = 'gives finite logits [batch, length, vocabulary] for every size up to its context';
const LEARNS = 'has a finite gradient for every trainable parameter, and learns one batch by heart';
const DOCUMENTS = 'keeps documents apart that share a row, where it says so';
const PARAMETERS = 'names its parameters uniquely, decays no vector, and counts as declared';

export function modelMutation(): MutationTest {
  const engine = createTestEngine(tfjs, { device: 'wasm' });
  const checksFor =
    (flaws: ModelFlaws = {}, parameterCount = 17 * 6 + 8 * 6 + 6) =>
    () =>
      conformance.model({
        plugin: defineModel({
          id: 'tiny',
          apiVersion: '^1.0',
          options,
          create: ({ tf, rng, vocabularySize }) => createTinyModel(tf, rng, vocabularySize, flaws),
        }),
        engine: engine.get,
        parameterCount,
      });
  const mutant = (flaw: string, caughtBy: string, flaws: ModelFlaws) => ({
    flaw,
    caughtBy,
    checks: checksFor(flaws),
  });

  return {
    kind: 'models',
    sound: checksFor(),
    close: engine.close,
    mutants: [
      mutant('sees later tokens', CAUSAL, { seesLater: true }),
      mutant('forgets earlier tokens', CAUSAL, { forgetsEarlier: true }),
      mutant('mixes the rows of a batch', CAUSAL, { mixesRows: true }),
      mutant('joins batch and length in its logits', SHAPES, { flatLogits: true }),
      mutant(
        'gives all logits where some are asked for',
        'gives the logits at the places asked for, equal to those of the whole sequence',
        { ignoresLogitsAt: true },
      ),
      mutant('ignores its random inputs', 'uses its random inputs in training and only there', {
        ignoresRandom: true,
      }),
      mutant('scales in training', 'uses its random inputs in training and only there', {
        changesInTraining: true,
      }),
      mutant(
        'writes every token to the start of the cache',
        'gives the same logits with a cache as without',
        {
          ignoresPositions: true,
        },
      ),
      mutant(
        'gives all rows the position of the first',
        'gives each row of a ragged batch what it would get alone',
        {
          sharesPositions: true,
        },
      ),
      mutant('has caches of one size', 'makes caches of the size asked for, and disposes all of them', {
        fixedCapacity: true,
      }),
      mutant(
        'draws other weights each time',
        'draws the same weights from the same stream, and others from another',
        {
          ownRandomness: true,
        },
      ),
      mutant('lets one document see another', DOCUMENTS, { leaksDocuments: true }),
      mutant('hides other documents in part', DOCUMENTS, { dimsDocuments: true }),
      mutant('counts positions on from one document to the next', DOCUMENTS, { countsOnInDocuments: true }),
      mutant('lets padding see nothing', DOCUMENTS, { leavesPaddingBlind: true }),
      mutant('has a parameter that it does not use', LEARNS, { unusedParameter: true }),
      mutant('hardly learns', LEARNS, { constantLogits: true }),
      mutant('keeps tensors', 'leaves no tensor behind', { keepsTensors: true }),
      mutant('decays a vector', PARAMETERS, { decaysVectors: true }),
      { flaw: 'has fewer parameters than declared', caughtBy: PARAMETERS, checks: checksFor({}, 1000) },
    ],
  };
}
