// Checks that hold for a plugin of any kind: its brand, and options that a stranger can use.
import { describeOptions, isPlugin, type Kind, optionsJsonSchema } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual } from '../checks/demand.js';
import { show } from '../checks/show.js';
import { readOptions, type Subject } from './subject.js';

export function optionsSuite<K extends Kind>(subject: Subject<K>): Check[] {
  const { plugin } = subject;
  return [
    check('is made by definePlugin and names its API version', () => {
      demand(isPlugin(plugin) && Object.isFrozen(plugin), {
        where: 'the default export',
        expected: 'a frozen, branded plugin',
        received: show(plugin),
        remedy: `export the result of \`definePlugin\` or \`define${plugin.kind.charAt(0).toUpperCase()}${plugin.kind.slice(1)}\``,
      });
    }),

    check('documents every option', () => {
      for (const { name, doc } of describeOptions(optionsJsonSchema(plugin.options))) {
        demand(doc.trim() !== '', {
          where: `option \`${name}\``,
          expected: 'a line of documentation',
          received: 'none',
          remedy: 'add `.describe("…")` to the field',
        });
      }
    }),

    check('reads its own resolved options back unchanged', () => {
      const resolved = readOptions(subject);
      demandEqual(plugin.options.parse(resolved), resolved, {
        where: 'options.parse(options.parse(x))',
        remedy: 'a resolved config is stored and read again: options must survive it',
      });
    }),

    check('refuses an option that it does not know', () => {
      const result = plugin.options.safeParse({ ...subject.options, 'no-such-option': 1 });
      demand(!result.success, {
        where: 'options.parse({ "no-such-option": 1 })',
        expected: 'a refusal',
        received: 'success',
        remedy: 'make the schema with `defineOptions`, which is strict',
      });
    }),
  ];
}
