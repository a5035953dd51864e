import { API_VERSION, CONFIG_KEYS, isKind, isListKind, KIND_API_VERSIONS, KINDS } from '@codex-ml/plugin-api';
import { expect } from 'chai';

describe('plugin kinds', () => {
  it('are recognised by name', () => {
    expect(KINDS.every((kind) => isKind(kind))).to.equal(true);
    expect(isKind('teapot')).to.equal(false);
    expect(isKind('toString')).to.equal(false);
  });

  it('are chosen one at a time or as a list', () => {
    expect(KINDS.filter(isListKind)).to.deep.equal(['metric', 'tracker', 'safety', 'extension']);
  });

  it('have a config key of their own each', () => {
    const keys = KINDS.map((kind) => CONFIG_KEYS[kind]);
    expect(new Set(keys).size).to.equal(KINDS.length);
  });

  it('have an API version each, of the same major as the contract', () => {
    for (const kind of KINDS) {
      expect(KIND_API_VERSIONS[kind].split('.')[0], kind).to.equal(API_VERSION.split('.')[0]);
    }
  });
});
