// The reference library reads the checkpoint of a real run, and we read a file that it wrote, to the bit.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, type StoredTensor, writeModelFolder } from '@codex-ml/runtime/checkpoint';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { startCli } from '../e2e/cli-process.js';
import { askPeer, installPeers } from './peer.js';

interface FileDescription {
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly tensors: Readonly<Record<string, object>>;
}

/** As the peer describes it: shape, type and hash of the bytes. */
function describeTensor({ shape, dtype, data }: StoredTensor): object {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { shape, dtype, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function describeOurs(path: string): Promise<FileDescription> {
  const { metadata, tensors } = await readSafetensors(path);
  return {
    metadata,
    tensors: Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [name, describeTensor(tensor)]),
    ),
  };
}

describe('the safetensors library', function () {
  this.timeout(30 * 60_000);
  let root: TemporaryFolder;
  before(async () => {
    installPeers();
    root = await temporaryFolder();
  });
  after(() => root.remove());

  it('reads model and optimizer of a checkpoint as we do', async () => {
    const { code, stderr } = await startCli(['train', '--preset', 'std/tiny'], { cwd: root.path }).finished;
    expect(code, stderr).to.equal(0);
    const [run] = await readdir(join(root.path, 'runs'));
    const checkpoint = join(root.path, 'runs', run!, 'checkpoints', 'step-00000020');
    for (const file of ['model.safetensors', 'optimizer.safetensors']) {
      const path = join(checkpoint, file);
      const peers = askPeer<FileDescription>('safetensors_files', { read: path });
      expect(Object.keys(peers.tensors)).to.have.length.greaterThan(10);
      const { tensors, metadata } = await describeOurs(path);
      expect(peers.tensors).to.deep.equal(tensors);
      expect(peers.metadata ?? {}).to.deep.equal(metadata);
    }
  });

  it('reads every type, shape and name that we write', async () => {
    const tensors: Readonly<Record<string, StoredTensor>> = {
      floats: {
        shape: [2, 3],
        dtype: 'float32',
        data: Float32Array.of(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45, 3.4028235e38),
      },
      scalar: { shape: [], dtype: 'float32', data: Float32Array.of(2.5) },
      empty: { shape: [0, 3], dtype: 'float32', data: new Float32Array(0) },
      integers: { shape: [3], dtype: 'int32', data: Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1) },
      flags: { shape: [3, 1], dtype: 'bool', data: Uint8Array.of(1, 0, 1) },
      bytes: { shape: [4], dtype: 'uint8', data: Uint8Array.of(0, 127, 128, 255) },
      'größe/重み "\\\u2028': { shape: [1], dtype: 'float32', data: Float32Array.of(1) },
    };
    const folder = join(root.path, 'every-type');
    await writeModelFolder({ folder, tensors, configJson: {}, tokenizerJson: {} });
    const peers = askPeer<FileDescription>('safetensors_files', {
      read: join(folder, 'model.safetensors'),
    });
    expect(peers.metadata).to.deep.equal({ format: 'pt' });
    expect(peers.tensors).to.deep.equal(
      Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, describeTensor(tensor)])),
    );
  });

  it('writes what we read', async () => {
    const path = join(root.path, 'theirs.safetensors');
    const peers = askPeer<FileDescription>('safetensors_files', { write: path });
    expect(Object.keys(peers.tensors)).to.have.length(8);
    expect(await describeOurs(path)).to.deep.equal(peers);
    const { tensors } = await readSafetensors(path);
    expect([...tensors['integers']!.data]).to.deep.equal([-(2 ** 31), -1, 0, 2 ** 31 - 1]);
    expect([...tensors['flags']!.data]).to.deep.equal([1, 0, 1]);
    expect(Object.is(tensors['special']!.data[1], -0)).to.equal(true);
    expect(tensors['special']!.data[4]).to.be.NaN;
  });
});
