// `codex-ml init`: a config to start from.
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';

export default class Init extends BaseCommand {
  static override summary = 'Write a config that starts from a preset, with a schema for editors.';
  static override description =
    'Writes codex-ml.config.yaml (or .ts, .mts), codex-ml.schema.json for the plugins in reach, and a line in .gitignore. ' +
    'Asks on a terminal unless --yes is given; overwrites nothing unless --force is given.';
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init my-model --template std/tiny --yes',
    '<%= config.bin %> init --ts --name whale',
  ];
  static override args = {
    dir: Args.string({
      ignoreStdin: true,
      description: 'folder of the project, made where it is missing',
      default: '.',
    }),
  };
  static override flags = {
    template: Flags.string({
      char: 't',
      summary: 'Preset to start from. By default std/quickstart.',
      helpValue: '<preset>',
    }),
    name: Flags.string({ summary: 'Name of the run. By default that of the folder.', helpValue: '<name>' }),
    ts: Flags.boolean({ summary: 'Write codex-ml.config.ts (or .mts), with types, instead of YAML.' }),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing.' }),
    force: Flags.boolean({ summary: 'Overwrite files that exist.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Init);
    const { initProject } = await import('../init/init-project.js');
    const interactive =
      !flags.yes && !this.jsonEnabled() && process.stdin.isTTY === true && process.stdout.isTTY === true;
    const outcome = await initProject(
      {
        folder: args.dir,
        template: flags.template,
        name: flags.name,
        typescript: flags.ts,
        force: flags.force,
        interactive,
      },
      (message) => this.notice(message),
    );
    if (outcome === undefined) {
      const { SIGNAL_EXIT } = await import('../terminal/interrupt-signal.js');
      process.exitCode = SIGNAL_EXIT.SIGINT;
      return { written: [] };
    }
    const { written, next } = outcome;
    this.log(`wrote ${written.join(', ')}\n\nnext:\n${next.map((line) => `  ${line}`).join('\n')}`);
    return outcome;
  }
}
