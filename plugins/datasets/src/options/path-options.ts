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
  readonly limit: z.ZodOptional<z.ZodInt>;
}

export const pathOptions: PathOptions = {
  path: paths.describe('a file, a folder, a pattern such as `data/**/*.txt`, or a list of them'),
  validation: paths
    .optional()
    .describe(
      'files of the validation split; without it, files of the folder that are named `validation`, or a part that the run cuts from `path`',
    ),
  test: paths
    .optional()
    .describe('files of the test split; without it, files of the folder that are named `test`'),
  limit: z.int().min(1).optional().describe('most samples of each split; the first ones are taken'),
};
