import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * The folder tree is the pipeline: log call -> ingest -> store -> query -> views.
 * A step may import what stands before it in the record's way only as written in docs/architecture.md.
 */
const forbid = (files, groups) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: groups.map(([group, message]) => ({ group: Array.isArray(group) ? group : [group], message })) },
    ],
  },
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.data/**', '**/*.d.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'smart'],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    // Nest needs the class itself at run time for constructor injection; a type-only import would erase it.
    files: ['apps/monitor/src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    // supertest types an answer's body as any; what it holds is exactly what these tests assert.
    files: ['apps/monitor/test/views/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  forbid(
    ['libs/**/*.ts'],
    [
      ['**/apps/**', 'libs never import apps'],
      ['@log-monitor/monitor*', 'libs never import apps'],
    ],
  ),
  forbid(
    ['libs/log-record/src/**/*.ts'],
    [[['@nestjs/*', 'kafkajs', 'pg', 'typeorm', 'winston*'], 'the contract is pure code']],
  ),
  forbid(
    ['apps/monitor/src/ingest/**/*.ts'],
    [
      ['**/query/**', 'ingest never imports query'],
      ['**/views/**', 'ingest never imports views'],
      ['**/store/**', 'ingest declares the sink; the store implements it'],
    ],
  ),
  forbid(
    ['apps/monitor/src/store/**/*.ts'],
    [
      ['**/query/**', 'the store does not know who reads'],
      ['**/views/**', 'the store does not know who reads'],
    ],
  ),
  forbid(
    ['apps/monitor/src/query/**/*.ts'],
    [
      ['**/views/**', 'queries do not know how they are shown'],
      [['**/ingest/**', '!./**', '!../ingest/**', '!**/query/ingest/**'], 'queries read the store only'],
    ],
  ),
  forbid(
    ['apps/monitor/src/views/**/*.ts'],
    [
      [['**/store/**', 'pg', 'typeorm'], 'views ask query; no SQL here'],
      [
        [
          '**/ingest/**',
          '!**/query/ingest/**',
          '!./rest/ingest/**',
          '!**/ingest/dead-letters',
          '!**/ingest/dead-letters/**',
        ],
        'views ask query; only the retry of dead letters is asked of ingest',
      ],
    ],
  ),
  prettier,
);
