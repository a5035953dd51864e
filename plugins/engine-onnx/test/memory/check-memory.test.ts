import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { checkMemory } from '@codex-ml/engine-onnx/dist/memory/check-memory.js';
import { SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import type { Place } from '@codex-ml/engine-onnx/dist/stages/place-values.js';
import { StoredArray } from '@codex-ml/engine-onnx/dist/state/stored-array.js';
import type { CodexError, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';

const graph = new Graph();
const values = ['a', 'b', 'c'].map((name) => graph.input(name, { dtype: 'float32', shape: [250] }));
/** Never looked into. */
const variable = {} as Variable;

describe('checkMemory', () => {
  const checkIn = (bytes: number, places: readonly Place[], stored?: StoredArray): CodexError | undefined => {
    const memory = new SharedMemory({ pages: 16, bytes });
    memory.allocate(6400);
    const placement = {
      places: new Map(places.map((place, i) => [values[i]!, place])),
      ...{ arenaBytes: 5000, arenaPiece: 2 ** 20, swapped: [], copied: new Map<never, never>() },
    };
    try {
      checkMemory('train', placement, memory, () => stored!);
      return undefined;
    } catch (error) {
      return error as CodexError;
    }
  };

  it('counts the arena, and arrays with blocks of their own', () => {
    const places = [{ at: 'arena', offset: 0 }, { at: 'own' }, { at: 'own' }] as const;
    expect(checkIn(6400 + 7000, places)).to.equal(undefined);
    const { code, message } = checkIn(6400 + 6999, places)!;
    expect(code).to.equal('CML5124');
    expect(message).to.match(
      /`train` needs 0.00000652 GiB .* of the 0.0000125 GiB .* 0.00000596 GiB are taken/,
    );
  });

  it('counts the second buffer of a variable as long as it is not there', () => {
    const stored = new StoredArray([250], 'float32', new Float32Array(250));
    const places = [
      { at: 'current', variable },
      { at: 'spare', variable },
    ] as const;
    expect(checkIn(6400 + 5999, places, stored)!.code).to.equal('CML5124');
    expect(checkIn(6400 + 6000, places, stored)).to.equal(undefined);
    expect(stored.spare.length).to.equal(250);
    expect(checkIn(6400 + 5000, places, stored)).to.equal(undefined);
    expect(checkIn(6400 + 4999, places, stored)!.code).to.equal('CML5124');
    stored.release();
  });
});
