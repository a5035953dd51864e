import type { SafetyVerdict } from '@codex-ml/plugin-api';
import type { NamedCheck } from '@codex-ml/runtime';
import { createSamplePipeline, emptyTally, splitSamples, trainingCorpus } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { collect, fakeDataset, rejection } from './fake-dataset.js';

const none = () => expect.fail('no check should fail here');

/** Redacts `secret`, denies texts with `evil`, fails on `crash`. */
const words: NamedCheck['check'] = {
  inspect(text): SafetyVerdict {
    if (text.includes('crash')) throw new RangeError('boom');
    const finding = (rule: string) => ({ rule, start: 0, end: 1, severity: 'high' as const });
    if (text.includes('evil')) return { action: 'deny', text, findings: [finding('words/evil')] };
    const count = text.split('secret').length - 1;
    if (count === 0) return { action: 'allow', text, findings: [] };
    return {
      action: 'redact',
      text: text.replaceAll('secret', '***'),
      findings: new Array(count).fill(finding('words/secret')),
    };
  },
};

const check: NamedCheck = { id: 'test/words', check: words };

async function run(texts: string[], options: Partial<Parameters<typeof createSamplePipeline>[0]> = {}) {
  const tally = emptyTally();
  const pipeline = createSamplePipeline({ checks: [check], onCheckError: none, ...options });
  const samples = await collect(pipeline(fakeDataset('documents', texts).open('train'), 'train', tally));
  return { texts: samples.map((sample) => sample.text), tally };
}

describe('createSamplePipeline', () => {
  it('redacts and drops as the checks say, and counts by rule', async () => {
    const { texts, tally } = await run(['fine', 'a secret secret', 'pure evil', 'more evil']);
    expect(texts).to.deep.equal(['fine', 'a *** ***']);
    expect(tally).to.deep.equal({
      seen: 4,
      kept: 2,
      droppedByHook: 0,
      dropped: { 'words/evil': 2 },
      redacted: { 'words/secret': 2 },
    });
  });

  it('counts a denial without findings under the id of the check', async () => {
    const strict: NamedCheck = {
      id: 'test/strict',
      check: { inspect: (text) => ({ action: 'deny', text, findings: [] }) },
    };
    const { tally } = await run(['x'], { checks: [strict] });
    expect(tally.dropped).to.deep.equal({ 'test/strict': 1 });
  });

  it('treats a check that raises as a denial and reports it', async () => {
    const failures: string[] = [];
    const { texts, tally } = await run(['crash', 'fine'], {
      onCheckError: (id, sample, error) => failures.push(`${id} ${sample} ${(error as Error).message}`),
    });
    expect(texts).to.deep.equal(['fine']);
    expect(failures).to.deep.equal(['test/words sample:0 boom']);
    expect(tally.dropped).to.deep.equal({ 'test/words: check failed': 1 });
  });

  it('lets the hook see checked text, change it, and drop samples', async () => {
    const seen: string[] = [];
    const { texts, tally } = await run(['a secret', 'drop me', 'keep'], {
      transform: (sample) => {
        seen.push(`${sample.split}: ${sample.text}`);
        return sample.text.startsWith('drop') ? null : { ...sample, text: sample.text.toUpperCase() };
      },
    });
    expect(seen).to.deep.equal(['train: a ***', 'train: drop me', 'train: keep']);
    expect(texts).to.deep.equal(['A ***', 'KEEP']);
    expect(tally).to.include({ seen: 3, kept: 2, droppedByHook: 1 });
  });

  it('passes an error of the hook on: a transform that fails is fatal', async () => {
    const failure = new RangeError('tap failed');
    const work = run(['x'], {
      transform: () => {
        throw failure;
      },
    });
    expect(await rejection(work)).to.equal(failure);
  });

  it('runs the checks one after the other, each on the text the one before left', async () => {
    const inputs: string[] = [];
    const second: NamedCheck = {
      id: 'test/second',
      check: {
        inspect: async (text) => {
          inputs.push(text);
          return { action: 'allow', text, findings: [] };
        },
      },
    };
    await run(['a secret'], { checks: [check, second] });
    expect(inputs).to.deep.equal(['a ***']);
  });
});

describe('trainingCorpus', () => {
  it('holds the training split only, after checks, and can be iterated again', async () => {
    const dataset = fakeDataset('stream', ['my secret!', 'held out..']);
    const source = splitSamples(dataset, {
      split: { validation: 0.5, test: 0, by: 'auto' },
      explicit: true,
      seed: 1,
    });
    const corpus = trainingCorpus(source, createSamplePipeline({ checks: [check], onCheckError: none }));
    expect(await collect(corpus)).to.deep.equal(['my ***!']);
    expect(await collect(corpus)).to.deep.equal(['my ***!']);
  });
});
