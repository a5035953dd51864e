// `codex-ml data cache list`: what is kept of earlier runs.
import { BaseCommand } from '../../../base-command.js';
import { findCacheFolder } from '../../../find-cache-folder.js';
import { configFlags } from '../../../flags/config-flags.js';

export default class DataCacheList extends BaseCommand {
  static override summary = 'List the tokens and tokenizers that are kept for the runs to come.';
  static override examples = ['<%= config.bin %> data cache list'];
  static override flags = { config: configFlags.config };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataCacheList);
    const { listCache } = await import('@codex-ml/runtime');
    const { describeCache } = await import('../../../render/data-summary.js');
    const folder = await findCacheFolder(flags, (line) => this.notice(line));
    const entries = await listCache(folder);
    this.log(describeCache(entries));
    return { folder, entries };
  }
}
