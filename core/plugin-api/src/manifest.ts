// The `codexMl` field of a plugin's package.json: everything the host may know before it imports any code.
import { z } from 'zod';
import { HOOKS } from './hooks.js';
import { KINDS } from './kinds.js';

const relativeFile = z
  .string()
  .regex(/^\.\/(?!(.*\/)?\.\.(\/|$))/, 'must be a path inside the package, starting with "./"');

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be kebab-case, starting with a letter');

/** One capability a package provides. */
export const ProvidesSchema = z.strictObject({
  kind: z.enum(KINDS).describe('plugin kind'),
  id: identifier.describe('id, unique for its kind within the namespace'),
  entry: relativeFile.describe('module whose default export is the plugin'),
  options: relativeFile.describe('JSON Schema file of the options'),
  summary: z.string().min(1).max(120).describe('one line for listings'),
  apiVersion: z
    .string()
    .min(1)
    .optional()
    .describe("semver range of the kind's contract, where it is another than that of the package"),
});

/** The whole `codexMl` field. */
export const ManifestSchema = z.strictObject({
  manifest: z.int().describe('number of the manifest format'),
  namespace: identifier.describe('prefix of all ids of this package'),
  apiVersion: z.string().min(1).describe('semver range of the plugin API; must pin a major'),
  provides: z.array(ProvidesSchema).describe('capabilities of this package'),
  presets: z
    .record(z.string().regex(/^([a-z-]+\/)?[a-z0-9][a-z0-9-]*$/), relativeFile)
    .default({})
    .describe('config presets, name to YAML file; `model/small` is a preset of the group `model`'),
  conformance: relativeFile
    .optional()
    .describe('module with the fixtures of the conformance suites, for `codex-ml plugins validate`'),
  hooks: z
    .array(z.enum(Object.keys(HOOKS) as [keyof typeof HOOKS, ...(keyof typeof HOOKS)[]]))
    .default([])
    .describe('hooks that capabilities of this package tap'),
  network: z.boolean().default(false).describe('whether the package may use the network'),
  native: z.boolean().default(false).describe('whether the package loads native code'),
});

export type Provides = z.output<typeof ProvidesSchema>;
export type PluginManifest = z.output<typeof ManifestSchema>;

/** Keyword every plugin package carries. */
export const PLUGIN_KEYWORD = 'codex-ml-plugin';

/** Name of the package.json field. */
export const MANIFEST_FIELD = 'codexMl';
