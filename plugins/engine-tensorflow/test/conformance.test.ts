// The engine under the conformance suite, loaded from a stand-in for each package. test/interop runs it on TensorFlow itself.
import { describeConformance, type TemporaryFolder } from '@codex-ml/testkit';
import { makeProject, pluginIn, rememberBackend } from './stand-in-project.js';

for (const [name, device] of [
  ['tfjs-node', 'cpu'],
  ['tfjs-node-gpu', 'gpu'],
] as const) {
  describe(`std/tensorflow on a stand-in for ${name}`, () => {
    let project: TemporaryFolder;
    let restore: () => Promise<void>;
    before(async () => {
      restore = await rememberBackend();
      project = await makeProject({ packages: [{ name, gpu: true }] });
    });
    after(async () => {
      await restore();
      await project.remove();
    });

    describeConformance(
      pluginIn(() => project.path),
      { title: `on ${device}`, options: { device } },
    );
  });
}
