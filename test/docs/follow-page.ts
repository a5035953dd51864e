// Follows a page as a reader does: runs its commands, and writes its files where the reader stands.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { run } from '../plugins/plugin-project.js';
import { findBlocks } from './markdown-blocks.js';

export class PageReader {
  /** What each command printed last. */
  readonly printed = new Map<string, string>();

  /**
   * @param project folder of a project that has codex-ml installed
   * @param cwd where the reader stands; `cd` moves them
   */
  constructor(
    private readonly project: string,
    public cwd = project,
  ) {}

  /** Exit code of one line of a listing. */
  async execute(line: string): Promise<number | null> {
    const [command = '', ...args] = line.split(' ');
    if (command === 'cd') {
      this.cwd = join(this.cwd, args[0] ?? '');
      return 0;
    }
    const cli = join(this.project, 'node_modules/codex-ml/bin/codex-ml.js');
    const { code, output } =
      command === 'npx'
        ? await run(process.execPath, [cli, ...args.slice(1)], this.cwd)
        : await run(command, args, this.cwd);
    this.printed.set(line, output);
    return code;
  }

  /**
   * Blocks of `sh` are run line by line; blocks that open with a comment that names a file are written, YAML into the project.
   * @param expected exit codes of lines that do not end with 0
   */
  async follow(page: string, expected: Readonly<Record<string, number>> = {}): Promise<void> {
    for (const { language, code, line } of findBlocks(page)) {
      const path = /^(?:\/\/|#) (\S+)\n/.exec(code)?.[1];
      if (language === 'sh') {
        for (const command of code.trim().split('\n')) {
          const ended = await this.execute(command);
          const said = `${page}:${line} ${command}\n${this.printed.get(command)}`;
          expect(ended, said).to.equal(expected[command] ?? 0);
        }
      } else if (path !== undefined && ['typescript', 'yaml'].includes(language)) {
        const target = join(language === 'yaml' ? this.project : this.cwd, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, code);
      }
    }
  }
}
