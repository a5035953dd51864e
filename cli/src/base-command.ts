// What all commands share: --json, --verbose, and errors that leave through one door.
import { Command, Flags } from '@oclif/core';

export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    verbose: Flags.boolean({ summary: 'Print more, and the stack of an error.', helpGroup: 'GLOBAL' }),
  };

  /** Errors are reported by `main`; oclif's own printing is not used. Here it is known that plugins may be behind them. */
  protected override async catch(error: Error): Promise<void> {
    if ('oclif' in error) throw error;
    const { blameAnyRun } = await import('@codex-ml/runtime/errors');
    throw blameAnyRun(error);
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** A line about the work rather than its result: to stderr, so that stdout stays clean. */
  protected notice(message: string): void {
    process.stderr.write(`${message}\n`);
  }
}
