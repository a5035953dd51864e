// Takes the types out of a module with what Node itself uses to run TypeScript. It checks nothing.
import { stripTypeScriptTypes } from 'node:module';
import { codexError } from '@codex-ml/plugin-api';

/** @throws CML3415 for syntax that is more than types, such as enums */
export function stripTypes(
  text: string,
  { name, file }: { readonly name: string; readonly file: string },
): string {
  const { emitWarning } = process;
  try {
    // Node warns that the function is new. Whoever builds a plugin cannot act on that.
    process.emitWarning = () => undefined;
    return stripTypeScriptTypes(text);
  } catch (cause) {
    const problem = `types cannot be taken out of \`${file}\`: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`;
    throw codexError('CML3415', { name, problem }, { plugin: name, where: { file }, cause });
  } finally {
    process.emitWarning = emitWarning;
  }
}
