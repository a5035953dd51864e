import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '@codex-ml/plugin-api';
import { measureData, previewSample, writeSplits } from '@codex-ml/runtime';
import { expect } from 'chai';
import { byteTokenizer } from '../tokenizer-tools/byte-tokenizer.js';

const tokenizer = byteTokenizer();
const encoding = { tokenizer, loss: 'auto' as const, end: 256 };

describe('measureData', () => {
  it('counts text, repetitions, and what carries loss', () => {
    const builder = measureData(encoding);
    builder.add({ id: 'a', text: 'Hello' });
    builder.add({ id: 'b', text: 'hello ' });
    builder.add({ id: 'c', text: 'Hello' });
    builder.add({ id: 'd', text: ' ' });
    builder.add({ id: 'e', text: 'ask: answer', learn: [[5, 11]] });
    const statistics = builder.finish();
    expect(statistics).to.deep.include({
      samples: 5,
      bytes: 28,
      empty: 1,
      duplicates: { exact: 1, normalized: 2 },
    });
    // The end token of each is learned too.
    expect(statistics.tokens).to.include({ total: 33, learned: 28 });
    expect(statistics.sampleBytes).to.include({ shortest: 1, median: 5, longest: 11, mean: 5.6 });
  });

  it('has no distributions and no tokens where there is nothing', () => {
    expect(measureData(null).finish()).to.include({ samples: 0, sampleBytes: null, tokens: null });
  });
});

describe('previewSample', () => {
  it('puts neighbouring tokens together that are alike in carrying loss', () => {
    const preview = previewSample({ id: 's', text: 'ask: yes', learn: [[5, 8]] }, encoding, 100);
    expect(preview).to.include({ tokens: 9, learned: 4 });
    expect(preview.runs.map(({ learned, tokens }) => [learned, tokens.join('')])).to.deep.equal([
      [false, 'ask: '],
      [true, 'yes'],
    ]);
  });

  it('shows a character of several tokens once, with the last of them', () => {
    const { runs } = previewSample({ id: 's', text: 'a😀b' }, { tokenizer, loss: 'auto' }, 100);
    expect(runs[0]!.tokens).to.deep.equal(['a', '', '', '', '😀', 'b']);
  });

  it('shows the text of long samples whole, and counts what it does not show', () => {
    const text = 'wörter '.repeat(50);
    const whole = previewSample({ id: 's', text }, { tokenizer, loss: 'auto' }, 10_000);
    expect(whole.runs[0]!.tokens.join('')).to.equal(text);
    const part = previewSample({ id: 's', text }, { tokenizer, loss: 'auto' }, 10);
    expect(part.tokens).to.equal(400);
    expect(part.runs[0]!.ids).to.have.length(10);
  });
});

describe('writeSplits', () => {
  it('leaves no file under its name when reading fails, and no manifest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codex-ml-splits-'));
    try {
      const failing = async function* (): AsyncGenerator<Sample> {
        yield { id: '1', text: 'one' };
        throw new RangeError('unreadable');
      };
      const writing = writeSplits({
        folder,
        shown: 'out',
        force: false,
        splits: ['train'],
        open: failing,
        about: {},
      });
      const error = await writing.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(RangeError);
      expect(readdirSync(folder).filter((name) => !name.endsWith('.part'))).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('writes conversations and masks as they are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codex-ml-splits-'));
    try {
      const sample: Sample = {
        id: '1',
        text: 'a\nb',
        messages: [{ role: 'user', content: 'a' }],
        learn: [[0, 1]],
      };
      const open = async function* () {
        yield sample;
      };
      await writeSplits({ folder, shown: 'out', force: false, splits: ['train'], open, about: {} });
      expect(JSON.parse(readFileSync(join(folder, 'train.jsonl'), 'utf8'))).to.deep.equal(sample);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
