// A run on conversations: batches carry loss at the tokens of the assistant only, the template travels with the model, and a chat
// ends with the turn.
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@codex-ml/plugin-api';
import { generateFromModel, type TrainedModel } from '@codex-ml/runtime';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import {
  HOST_ROOT,
  makeWorkplace,
  openLast,
  readJson,
  rejection,
  trainIn,
  type Workplace,
} from './run-in-process.js';

/** Keeps what it sees of each batch. */
const WATCH = `import { appendFileSync, mkdirSync } from 'node:fs';
  import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
  export default defineExtension({
    id: 'watch', apiVersion: '^1.1', options: defineOptions({}),
    setup: ({ ctx }) => {
      mkdirSync(ctx.artifacts.folder, { recursive: true });
      ctx.hooks.tap('data.batch', (batch) => {
        const { rows, length, inputs, targets, weights, documents } = batch;
        const seen = { rows, length, inputs: [...inputs], targets: [...targets], weights: [...weights], documents: documents && [...documents] };
        appendFileSync(ctx.artifacts.folder + '/batches.ndjson', JSON.stringify(seen) + '\\n');
        return batch;
      });
    },
  });`;

interface Batch {
  readonly rows: number;
  readonly length: number;
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly documents?: readonly number[];
}

/** Follows the tokens of a row, and says of each whether it belongs to a turn of the assistant; null before the first header. */
function listener(): (piece: string) => boolean | null {
  let header: string | null = null;
  let speaking: boolean | null = null;
  return (piece) => {
    const spoken = header !== null || piece === '<|im_start|>' ? false : speaking;
    if (piece === '<|im_start|>') header = '';
    else if (header === null) speaking = speaking === null ? null : speaking && piece !== '<|im_end|>';
    else if (piece === '\n') [speaking, header] = [header === 'assistant', null];
    else header += piece;
    return spoken;
  };
}

describe('a run on conversations', function () {
  this.timeout(60_000);
  let place: Workplace;
  const opened: TrainedModel[] = [];
  before(async () => {
    place = await makeWorkplace();
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
    await mkdir(join(place.path, 'chat'));
    for (const name of ['codex-ml.config.yaml', 'conversations.jsonl']) {
      await copyFile(join(ROOT, 'examples', 'chat', name), join(place.path, 'chat', name));
    }
    await writeFile(join(place.path, 'chat', 'watch.mjs'), WATCH);
  });
  after(async () => {
    for (const model of opened) await model.close();
    await place.dispose();
  });

  const open = async (folder: string): Promise<TrainedModel> => {
    const model = await openLast(place, folder);
    opened.push(model);
    return model;
  };
  const settings = {
    prompts: ['Hello.'],
    maxNewTokens: 40,
    temperature: 1,
    topK: 0,
    topP: 1,
    stop: [],
    seed: 3,
  };

  for (const pack of ['documents', 'rows', 'stream']) {
    it(`gives loss to what the assistant says only, packed as ${pack}`, async () => {
      const cwd = join(place.path, 'chat');
      const { folder } = await trainIn({
        cwd,
        plugins: ['./watch.mjs'],
        set: [
          `run.name=${pack}`,
          `data.pack=${pack}`,
          'data.cache=false',
          'extensions=[watch]',
          'train.steps=2',
          'train.checkpointEvery=0',
          'train.evaluateEvery=0',
          'schedule.warmup=0',
          'model={use: gpt, layers: 1, heads: 2, width: 16, context: 96}',
        ],
      });
      const saved = await readFile(join(folder, 'checkpoints', 'step-00000002', 'tokenizer.json'), 'utf8');
      const tokenizer = createPipelineTokenizer(JSON.parse(saved) as JsonObject);
      const path = join(folder, 'artifacts', 'local', 'extension-watch', 'batches.ndjson');
      const batches = (await readFile(path, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Batch);
      let learned = 0;
      let other = 0;
      for (const { rows, length, inputs, targets, weights, documents } of batches) {
        for (let row = 0; row < rows; row++) {
          const from = row * length;
          let hear = listener();
          let heard: number | null = null;
          for (let at = 0; at < length; at++) {
            const input = inputs[from + at]!;
            // A long conversation may go on in another row.
            if (documents !== undefined && documents[from + at] !== documents[from + at - 1])
              hear = listener();
            // The last token of a piece is a target only: what is not what was heard begins another piece.
            if (input !== heard) hear(tokenizer.decode([input]));
            const target = targets[from + at]!;
            const carries = target >= 0 && weights[from + at]! > 0;
            heard = target >= 0 ? target : (inputs[from + at + 1] ?? null);
            if (heard === null || at + 1 === length) continue;
            const spoken = hear(tokenizer.decode([heard]));
            // Of a row that begins amid a conversation nothing is known until the next turn.
            if (spoken === null) continue;
            expect(carries, `${row}:${at} ${tokenizer.decode([heard])}`).to.equal(spoken);
            if (carries) learned++;
            else other++;
          }
        }
      }
      expect(learned).to.be.above(100);
      expect(other).to.be.above(100);
    });
  }

  it('stores the template, with which a chat is asked for and ends', async () => {
    const cwd = join(place.path, 'chat');
    const set = ['run.name=chat', 'train.steps=2', 'schedule.warmup=0', 'data.cache=false'];
    const { folder } = await trainIn({ cwd, set });
    const model = await open(folder);
    expect(model.chatTemplate).to.include({ name: 'chat_template.jinja' });
    const end = model.tokenizer.tokenToId('<|im_end|>')!;
    const [free] = await generateFromModel(model, { ...settings, chat: { system: 'Be brief.' } });
    const [ended] = await generateFromModel(model, {
      ...settings,
      chat: { system: 'Be brief.' },
      endTokens: Array.from({ length: model.tokenizer.vocabularySize }, (_, id) => id).filter(
        (id) => id !== end,
      ),
    });
    expect(free!.prompt).to.equal('Hello.');
    expect(free!.text).to.not.include('<|im_end|>');
    // Any token at all ends it: the prompt asks for a turn, and nothing of it was made yet.
    expect(ended).to.include({ newTokens: 0, finish: 'eos', text: '' });
    const expected =
      '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n';
    const { ids } = model.tokenizer.encode(expected, { parseSpecials: true });
    expect(free!.promptTokens).to.equal(ids.length);
  });

  it('has no template where the model learned no conversations, and refuses a chat', async () => {
    const { folder } = await trainIn({ cwd: place.path, set: ['train.steps=1', 'schedule.warmup=0'] });
    const manifest = await readJson<{ files: object }>(
      folder,
      'checkpoints',
      'step-00000001',
      'manifest.json',
    );
    expect(manifest.files).not.to.have.property('chat_template.jinja');
    const work = generateFromModel(await open(folder), { ...settings, chat: {} });
    expect(await rejection(work)).to.include({ code: 'CML4361' });
  });
});
