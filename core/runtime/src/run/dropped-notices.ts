// What the user should know about options that a change of plugin left without effect.
import { type DroppedOption, describeOrigin } from '@codex-ml/config';

/** One line per place that chose another plugin. */
export function droppedNotices(dropped: readonly DroppedOption[]): string[] {
  const byChoice = new Map<string, string[]>();
  for (const { path, by } of dropped) {
    const choice = describeOrigin(by);
    byChoice.set(choice, [...(byChoice.get(choice) ?? []), path]);
  }
  return [...byChoice].map(
    ([choice, paths]) =>
      `not used, because ${choice} chooses another plugin: ${[...new Set(paths)].join(', ')}`,
  );
}
