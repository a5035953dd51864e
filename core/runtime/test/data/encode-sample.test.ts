import type { Sample } from '@codex-ml/plugin-api';
import { BUILTIN_TEMPLATES } from '@codex-ml/runtime';
import { encodeSample } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { wordTokenizer } from '../chat/word-tokenizer.js';

const tokenizer = wordTokenizer(['<end>'], { eos: '<end>' });
const end = tokenizer.specials.eos;

function show(sample: Partial<Sample>, options: Partial<Parameters<typeof encodeSample>[1]> = {}): string {
  const { ids, learn } = encodeSample(
    { id: 's', text: '', ...sample },
    { tokenizer, loss: 'auto', ...options },
  );
  const pieces = tokenizer.pieces(ids);
  if (learn !== undefined) expect(learn).to.have.length(ids.length);
  return pieces.map((piece, i) => (learn?.[i] === 0 ? piece : `[${piece}]`)).join('');
}

describe('encodeSample', () => {
  it('learns all of a text, and the end token behind documents', () => {
    expect(show({ text: 'a b' })).to.equal('[a][ b]');
    expect(show({ text: 'a b' }, { end })).to.equal('[a][ b][<end>]');
    expect(encodeSample({ id: 's', text: 'a' }, { tokenizer, loss: 'auto', end })).not.to.have.property(
      'learn',
    );
  });

  it('does not take words of a text for special tokens', () => {
    expect([...encodeSample({ id: 's', text: '<end>' }, { tokenizer, loss: 'auto' }).ids]).not.to.include(
      end,
    );
  });

  it('learns tokens that share a character with a learned part, and the end token behind a part that reaches it', () => {
    const text = 'ask me answer it ask answer';
    expect(
      show(
        {
          text,
          learn: [
            [6, 16],
            [20, 27],
          ],
        },
        { end },
      ),
    ).to.equal('ask me[ answer][ it] ask[ answer][<end>]');
    // The token of a word begins with the space before it, where a prompt ends.
    expect(show({ text, learn: [[7, 13]] }, { end })).to.equal('ask me[ answer] it ask answer<end>');
    expect(show({ text, learn: [[8, 14]] })).to.equal('ask me[ answer][ it] ask answer');
    expect(show({ text, learn: [] })).to.equal(text);
    expect(
      show({
        text,
        learn: [
          [3, 3],
          [3, 6],
        ],
      }),
    ).to.equal('ask[ me] answer it ask answer');
  });

  it('learns the end token only where the last part reaches the end of the text', () => {
    expect(show({ text: 'a b', learn: [[0, 1]] }, { end })).to.equal('[a] b<end>');
    expect(show({ text: 'a b', learn: [] }, { end })).to.equal('a b<end>');
    expect(show({ text: 'a b', learn: [[3, 3]] }, { end })).to.equal('a b[<end>]');
    expect(show({ text: '', learn: [] }, { end })).to.equal('<end>');
    expect(show({ text: 'a b', learn: [[1, 3]] })).to.equal('a[ b]');
  });

  it('hands randomness to the tokenizer, for texts and for conversations', () => {
    const random = () => 0.5;
    const given: unknown[] = [];
    const watched: typeof tokenizer = {
      ...tokenizer,
      encode: (text, encodeOptions) => {
        given.push(encodeOptions?.random);
        return tokenizer.encode(text, encodeOptions);
      },
    };
    const messages = [
      { role: 'user', content: 'a <end>' },
      { role: 'assistant', content: 'b' },
    ];
    const template = BUILTIN_TEMPLATES.get('plain');
    for (const sample of [{ text: 'a' }, { text: 'a', learn: [[0, 1]] as const }, { text: '', messages }]) {
      show(sample, { tokenizer: watched, template, random });
    }
    expect(given.length).to.be.above(3);
    expect(new Set(given)).to.deep.equal(new Set([random]));
    given.length = 0;
    show({ text: 'a' }, { tokenizer: watched });
    expect(given).to.deep.equal([undefined]);
  });

  it('counts parts in UTF-16 units', () => {
    expect(show({ text: '😀😀ab', learn: [[2, 4]] })).to.equal('😀[😀]ab');
  });

  it('learns everything where that is asked for', () => {
    expect(show({ text: 'a b', learn: [[0, 1]] }, { loss: 'all', end })).to.equal('[a][ b][<end>]');
  });

  it('refuses parts that are not in order or not in the text', () => {
    for (const learn of [
      [[0, 9]],
      [[2, 1]],
      [
        [0, 2],
        [1, 3],
      ],
      [[-1, 2]],
      [[0.5, 2]],
    ] as [number, number][][]) {
      expect(() => show({ text: 'a b c', learn }))
        .to.throw('sample `s`')
        .with.property('code', 'CML4358');
    }
  });

  it('renders conversations with the template, ChatML by default, and leaves their end to it', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    expect(show({ text: 'a\nb', messages }, { template: BUILTIN_TEMPLATES.get('plain'), end })).to.equal(
      'user: a\nassistant:[ b][<end>]\n',
    );
    expect(show({ messages })).to.match(/^<\|im_start\|>user\na<\|im_end\|>\n.*assistant\n\[b\]/s);
  });

  it('refuses a conversation that is none', () => {
    for (const messages of [[], [{ role: 'user' }], [null]] as unknown as NonNullable<Sample['messages']>[]) {
      expect(() => show({ messages }))
        .to.throw('sample `s` is not one')
        .with.property('code', 'CML4360');
    }
  });
});
