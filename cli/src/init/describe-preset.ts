// What a preset file says of itself: the comment lines at its top, and its sections as text. It reads no file.

export interface PresetDescription {
  readonly purpose: string | undefined;
  /** What has to be there before it can run; undefined where nothing has. */
  readonly prerequisite: string | undefined;
  /** Files that a new project gets beside its config; relative to the preset. */
  readonly files: readonly string[];
  /** Sections as written, comments included, without the lines at the top. */
  readonly sections: readonly PresetSection[];
}

export interface PresetSection {
  readonly key: string;
  readonly text: string;
}

export function describePreset(text: string): PresetDescription {
  const lines = text.split(/\r?\n/);
  const body = lines.findIndex((line) => !line.startsWith('#') && line.trim() !== '');
  const head = body < 0 ? lines : lines.slice(0, body);
  const prerequisite = findRemark(head, 'Prerequisite');
  return {
    purpose: findRemark(head, 'Purpose'),
    prerequisite: prerequisite === undefined || /^none\b/i.test(prerequisite) ? undefined : prerequisite,
    files: (findRemark(head, 'Files') ?? '')
      .split(',')
      .map((file) => file.trim())
      .filter((file) => file !== ''),
    sections: body < 0 ? [] : splitSections(lines.slice(body)),
  };
}

function findRemark(head: readonly string[], name: string): string | undefined {
  const start = `# ${name}:`;
  return head
    .find((line) => line.startsWith(start))
    ?.slice(start.length)
    .trim();
}

function splitSections(lines: readonly string[]): PresetSection[] {
  const sections: { key: string; lines: string[] }[] = [];
  for (const line of lines) {
    const key = /^([\w-]+):/.exec(line)?.[1];
    if (key !== undefined) sections.push({ key, lines: [line] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ key, lines: own }) => ({ key, text: own.join('\n').trimEnd() }));
}
