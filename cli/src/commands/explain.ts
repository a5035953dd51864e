// `codex-ml explain`: what an error code means, from the catalogue, offline.

import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.js';

export default class Explain extends BaseCommand {
  static override summary = 'Explain an error code.';
  static override examples = ['<%= config.bin %> explain CML2104'];
  static override args = {
    code: Args.string({ ignoreStdin: true, description: 'error code, such as CML2104', required: true }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(Explain);
    const { CATALOGUE, codexError, exitCodeOf, nearestName } = await import('@codex-ml/plugin-api');
    const code = /^\d{4}$/.test(args.code) ? `CML${args.code}` : args.code.toUpperCase();
    if (!(code in CATALOGUE)) {
      const near = nearestName(code, Object.keys(CATALOGUE));
      throw codexError(
        'CML1005',
        { code: args.code },
        near === undefined ? {} : { hints: [`did you mean ${near}?`] },
      );
    }
    const known = code as keyof typeof CATALOGUE;
    const { title, cause, remedy } = CATALOGUE[known];
    const exit = exitCodeOf(known);
    this.log(`${code}: ${title}\n\n${cause}\n\nHow to solve it: ${remedy}\n\nExit code: ${exit}`);
    return { code, title, cause, remedy, exit };
  }
}
