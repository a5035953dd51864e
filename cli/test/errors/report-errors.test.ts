import { spawnSync } from 'node:child_process';
import { CodexErrors, codexError, EXIT } from '@codex-ml/plugin-api';
import { captureOutput } from '@codex-ml/testkit';
import { expect } from 'chai';
import { reportErrors } from '../../dist/errors/report-errors.js';
import { makeProject } from '../project.js';
import { BIN, runCli } from '../run-cli.js';

const cwd = makeProject();

const TEXT = { json: false, verbose: false };

async function report(error: unknown, options = TEXT) {
  const { result, stdout, stderr } = await captureOutput(() => reportErrors(error, options));
  return { code: result, stdout, stderr };
}

describe('errors of the command line', () => {
  const cases: readonly (readonly [string, readonly string[], string, string | undefined])[] = [
    ['unknown flag', ['train', '--fersh'], 'CML1001: `--fersh` is not a flag of this command', '`--fresh`'],
    ['unknown command', ['trian'], 'CML1002: `trian` is not a command of codex-ml', '`train`'],
    [
      'unknown command of a topic',
      ['plugins', 'lits'],
      'CML1002: `plugins lits` is not a command',
      '`plugins list`',
    ],
    [
      'surplus argument',
      ['plugins', 'inspect', 'gpt', 'llama'],
      'CML1003: unexpected argument `llama`',
      undefined,
    ],
    [
      'surplus argument of a command without any',
      ['train', 'demo'],
      'CML1003: unexpected argument `demo`',
      undefined,
    ],
    [
      'missing argument',
      ['explain'],
      'CML1004: the command line is not valid: argument `code` is missing',
      undefined,
    ],
    [
      'missing value of a flag',
      ['train', '--set'],
      'CML1004: the command line is not valid: flag --set expects a value',
      undefined,
    ],
    [
      'wrong choice',
      ['plugins', 'list', '--kind', 'metrics'],
      'CML1004: the command line is not valid: --kind: expected one of',
      '`metric`',
    ],
    [
      'flags that exclude each other',
      ['train', '--dry-run', '--fresh'],
      'CML1004: the command line is not valid: --fresh',
      undefined,
    ],
    [
      'unknown error code',
      ['explain', 'CML9999'],
      'CML1005: `CML9999` is not an error code of this version',
      undefined,
    ],
  ];

  for (const [name, args, sentence, near] of cases) {
    it(`${name}: exits with 2, on stderr`, async () => {
      const { code, stdout, stderr } = await runCli(args, { cwd });
      expect(stderr).to.include(sentence.replace(/^(CML\d+)/, 'error[$1]'));
      if (near !== undefined) expect(stderr).to.include(`did you mean ${near}?`);
      expect(stdout).to.equal('');
      expect(code).to.equal(EXIT.usage);
    });

    it(`${name}: as JSON on stdout`, async () => {
      const { code, stdout, stderr } = await runCli([...args, '--json'], { cwd });
      const { errors } = JSON.parse(stdout) as { errors: { code: string; title: string; hints: string[] }[] };
      expect(`${errors[0]!.code}: ${errors[0]!.title}`).to.include(sentence);
      expect(errors[0]!.hints).to.not.deep.equal([]);
      expect(stderr).to.equal('');
      expect(code).to.equal(EXIT.usage);
    });
  }

  it('every range of codes has its exit code', async () => {
    const errors = [
      codexError('CML6301', { value: 'NaN', step: 3 }),
      codexError('CML2101', { key: 'x' }),
      codexError('CML3201', { kind: 'model', name: 'x' }),
      codexError('CML6102', { checkpoint: 'x', problem: 'y' }),
      codexError('CML6201', { run: 'x', pid: 1 }),
      codexError('CML9002', { message: 'x' }),
    ];
    const codes: number[] = [];
    for (const error of errors) codes.push((await report(error)).code);
    expect(codes).to.deep.equal([1, 2, 3, 4, 5, 70]);
  });

  it('a foreign error is an internal one, with its message', async () => {
    const { code, stderr } = await report(new RangeError('index out of range'));
    expect(code).to.equal(EXIT.internal);
    expect(stderr).to.include('error[CML9001]').and.to.include('index out of range');
    expect(stderr).to.not.include(' at ');
  });

  it('--verbose adds the stack of the innermost cause', async () => {
    const cause = new RangeError('deep');
    const error = codexError('CML9002', { message: 'x' }, { cause });
    expect((await report(error, { json: false, verbose: true })).stderr).to.include(
      'RangeError: deep\n    at ',
    );
  });

  it('several errors are printed together and counted; the first decides the exit code', async () => {
    const both = new CodexErrors([
      codexError('CML3201', { kind: 'model', name: 'x' }),
      codexError('CML2101', { key: 'x' }),
    ]);
    const { code, stderr } = await report(both);
    expect(stderr.match(/^error\[/gm)).to.have.length(2);
    expect(stderr).to.match(/\n2 errors\n$/);
    expect(code).to.equal(EXIT.plugin);
  });

  it('errors on a terminal are coloured, with NO_COLOR they are not', async () => {
    const args = ['trian'];
    const coloured = await runCli(args, { cwd, terminal: true, env: { TERM: 'xterm' } });
    expect(coloured.stderr).to.include('\u001b[');
    const plain = await runCli(args, { cwd, terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    expect(plain.stderr).to.not.include('\u001b[');
  });

  it('the binary reports the same in a process of its own', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'trian'], { cwd, encoding: 'utf8' });
    expect(stderr).to.equal(
      'error[CML1002]: `trian` is not a command of codex-ml\n   = hint: did you mean `train`?\n',
    );
    expect([status, stdout]).to.deep.equal([2, '']);
  });
});
