import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { migrate, readMigrations, type Migration } from './migrate.ts';
import { withDatabase } from './testing.ts';

const made: string[] = [];
const onServer = async (statement: string): Promise<void> => {
  const client = new pg.Client({
    connectionString: withDatabase(inject('templateUrl'), 'postgres'),
  });
  await client.connect();
  await client.query(statement).finally(() => client.end());
};
const emptyDatabase = async (options = ''): Promise<string> => {
  const name = `migrate_${randomBytes(4).toString('hex')}`;
  await onServer(`create database ${name} template template0 ${options}`);
  made.push(name);
  return withDatabase(inject('templateUrl'), name);
};
const migration = (name: string, text: string): Migration => ({
  name,
  text,
  sha256: createHash('sha256').update(text).digest('hex'),
});
const ONE = migration('0001-one.sql', 'create table one (id int primary key);');

afterAll(async () => {
  for (const name of made) await onServer(`drop database ${name} with (force)`);
});

describe('migrate', () => {
  it('applies every file of this version once, also when two processes start together', async () => {
    const url = await emptyDatabase();
    const all = (await readMigrations()).map((file) => file.name);
    const both = await Promise.all([migrate(url), migrate(url)]);
    expect(both.flatMap((result) => result.applied).sort()).toEqual(all);
    expect(await migrate(url)).toEqual({ applied: [] });
  });

  it('keeps nothing of a file that fails, and names the line', async () => {
    const url = await emptyDatabase();
    const bad = migration('0002-bad.sql', 'create table two (id int);\n\nselect nothing;\n');
    await expect(migrate(url, [ONE, bad])).rejects.toMatchObject({
      refusal: { code: 'database.migration-failed', params: { name: '0002-bad.sql', line: 3 } },
    });
    const good = migration('0002-bad.sql', 'create table two (id int);');
    expect(await migrate(url, [ONE, good])).toEqual({ applied: ['0002-bad.sql'] });
  });

  it('refuses an applied file that was changed, and a database of a newer version', async () => {
    const url = await emptyDatabase();
    await migrate(url, [ONE]);
    await expect(migrate(url, [migration(ONE.name, `${ONE.text} --`)])).rejects.toMatchObject({
      refusal: { code: 'database.migration-changed' },
    });
    await expect(migrate(url, [])).rejects.toMatchObject({
      refusal: { code: 'database.newer-than-program', params: { name: ONE.name } },
    });
  });

  it('refuses a database that would drop Chinese from the search', async () => {
    const url = await emptyDatabase(
      `encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    );
    await expect(migrate(url)).rejects.toMatchObject({
      refusal: { code: 'database.drops-chinese', params: { found: 'C' } },
    });
  });

  it('refuses another encoding', async () => {
    const url = await emptyDatabase(
      `encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    );
    await expect(migrate(url)).rejects.toMatchObject({
      refusal: { code: 'database.not-utf8', params: { found: 'SQL_ASCII' } },
    });
  });

  it('says so when nothing answers', async () => {
    await expect(migrate('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      refusal: { code: 'database.unreachable' },
    });
  });

  it('works for an ordinary owner, and tells what a lesser one lacks', async () => {
    const name = `migrate_${randomBytes(4).toString('hex')}`;
    await onServer(`create role ${name} login password 'secret'`);
    await onServer(`create database ${name} owner ${name} template template0 encoding 'UTF8'`);
    const url = withDatabase(inject('templateUrl'), name).replace(
      /\/\/[^@]*@/,
      `//${name}:secret@`,
    );
    try {
      const lacking = { refusal: { code: 'database.lacks-right' } };
      await expect(migrate(url, [ONE])).rejects.toMatchObject(lacking);
      await onServer(`grant maplebridge_app to ${name}`);
      expect((await migrate(url)).applied.length).toBeGreaterThan(0);
    } finally {
      await onServer(`drop database ${name} with (force)`);
      await onServer(`drop role ${name}`);
    }
  });
});
