// Every check of `codex-ml plugins validate`: its group, what it claims, and the codes it fails with. The docs are written from it.
import type { ErrorCode } from '@codex-ml/plugin-api';

/** Groups in the order in which they run and are shown. */
export const GROUPS = [
  'manifest',
  'packaging',
  'load',
  'options',
  'contract',
  'determinism',
  'resources',
  'offline',
  'errors',
  'docs',
] as const;

export type Group = (typeof GROUPS)[number];

/** What a check is about: the package as a whole, or each of its capabilities. */
export type Scope = 'package' | 'capability';

interface CheckRow {
  readonly scope: Scope;
  /** What holds when the check passes; the subject is the plugin. */
  readonly claim: string;
  readonly codes: readonly ErrorCode[];
}

const ofPackage = (claim: string, ...codes: ErrorCode[]): CheckRow => ({ scope: 'package', claim, codes });
const ofEach = (claim: string, ...codes: ErrorCode[]): CheckRow => ({ scope: 'capability', claim, codes });

/** Checks by id, which is `<group>.<name>`. */
export const CHECKS = Object.freeze({
  'manifest.shape': ofPackage(
    'has a package.json with a manifest that this host can read',
    'CML3103',
    'CML3104',
    'CML3105',
    'CML3106',
    'CML3110',
  ),
  'manifest.keyword': ofPackage('carries the keyword by which projects find plugins', 'CML3501'),
  'manifest.provides': ofPackage('provides at least one capability or preset', 'CML3502'),
  'manifest.version': ofPackage(
    'states a range of the plugin API that pins a major and fits this host',
    'CML3203',
    'CML3204',
    'CML3205',
    'CML3206',
  ),
  'manifest.files': ofPackage('names files that exist', 'CML3107'),
  'manifest.ids': ofPackage('uses ids that nobody else in the project uses', 'CML3108'),

  'packaging.contents': ofPackage('ships every file that its manifest names', 'CML3511', 'CML3512'),
  'packaging.exports': ofPackage('exports every entry and every options schema', 'CML3513'),
  'packaging.esm': ofPackage('consists of ES modules', 'CML3514'),
  'packaging.peers': ofPackage('has what it shares with the host as peers', 'CML3515'),
  'packaging.scripts': ofPackage('runs nothing when it is installed', 'CML3517'),
  'packaging.types': ofPackage('ships types for every entry', 'CML3518'),
  'packaging.papers': ofPackage('ships a README, a licence text and the name of the licence', 'CML3519'),

  'load.import': ofEach(
    'can be imported, and is what the manifest says',
    'CML3101',
    'CML3207',
    'CML3208',
    'CML3209',
    'CML3210',
    'CML3528',
    'CML3529',
  ),
  'load.time': ofEach('is imported within its time', 'CML3521'),
  'load.modules': ofEach('loads few modules when it is imported', 'CML3522'),
  'load.globals': ofEach('leaves globals and built-in objects as they were', 'CML3523'),
  'load.output': ofEach('prints nothing when it is imported', 'CML3524'),
  'load.handles': ofEach('starts no timer, socket or watcher when it is imported', 'CML3525'),
  'load.process': ofEach(
    'leaves environment, listeners and state of the process alone',
    'CML3526',
    'CML3527',
  ),
  'load.network': ofEach('does not touch the network when it is imported', 'CML3530'),
  'load.rights': ofEach('needs no rights beyond reading its own files', 'CML3531'),
  'load.dependencies': ofEach('declares every package that it imports', 'CML3516'),

  'options.documented': ofEach('documents every option', 'CML3535'),
  'options.defaults': ofEach('has defaults that its own schema accepts', 'CML3536'),
  'options.strict': ofEach('refuses an option that it does not know', 'CML3537'),
  'options.schema': ofEach('ships a JSON Schema that agrees with the code', 'CML3111', 'CML3211'),

  'contract.suite': ofEach(
    'passes the conformance suite of its kind',
    'CML3541',
    'CML3542',
    'CML3545',
    'CML3528',
    'CML3529',
  ),
  'contract.fixtures': ofEach('gives the suite the facts that it needs', 'CML3543', 'CML3544'),
  'contract.output': ofEach('prints nothing while it works', 'CML3524'),

  'determinism.processes': ofEach('gives equal results in two processes', 'CML3551'),

  'resources.tensors': ofEach('leaves no tensors behind', 'CML3555'),
  'resources.handles': ofEach('leaves no timer, file, socket or listener behind', 'CML3556', 'CML3526'),

  'offline.network': ofEach('works without the network', 'CML3530'),

  'errors.options': ofEach('names the option that it refuses', 'CML3561'),
  'errors.refusals': ofEach('refuses what it cannot use, with an error that says why', 'CML3561', 'CML3562'),

  'docs.readme': ofPackage('has a README that names every plugin and every option', 'CML3565'),
});

export type CheckId = keyof typeof CHECKS;

export const CHECK_IDS = Object.keys(CHECKS) as readonly CheckId[];

export function groupOf(check: CheckId): Group {
  return check.slice(0, check.indexOf('.')) as Group;
}

export function checksIn(groups: readonly Group[], scope: Scope): CheckId[] {
  return CHECK_IDS.filter((id) => CHECKS[id].scope === scope && groups.includes(groupOf(id)));
}
