// Checks of the vocabulary and of what is stored: training, saving, loading, looking up.
import type { JsonObject } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { withContext } from '../../fixtures/test-context.js';
import { readOptions } from '../subject.js';
import { type TokenizerSubject, textsOf, withTrained } from './tokenizer-subject.js';

export function vocabularyChecks(subject: TokenizerSubject): Check[] {
  return [
    check('learns the same vocabulary from the same corpus', async () => {
      const first = await withTrained(subject, (tokenizer) => JSON.stringify(tokenizer.save()));
      const second = await withTrained(subject, (tokenizer) => JSON.stringify(tokenizer.save()));
      demandEqual(second, first, {
        where: 'save() after training again',
        remedy: 'order the vocabulary by count and then by code unit; use no clock and no unordered set',
      });
    }),

    check('restores an equal tokenizer from what it saved', () =>
      withTrained(subject, (tokenizer) =>
        withContext({}, async (ctx) => {
          const saved = tokenizer.save();
          const data = JSON.parse(JSON.stringify(saved)) as JsonObject;
          demandEqual(data, saved, { where: 'save()', remedy: 'save plain JSON' });
          const loaded = await subject.plugin.load({ options: readOptions(subject), ctx, data });
          const context = { where: 'load(save())', remedy: 'save everything that encoding depends on' };
          demandEqual(loaded.save(), saved, { ...context, where: 'load(save()).save()' });
          demandEqual(loaded.vocabularySize, tokenizer.vocabularySize, context);
          demandEqual({ ...loaded.specials }, { ...tokenizer.specials }, context);
          for (const text of textsOf(subject)) {
            const { ids } = loaded.encode(text);
            demandEqual(ids, tokenizer.encode(text).ids, {
              ...context,
              where: `load(save()).encode(${show(text)})`,
            });
            demandEqual(loaded.decode(ids), tokenizer.decode(ids), context);
          }
          const names = Object.values(tokenizer.specials).map((id) => tokenizer.idToToken(id) ?? '');
          const marked = `Call ${names.join(' me ')} Ishmael`;
          const all = { addSpecials: true, parseSpecials: true, offsets: true };
          demandEqual(loaded.encode(marked, all), tokenizer.encode(marked, all), {
            ...context,
            where: `load(save()).encode(${show(marked)}, ${show(all)})`,
          });
        }),
      ),
    ),

    check('looks tokens up both ways', () =>
      withTrained(subject, (tokenizer) => {
        for (let id = 0; id < Math.min(tokenizer.vocabularySize, 5000); id++) {
          const token = tokenizer.idToToken(id);
          demandEqual(token === undefined ? undefined : tokenizer.tokenToId(token), id, {
            where: `tokenToId(idToToken(${id})), with idToToken(${id}) = ${show(token)}`,
            remedy: 'every id below `vocabularySize` has a name of its own',
          });
        }
      }),
    ),

    check('knows no token outside its vocabulary', () =>
      withTrained(subject, (tokenizer) => {
        const context = { remedy: 'return undefined; look up in a Map, not in a plain object' };
        for (const id of [-1, tokenizer.vocabularySize, 2 ** 31 - 1]) {
          demandEqual(tokenizer.idToToken(id), undefined, { ...context, where: `idToToken(${id})` });
        }
        for (const token of ['__proto__', 'constructor', 'toString', '', 'no such token anywhere']) {
          const id = tokenizer.tokenToId(token);
          demand(id === undefined || tokenizer.idToToken(id) === token, {
            ...context,
            where: `tokenToId(${show(token)})`,
            expected: 'undefined, or the id of a token with that name',
            received: show(id),
          });
        }
      }),
    ),

    check('has its special tokens in the vocabulary', () =>
      withTrained(subject, (tokenizer) => {
        const ids = Object.values(tokenizer.specials);
        const inside = ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize);
        demand(inside, {
          where: '`specials`',
          expected: `ids below ${tokenizer.vocabularySize}`,
          received: { ...tokenizer.specials },
          remedy: 'count specials in `vocabularySize`',
        });
      }),
    ),
  ];
}
