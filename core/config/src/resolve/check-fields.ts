// Runs a strict schema over a section's fields and turns what it finds into errors with places.
import { type CodexError, codexError, nearestName, type OptionsSchema } from '@codex-ml/plugin-api';
import { type Place, whereOf } from '../source/place.js';
import { findNode, type MapNode, type Path, toPlain } from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { formatPath } from '../tree/path-text.js';
import { correctionNote } from './correction-note.js';
import { type Finding, findingsOf, NO_MESSAGE } from './issue-sentences.js';

/** Whose fields are checked, for the words of errors. */
export type Subject =
  | { readonly owner: 'host'; readonly section: string }
  | { readonly owner: 'plugin'; readonly kind: string; readonly id: string; readonly usePlace: Place };

export interface FieldCheck {
  readonly subject: Subject;
  readonly schema: OptionsSchema;
  /** The fields alone, without the host's own keys of the section. */
  readonly fields: MapNode;
  /** Sections in which another key of this name would be right. */
  elsewhere(key: string): readonly string[];
}

/** The validated fields, defaults filled in; undefined after errors were added. */
export function checkFields(check: FieldCheck, errors: CodexError[]): Record<string, unknown> | undefined {
  let result: ReturnType<OptionsSchema['safeParse']>;
  try {
    result = check.schema.safeParse(toPlain(check.fields), { error: () => NO_MESSAGE });
  } catch (error) {
    errors.push(schemaFailure(check, error));
    return undefined;
  }
  if (result.success) return result.data;
  const findings = result.error.issues.flatMap((issue) => findingsOf(issue));
  errors.push(...findings.map((finding) => errorOf(finding, check)));
  return undefined;
}

function errorOf(finding: Finding, check: FieldCheck): CodexError {
  switch (finding.problem) {
    case 'unknown':
      return unknownKey(finding.key, finding.path, check);
    case 'value':
      return wrongValue(finding, check);
    case 'rule':
      return brokenRule(finding.path, finding.rule, check);
  }
}

/** The error for a key that a section does not have, with the nearest one that it has. */
function unknownKey(key: string, path: Path, check: FieldCheck): CodexError {
  const parent = findNode(check.fields, path);
  const place = parent?.type === 'map' ? parent.entries.get(key)?.keyPlace : undefined;
  const where = whereOf(place ?? check.fields.place, suggestKey(key, path, check));
  const { subject } = check;
  const option = formatPath([...path, key]);
  if (subject.owner === 'host') {
    const known = Object.keys(check.schema.shape).map((name) => `\`${name}\``);
    const hints = [`keys of \`${subject.section}\`: ${known.join(', ')}`];
    return codexError('CML2102', { key: option, section: subject.section }, { where, hints });
  }
  const { kind, id } = subject;
  return codexError('CML2104', { option, kind, id }, { where, hints: [inspectHint(id)], plugin: undefined });
}

function suggestKey(key: string, path: Path, check: FieldCheck): string | undefined {
  if (path.length > 0) return undefined;
  const near = nearestName(key, Object.keys(check.schema.shape));
  if (near !== undefined) return `did you mean \`${near}\`?`;
  const sections = check.elsewhere(key);
  return sections.length === 0
    ? undefined
    : `\`${key}\` belongs in ${sections.map((name) => `\`${name}\``).join(' or ')}`;
}

function wrongValue(finding: Extract<Finding, { problem: 'value' }>, check: FieldCheck): CodexError {
  const { path, expected } = finding;
  const { subject } = check;
  const option = formatPath(path);
  const node = findNode(check.fields, path);
  if (node === undefined && subject.owner === 'plugin') {
    const { kind, id, usePlace } = subject;
    const meaning = (path.length === 1 ? descriptionOf(path, check) : undefined) ?? expected;
    const where = whereOf(parentPlace(check.fields, path) ?? usePlace);
    return codexError('CML2107', { kind, id, option, meaning }, { where, hints: [inspectHint(id)] });
  }
  const value = node === undefined ? undefined : toPlain(node as MapNode);
  const where = whereOf(node?.place ?? check.fields.place, correctionNote(value, expected, finding.choices));
  const received =
    Array.isArray(value) && expected.endsWith('entries') ? `a list of ${value.length}` : describeValue(value);
  if (subject.owner === 'host') {
    const full = formatPath([...subject.section.split('.'), ...path]);
    return codexError('CML2105', { path: full, expected, received }, { where, hints: docHint(path, check) });
  }
  const { kind, id } = subject;
  return codexError(
    'CML2106',
    { option, kind, id, expected, received },
    { where, hints: [...docHint(path, check), inspectHint(id)] },
  );
}

function brokenRule(path: Path, rule: string, check: FieldCheck): CodexError {
  const { subject } = check;
  const node = path.length === 0 ? undefined : findNode(check.fields, path);
  if (subject.owner === 'host') {
    const full = formatPath([...subject.section.split('.'), ...path]);
    return codexError('CML2109', { path: full, rule }, { where: whereOf(node?.place ?? check.fields.place) });
  }
  const { kind, id, usePlace } = subject;
  const said = path.length === 0 ? rule : `\`${formatPath(path)}\`: ${rule}`;
  const where = whereOf(node?.place ?? usePlace);
  return codexError('CML2108', { kind, id, rule: said }, { where, hints: [inspectHint(id)] });
}

function schemaFailure({ subject }: FieldCheck, error: unknown): CodexError {
  if (subject.owner === 'host') throw error;
  const { kind, id, usePlace } = subject;
  const details = { where: whereOf(usePlace), plugin: id, cause: error };
  return codexError('CML2113', { kind, id }, details);
}

/** Key place of the mapping that lacks a member, where it is not the section itself. */
function parentPlace(fields: MapNode, path: Path): Place | undefined {
  return path.length < 2 ? undefined : findNode(fields, path.slice(0, -1))?.place;
}

function descriptionOf(path: Path, check: FieldCheck): string | undefined {
  return (check.schema.shape[String(path[0])] as { description?: string } | undefined)?.description;
}

function docHint(path: Path, check: FieldCheck): string[] {
  const description = descriptionOf(path, check);
  return description === undefined ? [] : [`\`${String(path[0])}\`: ${description}`];
}

function inspectHint(id: string): string {
  return `\`codex-ml plugins inspect ${id}\` lists every option with its default`;
}
