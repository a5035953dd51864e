// Closes things in the reverse order of their making. Every disposer runs, whatever the others do.
import { CodexError, codexError, throwCollected, toCodexErrors } from '@codex-ml/plugin-api';
import { messageOf } from '../errors/attribute-error.js';

export type Dispose = () => void | Promise<void>;

export interface DisposerStack {
  readonly closed: boolean;
  /** @throws CML3314 once closing has begun */
  push(name: string, dispose: Dispose): void;
  /** Last in, first out, one after the other. @throws CML3315 per failed disposer (errors of our own keep their code), after all have run */
  close(): Promise<void>;
}

/** An empty stack, called `owner` in errors. */
export function createDisposerStack(owner: string): DisposerStack {
  const stack: { readonly name: string; readonly dispose: Dispose }[] = [];
  let closing: Promise<void> | undefined;

  async function unwind(): Promise<void> {
    const errors: CodexError[] = [];
    for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
      try {
        await item.dispose();
      } catch (cause) {
        errors.push(
          ...(CodexError.is(cause)
            ? toCodexErrors(cause)
            : [codexError('CML3315', { name: item.name, message: messageOf(cause) }, { cause })]),
        );
      }
    }
    throwCollected(errors);
  }

  return {
    get closed() {
      return closing !== undefined;
    },
    push: (name, dispose) => {
      if (closing !== undefined) throw codexError('CML3314', { name: `${owner}: ${name}` });
      stack.push({ name, dispose });
    },
    close: () => {
      closing ??= unwind();
      return closing;
    },
  };
}
