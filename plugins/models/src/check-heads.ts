// Whether heads fit the width. All problems are reported together.
import { type CodexError, codexError, throwCollected } from '@codex-ml/plugin-api';

export interface HeadSizes {
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Whether head widths must be even. */
  readonly rotary: boolean;
}

/** @throws CML5210 odd head width, CML5211 width not divisible by heads, CML5212 heads not divisible by kvHeads */
export function checkHeads(plugin: string, { width, heads, kvHeads, rotary }: HeadSizes): void {
  const problems: CodexError[] = [];
  if (width % heads !== 0) problems.push(codexError('CML5211', { width, heads }, { plugin }));
  else if (rotary && (width / heads) % 2 !== 0) {
    problems.push(codexError('CML5210', { headWidth: width / heads }, { plugin }));
  }
  if (heads % kvHeads !== 0) problems.push(codexError('CML5212', { heads, kvHeads }, { plugin }));
  throwCollected(problems);
}
