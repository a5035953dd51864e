// Options that name files, the same in every dataset that reads files.
import { z } from '@codex-ml/plugin-api';

const paths: z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]> = z.union([
  z.string().min(1),
  z.array(z.string().min(1)).min(1),
]);

export interface PathOptions {
  readonly path: typeof paths;
  readonly validation: z.ZodOptional<typeof paths>;
  readonly test: z.ZodOptional<typeof paths>;
}

export const pathOptions: PathOptions = {
  path: paths.describe('a file, a pattern such as `data/**/*.txt`, or a list of them'),
  validation: paths
    .optional()
    .describe('files of the validation split; without it the run cuts one from `path`'),
  test: paths.optional().describe('files of the test split'),
};
