// Two kinds of tests: pure ones, which run in seconds and in `npm run check`, and those that need a
// real PostgreSQL (and a server, and a browser), told apart by the file's name.
import { defineConfig } from 'vitest/config';

const NEEDS_DATABASE = ['**/*.{db,http,browser}.test.ts'];
const NOT_OURS = ['**/node_modules/**', '**/dist/**', '**/.data/**', '**/.cache/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...NOT_OURS, ...NEEDS_DATABASE],
          setupFiles: ['tools/test-seed.ts'],
          // Only against hanging: what must be quick measures itself.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'database',
          include: NEEDS_DATABASE,
          exclude: NOT_OURS,
          globalSetup: ['platform/db/testing-server.ts'],
          setupFiles: ['tools/test-seed.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
