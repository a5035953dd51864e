import { DEVICES } from '@codex-ml/engine-onnx/dist/devices/device-support.js';
import { startDevice } from '@codex-ml/engine-onnx/dist/devices/start-device.js';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import * as ort from 'onnxruntime-node';
import { machineWith } from './fake-machine.js';

const ctx = () => testContext({ id: 'std/onnx' });

describe('startDevice', () => {
  it('starts the CPU everywhere', async () => {
    expect(await startDevice({ device: 'cpu', ort, ctx: ctx() })).to.deep.equal({
      device: 'cpu',
      fusedProducts: true,
    });
  });

  it('refuses what this build of ONNX Runtime does not have, with a code and where it is', async () => {
    const known = ort.listSupportedBackends().map(({ name }) => name);
    const absent = DEVICES.filter((device) => !known.includes(device));
    expect(absent).to.include.oneOf(['coreml', 'dml']);
    for (const device of absent) {
      const error = await startDevice({ device, ort, ctx: ctx() }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'CML5141' });
    }
  });

  it('picks the CPU where there is no graphics processor, and says so once', async () => {
    const context = ctx();
    const { device } = await startDevice({ device: 'auto', ort, ctx: context, machine: machineWith({}) });
    expect(device).to.equal('cpu');
    expect(context.logged).to.have.length(1);
    expect(context.logged[0]!.message).to.match(/^device `cpu` was picked; not `/);
    expect(context.logged[0]!.message).to.contain('there is no graphics processor');
  });

  it('says why it did not pick a graphics processor that is there', async () => {
    const context = ctx();
    const machine = machineWith({ list: () => ['renderD128'] });
    expect((await startDevice({ device: 'auto', ort, ctx: context, machine })).device).to.equal('cpu');
    expect(context.logged[0]!.message).to.contain('libvulkan.so.1 is missing');
  });
});
