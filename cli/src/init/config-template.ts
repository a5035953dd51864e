// The text of a new config file. Pure: knows neither disk nor terminal.
import type { PresetSection } from './describe-preset.js';

export interface NewConfig {
  /** Full name of the preset it extends. */
  readonly preset: string;
  readonly runName: string;
  readonly seed: number;
  /** Sections of the preset, offered as comments. */
  readonly sections: readonly PresetSection[];
}

/** Sections that the file sets itself or that make no sense to copy. */
const OWN_SECTIONS = ['run', 'extends', 'plugins'];

export const SCHEMA_FILE = 'codex-ml.schema.json';

export function yamlConfig({ preset, runName, seed, sections }: NewConfig): string {
  const offered = sections.filter(({ key }) => !OWN_SECTIONS.includes(key));
  return [
    `# yaml-language-server: $schema=./${SCHEMA_FILE}`,
    '# What this project trains. `codex-ml config show --origin` prints every value with where it comes from,',
    '# `codex-ml plugins list` what may stand under `use`, `codex-ml plugins inspect <id>` the options of each.',
    '',
    `extends: [${preset}]`,
    `run: { name: ${yamlText(runName)}, seed: ${seed} }`,
    '',
    '# What the preset says. Take a section out of the comments and change it; it wins over the preset.',
    ...offered.map(({ text }) => text.replace(/^(?=.)/gm, '# ')),
    '',
  ].join('\n');
}

export function typescriptConfig({ preset, runName, seed }: NewConfig): string {
  return [
    '// What this project trains. `codex-ml config show --origin` prints every value with where it comes from.',
    "import { defineConfig } from 'codex-ml';",
    '',
    'export default defineConfig({',
    `  extends: ['${preset}'],`,
    `  run: { name: '${runName}', seed: ${seed} },`,
    '});',
    '',
  ].join('\n');
}

/** Names that YAML would take for a number or a keyword are put in quotes. */
function yamlText(name: string): string {
  return /^[A-Za-z][A-Za-z0-9._-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
