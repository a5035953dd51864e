// The example on conversations learns what the assistant says, stores its template, and answers.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { copyExample, runCommand, type ScratchFolder, scratchFolder } from './scratch-example.js';

interface Preview {
  readonly samples: readonly {
    readonly id: string;
    readonly runs: readonly { readonly learned: boolean; readonly tokens: readonly string[] }[];
  }[];
}

describe('the example on conversations', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;

  before(async () => {
    scratch = await scratchFolder();
    await copyExample('chat', scratch.path);
  });
  after(() => scratch.dispose());

  it('learns the words of the assistant and the ends of its turns, and no others', async () => {
    const preview = JSON.parse(
      await runCommand(['data', 'preview', '--samples', '40', '--json'], scratch.path),
    ) as Preview;
    const file = await readFile(join(scratch.path, 'conversations.jsonl'), 'utf8');
    const conversations = file
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { messages: { role: string; content: string }[] }).messages);
    expect(preview.samples.length).to.be.at.least(30);
    for (const { id, runs } of preview.samples) {
      const messages = conversations[Number(id.split(':')[1]) - 1]!;
      const learned = runs.filter((run) => run.learned).map((run) => run.tokens.join(''));
      const said = messages.filter(({ role }) => role === 'assistant');
      expect(learned, id).to.deep.equal(said.map(({ content }) => `${content}<|im_end|>`));
    }
  });

  it('trains, keeps the template beside the weights, and answers with it', async () => {
    const args = ['train', '--json', '--set', 'train.steps=4', '--set', 'schedule.warmup=0'];
    const report = JSON.parse(await runCommand(args, scratch.path)) as { folder: string };
    const checkpoint = join(scratch.path, report.folder, 'checkpoints', 'step-00000004');
    const template = await readFile(join(checkpoint, 'chat_template.jinja'), 'utf8');
    expect(template).to.include('<|im_start|>');
    const manifest = JSON.parse(await readFile(join(checkpoint, 'manifest.json'), 'utf8')) as object;
    expect(manifest).to.have.nested.property('files.chat_template\\.jinja.sha256');
    expect(manifest).to.have.nested.property('files.tokenizer_config\\.json.sha256');
    const generate = ['generate', '--chat', '--system', 'Be brief.', '--max-new-tokens', '8', '--json'];
    const { texts } = JSON.parse(
      await runCommand([...generate, '--prompt', 'What do bees make?'], scratch.path),
    ) as { texts: { prompt: string; promptTokens: number }[] };
    expect(texts[0]!.prompt).to.equal('What do bees make?');
    // Headers, the system message and special tokens come to the prompt.
    expect(texts[0]!.promptTokens).to.be.above(30);
  });
});
