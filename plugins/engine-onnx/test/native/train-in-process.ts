// Trains for three steps on the compiled engine and prints the losses, and which of its ways the machine of this process has.
import { getSharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { getNativeOrt } from '@codex-ml/engine-onnx/dist/native/native-ort.js';
import { makeOnnx } from '../make-engine.js';
import { startTraining, trainSteps } from '../start-training.js';

const engine = await makeOnnx(2);
const losses = await trainSteps(await startTraining(engine, 'gpt'), 1, 3);
const [native, shared] = [(await getNativeOrt(2)) !== null, getSharedMemory() !== null];
await engine.dispose();
process.stdout.write(JSON.stringify({ native, shared, losses }));
