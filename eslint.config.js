// Only rules that need type information, and the few bans of this project; format and everything else is biome's.
import tseslint from 'typescript-eslint';

const clockAndRandomness = [
  {
    object: 'Math',
    property: 'random',
    message: 'Randomness is an argument: draw from the RngStream that is passed in.',
  },
  { object: 'Date', property: 'now', message: 'Time is an argument: take a clock from the caller.' },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/dist-test/**',
      '**/node_modules/**',
      'coverage/**',
      'test/fixtures/**',
      '**/*.{js,mjs,cjs}',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-array-delete': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        // Their promises are the runner's.
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['describe', 'it'] }] },
      ],
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
    },
  },
  {
    files: ['core/*/src/**/*.ts', 'plugins/*/src/**/*.ts', 'cli/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]',
          message: 'Throw through the catalogue: `codexError(code, parameters, details)`.',
        },
      ],
    },
  },
  {
    files: ['core/nn/src/**/*.ts', 'core/runtime/src/**/*.ts', 'plugins/*/src/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...clockAndRandomness] },
  },
);
