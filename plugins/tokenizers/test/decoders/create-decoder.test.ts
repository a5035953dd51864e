// What no comparison with the Rust library shows: where it fails, and what is certain when tokens come one by one.
import type { JsonObject } from '@codex-ml/plugin-api';
import { createDecoder } from '@codex-ml/tokenizers/dist/decoders/create-decoder.js';
import { expect } from 'chai';
import fc from 'fast-check';

const strip = (content: string, start: number, stop: number) => ({ type: 'Strip', content, start, stop });
const inOrder = (...decoders: JsonObject[]) => ({ type: 'Sequence', decoders });
const FUSE = { type: 'Fuse' };
const METASPACE = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

function stream(json: JsonObject | null, tokens: readonly string[]): string[] {
  const text = createDecoder(json).stream();
  return [...tokens.map((token) => text.push(token)), text.end()];
}

describe('decoding token by token', () => {
  it('gives a word as soon as it is certain', () => {
    expect(stream(METASPACE, ['▁Call', '▁me', '▁▁x'])).to.deep.equal(['Call', ' me', '  x', '']);
    expect(stream({ type: 'WordPiece', prefix: '##', cleanup: true }, ['un', '##able', '.'])).to.deep.equal([
      'un',
      'able',
      '.',
      '',
    ]);
    expect(stream(null, ['a', 'b'])).to.deep.equal(['a', ' b', '']);
    const llama = inOrder(
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      FUSE,
      strip(' ', 1, 0),
    );
    expect(stream(llama, ['▁', '▁a', '<0xF0>', '<0x9F>', '<0x98>', '<0x80>', 'b'])).to.deep.equal([
      '',
      ' a',
      '',
      '',
      '',
      '',
      '😀b',
      '',
    ]);
  });

  it('holds a character back until its last byte', () => {
    const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
    expect(stream(byteLevel, ['Ã', '©', 'Ġa', 'Ã'])).to.deep.equal(['', 'é', ' a', '', '\ufffd']);
  });

  it('strips both ends of a text whose end nobody knows', () => {
    const decoder = inOrder(FUSE, strip(' ', 2, 2));
    const tokens = fc.array(fc.constantFrom(' ', '  ', 'a', ' b', 'c  ', ''), { maxLength: 8 });
    fc.assert(
      fc.property(tokens, (parts) => {
        expect(stream(decoder, parts).join('')).to.equal(createDecoder(decoder).decode(parts));
      }),
    );
    expect(createDecoder(decoder).decode(['   a   '])).to.equal(' a ');
    expect(createDecoder(decoder).decode(['  '])).to.equal('');
  });

  it('decodes nothing to nothing', () => {
    for (const type of ['ByteFallback', 'ByteLevel', 'Fuse']) {
      const json = { type, add_prefix_space: false, trim_offsets: false, use_regex: true };
      expect(createDecoder(json).decode([])).to.equal('');
      expect(stream(json, []).join('')).to.equal('');
    }
    expect(createDecoder({ type: 'BPEDecoder', suffix: '</w>' }).decode([])).to.equal('');
    expect(stream({ type: 'BPEDecoder', suffix: '</w>' }, []).join('')).to.equal('');
  });
});
