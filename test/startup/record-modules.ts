// Preload (`node --import`): writes the URL of every module this process loads, imported or required, one a line, at exit.
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const target = process.env['CODEX_ML_TEST_MODULES'];
const loaded: string[] = [];

registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});

process.on('exit', () => {
  if (target !== undefined) writeFileSync(target, loaded.join('\n'));
});
