import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { during } from '@codex-ml/runtime/errors';
import { expect } from 'chai';

describe('during', () => {
  const fail = (plugin?: string) => () => {
    throw codexError('CML9002', { message: 'x' }, { plugin });
  };

  function thrown(work: () => unknown): CodexError {
    try {
      work();
    } catch (error) {
      return error as CodexError;
    }
    throw new RangeError('nothing was thrown');
  }

  it('says where an error of a plugin came about, the outer place first', () => {
    const error = thrown(() => during('step 3', () => during(() => 'row 7', fail('acme/a'))));
    expect(error).to.include({ plugin: 'acme/a', during: 'step 3, row 7' });
  });

  it('waits for what takes time', async () => {
    const error = await during('step 3', async () => fail('acme/a')()).catch((one: unknown) => one);
    expect(error).to.include({ during: 'step 3' });
    expect(await during('step 3', async () => 5)).to.equal(5);
  });

  it('leaves errors of the host and foreign ones as they are', () => {
    expect(thrown(() => during('step 3', fail())).during).to.equal(undefined);
    const foreign = new RangeError('no luck');
    const throwIt = () => {
      throw foreign;
    };
    expect(thrown(() => during('step 3', throwIt))).to.equal(foreign);
  });
});
