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
  path: paths.describe(
    'a file, a folder, a pattern such as `data/**/*.txt`, or a list of them; files of a folder that are named train, validation and test are its splits',
  ),
  validation: paths
    .optional()
    .describe('files of the validation split; without it the run cuts one from `path`'),
  test: paths.optional().describe('files of the test split'),
  limit: z.int().min(1).optional().describe('most samples of each split; the first ones are taken'),
};
