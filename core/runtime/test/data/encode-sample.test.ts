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

  it('learns tokens that begin inside a learned part, and the end token', () => {
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
    // From its first letter on, the word's token begins before the part.
    expect(show({ text, learn: [[7, 16]] })).to.equal('ask me answer[ it] ask answer');
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
