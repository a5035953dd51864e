// `codex-ml data cache clear`: give the space back.
import { BaseCommand } from '../../../base-command.js';
import { findCacheFolder } from '../../../find-cache-folder.js';
import { configFlags } from '../../../flags/config-flags.js';

export default class DataCacheClear extends BaseCommand {
  static override summary = 'Remove what is kept of earlier runs; the next run makes it again.';
  static override examples = ['<%= config.bin %> data cache clear'];
  static override flags = { config: configFlags.config };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataCacheClear);
    const { clearCache, listCache } = await import('@codex-ml/runtime');
    const { formatBytes } = await import('../../../render/format-quantity.js');
    const folder = await findCacheFolder(flags, (line) => this.notice(line));
    const bytes = (await listCache(folder)).reduce((sum, entry) => sum + entry.bytes, 0);
    const entries = await clearCache(folder);
    this.log(`removed ${entries === 1 ? '1 entry' : `${entries} entries`}, ${formatBytes(bytes)}`);
    return { folder, entries, bytes };
  }
}
