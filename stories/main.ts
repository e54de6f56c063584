// `npm run story -- NAME|all`: tells stories on a database of their own and prints their timelines.
// Last line: one JSON object with what was measured. Exit 0 when they were told, held or not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { openStage } from './stage.ts';
import { OPENED_AT, STORIES } from './stories.ts';
import type { Told } from './story.ts';

const name = process.argv[2] ?? 'all';
const names = STORIES.map((each) => each.name);
if (name === '--help' || name === '-h') {
  console.error(`用法 usage: npm run story -- all|${names.join('|')}`);
  process.exit(0);
}
const chosen = STORIES.filter((story) => name === 'all' || story.name === name);
if (chosen.length === 0) {
  console.error(`没有这个故事 no such story: ${name}（${names.join('、')}）`);
  process.exit(2);
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-story-'));
const startedAt = performance.now();
const told: Told[] = [];
try {
  console.log('准备舞台 setting the stage: 数据库、县市、账号 database, counties, people');
  const database = await startEmbeddedDatabase({ dataDir, settings: { fsync: false } });
  try {
    await migrate(database.url);
    const stage = await openStage({
      url: database.url,
      dataDir,
      openedAt: OPENED_AT,
      write: (line) => console.log(line),
    });
    try {
      for (const story of chosen) told.push(await stage.tell(story));
    } finally {
      await stage.close();
    }
  } finally {
    await database.stop();
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
console.log(`\n用时 took ${seconds} s`);
console.log(JSON.stringify({ stories: told.map(figuresOf), seconds }));

function figuresOf({ name, held, number, entries, measured, claims, brokeOff }: Told) {
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    name,
    held,
    number,
    entries,
    minutes: Object.fromEntries(measured.map(({ code, minutes }) => [code, round(minutes)])),
    limits: Object.fromEntries(measured.map(({ code, limit }) => [code, limit])),
    claims: claims.length,
    broken: claims.filter(({ isSo }) => !isSo).map(({ what }) => what.en),
    ...(brokeOff === null ? {} : { brokeOff }),
  };
}
