// Starts our side in a process of its own.
import { startModule } from './start-side.mjs';

/**
 * @param settings `sizes`, `adamw`, `engine` (full id), and optionally `engineOptions` and `initStd`
 * @returns the side and what it said of itself: `parameters`, `device`
 */
export async function startOurs(settings) {
  const side = startModule('ours', new URL('./ours.mjs', import.meta.url));
  return { side, about: await side.ask({ do: 'open', ...settings }) };
}
