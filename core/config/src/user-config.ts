// What a user may write in a config module, as types. Plugins that declare their options are checked; others are open.
import type { CapabilityOptions, Kind, Plugin, z } from '@codex-ml/plugin-api';
import type {
  DataSectionSchema,
  PluginsSectionSchema,
  RunSectionSchema,
  SplitSchema,
  TrainSectionSchema,
} from './schema/run-config.js';

/** Options by kind and full id, of the plugins whose types are in scope. */
type KnownKey<K extends Kind> = Extract<keyof CapabilityOptions, `${K}:${string}`>;

type FullIdOf<Key> = Key extends `${string}:${infer Id}` ? Id : never;
type ShortIdOf<Key> = Key extends `${string}:${string}/${infer Short}` ? Short : never;

/** Full and short ids whose options are known. */
export type KnownId<K extends Kind> = FullIdOf<KnownKey<K>> | ShortIdOf<KnownKey<K>>;

type KeyOfId<K extends Kind, Id extends string> = {
  [Key in KnownKey<K>]: Id extends FullIdOf<Key> | ShortIdOf<Key> ? Key : never;
}[KnownKey<K>];

/** Any id; editors offer the known ones. */
export type AnyId<K extends Kind> = KnownId<K> | (string & Record<never, never>);

/** Options that go with an id: those declared for it, or anything. */
export type OptionsFor<K extends Kind, Id extends string> =
  Id extends KnownId<K>
    ? Writable<CapabilityOptions[KeyOfId<K, Id>]>
    : { readonly [option: string]: unknown };

/** What may be written for options: read-only arrays too, and no keys where there are no options. */
type Writable<Options> = Options extends Readonly<Record<string, never>> ? unknown : DeepReadonly<Options>;

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** Keys of the host in a kind's section, besides `use`. */
type HostKeysOf<K extends Kind> = K extends 'dataset'
  ? { readonly split?: z.input<typeof SplitSchema> }
  : unknown;

/** An id alone, or an id with options. `Id` is inferred from what is written. */
export type Section<K extends Kind, Id extends string> =
  | Id
  | ({ readonly use: Id } & HostKeysOf<K> & OptionsFor<K, Id>);

/** A section that leaves the choice to lower layers. */
type OptionsOnly<K extends Kind> = {
  readonly use?: undefined;
  readonly [option: string]: unknown;
} & HostKeysOf<K>;

/** Sections of the host itself. */
export interface HostConfig {
  /** Presets (`std/quickstart`) and files (`./base.yaml`); later ones win, this file wins over all. */
  readonly extends?: string | readonly string[];
  /** Plugin packages, paths, or plugin objects made by `definePlugin`. */
  readonly plugins?:
    | readonly (string | Plugin)[]
    | (Omit<z.input<typeof PluginsSectionSchema>, 'use'> & { readonly use?: readonly (string | Plugin)[] });
  readonly run?: z.input<typeof RunSectionSchema>;
  readonly data?: z.input<typeof DataSectionSchema>;
  readonly train?: z.input<typeof TrainSectionSchema>;
}

/** An entry of a list, as it was inferred: refused keys become `never`, so that the error stands at the key. */
type CheckedEntry<K extends Kind, Entry> = Entry extends { readonly use: infer Id extends string }
  ? Allowed<K, Id> & { readonly [Key in Exclude<keyof Entry, keyof Allowed<K, Id>>]: never }
  : AnyId<K>;

type Allowed<K extends Kind, Id extends string> = { readonly use: Id } & OptionsFor<K, Id>;

/** What a list section may hold. */
export type Entries = readonly (string | OpenSection)[];
type CheckedList<K extends Kind, List extends Entries> = {
  readonly [I in keyof List]: CheckedEntry<K, List[I]>;
};
/** A config whose ids are inferred, so that each section's options can be checked against its plugin. */
export interface CheckedConfig<
  E extends string,
  T extends string,
  D extends string,
  M extends string,
  O extends string,
  S extends string,
  L extends string,
  Metrics extends Entries,
  Trackers extends Entries,
  Safety extends Entries,
  Extensions extends Entries,
> extends HostConfig {
  readonly engine?: Section<'engine', E> | OptionsOnly<'engine'>;
  readonly tokenizer?: Section<'tokenizer', T> | OptionsOnly<'tokenizer'>;
  readonly dataset?: Section<'dataset', D> | OptionsOnly<'dataset'>;
  readonly model?: Section<'model', M> | OptionsOnly<'model'>;
  readonly optimizer?: Section<'optimizer', O> | OptionsOnly<'optimizer'>;
  readonly schedule?: Section<'schedule', S> | OptionsOnly<'schedule'>;
  readonly launcher?: Section<'launcher', L> | OptionsOnly<'launcher'> | null;
  readonly metrics?: Metrics & CheckedList<'metric', Metrics>;
  readonly trackers?: Trackers & CheckedList<'tracker', Trackers>;
  readonly safety?: Safety & CheckedList<'safety', Safety>;
  readonly extensions?: Extensions & CheckedList<'extension', Extensions>;
}

interface OpenSection {
  readonly use?: string | undefined;
  readonly [option: string]: unknown;
}

/** Any config, without a check of plugin options; `defineConfig` returns it. */
export interface UserConfig extends HostConfig {
  readonly engine?: string | OpenSection;
  readonly tokenizer?: string | OpenSection;
  readonly dataset?: string | OpenSection;
  readonly model?: string | OpenSection;
  readonly optimizer?: string | OpenSection;
  readonly schedule?: string | OpenSection;
  readonly launcher?: string | OpenSection | null;
  readonly metrics?: readonly (string | OpenSection)[];
  readonly trackers?: readonly (string | OpenSection)[];
  readonly safety?: readonly (string | OpenSection)[];
  readonly extensions?: readonly (string | OpenSection)[];
}
