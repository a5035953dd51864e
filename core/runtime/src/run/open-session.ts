// Opens the container of a run and sets up what must be there before any data flows: extensions and safety checks.
import type { HookFailure, RunContainer } from '@codex-ml/kernel';
import { announceRun, blameRun } from '../errors/open-runs.js';
import { createRng } from '../rng/index.js';
import { createSafetyGate, type SafetyGate } from '../safety/safety-gate.js';
import { callPlugin } from './attribute-to-plugin.js';
import { instantiate, pluginOf, type Session } from './instantiate.js';
import type { RunPlan } from './plan-run.js';
import type { RunJournal } from './run-journal.js';

export interface SessionOptions {
  /** Folder below which each plugin has its own. */
  readonly artifactsFolder: string;
  readonly signal: AbortSignal;
  readonly journal: RunJournal;
}

/** A session with its hooks tapped and its checks ready. Closing the container closes everything made in it. */
export interface OpenSession extends Session {
  readonly container: RunContainer;
  readonly gate: SafetyGate;
}

export async function openSession(plan: RunPlan, options: SessionOptions): Promise<OpenSession> {
  const { config, baseDir } = plan.resolved;
  const { journal } = options;
  const container = await plan.kernel.createRun({
    runId: plan.run.id,
    seed: plan.run.seed,
    rng: createRng(plan.run.seed),
    artifactsFolder: options.artifactsFolder,
    baseDir,
    networkAllowed: config.run.network,
    signal: options.signal,
    log: (plugin, level, message, detail) => {
      if (level === 'warn') journal.notice(`${plugin}: ${message}`, { plugin, ...detail });
      else journal.event(`log.${level}`, 0, { plugin, message, ...detail });
    },
    onHookFailure: (failure) => recordHookFailure(journal, failure),
  });
  const run = { plugins: [...plan.plugins.values()], journal };
  container.own('announcement', announceRun(run));
  try {
    const session: Session = { plan, container };
    for (const choice of config.extensions) {
      const { plugin, ctx } = pluginOf(session, 'extension', choice);
      await callPlugin(choice.use, 'setup', () => plugin.setup({ options: choice.options, ctx }));
    }
    const checks = [];
    for (const choice of config.safety) {
      checks.push({ id: choice.use, check: await instantiate(session, 'safety', choice, undefined) });
    }
    const gate = createSafetyGate(checks, (stage, rules) => {
      journal.event('safety.redacted', 0, { stage, rules });
    });
    return { ...session, gate };
  } catch (error) {
    await container.close();
    throw blameRun(error, run);
  }
}

function recordHookFailure(journal: RunJournal, failure: HookFailure): void {
  const { hook, plugin, failures, disabled, error } = failure;
  journal.error(error, { hook, plugin });
  if (disabled) {
    journal.notice(
      `plugin \`${plugin}\` failed ${failures} times on hook \`${hook}\`; this tap is disabled: ${error.title}`,
    );
  }
}
