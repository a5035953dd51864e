// `codex-ml generate`: continue a prompt with a trained model.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { parseDecimal } from '../flags/parse-decimal.js';
import { runArgs, runFlags } from '../flags/run-flags.js';
import { catchInterrupt, SIGNAL_EXIT } from '../terminal/interrupt-signal.js';

export default class Generate extends BaseCommand {
  static override summary = 'Continue a prompt with a trained model.';
  static override description =
    'Prints the prompt and its continuation as it is made; with --chat, the answer alone. With --samples or several prompts each text is printed whole, under a heading. ' +
    'The same model, prompt and seed give the same text.';
  static override examples = [
    '<%= config.bin %> generate --prompt "Call me"',
    '<%= config.bin %> generate demo-1a2b3c4d --prompt "The whale" --temperature 0.7 --top-p 0.9 --max-new-tokens 400',
    '<%= config.bin %> generate chat-5e6f7a8b --chat --system "Be brief." --prompt "What is a whale?"',
    'echo "It was" | <%= config.bin %> generate --prompt -',
  ];
  static override args = runArgs;
  static override flags = {
    ...runFlags,
    prompt: Flags.string({
      multiple: true,
      summary: 'Text to continue; may be repeated. "-" reads it from standard input.',
      helpValue: '<text>',
    }),
    chat: Flags.boolean({
      summary: "Take each prompt as a turn of the user, and answer it as the run's chat template has it.",
    }),
    system: Flags.string({
      summary: 'What the conversation opens with, before the user.',
      helpValue: '<text>',
      dependsOn: ['chat'],
    }),
    'max-new-tokens': Flags.integer({ summary: 'Tokens to add at most.', default: 200, min: 1 }),
    temperature: parseDecimal({
      summary: 'Divides the logits; 0 always takes the most likely token.',
      default: 0.8,
      min: 0,
    }),
    'top-k': Flags.integer({ summary: 'Keep the k most likely tokens; 0 keeps all.', default: 0, min: 0 }),
    'top-p': parseDecimal({
      summary: 'Keep the fewest tokens whose probability reaches p; 1 keeps all.',
      default: 1,
      min: 0,
      max: 1,
    }),
    seed: Flags.integer({ summary: 'Seed of the sampling.', default: 1337, min: 0, max: 4294967295 }),
    stop: Flags.string({
      multiple: true,
      summary: 'End before this text; may be repeated.',
      helpValue: '<text>',
    }),
    samples: Flags.integer({ summary: 'Texts per prompt.', default: 1, min: 1, max: 256 }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Generate);
    const { codexError } = await import('@codex-ml/plugin-api');
    const { generateFromModel } = await import('@codex-ml/runtime');
    const { openRun } = await import('../open-run.js');
    const { readStandardInput } = await import('../read-texts.js');
    if (flags.chat && flags.prompt === undefined) {
      throw codexError('CML1004', { problem: '--chat: give the turn of the user with --prompt' });
    }
    const asked = flags.prompt ?? ['\n'];
    const piped = asked.includes('-') ? await readStandardInput() : '';
    const given = asked.map((prompt) => (prompt === '-' ? piped : prompt));
    const prompts = given.flatMap((prompt) => Array.from({ length: flags.samples }, () => prompt));
    const streams = prompts.length === 1 && !this.jsonEnabled();
    const interrupt = catchInterrupt(() => this.notice('stopping after this token'));
    const opened = await openRun({ ...flags, run: args.run }, (line) => this.notice(line), interrupt.signal);
    try {
      let begun = false;
      const texts = await generateFromModel(opened, {
        prompts,
        maxNewTokens: flags['max-new-tokens'],
        temperature: flags.temperature,
        topK: flags['top-k'],
        topP: flags['top-p'],
        seed: flags.seed,
        stop: flags.stop ?? [],
        chat: flags.chat ? { system: flags.system } : undefined,
        onText: (_, piece) => {
          if (!streams) return;
          const before = flags.chat ? '' : prompts[0]!.replace(/^\n/, '');
          process.stdout.write(begun ? piece : `${before}${piece}`);
          begun = true;
        },
      });
      if (streams) this.log('');
      else
        for (const [i, { prompt, text }] of texts.entries()) {
          this.log(`--- text ${i + 1}\n${prompt}${flags.chat ? '\n\n' : ''}${text}`);
        }
      const received = interrupt.received();
      if (received !== undefined) process.exitCode = SIGNAL_EXIT[received];
      return { run: opened.session.plan.run.id, step: opened.step, seed: flags.seed, texts };
    } finally {
      interrupt.dispose();
      await opened.close();
    }
  }
}
