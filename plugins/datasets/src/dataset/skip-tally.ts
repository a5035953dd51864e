// What becomes of records that are left out: raised, or counted by reason, within limits, and said once.
import { type CodexError, codexError, type Logger, type Sample, type SplitName } from '@codex-ml/plugin-api';
import { type Entry, isLeftOut, type LeftOut } from '../records/entry.js';
import type { Skipped } from './create-dataset.js';

export interface SkipPolicy {
  readonly onError: 'fail' | 'skip';
  /** Share of the records below 1, number of records from 1 on. */
  readonly maxSkipped: number;
}

/** Errors of skipped records that a refusal shows. */
const SHOWN = 3;

/** The tally of one reading of a split. */
export class SkipTally {
  readonly #policy: SkipPolicy;
  readonly #split: SplitName;
  readonly #skipped: Skipped;
  #records = 0;
  #malformed = 0;
  #fileRecords = 0;
  #fileMalformed = 0;
  readonly #first: CodexError[] = [];

  constructor(policy: SkipPolicy, split: SplitName, skipped: Skipped) {
    this.#policy = policy;
    this.#split = split;
    this.#skipped = skipped;
  }

  /**
   * The samples among the entries of a batch, up to a number of them.
   * @throws the error of a malformed record where the policy is to fail, CML4215 for more of them than a number allows
   */
  keep(entries: readonly Entry<Sample>[], limit: number): readonly Sample[] {
    if (entries.length <= limit && !entries.some(isLeftOut)) {
      this.#records += entries.length;
      this.#fileRecords += entries.length;
      return entries as readonly Sample[];
    }
    const kept: Sample[] = [];
    for (const entry of entries) {
      this.#records++;
      this.#fileRecords++;
      if (isLeftOut(entry)) this.#leaveOut(entry);
      else if (kept.push(entry) === limit) break;
    }
    return kept;
  }

  /** @throws CML4216 for a file of which no record could be read */
  endFile(file: string): void {
    if (this.#fileMalformed > 0 && this.#fileMalformed === this.#fileRecords) {
      const details = { where: this.#first[0]?.where, cause: this.#first[0], hints: this.#hints() };
      throw codexError('CML4216', { file, records: this.#fileRecords }, details);
    }
    this.#fileRecords = 0;
    this.#fileMalformed = 0;
  }

  /** @throws CML4215 for a larger share of malformed records than is allowed */
  end(): void {
    const { maxSkipped } = this.#policy;
    if (maxSkipped < 1 && this.#malformed > maxSkipped * this.#records) throw this.#tooMany();
  }

  /** One line about what was skipped, if anything malformed was. */
  report(log: Logger): void {
    if (this.#malformed === 0) return;
    const records = this.#malformed === 1 ? 'record' : 'records';
    const [first] = this.#first;
    log.warn(
      `skipped ${this.#malformed} malformed ${records} of split \`${this.#split}\`; the first: ${shown(first!)}`,
      { split: this.#split, skipped: { ...this.#skipped } },
    );
  }

  /** Whether something malformed was skipped. */
  get hasSkipped(): boolean {
    return this.#malformed > 0;
  }

  #leaveOut({ reason, error }: LeftOut): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
    if (error === undefined) {
      // It is no record: neither good nor bad.
      this.#records--;
      this.#fileRecords--;
      return;
    }
    if (this.#policy.onError === 'fail') throw error();
    this.#malformed++;
    this.#fileMalformed++;
    if (this.#first.length < SHOWN) this.#first.push(error());
    const { maxSkipped } = this.#policy;
    if (maxSkipped >= 1 && this.#malformed > maxSkipped) throw this.#tooMany();
  }

  #tooMany(): CodexError {
    const { maxSkipped } = this.#policy;
    const parameters = {
      skipped: this.#malformed,
      records: this.#records,
      split: this.#split,
      allowed: maxSkipped < 1 ? `${+(maxSkipped * 100).toPrecision(6)} %` : maxSkipped,
    };
    return codexError('CML4215', parameters, {
      where: this.#first[0]?.where,
      hints: [...this.#hints(), 'raise `maxSkipped` if the data is as bad as that'],
    });
  }

  #hints(): string[] {
    return this.#first.map((error) => `skipped: ${shown(error)}`);
  }
}

function shown({ where, title }: CodexError): string {
  const place = where === undefined ? '' : [where.file, where.line, where.column].filter(Boolean).join(':');
  return place === '' ? title : `${place}: ${title}`;
}
