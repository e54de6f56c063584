// Vitest's global set-up for tests that need PostgreSQL: one embedded server per run in a temporary
// folder, without fsync (nothing in it has to survive), or the server that TEST_DATABASE_URL names.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from './embedded.ts';
import { migrate } from './migrate.ts';
import { withDatabase } from './testing.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer();
  const template = `template_${process.pid}_${Date.now().toString(36)}`;
  await run(server.url, `create database ${template} template template0 encoding 'UTF8'`);
  const templateUrl = withDatabase(server.url, template);
  await migrate(templateUrl);
  project.provide('templateUrl', templateUrl);
  return async () => {
    await run(server.url, `drop database ${template} with (force)`);
    await server.stop();
  };
}

async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return { url: given, stop: async () => {} };
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-test-'));
  const settings = { fsync: false, sharedBuffersMb: 128 };
  const database = await startEmbeddedDatabase({ dataDir, settings, orphanGraceSeconds: 1 });
  return {
    url: database.url,
    async stop() {
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  await client.query(statement);
  await client.end();
}
