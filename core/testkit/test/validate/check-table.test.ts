// The table of checks: complete, and in step with the catalogue of errors.
import { CATALOGUE } from '@codex-ml/plugin-api';
import { CHECKS, type CheckId, checksIn, GROUPS, groupOf } from '@codex-ml/testkit/validate';
import { expect } from 'chai';

const ids = Object.keys(CHECKS) as CheckId[];

describe('the checks of plugins validate', () => {
  it('belong to a group each, and every group has some', () => {
    expect(new Set(ids.map(groupOf))).to.deep.equal(new Set(GROUPS));
    expect([...checksIn(GROUPS, 'package'), ...checksIn(GROUPS, 'capability')]).to.have.members(ids);
  });

  it('claim something with a verb, without a full stop', () => {
    const wrong = ids.filter((id) => !/^[a-z]+ .*[^.]$/.test(CHECKS[id].claim));
    expect(wrong).to.deep.equal([]);
  });

  it('fail with codes of the catalogue, and every code of validation belongs to a check', () => {
    const codes = new Set<string>(ids.flatMap((id) => CHECKS[id].codes));
    expect([...codes].filter((code) => !Object.hasOwn(CATALOGUE, code))).to.deep.equal([]);
    const own = Object.keys(CATALOGUE).filter((code) => /^CML35[0-6]/.test(code));
    // CML3569 is about the validator, not about a plugin.
    expect(own.filter((code) => !codes.has(code))).to.deep.equal(['CML3569']);
  });
});
