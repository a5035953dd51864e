// `codex-ml plugins new`: a plugin package that works, to make one's own of.
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { KIND_NAMES } from '../../flags/kind-flag.js';
import { HOST_ROOT } from '../../host-root.js';

/** Written out, since importing them would slow `--help` down; a test compares them. */
export const LICENSE_NAMES = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC'] as const;

export default class PluginsNew extends BaseCommand {
  static override summary = 'Write a plugin package: sources, tests, an example, README, build.';
  static override description =
    'The package is a small plugin that works, with tests that pass at once; in a project with codex-ml installed they need no ' +
    'network. Overwrites nothing.';
  static override examples = [
    '<%= config.bin %> plugins new metric acme/bleu',
    '<%= config.bin %> plugins new tokenizer @acme/morphemes --folder packages/morphemes',
    '<%= config.bin %> plugins new schedule codex-ml-staircase --namespace acme --license Apache-2.0',
  ];
  static override args = {
    kind: Args.string({
      ignoreStdin: true,
      required: true,
      options: [...KIND_NAMES],
      description: 'what the plugin is',
    }),
    name: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'name of the npm package, or `namespace/id` as a config names the plugin',
    }),
  };
  static override flags = {
    folder: Flags.string({
      summary: 'New or empty folder. By default named after the package.',
      helpValue: '<folder>',
    }),
    namespace: Flags.string({
      summary: 'What stands before the id. By default the scope of the package, or the id itself.',
      helpValue: '<namespace>',
    }),
    license: Flags.option({
      options: LICENSE_NAMES,
      default: 'MIT' as const,
      summary: 'Licence of the package.',
    })(),
    author: Flags.string({ summary: 'Holder of the copyright.', helpValue: '<name>' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsNew);
    const { findProjectRoot } = await import('@codex-ml/config');
    const { newPackage } = await import('@codex-ml/testkit/scaffold');
    const cwd = process.cwd();
    const written = await newPackage({
      kind: args.kind as (typeof KIND_NAMES)[number],
      name: args.name,
      cwd,
      folder: flags.folder,
      namespace: flags.namespace,
      license: flags.license,
      author: flags.author,
      year: new Date().getFullYear(),
      projectRoot: await findProjectRoot(cwd),
      hostRoot: HOST_ROOT,
    });
    const { displayFolder } = await import('../../display-folder.js');
    const { kind, names, files, next } = written;
    const folder = displayFolder(written.folder);
    this.log(
      `wrote ${files.length} files to ${folder}: ${kind} ${names.namespace}/${names.id}, package ${names.package}\n\n` +
        `next:\n${next.map((line) => `  ${line}`).join('\n')}`,
    );
    return { kind, id: `${names.namespace}/${names.id}`, package: names.package, folder, files, next };
  }
}
