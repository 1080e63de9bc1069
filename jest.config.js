/** @type {import('jest').Config} */
module.exports = {
  rootDir: '.',
  testEnvironment: 'node',
  roots: [
    '<rootDir>/src',
    '<rootDir>/libs',
    '<rootDir>/clients',
    '<rootDir>/cli',
    '<rootDir>/bench',
    '<rootDir>/test',
  ],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^@libs/(.*)$': '<rootDir>/libs/$1' },
  globalSetup: '<rootDir>/test/support/build-console.ts',
  setupFiles: ['reflect-metadata'],
  testTimeout: 60_000,
};
