// Where a value of a config was written: layer, source and position. Knows nothing of what the values mean.
import type { SourceLocation } from '@codex-ml/plugin-api';

/** What a value comes from, lowest precedence first. */
export const LAYERS = ['default', 'preset', 'file', 'env', 'set'] as const;

export type Layer = (typeof LAYERS)[number];

/** One text that config values are read from: a file, an environment variable, one `--set`. */
export interface Source {
  readonly layer: Layer;
  /** As the user would write it: a path relative to the working directory, `--set`, or the name of a variable. */
  readonly name: string;
  /** The whole text; absent for defaults, which have no positions. */
  readonly text?: string | undefined;
  /** Full name of the preset this file was read as. */
  readonly preset?: string | undefined;
}

/** A position in a source. Lines and columns count from 1. */
export interface Place {
  readonly source: Source;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly length?: number | undefined;
}

/** Where a leaf of a config comes from; plain JSON, stored in `config.origins.json`. */
export interface Origin {
  readonly layer: Layer;
  readonly source: string;
  readonly preset?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The place of an error, with the text for its code frame. */
export function whereOf(place: Place, note?: string): SourceLocation {
  return {
    file: place.source.name,
    line: place.line,
    column: place.column,
    length: place.length,
    source: place.source.text,
    note,
  };
}

/** The origin of a value written at `place`. Overrides keep their text, since they have no file to look into. */
export function originOf(place: Place): Origin {
  const { layer, name, text, preset } = place.source;
  return {
    layer,
    source: layer === 'set' ? `--set ${text}` : name,
    ...(preset === undefined ? {} : { preset }),
    ...(place.line === undefined || layer === 'set' || layer === 'env'
      ? {}
      : { line: place.line, ...(place.column === undefined ? {} : { column: place.column }) }),
  };
}

/** One phrase for listings, such as `codex-ml.config.yaml:9:3` or `std/quickstart (configs/quickstart.yaml:4:1)`. */
export function describeOrigin(origin: Origin): string {
  const at = [origin.source, origin.line, origin.column].filter((part) => part !== undefined).join(':');
  if (origin.layer === 'default')
    return origin.source === 'codex-ml' ? 'default' : `default of ${origin.source}`;
  const named = origin.preset === undefined || origin.preset === origin.source;
  return named ? at : `${origin.preset} (${at})`;
}
