// Checks what is fed to a program against its specification. Pure: it sees host values only.
import {
  type CodexError,
  codexError,
  type HostTensor,
  nearestName,
  type TensorSpec,
} from '@codex-ml/plugin-api';
import { describeData, describeTensor, HOST_ARRAYS, sizeOf } from './describe-tensor.js';

/**
 * Every way in which `feeds` differs from `inputs`, as CML5102, one error per input.
 * @param program name for the messages
 */
export function checkFeeds(
  program: string,
  inputs: Readonly<Record<string, TensorSpec>>,
  feeds: Readonly<Record<string, HostTensor>>,
): CodexError[] {
  const errors: CodexError[] = [];
  for (const [input, spec] of Object.entries(inputs)) {
    const feed = feeds[input];
    const mismatch =
      feed === undefined
        ? { expected: describeTensor(spec.dtype, spec.shape), received: 'nothing' }
        : findMismatch(spec, feed);
    if (mismatch !== undefined) errors.push(codexError('CML5102', { program, input, ...mismatch }));
  }
  for (const [input, feed] of Object.entries(feeds)) {
    if (Object.hasOwn(inputs, input)) continue;
    const near = nearestName(input, Object.keys(inputs));
    errors.push(
      codexError(
        'CML5102',
        {
          program,
          input,
          expected: 'no input of this name',
          received: describeTensor(feed.dtype, feed.shape),
        },
        { hints: near === undefined ? [] : [`did you mean \`${near}\`?`] },
      ),
    );
  }
  return errors;
}

function findMismatch(
  spec: TensorSpec,
  feed: HostTensor,
): { expected: string; received: string } | undefined {
  const fits =
    feed.dtype === spec.dtype &&
    feed.shape.length === spec.shape.length &&
    spec.shape.every((size, axis) => size === null || size === feed.shape[axis]);
  if (!fits) {
    return {
      expected: describeTensor(spec.dtype, spec.shape),
      received: describeTensor(feed.dtype, feed.shape),
    };
  }
  const Expected = HOST_ARRAYS[feed.dtype];
  const size = sizeOf(feed.shape);
  if (feed.data instanceof Expected && feed.data.length === size) return undefined;
  return { expected: `${Expected.name} of ${size}`, received: describeData(feed.data) };
}
