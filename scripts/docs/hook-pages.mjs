// docs/reference/hooks.md: every hook with its policy, when it fires, its payload as the source declares it, and the order in a run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOKS } from '@codex-ml/plugin-api';
import ts from 'typescript';
import { ROOT } from '../node-binary.mjs';
import { HOOK_ORDER, OTHER_ORDER } from './hook-order.mjs';
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

## Order in a run

Of a training run, from top to bottom; \`evaluate\`, \`step\` and \`checkpoint\` come again until the last step.

${table(
  ['phase', 'when', 'hooks, in order'],
  HOOK_ORDER.map(({ phase, when, hooks }) => [phase, when, linked(hooks)]),
)}

\`data.sample\` fires for every sample, \`metric\` for every row. A compiled engine records a step once: there, \`grads.ready\` fires when
the step is compiled and not again. Of other commands:

${table(
  ['command', 'hooks, in order'],
  OTHER_ORDER.map(({ when, hooks }) => [when, linked(hooks)]),
)}

Taps of one hook run by stage, lower first, then by plugin id (\`acme/a\` before \`std/a\`), then by kind. \`codex-ml plugins capabilities\`
shows who declares which hook in that order, \`run.json\` the order of a run with the stages that plugins chose.

## Payloads

Types are those of \`@codex-ml/plugin-api\`.

${sections.join('\n')}`;
  return { 'docs/reference/hooks.md': text };
}

function linked(hooks) {
  return hooks.map((name) => `[\`${name}\`](#${name.replaceAll('.', '')})`).join(' → ');
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
