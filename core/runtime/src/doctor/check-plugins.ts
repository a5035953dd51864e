// Which plugin packages cannot be used, each with the reason.
import type { IndexedPackage } from '@codex-ml/kernel';
import { type DoctorCheck, passed, warned } from './doctor-check.js';

/** One check for all packages, and one for each that is broken or incompatible. */
export function checkPlugins(packages: readonly IndexedPackage[]): DoctorCheck[] {
  const bad = packages.filter(({ status }) => status !== 'ok');
  const usable = packages
    .flatMap(({ capabilities }) => capabilities)
    .filter(({ status }) => status === 'ok').length;
  const summary = `${usable} usable in ${packages.length} packages`;
  const odd = packages.flatMap(describeRemarks);
  if (bad.length === 0) return [passed('plugins', summary), ...odd];
  return [
    warned(
      'plugins',
      `${summary}; ${bad.length} of them cannot be used whole`,
      'only runs that use such a plugin fail',
    ),
    ...bad.map(({ name, status, errors }) =>
      warned(
        `plugin ${name}`,
        `${status}: ${errors.map(({ code, title }) => `${code} ${title}`).join('; ')}`,
        `\`codex-ml plugins inspect ${name}\` says more`,
      ),
    ),
    ...odd,
  ];
}

/** One check for a package that can be used, but not as its author or its user meant. Copies of plugin-api have a check of their own. */
function describeRemarks({ name, status, remarks }: IndexedPackage): DoctorCheck[] {
  const told = remarks.filter(({ code }) => code !== 'CML3319');
  if (status !== 'ok' || told.length === 0) return [];
  const sentences = told.map(({ code, title }) => `${code} ${title}`);
  return [warned(`plugin ${name}`, sentences.join('; '), `\`codex-ml plugins doctor ${name}\` says more`)];
}
