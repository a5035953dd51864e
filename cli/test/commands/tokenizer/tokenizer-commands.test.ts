import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeProject } from '../../project.js';
import { runCli, runJson } from '../../run-cli.js';

const CORPUS = 'the cat sat on the mat\nthe dog sat on the log\na cat and a dog\n';
const CONFIG =
  'tokenizer: { use: char, specials: [pad, eos], unknown: error }\ndataset: { use: lines, path: corpus.txt }\n';
const FOLDER = join('tokenizers', 'mine');

interface Encoded {
  readonly texts: readonly {
    readonly windows: readonly { readonly ids: number[]; readonly tokens: string[] }[];
  }[];
}

function makeTextProject(config: string = CONFIG): string {
  return makeProject({ files: { 'codex-ml.config.yaml': config, 'corpus.txt': CORPUS } });
}

async function trainedProject(): Promise<string> {
  const cwd = makeTextProject();
  const files = ['--files', 'corpus.txt', '--out', FOLDER];
  const { code, stderr } = await runCli(['tokenizer', 'train', '--set', 'tokenizer.use=byte', ...files], {
    cwd,
  });
  expect(code, stderr).to.equal(0);
  return cwd;
}

describe('codex-ml tokenizer train', () => {
  it('writes tokenizer.json and a manifest that says what it was made from', async () => {
    const cwd = makeTextProject();
    const args = ['tokenizer', 'train', '--set', 'dataset.split.validation=0', '--out', FOLDER];
    const { code, stdout } = await runCli(args, { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.include('tokenizer std/char').and.include(FOLDER);
    const manifest = JSON.parse(readFileSync(join(cwd, FOLDER, 'manifest.json'), 'utf8'));
    expect(manifest).to.deep.include({ tokenizer: 'std/char', specials: { pad: 0, eos: 1 } });
    expect(manifest.data).to.include({ dataset: 'std/lines', split: 'train', texts: 3, bytes: 59 });
    expect(manifest.plugins.map(({ id }: { readonly id: string }) => id)).to.deep.equal([
      'std/lines',
      'std/char',
    ]);
    expect(manifest.sha256['tokenizer.json']).to.match(/^[0-9a-f]{64}$/);
  });

  it('writes the same bytes each time', async () => {
    const cwd = makeTextProject();
    const read = (folder: string) => readFileSync(join(cwd, folder, 'tokenizer.json'), 'utf8');
    for (const out of ['a', 'b']) await runCli(['tokenizer', 'train', '--out', out], { cwd });
    expect(read('a')).to.equal(read('b'));
  });

  it('replaces nothing unless told to, and writes nothing in a dry run', async () => {
    const cwd = await trainedProject();
    const before = readFileSync(join(cwd, FOLDER, 'tokenizer.json'), 'utf8');
    const again = await runCli(['tokenizer', 'train', '--out', FOLDER], { cwd });
    expect(again.code).to.equal(2);
    expect(again.stderr).to.include('CML4170');
    expect(readFileSync(join(cwd, FOLDER, 'tokenizer.json'), 'utf8')).to.equal(before);
    const forced = await runCli(['tokenizer', 'train', '--out', FOLDER, '--force'], { cwd });
    expect(forced.code).to.equal(0);
    expect(readFileSync(join(cwd, FOLDER, 'tokenizer.json'), 'utf8')).not.to.equal(before);
    const dry = await runCli(['tokenizer', 'train', '--out', 'other', '--dry-run'], { cwd });
    expect(dry.stdout).to.include('nothing was written');
    expect(existsSync(join(cwd, 'other'))).to.equal(false);
  });

  it('takes several files after one flag, and keeps their names as they were given', async () => {
    const cwd = makeTextProject();
    writeFileSync(join(cwd, 'more.txt'), 'a bird\n');
    const files = ['--files', 'corpus.txt', 'more.txt', '--out', FOLDER];
    const { code, stderr } = await runCli(['tokenizer', 'train', ...files], { cwd });
    expect(code, stderr).to.equal(0);
    const { data } = JSON.parse(readFileSync(join(cwd, FOLDER, 'manifest.json'), 'utf8'));
    expect(data).to.include({ source: 'corpus.txt, more.txt', license: null, texts: 4 });
  });

  it('says where the config finds its text', async () => {
    const cwd = makeTextProject();
    await runCli(['tokenizer', 'train', '--out', FOLDER], { cwd });
    const { data } = JSON.parse(readFileSync(join(cwd, FOLDER, 'manifest.json'), 'utf8'));
    expect(data.source).to.equal('corpus.txt');
  });

  it('names the pattern that matches no file', async () => {
    const cwd = makeTextProject();
    const { code, stderr } = await runCli(['tokenizer', 'train', '--files', 'none/*.txt'], { cwd });
    expect(code).to.equal(4);
    expect(stderr).to.include('CML4201').and.include('none/*.txt');
  });
});

describe('codex-ml tokenizer encode and decode', () => {
  it('are each other’s reverse', async () => {
    const cwd = await trainedProject();
    const encoded = await runCli(['tokenizer', 'encode', '-t', FOLDER, 'the cät'], { cwd });
    expect(encoded.code, encoded.stderr).to.equal(0);
    const ids = encoded.stdout.trim().split(' ');
    expect(ids).to.have.length(8);
    const decoded = await runCli(['tokenizer', 'decode', '-t', FOLDER, ...ids], { cwd });
    expect(decoded.stdout).to.equal('the cät\n');
  });

  it('show tokens with their places', async () => {
    const cwd = makeTextProject();
    const args = ['tokenizer', 'encode', '--config', 'codex-ml.config.yaml', '--tokens', 'a t'];
    const { stdout } = await runCli(args, { cwd });
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(1));
    expect(rows).to.deep.equal([
      ['TOKEN', 'TEXT', 'PLACE'],
      ['"a"', '"a"', '0-1'],
      ['" "', '" "', '1-2'],
      ['"t"', '"t"', '2-3'],
    ]);
  });

  it('take special tokens in text for text unless asked to parse them', async () => {
    const cwd = makeTextProject();
    const config = ['--config', 'codex-ml.config.yaml', '--set', 'tokenizer.unknown=token'];
    const idsOf = async (...flags: string[]) =>
      (await runJson<Encoded>(['tokenizer', 'encode', ...config, ...flags, 'a<eos>'], { cwd })).texts[0]!
        .windows[0]!;
    expect((await idsOf()).tokens).to.have.length(6);
    expect((await idsOf('--parse-specials')).tokens).to.deep.equal(['a', '<eos>']);
  });

  it('read files, cut to a length, and give further windows on request', async () => {
    const cwd = await trainedProject();
    writeFileSync(join(cwd, 'short.txt'), 'abcdef');
    const args = [
      'tokenizer',
      'encode',
      '-t',
      FOLDER,
      '--file',
      'short.txt',
      '--max-length',
      '4',
      '--stride',
      '2',
    ];
    const { texts } = await runJson<Encoded>(args, { cwd });
    expect(texts[0]!.windows.map(({ tokens }) => tokens.join(''))).to.deep.equal(['abcd', 'cdef']);
  });

  it('refuse what is no id, and an id outside the vocabulary', async () => {
    const cwd = await trainedProject();
    const word = await runCli(['tokenizer', 'decode', '-t', FOLDER, '1,x'], { cwd });
    expect(word).to.deep.include({ code: 2 });
    expect(word.stderr).to.include('CML4173');
    const far = await runCli(['tokenizer', 'decode', '-t', FOLDER, '99999'], { cwd });
    expect(far.code).to.equal(4);
    expect(far.stderr).to.include('CML4104');
  });

  it('say what to name where there is no tokenizer', async () => {
    const { code, stderr } = await runCli(['tokenizer', 'encode', 'x'], { cwd: makeProject() });
    expect(code).to.equal(2);
    expect(stderr).to.include('CML4171').and.include('--tokenizer');
  });

  it('say nothing of options that the config has for another tokenizer', async () => {
    const cwd = await trainedProject();
    const { code, stderr } = await runCli(['tokenizer', 'encode', '-t', FOLDER, 'x'], { cwd });
    expect(code).to.equal(0);
    expect(stderr).to.equal('');
  });

  it('name a file that is missing, and one whose name says nothing', async () => {
    const cwd = makeTextProject();
    const missing = await runCli(['tokenizer', 'encode', '-t', 'none.json', 'x'], { cwd });
    expect(missing.stderr).to.include('CML4201').and.include('none.json');
    const unknown = await runCli(['tokenizer', 'encode', '-t', 'corpus.txt', 'x'], { cwd });
    expect(unknown.stderr).to.include('CML4172');
  });
});

describe('codex-ml tokenizer stats', () => {
  it('counts what the tokenizer makes of the training split', async () => {
    const cwd = makeTextProject();
    const args = [
      'tokenizer',
      'stats',
      '--config',
      'codex-ml.config.yaml',
      '--set',
      'dataset.split.validation=0',
    ];
    const stats = await runJson<Record<string, unknown>>(args, { cwd });
    expect(stats).to.deep.include({
      texts: 3,
      bytes: 59,
      characters: 59,
      words: 17,
      tokens: 59,
      bytesPerToken: 1,
      unknown: 0,
    });
    expect(stats['length']).to.deep.equal({ median: 22, p90: 22, p99: 22, longest: 22 });
    const { stdout } = await runCli(args, { cwd });
    expect(stdout).to.match(/tokens per word +3\.471/);
  });

  it('measures files', async () => {
    const cwd = await trainedProject();
    const args = ['tokenizer', 'stats', '-t', FOLDER, '--file', 'corpus.txt', '--top', '1'];
    const stats = await runJson<{ readonly texts: number; readonly frequent: readonly object[] }>(args, {
      cwd,
    });
    expect(stats.texts).to.equal(1);
    expect(stats.frequent).to.have.length(1);
  });
});

describe('codex-ml tokenizer validate', () => {
  it('finds a sound tokenizer sound', async () => {
    const cwd = await trainedProject();
    const { code, stdout, stderr } = await runCli(
      ['tokenizer', 'validate', '-t', FOLDER, '--file', 'corpus.txt'],
      { cwd },
    );
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('is sound').and.include('the file is the one its manifest describes');
    expect(stdout).to.include('of 4 texts, 4 are the same');
  });

  it('sees that a file was edited after it was written', async () => {
    const cwd = await trainedProject();
    const path = join(cwd, FOLDER, 'tokenizer.json');
    writeFileSync(path, `${readFileSync(path, 'utf8')}\n`);
    const { code, stdout, stderr } = await runCli(['tokenizer', 'validate', '-t', FOLDER], { cwd });
    expect(code).to.equal(4);
    expect(stdout).to.include('error: tokenizer.json is not the file');
    expect(stderr).to.include('CML4174');
  });
});

describe('codex-ml tokenizer inspect', () => {
  it('shows the parts, the special tokens and the fingerprint', async () => {
    const cwd = makeTextProject();
    const args = ['tokenizer', 'inspect', '--config', 'codex-ml.config.yaml'];
    const details = await runJson<Record<string, unknown>>(args, { cwd });
    expect(details['specials']).to.deep.equal({
      pad: { id: 0, token: '<pad>', bytes: 0 },
      eos: { id: 1, token: '<eos>', bytes: 0 },
    });
    expect(details['fingerprint']).to.match(/^[0-9a-f]{64}$/);
    expect((await runCli(args, { cwd })).stdout).to.include('"<eos>"');
  });

  it('looks up tokens and ids, and says what is not there', async () => {
    const cwd = makeTextProject();
    const look = (...flags: string[]) =>
      runCli(['tokenizer', 'inspect', '--config', 'codex-ml.config.yaml', ...flags], { cwd });
    expect((await look('--id', '1', '--token', 'a')).stdout).to.match(/1 +"<eos>" +0\n\d+ +"a" +1\n/);
    expect((await look('--token', 'zz')).stderr).to.include('CML4175');
    expect((await look('--id', '9999')).stderr).to.include('CML4175');
  });
});
