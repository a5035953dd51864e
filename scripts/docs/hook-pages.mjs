// docs/reference/hooks.md: every hook with its policy, when it fires, and its payload as the source declares it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOKS } from '@codex-ml/plugin-api';
import ts from 'typescript';
import { ROOT } from '../node-binary.mjs';
import { GENERATED, table } from './markdown.mjs';

const SOURCE = 'core/plugin-api/src/hooks.ts';

/** Path to text of the page. */
export function hookPages() {
  const payloads = readPayloadTypes();
  const rows = Object.entries(HOOKS).map(([name, { policy, async, doc }]) => [
    `[\`${name}\`](#${name.replaceAll('.', '')})`,
    policy,
    async ? 'may be' : 'no',
    doc,
  ]);
  const sections = Object.entries(HOOKS).map(
    ([name, { policy, async, doc }]) =>
      `### ${name}\n\nFires ${doc}. Policy **${policy}**, ${async ? 'may be async' : 'sync'}.\n\n\`\`\`text\n${payloads[name]}\n\`\`\`\n`,
  );
  const text = `${GENERATED}
# Hooks

A plugin taps a hook through \`ctx.hooks.tap(name, handler, { stage })\`; its manifest must list the hook. Taps run by
stage, then by plugin id; the order is written into \`run.json\`.

- **observe**: looks on. An error is recorded and the tap is switched off after 3 failures; the run goes on and its report says so.
- **transform**: returns the payload to go on with. An error is fatal and names plugin and hook.
- **guard**: returns false to deny. An error counts as deny.

${table(['hook', 'policy', 'async', 'fires'], rows)}

## Payloads

Types are those of \`@codex-ml/plugin-api\`.

${sections.join('\n')}`;
  return { 'docs/reference/hooks.md': text };
}

/** Text of each member's type in the interface HookPayloads, with the indentation of its line taken off. */
function readPayloadTypes() {
  const file = ts.createSourceFile(
    SOURCE,
    readFileSync(join(ROOT, SOURCE), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const declaration = file.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === 'HookPayloads',
  );
  return Object.fromEntries(
    declaration.members.map((member) => [
      member.name.text,
      member.type.getText(file).replace(/\n {2}/g, '\n'),
    ]),
  );
}
