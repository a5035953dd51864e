import { KINDS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { kindFlag } from '../../dist/flags/kind-flag.js';

describe('kindFlag', () => {
  it('offers every kind of plugin there is', () => {
    expect(kindFlag.options).to.deep.equal([...KINDS]);
  });
});
