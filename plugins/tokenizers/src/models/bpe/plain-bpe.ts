// The `model` of a `tokenizer.json` that is BPE and nothing more: what writers of such files begin with.

/** Its vocabulary and merges are missing. */
export const PLAIN_BPE = Object.freeze({
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
});
