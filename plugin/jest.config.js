// Dates and times read the same on every machine.
process.env.TZ = 'UTC';

const path = require('path');
const base = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

const [swc] = Object.values(base.transform);

module.exports = {
  ...base,
  // Machines that run much else at the same time.
  testTimeout: 60_000,
  testMatch: [...base.testMatch, '<rootDir>/host/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/host/dist/'],
  // d3's packages ship `.mjs`.
  transform: { '^.+\\.(t|j|mj)sx?$': swc },
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, '@react-hookz/web', '@ver0/deep-equal'])],
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^@growth-engine/collector/contract$': path.resolve(__dirname, '../collector/src/contract/index.ts'),
    // TypeScript's ESM imports end in `.js`; a mapping of our own sources only.
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
  },
};
