// The kinds of plugin there are, and where each one stands in a config.

/** Kinds of which a run uses exactly one. */
export const SINGLE_KINDS = [
  'engine',
  'tokenizer',
  'dataset',
  'model',
  'optimizer',
  'schedule',
  'launcher',
] as const;

/** Kinds of which a run uses a list, possibly empty. */
export const LIST_KINDS = ['metric', 'tracker', 'safety', 'extension'] as const;

/** Every plugin kind. */
export const KINDS = [...SINGLE_KINDS, ...LIST_KINDS] as const;

export type SingleKind = (typeof SINGLE_KINDS)[number];
export type ListKind = (typeof LIST_KINDS)[number];
export type Kind = SingleKind | ListKind;

/** The config key under which a kind is chosen. */
export const CONFIG_KEYS = Object.freeze({
  engine: 'engine',
  tokenizer: 'tokenizer',
  dataset: 'dataset',
  model: 'model',
  optimizer: 'optimizer',
  schedule: 'schedule',
  launcher: 'launcher',
  metric: 'metrics',
  tracker: 'trackers',
  safety: 'safety',
  extension: 'extensions',
}) satisfies Readonly<Record<Kind, string>>;

/** Whether `value` names a plugin kind. */
export function isKind(value: string): value is Kind {
  return (KINDS as readonly string[]).includes(value);
}

/** Whether a run takes a list of this kind. */
export function isListKind(kind: Kind): kind is ListKind {
  return (LIST_KINDS as readonly string[]).includes(kind);
}
