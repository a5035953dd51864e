// From tokens of a text, or of two, to an Encoding: cut to a length, join, put specials between, pad. The same rules for every tokenizer.
import { codexError, type EncodeOptions, type Encoding } from '@codex-ml/plugin-api';
import type { PostProcessor, TokenRow } from './post-processors/post-processor.js';
import type { SpecialIds } from './special-tokens.js';
import type { TokenSink } from './token-sink.js';
import { cutWindows, shareRoom, type Window } from './truncate-rows.js';

/** A text and its tokens. */
export interface EncodedText {
  readonly text: string;
  readonly sink: TokenSink;
}

/**
 * Refuse options that cannot be met, whatever the text.
 * @throws CML4101 bad `maxLength`, CML4102 `max` without it, CML4103 padding without a pad token, CML4124 bad `stride` or
 * `padToMultipleOf`, CML4125 a second text to cut that was not given
 */
export function checkEncodeOptions(tokenizer: string, specials: SpecialIds, options: EncodeOptions): void {
  const { maxLength, padding = 'none', stride, padToMultipleOf, truncation, pair } = options;
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 1)) {
    throw codexError('CML4101', { value: String(maxLength) });
  }
  if (stride !== undefined && !(Number.isInteger(stride) && stride >= 0)) {
    throw codexError('CML4124', { option: 'stride', value: String(stride), least: 0 });
  }
  if (padToMultipleOf !== undefined && !(Number.isInteger(padToMultipleOf) && padToMultipleOf >= 1)) {
    throw codexError('CML4124', { option: 'padToMultipleOf', value: String(padToMultipleOf), least: 1 });
  }
  if (truncation === 'only-second' && pair === undefined) throw codexError('CML4125', {});
  if (padding === 'none') return;
  if (padding === 'max' && maxLength === undefined) throw codexError('CML4102', {});
  if (specials.pad === undefined) throw codexError('CML4103', { tokenizer });
}

/**
 * Cut, join and frame, without padding. `maxLength` counts what the post-processor adds: text gives way to it. Where not even
 * that fits, it is cut on the side of truncation.
 * @throws CML4122 a stride that leaves windows nowhere to go, CML4123 a text that cannot give way
 */
export function arrangeEncoding(
  first: EncodedText,
  second: EncodedText | undefined,
  processor: PostProcessor,
  options: EncodeOptions,
): Encoding {
  const { addSpecials = false, maxLength, truncationSide: side = 'right', stride } = options;
  const strategy = options.truncation ?? 'longest-first';
  const added = addSpecials ? processor.added(second !== undefined) : 0;
  const room = maxLength === undefined ? Number.POSITIVE_INFINITY : Math.max(0, maxLength - added);
  const kept = shareRoom(first.sink.count, second?.sink.count, room, strategy);
  const firsts = cutWindows(first.sink.count, kept[0], stride, side);
  const seconds = second === undefined ? [] : cutWindows(second.sink.count, kept[1], stride, side);

  const join = (own: Window, other: Window | undefined): Encoding => {
    const rows = [rowOf(first, own, 0)];
    if (second !== undefined && other !== undefined) rows.push(rowOf(second, other, 1));
    return cut(concatenate(processor.process(rows, addSpecials)), maxLength, side);
  };
  const main = join(firsts[0]!, seconds[0]);
  if (stride === undefined) return main;
  // every further window of the first text with all of the second, then the one that is kept with the rest of the second
  const overflow = firsts
    .slice(1)
    .flatMap((own) => (second === undefined ? [join(own, undefined)] : seconds.map((o) => join(own, o))));
  for (const other of seconds.slice(1)) overflow.push(join(firsts[0]!, other));
  return { ...main, overflow };
}

/** Length to which encodings are padded together. */
export function paddedLength(encodings: readonly Encoding[], options: EncodeOptions): number {
  const { padding, maxLength, padToMultipleOf = 1 } = options;
  const length =
    padding === 'max' ? maxLength! : encodings.reduce((longest, { ids }) => Math.max(longest, ids.length), 0);
  return Math.ceil(length / padToMultipleOf) * padToMultipleOf;
}

/** Pad to `length`, and so its further windows; an encoding that is long enough is returned as it is. */
export function padEncoding(
  encoding: Encoding,
  length: number,
  pad: number,
  side: 'left' | 'right' = 'right',
): Encoding {
  const overflow = encoding.overflow?.map((window) => padEncoding(window, length, pad, side));
  const missing = length - encoding.ids.length;
  if (missing <= 0) return overflow === undefined ? encoding : { ...encoding, overflow };
  const at = side === 'left' ? missing : 0;
  const fill = (values: Uint8Array | undefined, padding: number): Uint8Array => {
    const row = new Uint8Array(length).fill(padding);
    if (values !== undefined) row.set(values, at);
    return row;
  };
  const ids = new Int32Array(length).fill(pad);
  ids.set(encoding.ids, at);
  let offsets: Uint32Array | undefined;
  if (encoding.offsets !== undefined) {
    offsets = new Uint32Array(2 * length);
    offsets.set(encoding.offsets, 2 * at);
  }
  return {
    ids,
    attentionMask: fill(encoding.attentionMask, 0),
    ...(offsets === undefined ? {} : { offsets }),
    typeIds: fill(encoding.typeIds, 0),
    specialsMask: fill(encoding.specialsMask, 1),
    ...(overflow === undefined ? {} : { overflow }),
  };
}

function rowOf({ text, sink }: EncodedText, [start, end]: Window, type: number): TokenRow {
  return {
    ids: sink.ids.subarray(start, end),
    offsets: sink.offsets?.subarray(2 * start, 2 * end),
    type,
    added: false,
    text,
  };
}

function concatenate(rows: readonly TokenRow[]): Encoding {
  const length = rows.reduce((sum, row) => sum + row.ids.length, 0);
  // views of one buffer: for short texts making four takes as long as tokenizing
  const buffer = new ArrayBuffer(7 * length);
  const ids = new Int32Array(buffer, 0, length);
  const attentionMask = new Uint8Array(buffer, 4 * length, length).fill(1);
  const typeIds = new Uint8Array(buffer, 5 * length, length);
  const specialsMask = new Uint8Array(buffer, 6 * length, length);
  const offsets = rows[0]?.offsets === undefined ? undefined : new Uint32Array(2 * length);
  let at = 0;
  for (const row of rows) {
    const end = at + row.ids.length;
    ids.set(row.ids, at);
    if (row.type !== 0) typeIds.fill(row.type, at, end);
    if (row.added) specialsMask.fill(1, at, end);
    if (offsets !== undefined && row.offsets !== undefined) offsets.set(row.offsets, 2 * at);
    at = end;
  }
  return { ids, attentionMask, ...(offsets === undefined ? {} : { offsets }), typeIds, specialsMask };
}

/** Only where the specials alone are longer than the greatest length. */
function cut(encoding: Encoding, maxLength: number | undefined, side: 'left' | 'right'): Encoding {
  const { ids, attentionMask, offsets, typeIds, specialsMask } = encoding;
  if (maxLength === undefined || ids.length <= maxLength) return encoding;
  const start = side === 'right' ? 0 : ids.length - maxLength;
  const end = start + maxLength;
  return {
    ids: ids.slice(start, end),
    attentionMask: attentionMask.slice(start, end),
    ...(offsets === undefined ? {} : { offsets: offsets.slice(2 * start, 2 * end) }),
    typeIds: typeIds!.slice(start, end),
    specialsMask: specialsMask!.slice(start, end),
  };
}
