// docs/reference/onnx-kernels.md: the tfjs kernels that the compiled engine can record, from its kernel table.
import { KERNEL_FAMILIES } from '@codex-ml/engine-onnx/dist/kernels/kernel-table.js';
import { GENERATED, table } from './markdown.mjs';

/** Path to text of the page. */
export function kernelPages() {
  const count = Object.values(KERNEL_FAMILIES).flat().length;
  const sections = Object.entries(KERNEL_FAMILIES).map(([family, kernels]) => {
    const rows = kernels.map(({ name, onnx, note }) => [
      `\`${name}\``,
      onnx.length === 0 ? 'none' : onnx.map((operator) => `\`${operator}\``).join(', '),
      note ?? '',
    ]);
    return `## ${family}\n\n${table(['tfjs kernel', 'ONNX operators', 'differs from tfjs'], rows)}\n`;
  });
  const text = [
    GENERATED,
    '# Kernels of the compiled engine\n',
    `\`std/onnx\` records these ${count} kernels of tfjs for float32, int32 and bool, with broadcasting. Ops of tfjs that are`,
    'made of them work too, and so do their gradients. `none` means that nothing is left to compute when the graph runs.',
    'Any other kernel is refused with CML5121; reading a tensor inside a program with CML5122.\n',
    sections.join('\n'),
  ].join('\n');
  return { 'docs/reference/onnx-kernels.md': text };
}
