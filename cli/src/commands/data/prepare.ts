// `codex-ml data prepare`: make the tokens of all splits before training needs them.
import { dirname, resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { withData } from '../../with-data.js';

export default class DataPrepare extends BaseCommand {
  static override summary =
    'Train the tokenizer, encode every split and keep the tokens for the runs to come.';
  static override description =
    'What is kept already, and still belongs to the data and the tokenizer, is not made again. With --manifest the data manifest is written to a file.';
  static override examples = [
    '<%= config.bin %> data prepare',
    '<%= config.bin %> data prepare --config codex-ml.config.yaml --manifest data.manifest.json',
  ];
  static override flags = {
    ...configFlags,
    manifest: Flags.string({ summary: 'Write the data manifest to this file.', helpValue: '<file>' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataPrepare);
    return withData(
      flags,
      (line) => this.notice(line),
      true,
      async ({ data, signal, journal }) => {
        const {
          dataNotices,
          describeData,
          encodeData,
          jsonText,
          requireWritable,
          trainDataTokenizer,
          writeOutput,
        } = await import('@codex-ml/runtime');
        const { describePrepared } = await import('../../render/data-summary.js');
        if (flags.manifest !== undefined)
          await requireWritable(dirname(resolve(flags.manifest)), flags.manifest);
        const tokenizer = await trainDataTokenizer(data);
        const encoded = [];
        for (const split of data.source.splits)
          encoded.push(await encodeData(data, split, tokenizer, signal));
        for (const line of dataNotices(encoded)) journal.notice(line);
        const manifest = await describeData(data, encoded, {
          context: null,
          tokenizer,
        });
        for (const split of encoded) this.log(describePrepared(split));
        if (flags.manifest !== undefined) {
          const { manifest: path } = flags;
          await writeOutput(resolve(path), path, jsonText(manifest, path));
          this.log(`manifest written to ${flags.manifest}`);
        }
        return manifest;
      },
    );
  }
}
