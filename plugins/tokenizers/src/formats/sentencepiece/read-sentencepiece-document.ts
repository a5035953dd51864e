// The `tokenizer.json` document of a SentencePiece model. Its parts come as near as the format can; what is exact is in the sidecar.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codexError, type JsonObject, type JsonValue, type SpecialRole } from '@codex-ml/plugin-api';
import { PLAIN_BPE } from '../../models/bpe/plain-bpe.js';
import { BYTE_TOKENS } from '../../models/vocabulary-model.js';
import type { SentencePieceRules } from '../../sentencepiece/sentencepiece-rules.js';
import { SPECIAL_ROLES } from '../../special-tokens.js';
import { listMerges } from '../tiktoken/list-merges.js';
import { readSideFiles, type SideFiles } from '../tokenizer-json/read-side-files.js';
import { writeTemplate, writeTokenizerJson } from '../tokenizer-json/write-tokenizer-json.js';
import { addSideTokens } from './add-side-tokens.js';
import { type ModelFile, type ModelPiece, type PieceType, readModelFile } from './read-model-file.js';

const RANK_LINE = /^[A-Za-z0-9+/]+={0,2} \d+\r?\n/;

export interface SentencePieceDocument extends Pick<SideFiles, 'specials' | 'chatTemplate'> {
  readonly document: JsonObject;
}

/**
 * The model with what files beside it say of its tokens.
 * @param resolve makes a path absolute
 * @param warn is told where these files contradict the model
 * @throws CML4126 no such file, CML4127, CML4159 … CML4161
 */
export async function readSentencePieceDocument(
  path: string,
  resolve: (path: string) => string,
  warn: (message: string) => void = () => {},
): Promise<SentencePieceDocument> {
  const bytes = await readFile(resolve(path)).catch((cause: unknown) => {
    throw codexError('CML4126', { path }, { cause });
  });
  const isRanks = RANK_LINE.test(bytes.toString('latin1', 0, 200));
  const fail = (offset: number, problem: string): never => {
    throw codexError(
      'CML4159',
      { file: path, offset, problem },
      { where: { file: path }, hints: isRanks ? ['it looks like a file of ranks: use `tiktoken`'] : [] },
    );
  };
  if (isRanks) fail(0, 'the file is text');
  const model = readModelFile(bytes, fail);
  checkPieces(model, path);
  const side = await readSideFiles(dirname(resolve(path)), dirname(path));
  const { specials, chatTemplate } = side;
  return { document: writeDocument(model, side, warn), specials, chatTemplate };
}

function writeDocument(model: ModelFile, side: SideFiles, warn: (message: string) => void): JsonObject {
  const { pieces } = model;
  const rules = rulesOf(model);
  const addedTokens = addSideTokens(pieces, side, warn);
  const ids = new Map<string, number>([
    ...pieces.map(({ text }, id) => [text, id] as const),
    ...addedTokens.map(({ content, id }) => [content as string, id as number] as const),
  ]);
  const isControl = (piece: string): boolean => pieces[ids.get(piece) ?? -1]?.type === 'control';
  const unknown = pieces[rules.unknown]!.text;
  const names: Partial<Record<SpecialRole, string>> = { unk: unknown };
  for (const role of ['bos', 'eos', 'pad'] as const) if (isControl(model[role])) names[role] = model[role];
  for (const role of SPECIAL_ROLES) {
    const token = side.specials[role];
    if (token !== undefined && ids.has(token)) names[role] = token;
  }
  const framed = Object.entries(names).filter(([role]) => side.frame[role as 'bos' | 'eos'] !== false);
  return writeTokenizerJson({
    addedTokens,
    normalizer: writeNormalizer(model),
    preTokenizer: {
      type: 'Metaspace',
      replacement: '\u2581',
      prepend_scheme: model.addsSpace && !model.spaceIsSuffix ? 'always' : 'never',
      split: true,
    },
    postProcessor: writeTemplate(
      Object.fromEntries(framed.map(([role, name]) => [role, ids.get(name)!])),
      names,
    ),
    decoder: writeDecoder(model),
    model: writeModel(model, rules, unknown),
    sidecar: { specials: names, sentencePiece: rules },
  });
}

