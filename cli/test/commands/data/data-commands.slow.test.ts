import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

/** 40 lines, the last ten of which are alike. */
const LINES = [
  ...Array.from(
    { length: 30 },
    (_, i) => `line number ${i} of the corpus says ${'word '.repeat(i % 7)}and ends`,
  ),
  ...Array.from({ length: 10 }, () => 'the very same line'),
];
const CONFIG = `tokenizer: { use: byte }
dataset: { use: lines, path: corpus.txt, split: { validation: 0.25, by: position } }
`;

function makeDataProject(config: string = CONFIG): string {
  return makeProject({ files: { 'codex-ml.config.yaml': config, 'corpus.txt': `${LINES.join('\n')}\n` } });
}

interface Statistics {
  readonly samples: number;
  readonly bytes: number;
  readonly duplicates: { readonly exact: number; readonly normalized: number };
  readonly tokens: { readonly total: number; readonly learned: number } | null;
}

describe('codex-ml data stats', () => {
  it('counts samples, bytes, tokens and repeated texts of each split', async () => {
    const { splits } = await runJson<{ readonly splits: Record<string, Statistics> }>(['data', 'stats'], {
      cwd: makeDataProject(),
    });
    expect(Object.keys(splits)).to.deep.equal(['train', 'validation']);
    const { train, validation } = splits as { train: Statistics; validation: Statistics };
    expect([train.samples, validation.samples]).to.deep.equal([30, 10]);
    expect(train.duplicates).to.deep.equal({ exact: 0, normalized: 0 });
    expect(validation.duplicates).to.deep.equal({ exact: 9, normalized: 9 });
    // One token per byte and the end of each line.
    expect(train.tokens!.total).to.equal(train.bytes + train.samples);
    expect(train.tokens!.learned).to.equal(train.tokens!.total);
  });

  it('leaves tokens out, and takes one split only, on request', async () => {
    const args = ['data', 'stats', '--no-tokens', '--split', 'validation'];
    const { stdout } = await runCli(args, { cwd: makeDataProject() });
    expect(stdout).to.include('validation').and.not.include('tokens').and.not.include('SPLIT  train');
  });
});

describe('codex-ml data preview', () => {
  it('shows samples as tokens, with what is learned set off', async () => {
    const { stdout } = await runCli(['data', 'preview', '-n', '1'], { cwd: makeDataProject() });
    expect(stdout).to.include('--- line:1: ').and.include('⟦line number 0 of the corpus says and ends<eos>⟧');
  });

  it('shows of a conversation that only the assistant is learned', async () => {
    const turns = [
      { role: 'user', content: 'Who are you?' },
      { role: 'assistant', content: 'A whale.' },
    ];
    const cwd = makeProject({
      files: {
        'codex-ml.config.yaml':
          'tokenizer: { use: byte }\ndataset: { use: chat, path: talk.jsonl, split: { validation: 0 } }\n',
        'talk.jsonl': `${JSON.stringify({ messages: turns })}\n`,
      },
    });
    const { code, stdout, stderr } = await runCli(['data', 'preview'], { cwd });
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/Who are you\?[^⟦]*⟦A whale\.[^⟧]*⟧/);
  });

  it('tabulates ids, and passes samples over', async () => {
    const args = ['data', 'preview', '-n', '1', '--skip', '2', '--ids', '--max-tokens', '4'];
    const { stdout } = await runCli(args, { cwd: makeDataProject() });
    const [heading, columns, ...rows] = stdout.trim().split('\n');
    expect(heading).to.match(/^--- line:3: /);
    expect(columns).to.match(/^ID +TEXT +LOSS$/);
    expect(rows.map((row) => row.split(/ +/)[1])).to.deep.equal(['"l"', '"i"', '"n"', '"e"']);
  });
});

describe('codex-ml data prepare', () => {
  it('keeps tokens for later, and says that it found them the second time', async () => {
    const cwd = makeDataProject();
    const first = await runCli(['data', 'prepare', '--manifest', 'manifest.json'], { cwd });
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stderr).to.include('tokens of the train split: not in the cache yet');
    const second = await runCli(['data', 'prepare'], { cwd });
    expect(second.stderr).to.include('tokens of the train split: from the cache');
    expect(second.stdout).to.equal(first.stdout.replace('manifest written to manifest.json\n', ''));
    const manifest = JSON.parse(readFileSync(join(cwd, 'manifest.json'), 'utf8'));
    expect(manifest.splits.validation).to.include({ samples: 10, blocks: null });
    expect(manifest.splits.train.tokensSha256).to.match(/^[0-9a-f]{64}$/);
  });

  it('makes the folder of the manifest, and says where it cannot be written', async () => {
    const cwd = makeDataProject();
    const made = await runCli(['data', 'prepare', '--manifest', 'a/b/manifest.json'], { cwd });
    expect(made.code, made.stderr).to.equal(0);
    expect(existsSync(join(cwd, 'a', 'b', 'manifest.json'))).to.equal(true);
    const refused = await runCli(['data', 'prepare', '--manifest', 'corpus.txt/manifest.json'], { cwd });
    expect(refused.stderr).to.include('CML6205').and.include('`corpus.txt/manifest.json`');
  });

  it('makes them anew when the text has changed', async () => {
    const cwd = makeDataProject();
    await runCli(['data', 'prepare'], { cwd });
    writeFileSync(join(cwd, 'corpus.txt'), `${LINES.join('\n')}\none more\n`);
    const { stderr } = await runCli(['data', 'prepare'], { cwd });
    expect(stderr)
      .to.include('tokens of the train split: ')
      .and.not.include('tokens of the train split: from the cache');
  });

  it('lists what is kept, and removes it', async () => {
    const cwd = makeDataProject();
    expect((await runCli(['data', 'cache', 'list'], { cwd })).stdout).to.equal('nothing is kept\n');
    await runCli(['data', 'prepare'], { cwd });
    const { stdout } = await runCli(['data', 'cache', 'list'], { cwd });
    expect(stdout)
      .to.match(/tokens +std\/lines +validation/)
      .and.match(/tokenizer +std\/byte/);
    expect((await runCli(['data', 'cache', 'clear'], { cwd })).stdout).to.match(/^removed 3 entries, /);
    expect((await runCli(['data', 'cache', 'list'], { cwd })).stdout).to.equal('nothing is kept\n');
  });
});

