// The printable stand-ins that byte-level tokenizers use for the 256 bytes in `tokenizer.json` (Radford et al. 2019, GPT-2).

/** Character of each byte: itself where it is printable and no space, else the next free one from U+0100 on. */
export const BYTE_ALPHABET: readonly string[] = Object.freeze(makeAlphabet());

/** [512] byte that each unit stands for, or -1; no unit from there on stands for one. */
export const BYTE_OF_UNIT: Int16Array = new Int16Array(0x200).fill(-1);
for (const [byte, character] of BYTE_ALPHABET.entries()) BYTE_OF_UNIT[character.charCodeAt(0)] = byte;

function makeAlphabet(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    return String.fromCharCode(printable ? byte : next++);
  });
}
