// `codex-ml tokenizer train`: make a tokenizer from text and keep it in a folder of its own.
import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { planRequest } from '../../plan-request.js';
import { untilInterrupted } from '../../terminal/until-interrupted.js';

export default class TokenizerTrain extends BaseCommand {
  static override summary = 'Train the tokenizer of a config and write it to a folder.';
  static override description =
    'Text is the training split of the config’s dataset, after its safety checks, or the files of --files. ' +
    'The same text and options give the same bytes. Use the result with `tokenizer: { use: tokenizer-json, path: <folder> }`.';
  static override examples = [
    '<%= config.bin %> tokenizer train --set tokenizer.use=bpe --set tokenizer.vocabularySize=8000 --files "corpus/**/*.txt" --out tokenizers/mine',
    '<%= config.bin %> tokenizer train --config codex-ml.config.yaml --dry-run',
  ];
  static override flags = {
    ...configFlags,
    files: Flags.string({
      char: 'f',
      multiple: true,
      summary: 'Train on these text files instead: paths or patterns. Each line is a text.',
      helpValue: '<pattern>',
    }),
    out: Flags.string({
      char: 'o',
      summary: 'Folder to write.',
      default: 'tokenizer',
      helpValue: '<folder>',
    }),
    force: Flags.boolean({ summary: 'Replace a tokenizer that is there.' }),
    'dry-run': Flags.boolean({ summary: 'Train and say what came out, but write nothing.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(TokenizerTrain);
    const { describeReading, openTextSession, planRun, trainTokenizerFolder } = await import(
      '@codex-ml/runtime'
    );
    const { describeTraining, trainingProgress } = await import('../../render/tokenizer-summary.js');
    const print = (line: string): void => this.notice(line);
    return untilInterrupted(print, async (signal) => {
      const set = [...(flags.set ?? []), ...filesAsDataset(flags.files)];
      // A config that uses the result names the folder, which is no option of what is trained.
      const replaces = ['tokenizer', ...(flags.files === undefined ? [] : ['dataset'])];
      const plan = await planRun({ ...planRequest({ ...flags, set }, print), replaces });
      const text = await openTextSession(plan, { signal, print, now: () => new Date() });
      try {
        const trained = await trainTokenizerFolder(text, {
          folder: resolve(flags.out),
          shown: flags.out,
          source: flags.files?.join(', '),
          force: flags.force,
          dryRun: flags['dry-run'],
          onProgress: trainingProgress(print, () => performance.now()),
          onRead: (texts, bytes) =>
            print(describeReading(`tokenizer \`${plan.resolved.config.tokenizer.use}\``, texts, bytes)),
        });
        this.log(describeTraining(trained, flags.out));
        const { id, tokenizer, corpus, sha256, files } = trained;
        const { vocabularySize, specials } = tokenizer;
        return { tokenizer: id, vocabularySize, specials, data: corpus, sha256, folder: flags.out, files };
      } finally {
        await text.close();
      }
    });
  }
}

/** Overrides that make the files the whole training split. */
function filesAsDataset(files: readonly string[] | undefined): string[] {
  if (files === undefined) return [];
  // Absolute: paths in a config are relative to the config's folder.
  const paths = files.map((file) => resolve(file));
  return [
    'dataset.use=lines',
    `dataset.path=${JSON.stringify(paths)}`,
    'dataset.split.validation=0',
    'dataset.split.test=0',
  ];
}
