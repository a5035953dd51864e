import type { HostTensor, TensorSpec } from '@codex-ml/plugin-api';
import { checkFeeds } from '@codex-ml/tfjs';
import { expect } from 'chai';

function floats(shape: number[], values: number[]): HostTensor {
  return { shape, dtype: 'float32', data: Float32Array.from(values) };
}

function ints(shape: number[], values: number[]): HostTensor {
  return { shape, dtype: 'int32', data: Int32Array.from(values) };
}

const SPEC: Readonly<Record<string, TensorSpec>> = { ids: { shape: [null, 3], dtype: 'int32' } };

function titles(feeds: Record<string, HostTensor>, spec = SPEC): string[] {
  return checkFeeds('step', spec, feeds).map(({ title }) => title);
}

describe('checkFeeds', () => {
  it('accepts any size where the specification leaves it open', () => {
    expect(titles({ ids: ints([1, 3], [1, 2, 3]) })).to.deep.equal([]);
    expect(titles({ ids: ints([2, 3], [1, 2, 3, 4, 5, 6]) })).to.deep.equal([]);
    expect(titles({ ids: ints([0, 3], []) })).to.deep.equal([]);
  });

  it('accepts booleans as bytes', () => {
    const mask: HostTensor = { shape: [2], dtype: 'bool', data: Uint8Array.of(1, 0) };
    expect(titles({ mask }, { mask: { shape: [2], dtype: 'bool' } })).to.deep.equal([]);
  });

  it('names program, input, expected and received of a wrong shape, rank or type', () => {
    const expected = 'program `step`, input `ids`: expected int32 [*, 3], received ';
    expect(titles({ ids: ints([1, 4], [1, 2, 3, 4]) })).to.deep.equal([`${expected}int32 [1, 4]`]);
    expect(titles({ ids: ints([3], [1, 2, 3]) })).to.deep.equal([`${expected}int32 [3]`]);
    expect(titles({ ids: floats([1, 3], [1, 2, 3]) })).to.deep.equal([`${expected}float32 [1, 3]`]);
  });

  it('refuses data of another class or length than the shape and type say', () => {
    const expected = 'program `step`, input `ids`: expected Int32Array of 3, received ';
    const withData = (data: unknown) =>
      titles({ ids: { shape: [1, 3], dtype: 'int32', data: data as Int32Array } });
    expect(withData(Float32Array.of(1, 2, 3))).to.deep.equal([`${expected}Float32Array of 3`]);
    expect(withData(Int32Array.of(1, 2))).to.deep.equal([`${expected}Int32Array of 2`]);
    expect(withData([1, 2, 3])).to.deep.equal([`${expected}a plain array`]);
    expect(withData(undefined)).to.deep.equal([`${expected}undefined`]);
    expect(withData(null)).to.deep.equal([`${expected}null`]);
  });

  it('reports a missing input and an unknown one together, with the nearest name', () => {
    const [missing, unknown] = checkFeeds('step', SPEC, { idz: ints([1, 3], [1, 2, 3]) });
    expect(missing?.title).to.equal('program `step`, input `ids`: expected int32 [*, 3], received nothing');
    expect(unknown?.title).to.equal(
      'program `step`, input `idz`: expected no input of this name, received int32 [1, 3]',
    );
    expect(unknown?.hints).to.deep.equal(['did you mean `ids`?']);
  });

  it('offers no name when none is near, and is not fooled by names every object has', () => {
    const [, unknown] = checkFeeds('step', SPEC, { toString: ints([1, 3], [1, 2, 3]) });
    expect(unknown?.title).to.contain('input `toString`: expected no input of this name');
    expect(unknown?.hints).to.deep.equal([]);
  });
});