/** @throws CML4160, CML4161 */
function checkPieces(model: ModelFile, file: string): void {
  const { pieces, byteFallback, decodedMap, changesDecodedSpaces } = model;
  const fail = (problem: string): never => {
    throw codexError('CML4160', { file, problem }, { where: { file } });
  };
  const seen = new Set<string>();
  for (const [id, { text }] of pieces.entries()) {
    if (text === '') fail(`piece ${id} is empty`);
    if (seen.has(text)) fail(`piece ${id}, ${JSON.stringify(text)}, was there before`);
    seen.add(text);
  }
  const unknown = listIds(pieces, 'unknown').length;
  if (unknown !== 1) fail(`${unknown} of its pieces are of the type unknown, expected one`);
  const bytes = new Set(pieces.filter(({ type }) => type === 'byte').map(({ text }) => text));
  if (!byteFallback && bytes.size > 0) fail('it has bytes as pieces and does not use them');
  const missing = byteFallback ? BYTE_TOKENS.filter((token) => !bytes.has(token)) : [];
  if (missing.length > 0)
    fail(`${missing.length} of the 256 bytes are no pieces, the first is ${missing[0]!}`);
  if (decodedMap.length > 0 && changesDecodedSpaces) {
    const what = 'whose denormalizer changes spaces';
    throw codexError('CML4161', { file, what }, { where: { file } });
  }
}

function rulesOf(model: ModelFile): SentencePieceRules {
  const { pieces, kind, decodedMap } = model;
  return {
    kind,
    unknown: listIds(pieces, 'unknown')[0]!,
    control: listIds(pieces, 'control'),
    userDefined: listIds(pieces, 'user-defined'),
    unused: listIds(pieces, 'unused'),
    byteFallback: model.byteFallback,
    text: {
      addsSpace: model.addsSpace,
      removesSpaces: model.removesSpaces,
      escapesSpaces: model.escapesSpaces,
      spaceIsSuffix: model.spaceIsSuffix,
    },
    unknownSurface: model.unknownSurface,
    decodedMap: decodedMap.length > 0 ? Buffer.from(decodedMap).toString('base64') : undefined,
    scores: kind === 'bpe' ? pieces.map(({ score }) => score) : undefined,
  };
}

function listIds(pieces: readonly ModelPiece[], wanted: PieceType): readonly number[] {
  return pieces.flatMap(({ type }, id) => (type === wanted ? [id] : []));
}

function writeModel({ pieces }: ModelFile, rules: SentencePieceRules, unknown: string): JsonObject {
  if (rules.kind === 'unigram') {
    return {
      type: 'Unigram',
      unk_id: rules.unknown,
      vocab: pieces.map(({ text, score }): [string, number] => [text, score]),
      byte_fallback: rules.byteFallback,
    };
  }
  // fromEntries defines own properties, so that a token such as `__proto__` stays a token
  const vocab = Object.fromEntries(pieces.map(({ text }, id) => [text, id]));
  if (rules.kind === 'word') return { type: 'WordLevel', unk_token: unknown, vocab };
  const ranked = pieces.filter(({ type }) => type === 'normal').sort((a, b) => b.score - a.score);
  return {
    ...PLAIN_BPE,
    unk_token: unknown,
    fuse_unk: !rules.byteFallback,
    byte_fallback: rules.byteFallback,
    vocab,
    merges: rules.kind === 'bpe' ? listMerges(ranked.map(({ text }) => text)) : [],
  };
}

function writeNormalizer({ characterMap, removesSpaces }: ModelFile): JsonObject | null {
  const steps: JsonValue[] = [];
  if (characterMap.length > 0) {
    steps.push({ type: 'Precompiled', precompiled_charsmap: Buffer.from(characterMap).toString('base64') });
  }
  if (removesSpaces) {
    steps.push(
      { type: 'Strip', strip_left: true, strip_right: true },
      { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
    );
  }
  return steps.length === 0 ? null : { type: 'Sequence', normalizers: steps };
}

function writeDecoder({ byteFallback, addsSpace }: ModelFile): JsonObject {
  return {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '\u2581' }, content: ' ' },
      ...(byteFallback ? [{ type: 'ByteFallback' }] : []),
      { type: 'Fuse' },
      ...(addsSpace ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
    ],
  };
}
