import cleanText from '@codex-ml/extensions/dist/clean-text.js';
import { withContext } from '@codex-ml/testkit';
import { expect } from 'chai';

/** What becomes of a text; null where the sample is dropped. */
function cleaned(text: string, options: Record<string, unknown> = {}): Promise<string | null> {
  return withContext({}, async (ctx) => {
    await cleanText.setup({ options: cleanText.options.parse(options), ctx });
    const sample = await ctx.hooks.fire('data.sample', { id: 'line:1', split: 'train', text });
    return (sample as { readonly text: string } | null)?.text ?? null;
  });
}

describe('clean-text', () => {
  it('writes a character one way, whatever way it came', async () => {
    expect(await cleaned('cafe\u0301')).to.equal('caf\u00e9');
    expect(await cleaned('\ufb01ne')).to.equal('\ufb01ne');
    expect(await cleaned('\ufb01ne', { unicode: 'NFKC' })).to.equal('fine');
    expect(await cleaned('cafe\u0301', { unicode: 'none' })).to.equal('cafe\u0301');
  });

  it('knows the line ends of every system', async () => {
    expect(await cleaned('a\r\nb\rc\nd')).to.equal('a\nb\nc\nd');
    expect(await cleaned('a\r\nb', { lineEnds: false })).to.equal('a\r\nb');
  });

  it('removes control characters, and keeps tabs and the next-line character', async () => {
    expect(await cleaned('a\u0000b\tc\u001b[0m\u0085d\u009f')).to.equal('ab\tc[0m\u0085d');
    expect(await cleaned('a\u0000b', { controls: false })).to.equal('a\u0000b');
  });

  it('drops samples that are short once they are clean', async () => {
    expect(await cleaned('\u0000\u0000ab', { minimum: 3 })).to.equal(null);
    expect(await cleaned('abc', { minimum: 3 })).to.equal('abc');
    expect(await cleaned('')).to.equal('');
  });
});
