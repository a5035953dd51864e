// A sound check that redacts tokens of the form KEY-1234, and wrong ones.
import { defineOptions, defineSafety, type SafetyCheck, type SafetyFinding } from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({});
const LONG_TEXT_MS = 1000;

function find(text: string, pattern = /KEY-\d{4}/g): SafetyFinding[] {
  return Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({
    rule: 'keys/key',
    start: index,
    end: index + match.length,
    severity: 'high',
  }));
}

const redact = (text: string) => text.replaceAll(/KEY-\d{4}/g, '[key]');

const inspect: SafetyCheck['inspect'] = (text) => {
  const findings = find(text);
  return findings.length === 0
    ? { action: 'allow', text, findings }
    : { action: 'redact', text: redact(text), findings };
};

const checksFor = (flawed: SafetyCheck['inspect']) => () =>
  conformance.safety({
    plugin: defineSafety({ id: 'keys', apiVersion: '^1.0', options, create: () => ({ inspect: flawed }) }),
    flagged: [
      { text: 'use KEY-1234 here', secret: 'KEY-1234' },
      { text: 'KEY-9876 and KEY-9876 again', secret: 'KEY-9876' },
    ],
    longTextMs: LONG_TEXT_MS,
  });

/** Change a sound verdict. */
const changed = (change: (verdict: Awaited<ReturnType<typeof inspect>>, text: string) => object) =>
  checksFor(async (text, stage) => {
    const verdict = await inspect(text, stage);
    return { ...verdict, ...change(verdict, text) };
  });

export function safetyMutation(): MutationTest {
  const sticky = /KEY-\d{4}/g;
  return {
    kind: 'safety checks',
    sound: checksFor(inspect),
    mutants: [
      {
        flaw: 'denies empty text',
        caughtBy: 'lets harmless and empty text through',
        checks: changed((verdict, text) => (text === '' ? { action: 'deny' } : verdict)),
      },
      {
        flaw: 'redacts the first match only',
        caughtBy: 'catches what it is for, and leaves no residue of it',
        checks: changed((verdict, text) =>
          verdict.action === 'redact' ? { text: text.replace(/KEY-\d{4}/, '[key]') } : verdict,
        ),
      },
      {
        flaw: 'misses what it is for',
        caughtBy: 'catches what it is for, and leaves no residue of it',
        checks: checksFor((text) => ({ action: 'allow', text, findings: [] })),
      },
      {
        flaw: 'looks at the beginning alone',
        caughtBy: 'catches it wherever it stands, also behind much other text',
        checks: checksFor((text, stage) => {
          if (text.length > 10_000 && find(text.slice(0, 10_000)).length === 0) {
            return { action: 'allow', text, findings: [] };
          }
          return inspect(text, stage);
        }),
      },
      {
        flaw: 'lets ill-formed text through',
        caughtBy: 'catches it wherever it stands, also behind much other text',
        checks: checksFor((text, stage) =>
          /\p{Surrogate}/u.test(text) ? { action: 'allow', text, findings: [] } : inspect(text, stage),
        ),
      },
      {
        flaw: 'allows what it failed on',
        caughtBy: 'fails closed: what it cannot read it does not let through',
        checks: checksFor((text, stage) => {
          try {
            return inspect(text, stage);
          } catch {
            return { action: 'allow', text, findings: [] };
          }
        }),
      },
      {
        flaw: 'answers with nothing where it failed',
        caughtBy: 'fails closed: what it cannot read it does not let through',
        checks: checksFor((async (text, stage) => {
          try {
            return await inspect(text, stage);
          } catch {
            return undefined;
          }
        }) as SafetyCheck['inspect']),
      },
      {
        flaw: 'trims text that it allows',
        caughtBy: 'leaves the text unchanged where it does not redact',
        checks: changed((verdict) => ({ text: verdict.text.trim() })),
      },
      {
        flaw: 'finds something in its own replacement',
        caughtBy: 'finds nothing more in its own result',
        checks: changed((verdict) =>
          verdict.action === 'redact' ? { text: verdict.text.replaceAll('[key]', 'KEY-0000') } : verdict,
        ),
      },
      {
        flaw: 'counts positions from 1',
        caughtBy: 'reports findings inside the text',
        checks: changed(({ findings }, text) => ({
          findings: findings.map((each) => ({ ...each, start: each.start + 1, end: text.length + 1 })),
        })),
      },
      {
        flaw: 'puts the matched text into its findings',
        caughtBy: 'keeps the matched text out of its findings',
        checks: changed(({ findings }, text) => ({
          findings: findings.map((each) => ({ ...each, rule: `key ${text.slice(each.start, each.end)}` })),
        })),
      },
      {
        flaw: 'tests with a global expression, which remembers where it stopped',
        caughtBy: 'gives the same verdict for the same text, whatever it saw before',
        checks: checksFor((text, stage) =>
          sticky.test(text) ? inspect(text, stage) : { action: 'allow', text, findings: [] },
        ),
      },
      {
        flaw: 'takes its time over long text',
        caughtBy: 'is quick on long text',
        checks: checksFor((text, stage) => {
          const end = performance.now() + (text.length > 500_000 ? LONG_TEXT_MS + 50 : 0);
          while (performance.now() < end);
          return inspect(text, stage);
        }),
      },
    ],
  };
}
