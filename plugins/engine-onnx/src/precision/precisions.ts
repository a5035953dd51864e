// What the option `precision` can be.

export const PRECISIONS = ['float32', 'mixed-float16', 'mixed-bfloat16'] as const;

export type Precision = (typeof PRECISIONS)[number];

/** The type that products of matrices are computed in. */
export type ProductType = 'float32' | 'float16' | 'bfloat16';

export function productType(precision: Precision): ProductType {
  return precision === 'float32' ? precision : (precision.slice('mixed-'.length) as 'float16' | 'bfloat16');
}
