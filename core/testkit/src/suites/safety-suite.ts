// Conformance of safety checks.
import type { SafetyCheck, SafetyStage, SafetyVerdict } from '@codex-ml/plugin-api';
import { type Check, CheckFailure, check } from '../checks/check.js';
import { demand, demandEqual } from '../checks/demand.js';
import { show } from '../checks/show.js';
import { withContext } from '../fixtures/test-context.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { optionsSuite } from './options-suite.js';
import { readOptions, type Subject } from './subject.js';

/** A text that must be caught, and the part of it that must not get through. */
export interface FlaggedText {
  readonly text: string;
  readonly secret: string;
}

export interface SafetySubject extends Subject<'safety'> {
  /** Texts that must be redacted or denied. At least one. */
  readonly flagged: readonly FlaggedText[];
  /** Texts that must pass untouched, beside a few that always should. */
  readonly allowed?: readonly string[];
  /** Where the check applies. Default every stage. */
  readonly stages?: readonly SafetyStage[];
  /** Longest time for a text of a million characters, in milliseconds. Default 5,000. */
  readonly longTextMs?: number;
}

const ALL_STAGES: readonly SafetyStage[] = ['data', 'prompt', 'output', 'request'];
const FINDING_KEYS = ['rule', 'start', 'end', 'severity'];