describe('codex-ml data split', () => {
  it('writes a file per split and a manifest with their sums', async () => {
    const cwd = makeDataProject();
    const { code } = await runCli(['data', 'split', '--out', 'parts'], { cwd });
    expect(code).to.equal(0);
    const manifest = JSON.parse(readFileSync(join(cwd, 'parts', 'splits.manifest.json'), 'utf8'));
    for (const split of ['train', 'validation']) {
      const bytes = readFileSync(join(cwd, 'parts', `${split}.jsonl`));
      expect(manifest.splits[split].sha256).to.equal(createHash('sha256').update(bytes).digest('hex'));
    }
    const first = readFileSync(join(cwd, 'parts', 'train.jsonl'), 'utf8').split('\n')[0]!;
    expect(JSON.parse(first)).to.deep.equal({ id: 'line:1', text: LINES[0] });
  });

  it('can be read as a dataset with splits of its own', async () => {
    const cwd = makeDataProject();
    await runCli(['data', 'split', '--out', 'parts'], { cwd });
    const dataset = '{ use: jsonl, path: parts/train.jsonl, validation: parts/validation.jsonl }';
    writeFileSync(join(cwd, 'again.yaml'), `dataset: ${dataset}\n`);
    const { splits } = await runJson<{ readonly splits: Record<string, Statistics> }>(
      ['data', 'stats', '--no-tokens', '--config', 'again.yaml'],
      { cwd },
    );
    expect(Object.values(splits).map(({ samples }) => samples)).to.deep.equal([30, 10]);
  });

  it('replaces files only when told to', async () => {
    const cwd = makeDataProject();
    await runCli(['data', 'split', '--out', 'parts'], { cwd });
    const again = await runCli(['data', 'split', '--out', 'parts'], { cwd });
    expect(again.code).to.equal(2);
    expect(again.stderr).to.include('CML4380');
    expect((await runCli(['data', 'split', '--out', 'parts', '--force'], { cwd })).code).to.equal(0);
  });

  it('leaves no file where a split comes out empty', async () => {
    const cwd = makeDataProject();
    const args = ['data', 'split', '--set', 'dataset.split.test=0.001', '--out', 'parts'];
    const { code, stderr } = await runCli(args, { cwd });
    expect(code).to.equal(4);
    expect(stderr).to.include('CML4301').and.include('`test`');
    expect(readdirSync(join(cwd, 'parts'))).to.deep.equal([]);
  });
});

describe('codex-ml data overlap', () => {
  const seeded = CONFIG.replace('by: position', 'by: seed');

  it('finds texts of the held-out split that are trained on too', async () => {
    const cwd = makeDataProject(seeded);
    const { stdout } = await runCli(['data', 'overlap', '--words', '4'], { cwd });
    expect(stdout)
      .to.match(/in the training split too +[1-9]/)
      .and.match(/line:3\d +100 % +line:3\d/);
  });

  it('fails above a limit, and not where equal texts are kept together', async () => {
    const cwd = makeDataProject(seeded);
    const failed = await runCli(['data', 'overlap', '--fail-above', '0'], { cwd });
    expect(failed.code).to.equal(4);
    expect(failed.stderr).to.include('CML4381');
    const together = ['data', 'overlap', '--fail-above', '0', '--set', 'dataset.split.by=content'];
    expect((await runCli(together, { cwd })).code).to.equal(0);
  });

  it('names the flag whose number is out of bounds', async () => {
    const cwd = makeDataProject();
    const { code, stderr } = await runCli(['data', 'overlap', '--fail-above', '2'], { cwd });
    expect(code).to.equal(2);
    expect(stderr).to.include('--fail-above: expected a number between 0 and 1, received "2"');
  });

  it('says that there is nothing to compare', async () => {
    const cwd = makeDataProject();
    const { code, stderr } = await runCli(['data', 'overlap', '--set', 'dataset.split.validation=0'], {
      cwd,
    });
    expect(code).to.equal(2);
    expect(stderr).to.include('CML4382');
  });
});
