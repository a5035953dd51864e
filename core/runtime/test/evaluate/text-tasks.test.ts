import type { Encoding, Sample, Tokenizer } from '@codex-ml/plugin-api';
import { collectTextTasks, type TextTaskOptions } from '@codex-ml/runtime';
import { expect } from 'chai';

/** One token a character. */
const tokenizer = {
  vocabularySize: 65536,
  specials: {},
  encode: (text: string) =>
    ({ ids: Int32Array.from(text, (character) => character.charCodeAt(0)) }) as unknown as Encoding,
  decode: (ids: Iterable<number>) => String.fromCharCode(...ids),
} as unknown as Tokenizer;

const OPTIONS: TextTaskOptions = {
  tokenizer,
  template: { source: '', origin: 'test' } as unknown as TextTaskOptions['template'],
  stream: false,
  promptTokens: 3,
  maxNewTokens: 2,
  limit: 10,
};

async function* give(...samples: Sample[]): AsyncGenerator<Sample> {
  yield* samples;
}

const shown = async (samples: AsyncIterable<Sample>, more: Partial<TextTaskOptions> = {}) =>
  (await collectTextTasks(samples, { ...OPTIONS, ...more })).map(({ sample, prompt, references, turn }) => [
    sample,
    tokenizer.decode(prompt),
    ...references,
    ...(turn ? ['turn'] : []),
  ]);

describe('collectTextTasks', () => {
  it('asks for what follows the beginning of each document, as many tokens as may be written', async () => {
    const samples = give(
      { id: 'a', text: 'abcdefghij' },
      { id: 'short', text: 'abcd' },
      { id: 'b', text: 'vwxyz' },
    );
    expect(await shown(samples)).to.deep.equal([
      ['a', 'abc', 'de'],
      ['b', 'vwx', 'yz'],
    ]);
  });

  it('goes through a stream window by window', async () => {
    const samples = give({ id: 'a', text: 'abcdefghijklm' }, { id: 'b', text: 'vwxyz' });
    expect(await shown(samples, { stream: true })).to.deep.equal([
      ['a', 'abc', 'de'],
      ['a', 'fgh', 'ij'],
      ['b', 'vwx', 'yz'],
    ]);
  });

  it('asks for the first part that is marked as learned and has something before it', async () => {
    const samples = give(
      { id: 'a', text: 'q: 2+2 a: 4', learn: [[10, 11]] },
      { id: 'all', text: 'abc', learn: [[0, 3]] },
      { id: 'none', text: 'abc', learn: [] },
    );
    expect(await shown(samples)).to.deep.equal([['a', 'q: 2+2 a: ', '4']]);
  });

  it('takes no more than the limit, and reads no further', async () => {
    let read = 0;
    async function* many(): AsyncGenerator<Sample> {
      for (;;) yield { id: `${++read}`, text: 'abcdef' };
    }
    expect(await shown(many(), { limit: 2 })).to.have.length(2);
    expect(read).to.equal(2);
    expect(await shown(many(), { limit: 0 })).to.deep.equal([]);
    expect(read).to.equal(2);
  });
});
