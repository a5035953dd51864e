// Puts what was going on onto errors of plugins on their way up, the outer part before the inner. It knows no run.
import { refineError } from '@codex-ml/kernel';

/**
 * Call something; an error of a plugin that comes out of it says what was going on. Other errors pass as they are.
 * @param place such as `step 12`; a function where making it costs something
 */
export function during<T>(place: string | (() => string), work: () => T): T {
  try {
    const result = work();
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw placed(error, place);
    }) as T;
  } catch (error) {
    throw placed(error, place);
  }
}

/** The error with its place, where it is one of a plugin. */
export function placed(error: unknown, place: string | (() => string)): unknown {
  const refined = refineError(error, ({ plugin, during: inner }) => {
    if (plugin === undefined) return {};
    const outer = typeof place === 'string' ? place : place();
    return { during: inner === undefined ? outer : `${outer}, ${inner}` };
  });
  return refined ?? error;
}
