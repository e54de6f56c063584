// A sample of the nightly fuzz: every route of the real server, no 5xx, nothing uncaught.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '#platform/db/testing.ts';
import { fuzz } from './fuzz.ts';

const TIMEOUT_MS = 180_000;
const REQUESTS = 1_500;

test(
  `${REQUESTS} requests that nobody meant to send are all answered, none with 5xx`,
  async () => {
    const { url } = await testDatabase();
    const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-fuzz-'));
    try {
      const figures = await fuzz({ databaseUrl: url, dataDir, count: REQUESTS });
      const told = `seed ${figures.seed}\n${figures.found.join('\n')}`;
      expect(figures.failures, told).toBe(0);
      expect(figures.unchecked, told).toBe(0);
      // Most of the contract is reached, and not everything is stopped at the first look.
      expect(figures.operations).toBeGreaterThan(figures.operationsKnown * 0.8);
      expect(figures.byStatus['200']).toBeGreaterThan(50);
      expect(figures.uploads).toBeGreaterThan(20);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);
