const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@growth-engine/collector$': '<rootDir>/src/index.ts',
    '^@growth-engine/collector/contract$': '<rootDir>/src/contract/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
};

/** `*.test.ts` need nothing but Node; `*.itest.ts` start real servers (PostgreSQL, Redis, HTTP) and run one at a time. */
export default {
  projects: [
    { ...shared, displayName: 'unit', roots: ['<rootDir>/src', '<rootDir>/demo'], testMatch: ['**/*.test.ts'] },
    { ...shared, displayName: 'integration', roots: ['<rootDir>/src', '<rootDir>/demo'], testMatch: ['**/*.itest.ts'] },
  ],
  testTimeout: 60_000,
};
