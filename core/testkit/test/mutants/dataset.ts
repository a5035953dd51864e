// A sound dataset, the lines of two files, and wrong ones.
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  codexError,
  type Dataset,
  defineDataset,
  defineOptions,
  type PluginContext,
  type Sample,
  type SplitName,
  z,
} from '@codex-ml/plugin-api';
import { conformance, type DatasetSubject } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({ path: z.string().default('a.txt').describe('file of the training split') });

/** Every other sample is a conversation; the rest say what is learned of them. */
function sampleOf(id: string, text: string): Sample {
  const half = Math.ceil(text.length / 2);
  if (id.endsWith('2')) {
    const messages = [
      { role: 'user', content: text },
      { role: 'assistant', content: half.toString(), learn: true },
    ];
    return { id, text: `${text}\n${half}`, messages, tools: [{ type: 'function' }] };
  }
  return {
    id,
    text,
    learn: [
      [0, half],
      [half, text.length],
    ],
  };
}

function soundDataset(fileOf: (split: SplitName) => string): Dataset {
  const source = (split: SplitName) => (split === 'train' ? 'a.txt' : 'b.txt');
  async function* read(split: SplitName): AsyncGenerator<Sample> {
    const file = await open(fileOf(split));
    try {
      let line = 0;
      for await (const text of file.readLines({ autoClose: false }))
        yield sampleOf(`${source(split)}:${++line}`, text);
    } finally {
      await file.close();
    }
  }
  return {
    shape: 'documents',
    splits: ['train', 'validation'],
    open(split) {
      if (split === 'test') throw codexError('CML4304', { split });
      return read(split);
    },
    async describe(split) {
      const hash = createHash('sha256');
      let [samples, bytes] = [0, 0];
      for await (const { text } of this.open(split)) {
        samples++;
        bytes += Buffer.byteLength(text);
        hash.update(`${text.length}:${text}`);
      }
      return { source: source(split), samples, bytes, sha256: hash.digest('hex') };
    },
    async files(split) {
      if (split === 'test') throw codexError('CML4304', { split });
      return [fileOf(split)];
    },
  };
}

