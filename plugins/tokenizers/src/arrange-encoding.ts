// From a list of ids to an Encoding: cut to a length, put between bos and eos, pad. The same rules for every tokenizer.
import { codexError, type EncodeOptions, type Encoding } from '@codex-ml/plugin-api';
import type { SpecialIds } from './special-tokens.js';
import type { TokenSink } from './token-sink.js';

/**
 * Refuse options that cannot be met, whatever the text.
 * @throws CML4101 bad `maxLength`, CML4102 `max` without it, CML4103 padding without a pad token
 */
export function checkEncodeOptions(tokenizer: string, specials: SpecialIds, options: EncodeOptions): void {
  const { maxLength, padding = 'none' } = options;
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 1)) {
    throw codexError('CML4101', { value: String(maxLength) });
  }
  if (padding === 'none') return;
  if (padding === 'max' && maxLength === undefined) throw codexError('CML4102', {});
  if (specials.pad === undefined) throw codexError('CML4103', { tokenizer });
}

/**
 * Cut and frame, without padding. `maxLength` counts bos and eos: text gives way to them. Where not even they fit,
 * the one at the side of truncation goes first.
 */
export function arrangeEncoding(sink: TokenSink, specials: SpecialIds, options: EncodeOptions): Encoding {
  const { addSpecials = false, maxLength = Number.POSITIVE_INFINITY, truncationSide = 'right' } = options;
  let bos = addSpecials ? specials.bos : undefined;
  let eos = addSpecials ? specials.eos : undefined;
  if (bos !== undefined && eos !== undefined && maxLength < 2) {
    if (truncationSide === 'right') eos = undefined;
    else bos = undefined;
  }
  const before = bos === undefined ? 0 : 1;
  const after = eos === undefined ? 0 : 1;
  const kept = Math.min(sink.count, maxLength - before - after);
  const from = truncationSide === 'right' ? 0 : sink.count - kept;

  const length = before + kept + after;
  const ids = new Int32Array(length);
  ids.set(sink.ids.subarray(from, from + kept), before);
  if (bos !== undefined) ids[0] = bos;
  if (eos !== undefined) ids[length - 1] = eos;
  const attentionMask = new Uint8Array(length).fill(1);
  if (sink.offsets === undefined) return { ids, attentionMask };
  const offsets = new Uint32Array(2 * length);
  offsets.set(sink.offsets.subarray(2 * from, 2 * (from + kept)), 2 * before);
  return { ids, attentionMask, offsets };
}

/** Pad to `length`; an encoding that is long enough is returned as it is. */
export function padEncoding(
  encoding: Encoding,
  length: number,
  pad: number,
  side: 'left' | 'right' = 'right',
): Encoding {
  const missing = length - encoding.ids.length;
  if (missing <= 0) return encoding;
  const at = side === 'left' ? missing : 0;
  const ids = new Int32Array(length).fill(pad);
  ids.set(encoding.ids, at);
  const attentionMask = new Uint8Array(length);
  attentionMask.set(encoding.attentionMask, at);
  if (encoding.offsets === undefined) return { ids, attentionMask };
  const offsets = new Uint32Array(2 * length);
  offsets.set(encoding.offsets, 2 * at);
  return { ids, attentionMask, offsets };
}
