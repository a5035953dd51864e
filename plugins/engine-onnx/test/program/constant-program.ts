// A program over large constants of each type, for engines to be compared by.
import type { Engine, Program } from '@codex-ml/plugin-api';

const SIZE = 48;
const SHAPE: [number, number] = [SIZE, SIZE];

/** x: float32 [48]. */
export function constantProgram(engine: Engine): Promise<Program<'x', string>> {
  const { tf } = engine;
  const numbers = (factor: number) =>
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => Math.sin(i * factor));
  return engine.compile(
    'constants',
    ({ x }) => {
      const table = tf.tensor2d(numbers(1), SHAPE);
      const mask = tf.greater(table, 0);
      const places = tf.tensor2d(
        Int32Array.from({ length: SIZE * SIZE }, (_, i) => (i * 7) % SIZE),
        SHAPE,
        'int32',
      );
      return {
        plain: tf.mul(table, x),
        // The same numbers in another shape.
        flat: tf.sum(
          tf.mul(tf.tensor3d(numbers(1), [SIZE, SIZE / 4, 4]), tf.reshape(x, [1, SIZE / 4, 4])),
          2,
        ),
        computed: tf.add(x, tf.exp(tf.add(table, tf.tensor2d(numbers(2), SHAPE)))),
        masked: tf.where(mask, tf.broadcastTo(x, SHAPE), tf.zeros(SHAPE)),
        given: tf.where(
          tf.tensor2d(
            numbers(3).map((value) => (value > 0 ? 1 : 0)),
            SHAPE,
            'bool',
          ),
          table,
          x,
        ),
        gathered: tf.gather(x, places),
        constant: tf.neg(table),
        itself: table,
      };
    },
    { inputs: { x: { shape: [SIZE], dtype: 'float32' } }, state: [] },
  );
}
