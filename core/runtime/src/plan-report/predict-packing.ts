// Whether the batches of a run will say which document each place belongs to, from a look at its first samples.
import type { DataSource } from '../run/load-data.js';

/** Samples that are looked at: data of one kind has few of another. */
const LOOKED_AT = 1000;

/** Without tokens: what `resolvePack` decides once all is encoded follows from the samples. */
export async function predictDocuments({ session, source, pipeline }: DataSource): Promise<boolean> {
  const { pack, loss } = session.plan.resolved.config.data;
  if (pack !== 'auto') return pack === 'documents';
  let seen = 0;
  for await (const { messages, learn } of pipeline(source.open('train'), 'train')) {
    if (messages !== undefined || (learn !== undefined && loss === 'auto')) return true;
    if (++seen === LOOKED_AT) break;
  }
  return false;
}
