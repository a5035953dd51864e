// Parameters counted by what they are for. Groups are told by name, in the words that models use for their parts.
import type { LanguageModel, ModelShape, Parameter } from '@codex-ml/plugin-api';

export const PARAMETER_GROUPS = ['embeddings', 'attention', 'feedForward', 'norms', 'head', 'other'] as const;

export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

export interface ParameterCounts {
  readonly total: number;
  readonly trainable: number;
  readonly groups: Readonly<Record<ParameterGroup, number>>;
  /** Whether the head shares the token table, and so has no parameters of its own. */
  readonly tiedHead: boolean;
  /**
   * Numbers in matrices that every token is multiplied with: all arrays of two or more dimensions but embedding tables, and
   * the token table where it is the head as well.
   */
  readonly multiplied: number;
  /** Those of them that are trained. */
  readonly multipliedTrainable: number;
}

/** In this order: an `attention-norm` is a norm. The last part of a name, such as `weight`, does not count. */
const PATTERNS: readonly (readonly [ParameterGroup, RegExp])[] = [
  ['norms', /(^|[.\-_])(norm|ln)\w*$/],
  ['head', /(^|[.\-_])head$/],
  ['embeddings', /(^|[.\-_])(embedding|embeddings|embed|positions|wte|wpe)\w*(\.|$)/],
  ['attention', /(^|[.\-_])attn|(^|[.\-_])attention/],
  ['feedForward', /(^|[.\-_])(mlp|ffn|feed-?forward)/],
];

export function groupOf({ name }: Pick<Parameter, 'name'>): ParameterGroup {
  const place = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  return PATTERNS.find(([, pattern]) => pattern.test(place))?.[0] ?? 'other';
}

export function countGroups({
  parameters,
  shape,
}: Pick<LanguageModel, 'parameters' | 'shape'>): ParameterCounts {
  const sum = (chosen: (parameter: Parameter) => boolean) =>
    parameters.filter(chosen).reduce((total, { variable }) => total + variable.size, 0);
  const tiedHead = !parameters.some((parameter) => groupOf(parameter) === 'head');
  const isMultiplied = (parameter: Parameter) =>
    parameter.variable.shape.length > 1 &&
    (groupOf(parameter) !== 'embeddings' || (tiedHead && isTokenTable(parameter, shape)));
  return {
    total: sum(() => true),
    trainable: sum(({ trainable }) => trainable),
    groups: Object.fromEntries(
      PARAMETER_GROUPS.map((group) => [group, sum((parameter) => groupOf(parameter) === group)]),
    ) as Record<ParameterGroup, number>,
    tiedHead,
    multiplied: sum(isMultiplied),
    multipliedTrainable: sum((parameter) => isMultiplied(parameter) && parameter.trainable),
  };
}

/** The only table with a row for each token, unless the context happens to be as long: then the first one declared is it. */
function isTokenTable({ variable, name }: Parameter, { vocabularySize }: ModelShape): boolean {
  return variable.shape[0] === vocabularySize && !/position|wpe/.test(name);
}
