// Extension `clean-text`: samples in one Unicode form, with one kind of line end, without control characters.
import { defineExtension } from '@codex-ml/plugin-api';
import { cleanTextOptions } from './clean-text.options.js';

/** C0 and C1 controls without tab, line feed and carriage return, which has an option of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

export default defineExtension({
  id: 'clean-text',
  apiVersion: '^1.0',
  options: cleanTextOptions,
  setup: ({ options, ctx }) => {
    const { unicode, lineEnds, controls, minimum } = options;
    ctx.hooks.tap('data.sample', (sample) => {
      let { text } = sample;
      if (lineEnds) text = text.replace(/\r\n?/g, '\n');
      if (controls) text = text.replace(CONTROLS, '');
      if (unicode !== 'none') text = text.normalize(unicode);
      return text.length < minimum ? null : { ...sample, text };
    });
  },
});
