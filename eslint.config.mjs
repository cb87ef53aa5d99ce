import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Which room may import which (DESIGN.md, "The house"). A room may always import itself and `contract`. */
const ROOMS = {
  contract: [],
  config: [],
  instruments: [],
  probes: ['instruments'],
  cache: ['instruments', 'loading'],
  loading: ['instruments'],
  admission: ['instruments'],
  routes: ['instruments', 'cache', 'admission'],
  database: ['instruments', 'probes'],
  telemetry: ['instruments', 'config'],
  agent: ['config', 'instruments', 'probes', 'cache', 'loading', 'admission', 'routes', 'database'],
  store: ['config'],
  optimizer: ['instruments', 'routes'],
  server: ['config', 'instruments', 'probes'],
  engine: ['agent', 'cache', 'config', 'database', 'instruments', 'optimizer', 'probes', 'routes', 'server', 'store'],
  cli: ['cache', 'config', 'instruments', 'probes', 'database', 'store', 'optimizer', 'server', 'agent'],
};

export default tseslint.config(
  {
    ignores: ['**/dist/', '**/node_modules/', 'plugin/', 'tests/results/', '**/test-results/', '**/playwright-report/'],
  },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An async function without await turns what it throws into a rejection, which is wanted at every boundary here.
      '@typescript-eslint/require-await': 'off',
      // `cache<V>()` names what the caller keeps in it; nothing else could infer it.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.itest.ts', 'tests/**/*.ts', '**/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['collector/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.itest.ts', '**/testing/**'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: 'collector/tsconfig.json' } },
      'boundaries/elements': [
        ...Object.keys(ROOMS).map((room) => ({ type: room, pattern: `collector/src/${room}`, mode: 'folder' })),
        { type: 'package', pattern: 'collector/src/*.ts', mode: 'full' },
      ],
    },
    rules: {
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          message: '${file.type} must not import ${dependency.type} (DESIGN.md, "The house")',
          rules: Object.entries(ROOMS)
            .map(([room, allowed]) => ({
              from: room,
              allow: [room, 'package', ...(room === 'contract' ? [] : ['contract']), ...allowed],
            }))
            .concat({ from: 'package', allow: ['engine', 'contract', 'cache', 'instruments', 'package'] }),
        },
      ],
    },
  },
  {
    files: ['collector/src/cli/**/*.ts', 'collector/demo/**/*.ts', 'tests/**/*.ts', 'dashboards/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier
);
