// Whether the `exports` of a package let another package import a file, by the rules of Node.

/** @param file path in the package, such as `./dist/bleu.js` */
export function exportsReach(exported: unknown, file: string): boolean {
  // Without the field everything can be imported.
  if (exported === undefined || exported === null) return true;
  return targetsOf(exported).some(([subpath, target]) => leadsTo(target, file, subpath));
}

/** Subpaths with their targets; a field without subpaths is that of `.`. */
function targetsOf(exported: unknown): [string, unknown][] {
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) return [['.', exported]];
  const entries = Object.entries(exported);
  return entries.every(([key]) => !key.startsWith('.')) ? [['.', exported]] : entries;
}

function leadsTo(target: unknown, file: string, subpath: string): boolean {
  if (typeof target === 'string') {
    if (!target.includes('*') || !subpath.includes('*')) return target === file;
    const [before = '', after = ''] = target.split('*', 2);
    return file.startsWith(before) && file.endsWith(after) && file.length > before.length + after.length;
  }
  if (Array.isArray(target)) return target.some((each) => leadsTo(each, file, subpath));
  if (typeof target !== 'object' || target === null) return false;
  return Object.entries(target).some(
    ([condition, each]) =>
      ['import', 'node', 'default', 'module-sync'].includes(condition) && leadsTo(each, file, subpath),
  );
}
