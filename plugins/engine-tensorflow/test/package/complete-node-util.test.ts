import util from 'node:util';
import { completeNodeUtil } from '@codex-ml/engine-tensorflow/dist/package/complete-node-util.js';
import { expect } from 'chai';

describe('completeNodeUtil', () => {
  it('adds what newer versions of Node have removed, with its old meaning', () => {
    const target: Record<string, unknown> = {};
    completeNodeUtil(target);
    const { isNullOrUndefined, isArray } = target as Record<string, (value: unknown) => boolean>;
    expect([null, undefined, 0, '', false, []].map((value) => isNullOrUndefined!(value))).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect([isArray!([]), isArray!({ length: 0 })]).to.deep.equal([true, false]);
  });

  it('leaves what is there', () => {
    const isNullOrUndefined = () => true;
    const target: Record<string, unknown> = { isNullOrUndefined };
    completeNodeUtil(target);
    expect(target['isNullOrUndefined']).to.equal(isNullOrUndefined);
  });

  it('completes the module that packages require', () => {
    completeNodeUtil();
    expect(util).to.have.property('isNullOrUndefined');
  });
});
