import { availableParallelism } from 'node:os';

/** Shared by every suite: TypeScript by swc, ES modules, libraries from their source. */
const shared = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { swcrc: true, configFile: `${import.meta.dirname}/.swcrc` }] },
  moduleNameMapper: {
    '^@openly/contracts/bodies$': '<rootDir>/libs/contracts/src/bodies/index.ts',
    '^@openly/scheduling/recurrence$': '<rootDir>/libs/scheduling/src/recurrence.ts',
    '^@openly/tracking/language$': '<rootDir>/libs/tracking/src/language.ts',
    '^@openly/(client|contracts|tracking|scheduling)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['/dist/', '/\\.openly/'],
};

/** One PostgreSQL for every test that needs one. */
const withDatabase = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  rootDir: import.meta.dirname,
  // Two even on two cores: a suite waits for a browser, a database or the clock for half of its time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Modules of suites that are over stay in memory; a new process has none of them.
  workerIdleMemoryLimit: '1GB',
  // For what hangs: every wait for something ends by itself much earlier, and says what it waited for.
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{libs,apps}/**/*.spec.{ts,tsx}'] },
    {
      ...shared,
      ...withDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.spec.ts'],
    },
    { ...shared, ...withDatabase, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
