// How much a template may do, and the meter that stops it. It counts work, not time: the same template and conversation end the
// same way on every machine.
import { codexError } from '@codex-ml/plugin-api';

export interface RenderLimits {
  /**
   * Units of work. Evaluating a node of the template is one; values that are made cost more with their size, about what they take
   * in time and memory. A million is well below a second.
   */
  readonly work: number;
  /** More units for each message of the conversation. */
  readonly workPerMessage: number;
  /** Nodes inside nodes, calls of macros included. */
  readonly depth: number;
  /** UTF-16 units of the rendering, and of any text on the way. */
  readonly characters: number;
  /** UTF-16 units of the template. */
  readonly source: number;
}

export const RENDER_LIMITS: RenderLimits = Object.freeze({
  work: 1_000_000,
  workPerMessage: 2_000,
  depth: 200,
  characters: 1 << 24,
  source: 1 << 18,
});

export class WorkMeter {
  readonly limits: RenderLimits;
  readonly #template: string;
  readonly #budget: number;
  #spent = 0;
  #depth = 0;

  constructor(template: string, limits: RenderLimits, messages: number) {
    this.#template = template;
    this.limits = limits;
    this.#budget = limits.work + messages * limits.workPerMessage;
  }

  /** @throws CML4353 when the budget is used up */
  spend(units: number): void {
    this.#spent += units;
    if (!(this.#spent <= this.#budget)) throw this.#beyond(`${this.#budget} units of work`);
  }

  /** Go one node deeper. @throws CML4353 */
  enter(): void {
    this.spend(1);
    if (++this.#depth > this.limits.depth) throw this.tooDeep();
  }

  leave(): void {
    this.#depth--;
  }

  /** @throws CML4353 for a text that is too long */
  checkLength(characters: number): void {
    if (!(characters <= this.limits.characters)) throw this.tooLong();
  }

  tooLong(): Error {
    return this.#beyond(`${this.limits.characters} characters`);
  }

  tooDeep(): Error {
    return this.#beyond(`${this.limits.depth} nodes inside each other`);
  }

  #beyond(limit: string): Error {
    return codexError('CML4353', { template: this.#template, limit });
  }
}