export function datasetMutation(): MutationTest {
  const base = mkdtempSync(join(tmpdir(), 'codex-ml-mutants-'));
  writeFileSync(join(base, 'a.txt'), 'one\ntwo\nthree\nfour\nfive\nsix\n');
  writeFileSync(join(base, 'altered.txt'), 'one\ntwo\nthree\nfour\nfive\n6ix\n');
  writeFileSync(join(base, 'b.txt'), 'été\nhiver\n');

  const checksFor =
    (
      flaw: (sound: Dataset, ctx: PluginContext) => Partial<Dataset> = () => ({}),
      changes: Partial<DatasetSubject> = {},
    ) =>
    () =>
      conformance.dataset({
        plugin: defineDataset({
          id: 'pair',
          apiVersion: '^1.0',
          options,
          create: ({ options: { path }, ctx }) => {
            const sound = soundDataset((split) => ctx.resolvePath(split === 'train' ? path : 'b.txt'));
            return { ...sound, ...flaw(sound, ctx) };
          },
        }),
        base,
        altered: { path: 'altered.txt' },
        ...changes,
      });
  /** Change each sample. */
  const changed = (change: (sample: Sample, index: number, split: SplitName) => Sample) =>
    checksFor((sound) => ({
      async *open(split) {
        let index = 0;
        for await (const sample of sound.open(split)) yield change(sample, index++, split);
      },
    }));
  let opened = 0;
  const leaked: number[] = [];

  return {
    kind: 'datasets',
    sound: checksFor(),
    close: async () => {
      for (const descriptor of leaked) closeSync(descriptor);
      rmSync(base, { recursive: true });
    },
    mutants: [
      {
        flaw: 'opens a split that it does not have',
        caughtBy: 'names its splits, and refuses one it does not have',
        checks: checksFor((sound) => ({ open: (split) => sound.open(split === 'test' ? 'train' : split) })),
      },
      {
        flaw: 'gives another order each time',
        caughtBy: 'yields the same samples in the same order each time it is opened',
        checks: checksFor((sound) => ({
          async *open(split) {
            const samples: Sample[] = [];
            for await (const sample of sound.open(split)) samples.push(sample);
            yield* ++opened % 2 === 0 ? samples : samples.reverse();
          },
        })),
      },
      {
        flaw: 'shuffles with the random stream of the run',
        caughtBy: 'takes its samples and their order from its options and the seed alone',
        checks: checksFor((sound, ctx) => ({
          async *open(split) {
            const samples: Sample[] = [];
            for await (const sample of sound.open(split)) samples.push(sample);
            const stream = ctx.rng.fork('order');
            yield* samples
              .map((sample) => ({ sample, at: stream.uniform() }))
              .sort((a, b) => a.at - b.at)
              .map(({ sample }) => sample);
          },
        })),
      },
      {
        flaw: 'makes the same samples up for every seed',
        caughtBy: 'takes its samples and their order from its options and the seed alone',
        checks: checksFor(() => ({}), { seeded: true }),
      },
      {
        flaw: 'goes on where an iteration stopped',
        caughtBy: 'can be resumed at any cursor: what was read before changes nothing',
        checks: checksFor((sound) => {
          const places = new Map<SplitName, number>();
          return {
            async *open(split) {
              const from = places.get(split) ?? 0;
              let index = 0;
              for await (const sample of sound.open(split)) {
                if (index++ < from) continue;
                places.set(split, index);
                yield sample;
              }
              places.delete(split);
            },
          };
        }),
      },
      {
        flaw: 'drops a sample from the second iteration on',
        caughtBy: 'can be resumed at any cursor: what was read before changes nothing',
        checks: checksFor((sound) => {
          let iterations = 0;
          return {
            async *open(split) {
              const skipped = ++iterations > 1 ? 2 : -1;
              let index = 0;
              for await (const sample of sound.open(split)) if (index++ !== skipped) yield sample;
            },
          };
        }),
      },
      {
        flaw: 'validates on what it trains on',
        caughtBy: 'keeps its splits apart: no text of one is in another',
        checks: changed((sample, index, split) => ({
          ...sample,
          text: split === 'validation' && index === 0 ? 'one ' : sample.text,
        })),
      },
      {
        flaw: 'counts what is learned in bytes',
        caughtBy: 'marks what is learned by ranges within the text, in order and apart',
        checks: changed((sample) =>
          sample.messages === undefined
            ? { ...sample, learn: [[0, Buffer.byteLength(sample.text)]] }
            : sample,
        ),
      },
      {
        flaw: 'marks parts that overlap',
        caughtBy: 'marks what is learned by ranges within the text, in order and apart',
        checks: changed((sample) => ({
          ...sample,
          learn: [
            [0, 2],
            [1, 3],
          ],
        })),
      },
      {
        flaw: 'marks parts from the last to the first',
        caughtBy: 'marks what is learned by ranges within the text, in order and apart',
        checks: changed((sample) => ({ ...sample, learn: sample.learn?.toReversed() })),
      },
      {
        flaw: 'puts the roles into the text of conversations',
        caughtBy: 'gives conversations as turns whose contents make up the text',
        checks: changed((sample) => ({
          ...sample,
          text: sample.messages?.map(({ role, content }) => `${role}: ${content}`).join('\n') ?? sample.text,
        })),
      },
      {
        flaw: 'leaves the parts of contents as lists',
        caughtBy: 'gives conversations as turns whose contents make up the text',
        checks: changed((sample) => ({
          ...sample,
          messages: sample.messages?.map((message) => ({
            ...message,
            content: [{ type: 'text', text: message.content }] as unknown as string,
          })),
        })),
      },
      {
        flaw: 'gives a conversation without turns',
        caughtBy: 'gives conversations as turns whose contents make up the text',
        checks: changed((sample) =>
          sample.messages === undefined ? sample : { ...sample, text: '', messages: [] },
        ),
      },
      {
        flaw: 'gives tools as text',
        caughtBy: 'gives conversations as turns whose contents make up the text',
        checks: changed((sample) => ({ ...sample, tools: ['{}'] as unknown as Sample['tools'] })),
      },
      {
        flaw: 'names its files relative to the config',
        caughtBy: 'names the files that its samples come from',
        checks: checksFor(() => ({ files: async () => ['a.txt'] })),
      },
      {
        flaw: 'names the folder of its files',
        caughtBy: 'names the files that its samples come from',
        checks: checksFor(() => ({ files: async () => [base] })),
      },
      {
        flaw: 'names files for a split that it does not have',
        caughtBy: 'names the files that its samples come from',
        checks: checksFor((sound) => ({
          files: async (split) => (split === 'test' ? [] : sound.files!(split)),
        })),
      },
      {
        flaw: 'shares one position among all its iterators',
        caughtBy: 'can be opened twice at once',
        checks: checksFor((sound) => {
          const shared = new Map<SplitName, AsyncIterator<Sample>>();
          return {
            open(split) {
              const iterator = shared.get(split) ?? sound.open(split)[Symbol.asyncIterator]();
              shared.set(split, iterator);
              return { [Symbol.asyncIterator]: () => iterator };
            },
          };
        }),
      },
      {
        flaw: 'numbers the samples of each split from 1',
        caughtBy: 'gives every sample an id of its own, over all splits',
        checks: changed((sample, index) => ({ ...sample, id: `line:${index + 1}` })),
      },
      {
        flaw: 'counts characters instead of bytes',
        caughtBy: 'describes what it yields',
        checks: checksFor((sound) => ({
          describe: async (split) => {
            const described = await sound.describe(split);
            return split === 'train' ? described : { ...described, bytes: 8 };
          },
        })),
      },
      {
        flaw: 'gives the path on this machine as the source',
        caughtBy: 'describes what it yields',
        checks: checksFor((sound) => ({
          describe: async (split) => ({ ...(await sound.describe(split)), source: join(base, 'a.txt') }),
        })),
      },
      {
        flaw: 'describes itself by the number of calls',
        caughtBy: 'describes itself the same way each time',
        checks: checksFor((sound) => ({
          describe: async (split) => ({ ...(await sound.describe(split)), source: `call ${++opened}` }),
        })),
      },
      {
        flaw: 'fingerprints the length alone',
        caughtBy: 'changes its fingerprint with its content',
        checks: checksFor((sound) => ({
          describe: async (split) => {
            const described = await sound.describe(split);
            const sha256 = createHash('sha256').update(`${described.bytes}`).digest('hex');
            return { ...described, sha256 };
          },
        })),
      },
      {
        flaw: 'leaves a file open each time it is opened',
        caughtBy: 'lets go of its files when an iteration ends early',
        checks: checksFor((sound) => ({
          open(split) {
            leaked.push(openSync(join(base, 'a.txt'), 'r'));
            return sound.open(split);
          },
        })),
      },
    ],
  };
}
