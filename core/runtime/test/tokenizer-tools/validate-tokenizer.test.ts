import type { Tokenizer } from '@codex-ml/plugin-api';
import { PROBES, validateTokenizer } from '@codex-ml/runtime';
import { expect } from 'chai';
import { byteTokenizer } from './byte-tokenizer.js';

const validate = (tokenizer: Tokenizer, reload = async () => tokenizer, texts: readonly string[] = []) =>
  validateTokenizer({ tokenizer, reload, texts });

/** Messages of the findings of a level. */
async function messagesOf(tokenizer: Tokenizer, level = 'error', reload?: () => Promise<Tokenizer>) {
  const { findings } = await validate(tokenizer, reload);
  return findings.filter((finding) => finding.level === level).map(({ message }) => message);
}

describe('validateTokenizer', () => {
  it('has nothing to say of a sound tokenizer', async () => {
    const { findings, lossy, own } = await validate(byteTokenizer(), undefined, ['a', 'é']);
    expect(findings).to.deep.equal([]);
    expect(lossy).to.deep.equal([]);
    expect(own).to.deep.equal({ texts: 2, lossy: 0, unknown: 0 });
  });

  it('names the texts that do not survive encoding and decoding', async () => {
    const upper = byteTokenizer({
      decode: (ids) =>
        Buffer.from([...ids])
          .toString('utf8')
          .toLowerCase(),
    });
    const { lossy, findings } = await validate(upper);
    expect(lossy).to.include('English prose').and.not.include('Chinese');
    expect(findings.filter(({ level }) => level === 'error')).to.deep.equal([]);
    const refusing = byteTokenizer({
      encode: (text) => {
        if (/[^\x20-\x7e]/.test(text)) throw new RangeError('refused');
        return byteTokenizer().encode(text);
      },
    });
    expect((await validate(refusing)).lossy).to.include(Object.keys(PROBES)[1]);
  });

  it('finds special tokens that text is encoded to although nobody asked', async () => {
    const eager = byteTokenizer({ encode: (text) => byteTokenizer().encode(text, { parseSpecials: true }) });
    expect((await messagesOf(eager)).join())
      .to.include('`<end>`')
      .and.include('nobody asked');
  });

  it('finds special tokens that are outside the vocabulary, or not parsed on request', async () => {
    expect((await messagesOf(byteTokenizer({ specials: { eos: 999 } }))).join()).to.include('999');
    const deaf = byteTokenizer({ encode: (text) => byteTokenizer().encode(text) });
    expect((await messagesOf(deaf)).join()).to.include('does not find');
  });

  it('finds that a saved tokenizer encodes otherwise', async () => {
    const other = byteTokenizer({
      encode: (text) => ({
        ids: byteTokenizer().encode(text).ids.reverse(),
        attentionMask: new Uint8Array(0),
      }),
    });
    expect((await messagesOf(byteTokenizer(), 'error', async () => other)).join()).to.include(
      'saved and loaded',
    );
  });

  it('finds that decoding one by one differs from decoding at once', async () => {
    const early = byteTokenizer({
      decodeStream: () => ({ push: (id) => Buffer.from([id]).toString('utf8'), end: () => '' }),
    });
    expect((await messagesOf(early)).join()).to.include('one by one');
  });

  it('warns of a missing end token, of ids without a token and of tokens with two ids', async () => {
    const none = byteTokenizer({ specials: {} });
    expect((await messagesOf(none, 'warning')).join()).to.include('no end token');
    const holes = byteTokenizer({
      idToToken: (id) => (id === 7 ? undefined : byteTokenizer().idToToken(id)),
    });
    expect((await messagesOf(holes, 'note')).join())
      .to.include('1 of 257 ids')
      .and.include('the first is 7');
    const twins = byteTokenizer({ idToToken: (id) => byteTokenizer().idToToken(id === 9 ? 8 : id) });
    expect((await messagesOf(twins, 'warning')).join()).to.include('the first is 9');
  });
});
