// Checks that a tokenizer does what the rest relies on. Looks from outside: it knows no format.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';

export interface TokenizerFinding {
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
}

/** What is tried beside the user's own texts. */
export const PROBES: Readonly<Record<string, string>> = Object.freeze({
  'English prose': 'The whale, the whale! Call me Ishmael - some years ago...',
  'accents and ligatures': 'Crème brûlée, façade; ﬁn, Übergrößenträger, İstanbul',
  Greek: 'Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία',
  Cyrillic: 'Съешь же ещё этих мягких французских булок',
  Arabic: 'نص حكيم له سر قاطع وذو شأن عظيم',
  Hindi: 'ऋषियों को सताने वाले दुष्ट राक्षसों के राजा',
  Chinese: '天地玄黃宇宙洪荒日月盈昃辰宿列張',
  Japanese: 'いろはにほへと ちりぬるを、カタカナ',
  Korean: '키스의 고유조건은 입술끼리 만나야 하고',
  emoji: 'family 👨‍👩‍👧‍👦, flag 🇺🇳, skin 👍🏽',
  code: 'function f(x: number): number {\n\treturn x ** 2; // ok\n}\n',
  'white space': ' a  b\t\tc \n\n d\r\ne',
  digits: '1234567890 3.14159 1,000,000 0x1F',
});

export interface ValidateTokenizerOptions {
  readonly tokenizer: Tokenizer;
  /** Restores a tokenizer from what it saves. */
  readonly reload: (data: JsonObject) => Promise<Tokenizer>;
  /** More texts to encode and decode. */
  readonly texts?: Iterable<string> | AsyncIterable<string>;
}

export interface TokenizerValidation {
  readonly findings: readonly TokenizerFinding[];
  /** Names of the probes that are not the same after encoding and decoding. */
  readonly lossy: readonly string[];
  /** Of the user's own texts. */
  readonly own: { readonly texts: number; readonly lossy: number; readonly unknown: number };
}

export async function validateTokenizer(options: ValidateTokenizerOptions): Promise<TokenizerValidation> {
  const { tokenizer, texts = [] } = options;
  const findings: TokenizerFinding[] = [...checkIds(tokenizer), ...checkSpecials(tokenizer)];
  findings.push(...(await checkReload(options)));
  const lossy = Object.keys(PROBES).filter((name) => !isLossless(tokenizer, PROBES[name]!));
  for (const text of Object.values(PROBES)) findings.push(...checkStream(tokenizer, text));
  const own = { texts: 0, lossy: 0, unknown: 0 };
  const { unk } = tokenizer.specials;
  for await (const text of texts) {
    own.texts++;
    if (!isLossless(tokenizer, text)) own.lossy++;
    if (unk !== undefined) own.unknown += idsOf(tokenizer, text)?.filter((id) => id === unk).length ?? 0;
  }
  return { findings, lossy, own };
}

function checkIds(tokenizer: Tokenizer): TokenizerFinding[] {
  const { vocabularySize } = tokenizer;
  if (!(vocabularySize >= 1)) return [{ level: 'error', message: 'the vocabulary is empty' }];
  const holes: number[] = [];
  const ambiguous: number[] = [];
  for (let id = 0; id < vocabularySize; id++) {
    const token = tokenizer.idToToken(id);
    if (token === undefined) holes.push(id);
    else if (tokenizer.tokenToId(token) !== id) ambiguous.push(id);
  }
  return [
    ...(holes.length === 0
      ? []
      : [
          {
            level: 'note' as const,
            message: `${holes.length} of ${vocabularySize} ids stand for no token, the first is ${holes[0]}: a model has rows for them that never learn`,
          },
        ]),
    ...(ambiguous.length === 0
      ? []
      : [
          {
            level: 'warning' as const,
            message: `${ambiguous.length} ids have a token that leads to another id, the first is ${ambiguous[0]}`,
          },
        ]),
  ];
}

function checkSpecials(tokenizer: Tokenizer): TokenizerFinding[] {
  const { specials, vocabularySize } = tokenizer;
  const all = new Map<string, number>([
    ...Object.entries(specials).map(([role, id]) => [tokenizer.idToToken(id) ?? `<${role}>`, id] as const),
    ...(tokenizer.specialTokens ?? []),
  ]);
  const findings: TokenizerFinding[] = [];
  for (const [token, id] of all) {
    if (!(Number.isInteger(id) && id >= 0 && id < vocabularySize)) {
      findings.push({
        level: 'error',
        message: `special token \`${token}\` has the id ${id}, outside the vocabulary`,
      });
      continue;
    }
    if (id !== specials.unk && tokenizer.encode(`a ${token} b`).ids.includes(id)) {
      findings.push({
        level: 'error',
        message: `text that has \`${token}\` in it is encoded to that special token although nobody asked for it`,
      });
    }
    if (!tokenizer.encode(token, { parseSpecials: true }).ids.includes(id)) {
      findings.push({ level: 'error', message: `\`parseSpecials\` does not find \`${token}\`` });
    }
  }
  if (specials.eos === undefined) {
    findings.push({
      level: 'warning',
      message: 'there is no end token: documents run into each other, and generation stops by length only',
    });
  }
  if (specials.pad === undefined && specials.eos === undefined) {
    findings.push({ level: 'note', message: 'there is no pad token: texts cannot be padded to one length' });
  }
  return findings;
}

async function checkReload({ tokenizer, reload }: ValidateTokenizerOptions): Promise<TokenizerFinding[]> {
  const again = await reload(tokenizer.save());
  const differs = Object.entries(PROBES).find(
    ([, text]) => idsOf(tokenizer, text)?.join() !== idsOf(again, text)?.join(),
  );
  return differs === undefined
    ? []
    : [{ level: 'error', message: `saved and loaded it encodes \`${differs[0]}\` to other ids` }];
}

function checkStream(tokenizer: Tokenizer, text: string): TokenizerFinding[] {
  if (tokenizer.decodeStream === undefined) return [];
  const ids = idsOf(tokenizer, text);
  if (ids === undefined) return [];
  const stream = tokenizer.decodeStream();
  const pieces = [...ids].map((id) => stream.push(id));
  const joined = pieces.join('') + stream.end();
  return joined === tokenizer.decode(ids)
    ? []
    : [
        {
          level: 'error',
          message: `decoded one by one, ${JSON.stringify(text)} differs from decoded at once`,
        },
      ];
}

function isLossless(tokenizer: Tokenizer, text: string): boolean {
  const ids = idsOf(tokenizer, text);
  return ids !== undefined && tokenizer.decode(ids) === text;
}

/** Undefined for a text with a character that the tokenizer refuses. */
function idsOf(tokenizer: Tokenizer, text: string): Int32Array | undefined {
  try {
    return tokenizer.encode(text).ids;
  } catch {
    return undefined;
  }
}
