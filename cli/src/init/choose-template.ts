// Which presets a new project may start from.
import type { Kernel } from '@codex-ml/kernel';
import { codexError, nearestName } from '@codex-ml/plugin-api';

export const DEFAULT_TEMPLATE = 'std/quickstart';

export interface Template {
  /** Full name of the preset. */
  readonly name: string;
  readonly path: string;
}

/** Presets that are whole configs, by full name; those of one section are no start. */
export function listTemplates(kernel: Kernel): Template[] {
  return kernel.presetNames().flatMap((name) => {
    const preset = kernel.preset(name);
    return preset === undefined || preset.shortName.includes('/') ? [] : [{ name, path: preset.path }];
  });
}

/**
 * The template of a full or short name.
 * @throws CML2201, CML3109, and CML1004 for a preset of one section
 */
export function chooseTemplate(kernel: Kernel, name: string): Template {
  const preset = kernel.preset(name);
  if (preset === undefined) {
    const names = listTemplates(kernel).map((template) => template.name);
    const near = nearestName(name, [...names, ...names.map((full) => full.slice(full.indexOf('/') + 1))]);
    const hints = near === undefined ? [] : [`did you mean \`${near}\`?`];
    hints.push(`presets to start from: ${names.map((full) => `\`${full}\``).join(', ')}`);
    throw codexError('CML2201', { name }, { hints });
  }
  if (preset.shortName.includes('/')) {
    const [section] = preset.shortName.split('/');
    const problem = `--template: \`${preset.name}\` fills only the section \`${section}\` and is no whole config`;
    throw codexError('CML1004', { problem });
  }
  return { name: preset.name, path: preset.path };
}
