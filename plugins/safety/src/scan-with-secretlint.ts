// secretlint's recommended preset as one more source of findings. Loaded when a text first has something for it.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { FILL } from './redacted-fill.js';
import type { RuleId } from './rule-ids.js';
import type { RawFinding } from './secret-rule.js';

const PREFIX = '@secretlint/secretlint-rule-';

/**
 * Rules of the preset that do not run. `filter-comments` lets a text switch the others off, and `gcp` is about files.
 * The rest are covered by rules of ours: they report the place of the name instead of the secret, the whole address
 * where the password will do, or greetings such as "xoxo-with-love".
 */
export const DISABLED_SECRETLINT_RULES: readonly string[] = [
  'filter-comments',
  'gcp',
  'aws',
  'basicauth',
  'database-connection-string',
  'privatekey',
  'slack',
];

/** Messages whose place begins at the name, so that the end of the secret would remain. Ours cover them. */
const MISPLACED_MESSAGES: ReadonlySet<string> = new Set(['PackageJSON_xOauthToken', 'Npmrc_authToken']);

/** Where secretlint and this package know the same secret, it has one name. */
const SHARED: Readonly<Record<string, RuleId>> = {
  anthropic: 'anthropic-key',
  github: 'github-token',
  openai: 'openai-key',
};

/** Without one of these in a text, no enabled rule of the preset can match: the preset need not run, nor be loaded. */
export const SECRETLINT_ANCHOR =
  /cf(?:k|ut|at)_|dapi[A-Fa-f0-9]{8}|dckr_pat_|figd_|gh[a-z]_|github_pat_|gl(?:pat-|c_|sa_)|gsk_|hv[sbr]\.|hf_[A-Za-z]|lin_api_|npm_|ntn_|ops_ey|[rs]k_(?:live|test)|SG\.\w|shp(?:ca|at|pa|ss)_|sk-ant-api|T3BlbkFJ|tskey-|vc[pikar]_/;

type Scan = (text: string) => Promise<readonly RawFinding[]>;

let loading: Promise<Scan> | undefined;

/** Findings of the preset, apart from those that reach into redacted places. */
export async function scanWithSecretlint(text: string): Promise<readonly RawFinding[]> {
  loading ??= load();
  const scan = await loading;
  return await scan(text);
}

async function load(): Promise<Scan> {
  const [{ lintSource }, { rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  await disableProfiler();
  // one by one: secretlint ignores `disabled` for rules that come through their preset
  const disabled = new Set(DISABLED_SECRETLINT_RULES.map((name) => PREFIX + name));
  const enabled = rules.filter((rule) => !disabled.has(rule.meta.id));
  const config = { rules: enabled.map((rule) => ({ id: rule.meta.id, rule })) };
  return async (text) => {
    const { messages } = await lintSource({
      source: { filePath: 'text', content: text, contentType: 'text', ext: '' },
      options: { config, noPhysicFilePath: true, maskSecrets: true },
    });
    return messages.flatMap(({ ruleId, messageId, range: [start, end] }) => {
      if (MISPLACED_MESSAGES.has(messageId) || text.slice(start, end).includes(FILL)) return [];
      const name = ruleId.slice(PREFIX.length);
      return [{ rule: SHARED[name] ?? (name as RuleId), severity: 'high' as const, start, end }];
    });
  };
}

/** secretlint's profiler is on by default and keeps every mark for ever: over a corpus that is a leak. */
async function disableProfiler(): Promise<void> {
  const core = createRequire(import.meta.resolve('@secretlint/core'));
  const url = pathToFileURL(core.resolve('@secretlint/profiler')).href;
  const { secretLintProfiler } = (await import(url)) as {
    secretLintProfiler: { setEnabled(enabled: boolean): void };
  };
  secretLintProfiler.setEnabled(false);
}