export function safetySuite(subject: SafetySubject): Check[] {
  const stages = subject.stages ?? ALL_STAGES;
  const flagged = subject.flagged.map(({ text }) => text);
  const allowed = ['', 'Call me Ishmael.', ...(subject.allowed ?? [])];
  const texts = [...allowed, ...flagged, flagged.join('\n'), ...HOSTILE_TEXTS];
  const withSafety = (use: (safety: SafetyCheck) => Promise<void>) =>
    withContext({}, async (ctx) => use(await subject.plugin.create({ options: readOptions(subject), ctx })));

  /** Inspect every text at every stage. */
  const eachVerdict = (
    cases: readonly string[],
    use: (
      text: string,
      verdict: SafetyVerdict,
      where: string,
      safety: SafetyCheck,
      stage: SafetyStage,
    ) => unknown,
  ) =>
    withSafety(async (safety) => {
      for (const stage of stages) {
        for (const text of cases) {
          const where = `inspect(${show(text)}, '${stage}')`;
          await use(text, await safety.inspect(text, stage), where, safety, stage);
        }
      }
    });

  return [
    ...optionsSuite(subject),

    check('lets harmless and empty text through', () =>
      eachVerdict(allowed, (_, verdict, where) =>
        demandEqual(verdict.action, 'allow', { where, remedy: 'narrow the rule that fired' }),
      ),
    ),

    check('catches what it is for, and leaves no residue of it', () =>
      withSafety(async (safety) => {
        for (const stage of stages) {
          for (const { text, secret } of subject.flagged) {
            const where = `inspect(${show(text)}, '${stage}')`;
            const verdict = await safety.inspect(text, stage);
            demand(verdict.action !== 'allow' && verdict.findings.length > 0, {
              where,
              expected: 'action "redact" or "deny", with findings',
              received: verdict,
              remedy: 'add or widen a rule',
            });
            demand(verdict.action === 'deny' || !verdict.text.includes(secret), {
              where,
              expected: 'a text without the secret',
              received: 'the secret is still in the text',
              remedy: 'redact the whole match, wherever it occurs',
            });
          }
        }
      }),
    ),

    check('catches it wherever it stands, also behind much other text', () =>
      withSafety(async (safety) => {
        const stage = stages[0]!;
        const filler = 'The whale swam on. '.repeat(12_000);
        for (const { text, secret } of subject.flagged) {
          for (const [place, surrounded] of [
            ['at the start', `${text}\n${filler}`],
            ['at the end', `${filler}\n${text}`],
            ['twice', `${text}\n${filler}\n${text}`],
            ['beside ill-formed text', `\ud83d\n${text}\n\udc00`],
          ] as const) {
            const { action, text: passed } = await safety.inspect(surrounded, stage);
            demand(action === 'deny' || (action === 'redact' && !passed.includes(secret)), {
              where: `inspect of ${show(text)} ${place}${place.startsWith('beside') ? '' : ` of ${filler.length} characters`}`,
              expected: 'action "deny", or "redact" and a text without the secret',
              received: action === 'redact' ? 'the secret is still in the text' : `action ${show(action)}`,
              remedy: 'look at the whole text; where it is too long to look at, deny it',
            });
          }
        }
      }),
    ),

    check('fails closed: what it cannot read it does not let through', () =>
      withSafety(async (safety) => {
        for (const stage of stages) {
          let verdict: SafetyVerdict;
          try {
            verdict = await safety.inspect(unreadable(), stage);
          } catch {
            // An error counts as a refusal.
            continue;
          }
          demandEqual(verdict?.action, 'deny', {
            where: `action of inspect of a text that cannot be read, '${stage}'`,
            remedy: 'let errors out, or turn them into `deny`: never answer `allow` in a `catch`',
          });
        }
      }),
    ),

    check('leaves the text unchanged where it does not redact', () =>
      eachVerdict(texts, (text, verdict, where) => {
        if (verdict.action === 'redact') return;
        demandEqual(verdict.text, text, { where, remedy: 'return the input itself with `allow` and `deny`' });
      }),
    ),

    check('finds nothing more in its own result', () =>
      eachVerdict(texts, async (_, verdict, where, safety, stage) => {
        if (verdict.action !== 'redact') return;
        const again = await safety.inspect(verdict.text, stage);
        const remedy = 'the replacement must match no rule, and all matches must be replaced in one go';
        demandEqual(
          again,
          { action: 'allow', text: verdict.text, findings: [] },
          { where: `${where}, twice`, remedy },
        );
      }),
    ),

    check('reports findings inside the text', () =>
      eachVerdict(texts, (text, { findings }, where) => {
        for (const { rule, start, end, severity } of findings) {
          const inside = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end;
          demand(
            inside && end <= text.length && ['low', 'medium', 'high'].includes(severity) && rule !== '',
            {
              where,
              expected: `a rule, a severity and 0 <= start < end <= ${text.length}`,
              received: { rule, start, end, severity },
              remedy: 'give UTF-16 positions in the inspected text, not in the redacted one',
            },
          );
        }
      }),
    ),

    check('keeps the matched text out of its findings', () =>
      withSafety(async (safety) => {
        for (const stage of stages) {
          for (const { text, secret } of subject.flagged) {
            for (const finding of (await safety.inspect(text, stage)).findings) {
              const extra = Object.keys(finding).filter((key) => !FINDING_KEYS.includes(key));
              demand(extra.length === 0 && !JSON.stringify(finding).includes(secret), {
                where: `inspect(${show(text)}, '${stage}')`,
                expected: `findings of ${FINDING_KEYS.join(', ')} alone`,
                received: extra.length > 0 ? `also ${extra.join(', ')}` : 'the matched text',
                remedy: 'findings are logged: give the place, never the text',
              });
            }
          }
        }
      }),
    ),

    check('gives the same verdict for the same text, whatever it saw before', () =>
      withSafety(async (safety) => {
        const order = [...texts, ...texts.toReversed()];
        const seen = new Map<string, SafetyVerdict>();
        for (const text of order) {
          const verdict = await safety.inspect(text, stages[0]!);
          demandEqual(verdict, seen.get(text) ?? verdict, {
            where: `inspect(${show(text)}) again`,
            remedy: 'keep no state; a global regular expression keeps `lastIndex` between calls',
          });
          seen.set(text, verdict);
        }
      }),
    ),

    check('is quick on long text', () =>
      withSafety(async (safety) => {
        const limit = subject.longTextMs ?? 5000;
        for (const unit of ['a', '0', ' ', '=', 'x.', 'ab1_-', 'The whale swam. ', '\u{1F433}']) {
          const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
          const start = performance.now();
          await safety.inspect(text, stages[0]!);
          const taken = performance.now() - start;
          demand(taken <= limit, {
            where: `inspect(${JSON.stringify(unit)}.repeat(${text.length / unit.length}))`,
            expected: `an answer within ${limit} ms`,
            received: `${Math.round(taken)} ms`,
            remedy: 'look for nested quantifiers, which backtrack without end',
          });
        }
      }),
    ),
  ];
}

/** Something that fails as soon as anyone looks at it, as a text from a broken host would. */
function unreadable(): string {
  const fail = () => {
    throw new CheckFailure({
      where: 'a text that cannot be read',
      expected: 'an error that reaches the caller',
      received: 'this error',
      remedy: 'let it out, or deny',
    });
  };
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail }) as unknown as string;
}
