// Checks of decoding token by token, and of special tokens that have no role. Each applies where a tokenizer offers it.
import type { Tokenizer } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { type TokenizerSubject, textsOf, withTrained } from './tokenizer-subject.js';

const HALF = /\p{Surrogate}/u;

export function streamChecks(subject: TokenizerSubject): Check[] {
  const texts = textsOf(subject);
  return [
    check('decodes a stream of tokens to what it decodes at once', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.decodeStream === undefined) return;
        for (const text of texts) {
          const { ids } = tokenizer.encode(text, { addSpecials: true });
          // backwards too: tokens in an order that no text has, as models generate them
          for (const order of [[...ids], [...ids].reverse().slice(0, 300)]) {
            for (const skipSpecials of [false, true]) {
              demandEqual(
                streamed(tokenizer, order, skipSpecials).join(''),
                tokenizer.decode(order, { skipSpecials }),
                {
                  where: `decodeStream({ skipSpecials: ${skipSpecials} }) over the tokens of ${show(text)}${order[0] === ids[0] ? '' : ', backwards'}`,
                  remedy:
                    'all pieces joined are the text of all ids; what is not certain yet waits for `end`',
                },
              );
            }
          }
        }
      }),
    ),

    check('streams no part of a character', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.decodeStream === undefined) return;
        for (const text of texts) {
          const ids = [...tokenizer.encode(text).ids];
          const whole = tokenizer.decode(ids);
          const parts = streamed(tokenizer, ids, false);
          const broken = parts.find(
            (part) => HALF.test(part) || (part.includes('\ufffd') && !whole.includes('\ufffd')),
          );
          demand(broken === undefined, {
            where: `decodeStream() over the tokens of ${show(text)}`,
            expected: 'whole characters in every piece',
            received: show(broken),
            remedy: 'hold bytes back until their character is complete',
          });
        }
      }),
    ),

    check('starts each stream anew', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.decodeStream === undefined) return;
        const ids = [...tokenizer.encode('Call me Ishmael. \u{1f433}').ids];
        const abandoned = tokenizer.decodeStream();
        for (const id of ids.slice(0, -1)) abandoned.push(id);
        demandEqual(streamed(tokenizer, ids, false).join(''), tokenizer.decode(ids), {
          where: 'a second decodeStream()',
          remedy: 'keep what is held back in the stream, not in the tokenizer',
        });
      }),
    ),

    check('lists all its special tokens by their text', () =>
      withTrained(subject, (tokenizer) => {
        const { specialTokens } = tokenizer;
        if (specialTokens === undefined) return;
        for (const [token, id] of specialTokens) {
          demandEqual([tokenizer.idToToken(id), tokenizer.tokenToId(token)], [token, id], {
            where: `idToToken(${id}) and tokenToId(${show(token)}), with specialTokens of ${show(token)} = ${id}`,
            remedy: 'special tokens are part of the vocabulary',
          });
        }
        for (const [role, id] of Object.entries(tokenizer.specials)) {
          demand([...specialTokens.values()].includes(id), {
            where: '`specialTokens`',
            expected: `the \`${role}\` token, id ${id}`,
            received: show([...specialTokens]),
            remedy: 'list those with a role too',
          });
        }
      }),
    ),

    check('never turns user text into a special token that has no role', () =>
      withTrained(subject, (tokenizer) => {
        const { specialTokens = new Map<string, number>(), specials } = tokenizer;
        for (const [token, id] of specialTokens) {
          if (id === specials.unk) continue;
          for (const text of [token, `Call${token}me`, ` ${token} `]) {
            demand(!tokenizer.encode(text).ids.includes(id), {
              where: `encode(${show(text)})`,
              expected: `no id ${id}`,
              received: show(tokenizer.encode(text).ids),
              remedy:
                'treat the characters of a special token as text, also where the vocabulary holds the token',
            });
          }
          demand(tokenizer.encode(`Call${token}me`, { parseSpecials: true }).ids.includes(id), {
            where: `encode(${show(`Call${token}me`)}, { parseSpecials: true })`,
            expected: `id ${id}`,
            received: show(tokenizer.encode(`Call${token}me`, { parseSpecials: true }).ids),
            remedy: 'recognise every special token where `parseSpecials` is set',
          });
        }
      }),
    ),
  ];
}

function streamed(tokenizer: Tokenizer, ids: readonly number[], skipSpecials: boolean): string[] {
  const stream = tokenizer.decodeStream!({ skipSpecials });
  const parts = ids.map((id) => stream.push(id));
  return [...parts, stream.end()];
}
