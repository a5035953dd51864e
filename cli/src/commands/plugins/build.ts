// `codex-ml plugins build`: from the sources of a plugin package to what its users install.
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';

export default class PluginsBuild extends BaseCommand {
  static override summary = 'Compile a plugin package; make its manifest and the schemas of its options.';
  static override description =
    'Compiles with the TypeScript of the package, puts every plugin that its modules export into the manifest in package.json, and ' +
    'writes the JSON Schema of its options. What modules cannot say, such as hooks and presets, stays as it is. Without TypeScript, Node ' +
    'takes the types away unchecked, and a line says so.';
  static override examples = [
    '<%= config.bin %> plugins build',
    '<%= config.bin %> plugins build packages/codex-ml-acme --check',
  ];
  static override args = {
    folder: Args.string({
      ignoreStdin: true,
      description: 'folder of the package',
      default: '.',
    }),
  };
  static override flags = {
    check: Flags.boolean({
      summary: 'Change nothing; fail where the manifest, or what was built, is not what the sources say.',
    }),
    compile: Flags.boolean({
      summary: 'Compile first; switch it off where something else does.',
      default: true,
      allowNo: true,
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsBuild);
    const { buildPlugin } = await import('@codex-ml/testkit/build');
    const report = await buildPlugin({
      folder: args.folder,
      check: flags.check,
      compile: flags.compile,
      say: (text) => this.notice(text),
    });
    const { capabilities, written } = report;
    const what = capabilities.length === 0 ? 'presets' : capabilities.join(', ');
    this.log(written.length === 0 ? `${what}: up to date` : `${what}: wrote ${written.join(', ')}`);
    return report;
  }
}
