import promptLimit from '@codex-ml/extensions/dist/prompt-limit.js';
import { withContext } from '@codex-ml/testkit';
import { expect } from 'chai';

describe('prompt-limit', () => {
  it('lets a prompt of the limit pass, denies a longer one and says why, without the prompt', () =>
    withContext({}, async (ctx) => {
      await promptLimit.setup({ options: promptLimit.options.parse({ characters: 4 }), ctx });
      expect(await ctx.hooks.fire('generate.prompt', { prompt: 'Call' })).to.equal(true);
      expect(ctx.logged).to.deep.equal([]);
      expect(await ctx.hooks.fire('generate.prompt', { prompt: 'Call me' })).to.equal(false);
      expect(ctx.logged.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal([
        'warn: a prompt of 7 characters was refused; at most 4 are allowed',
      ]);
    }));
});
