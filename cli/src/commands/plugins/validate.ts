// `codex-ml plugins validate`: a plugin package against everything that can be checked before anyone uses it.
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { parseDecimal } from '../../flags/parse-decimal.js';
import { HOST_ROOT } from '../../host-root.js';

/** The groups are written out, since importing them would slow `--help` down; a test compares them. */
export const GROUP_NAMES = [
  'manifest',
  'packaging',
  'load',
  'options',
  'contract',
  'determinism',
  'resources',
  'offline',
  'errors',
  'docs',
] as const;

export default class PluginsValidate extends BaseCommand {
  static override summary = 'Check a plugin package: manifest, packaging, import, contract, resources, docs.';
  static override description =
    'Code of the plugin runs in a process of its own, which may read the package and its dependencies, write to a temporary ' +
    'folder, and do little else; it is stopped when it takes too long. Exits with 3 where something is wrong. ' +
    'What is checked, and what the process does not keep a plugin from: docs/plugins/validate.md.';
  static override examples = [
    '<%= config.bin %> plugins validate',
    '<%= config.bin %> plugins validate ./packages/codex-ml-acme --only load --only options',
    '<%= config.bin %> plugins validate codex-ml-acme @codex-ml/metrics --json',
    '<%= config.bin %> plugins validate ./my-metric.ts',
  ];
  static override strict = false;
  static override args = {
    plugin: Args.string({
      ignoreStdin: true,
      description:
        'folder of a package, single file, name of an installed package, or id of a plugin; more than one may be given. Default: the current folder',
    }),
  };
  static override flags = {
    only: Flags.option({
      options: GROUP_NAMES,
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Only this group of checks.',
    })(),
    strict: Flags.boolean({ summary: 'Fail for warnings, too.' }),
    timeout: parseDecimal({ summary: 'Longest time for one process, in seconds.', default: 120, min: 0.1 }),
  };

  async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(PluginsValidate);
    const { EXIT } = await import('@codex-ml/plugin-api');
    const { findProjectRoot } = await import('@codex-ml/config');
    const { validatePlugins } = await import('@codex-ml/testkit/validate');
    const { renderValidation } = await import('../../render/validation-report.js');
    const { statusPaint } = await import('../../terminal/colours.js');
    const cwd = process.cwd();
    const report = await validatePlugins({
      names: argv.length === 0 ? ['.'] : argv.map(String),
      cwd,
      projectRoot: await findProjectRoot(cwd),
      hostRoot: HOST_ROOT,
      groups: flags.only,
      strict: flags.strict,
      timeoutMs: 1000 * flags.timeout,
      // Whoever waits at a terminal wants to know for what; a log does not.
      progress: process.stderr.isTTY ? (what) => this.notice(`checking ${what}`) : undefined,
    });
    this.log(renderValidation(report, { paint: statusPaint(), verbose: flags.verbose }));
    if (!report.ok) process.exitCode = EXIT.plugin;
    return report;
  }
}
