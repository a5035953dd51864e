import type { SafetyVerdict, Sample } from '@codex-ml/plugin-api';
import type { NamedCheck } from '@codex-ml/runtime';
import {
  createSamplePipeline,
  emptyTally,
  type SamplePipelineOptions,
  type SplitSample,
  splitSamples,
  trainingCorpus,
} from '@codex-ml/runtime/data';
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

describe('createSamplePipeline with conversations', () => {
  const message = (role: string, content: string) => ({ role, content });
  const pass = async (samples: readonly Sample[], options: Partial<SamplePipelineOptions> = {}) => {
    const tally = emptyTally();
    const pipeline = createSamplePipeline({ checks: [check], onCheckError: none, ...options });
    async function* given() {
      yield* samples;
    }
    return { samples: await collect(pipeline(given(), 'train', tally)), tally };
  };

  it('redacts message by message and keeps the conversation as it is otherwise', async () => {
    const sample: Sample = {
      id: 'chat:1',
      text: 'my secret\nsecret secret',
      messages: [
        { ...message('user', 'my secret'), learn: true },
        {
          ...message('assistant', 'secret secret'),
          toolCalls: [{ function: { arguments: '{"key":"secret"}', n: 1 } }],
        },
      ],
      tools: [{ name: 'open', hint: 'needs a secret' }],
    };
    const { samples, tally } = await pass([sample]);
    expect(samples).to.deep.equal([
      {
        id: 'chat:1',
        text: 'my ***\n*** ***',
        messages: [
          { ...message('user', 'my ***'), learn: true },
          {
            ...message('assistant', '*** ***'),
            toolCalls: [{ function: { arguments: '{"key":"***"}', n: 1 } }],
          },
        ],
        tools: [{ name: 'open', hint: 'needs a ***' }],
      },
    ]);
    expect(tally.redacted).to.deep.equal({ 'words/secret': 5 });
  });

  it('drops the conversation where one message, call or tool is denied', async () => {
    const evil = 'pure evil';
    const { samples, tally } = await pass([
      { id: '1', text: '', messages: [message('user', 'fine'), message('assistant', evil)] },
      { id: '2', text: '', messages: [{ ...message('assistant', ''), toolCalls: [{ a: [evil] }] }] },
      { id: '3', text: '', messages: [message('user', 'x')], tools: [{ b: evil }] },
      { id: '4', text: 'ok', messages: [message('user', 'ok')] },
    ]);
    expect(samples.map(({ id }) => id)).to.deep.equal(['4']);
    expect(tally).to.deep.include({ seen: 4, kept: 1, dropped: { 'words/evil': 3 } });
  });

  it('shows the hook what the checks left, and follows the messages that it returns', async () => {
    const messages = [message('user', 'a secret'), message('assistant', 'b')];
    const { samples } = await pass([{ id: '1', text: 'a secret\nb', messages }], {
      transform: (sample) => ({
        ...sample,
        messages: sample.messages!.map((turn) => ({ ...turn, content: turn.content.toUpperCase() })),
      }),
    });
    expect(samples).to.deep.equal([
      { id: '1', text: 'A ***\nB', messages: [message('user', 'A ***'), message('assistant', 'B')] },
    ]);
  });

  it('refuses a hook that changes the text of a conversation only: the change would be lost', async () => {
    const work = pass([{ id: '1', text: 'a', messages: [message('user', 'a')] }], {
      transform: (sample) => ({ ...sample, text: 'b' }),
    });
    expect(await rejection(work)).to.include({
      code: 'CML4359',
      title: 'a hook changed the text of sample `1` but not its messages',
    });
  });

  it('lets a hook make a text of a conversation', async () => {
    const { samples } = await pass([{ id: '1', text: 'a', messages: [message('user', 'a')] }], {
      transform: (sample) => ({ ...sample, text: 'user: a', messages: undefined }),
    });
    expect(samples).to.deep.equal([{ id: '1', text: 'user: a' }]);
  });

  it('refuses messages that are none, from datasets and hooks alike', async () => {
    const broken = [{ role: 'user' }] as unknown as NonNullable<Sample['messages']>;
    expect(await rejection(pass([{ id: '7', text: '', messages: broken }]))).to.include({
      code: 'CML4360',
      title: 'the conversation of sample `7` is not one: message 0 has undefined for `content`',
    });
    const work = pass([{ id: '7', text: 'a', messages: [message('user', 'a')] }], {
      transform: (sample) => ({ ...sample, messages: [] }),
    });
    expect(await rejection(work)).to.include({ code: 'CML4360' });
  });
});

describe('createSamplePipeline with learned parts', () => {
  const learned = ({ text, learn }: Sample) => learn!.map(([start, end]) => text.slice(start, end));
  const pass = async (sample: Sample, options: Partial<SamplePipelineOptions> = {}) => {
    const tally = emptyTally();
    const pipeline = createSamplePipeline({ checks: [check], onCheckError: none, ...options });
    async function* given() {
      yield sample;
    }
    const samples = await collect(pipeline(given(), 'train', tally));
    return { sample: samples[0], tally };
  };

  it('moves them with what redactions before and inside them change', async () => {
    const text = 'Q: a secret? A: the secret is out. Q: more A: no secret';
    const parts = ['the secret is out', 'no secret'].map((part): [number, number] => [
      text.indexOf(part),
      text.indexOf(part) + part.length,
    ]);
    const { sample, tally } = await pass({ id: '1', text, learn: parts });
    expect(sample!.text).to.equal('Q: a ***? A: the *** is out. Q: more A: no ***');
    expect(learned(sample!)).to.deep.equal(['the *** is out', 'no ***']);
    expect(tally.redacted).to.deep.equal({ 'words/secret': 3 });
  });

  it('leaves them alone where nothing is redacted', async () => {
    const { sample } = await pass({ id: '1', text: 'question answer', learn: [[9, 15]] });
    expect(learned(sample!)).to.deep.equal(['answer']);
  });

  it('leaves out a sample where a redaction lies across the end of one, and says so', async () => {
    const { sample, tally } = await pass({ id: '1', text: 'question sec' + 'ret answer', learn: [[12, 22]] });
    expect(sample).to.equal(undefined);
    expect(tally.dropped).to.deep.equal({ 'redaction across the end of a learned part': 1 });
    expect(tally.kept).to.equal(0);
  });

  it('refuses a hook that changes the text and not them', async () => {
    const given: Sample = { id: '1', text: 'question answer', learn: [[9, 15]] };
    const shout = (sample: SplitSample) => ({ ...sample, text: `${sample.text}!` });
    expect(await rejection(pass(given, { transform: shout }))).to.include({ code: 'CML4359' });
    const { sample } = await pass(given, {
      transform: (sample) => ({ ...shout(sample), learn: [[9, 16]] }),
    });
    expect(learned(sample!)).to.deep.equal(['answer!']);
    const { sample: whole } = await pass(given, {
      transform: (sample) => ({ ...shout(sample), learn: undefined }),
    });
    expect(whole).to.deep.equal({ id: '1', text: 'question answer!' });
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
