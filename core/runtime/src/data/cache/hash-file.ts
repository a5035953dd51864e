// SHA-256 of a file's bytes, read piece by piece.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE_BYTES = 1 << 22;

/**
 * Hex.
 * @param size about how many bytes there are; less memory is taken for small files
 * @param onBytes hears of each piece
 * @throws what opening or reading throws
 */
export async function hashFile(
  path: string,
  size = PIECE_BYTES,
  onBytes?: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, size + 1));
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
      onBytes?.(bytesRead);
    }
  } finally {
    await file.close();
  }
}
