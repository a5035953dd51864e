// What happens to a text before it is cut: canonical composition, which most text has already, and a space before it.
import { createNormalizer } from '../normalizers/create-normalizer.js';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { alignText } from '../pipeline/slice-piece.js';
import type { Origins } from './write-offsets.js';

export interface PreparedText {
  readonly text: string;
  /** Where its units came from; undefined where the text is as it was, or where nobody asked. */
  readonly origins: Origins | undefined;
}

export type PrepareText = (text: string, withOffsets: boolean) => PreparedText;

/** @returns undefined where nothing happens to any text */
export function createTextPreparation(options: {
  /** Normalization form C. */
  readonly composes: boolean;
  readonly prefixSpace: boolean;
}): PrepareText | undefined {
  const { composes, prefixSpace } = options;
  if (!composes && !prefixSpace) return undefined;
  let compose: Normalizer | undefined;

  return (text, withOffsets) => {
    const needsCompose = composes && !isComposed(text);
    const needsSpace = prefixSpace && text !== '' && !text.startsWith(' ');
    if (!needsCompose && !needsSpace) return { text, origins: undefined };
    let done: AlignedText = alignText(text, withOffsets);
    if (needsCompose) {
      compose ??= createNormalizer({ type: 'NFC' });
      done = compose(done);
    }
    if (needsSpace) done = prependSpace(done);
    const { starts, ends } = done;
    return {
      text: done.text,
      origins: starts === undefined || ends === undefined ? undefined : { starts, ends },
    };
  };
}

function isComposed(text: string): boolean {
  return text.normalize('NFC') === text;
}

/** The space has the place of the character behind it. */
function prependSpace({ text, starts, ends }: AlignedText): AlignedText {
  return { text: ` ${text}`, starts: repeatFirst(starts), ends: repeatFirst(ends) };
}

function repeatFirst(places: Uint32Array | undefined): Uint32Array | undefined {
  if (places === undefined) return undefined;
  const longer = new Uint32Array(places.length + 1);
  longer.set(places, 1);
  longer[0] = places[0]!;
  return longer;
}
