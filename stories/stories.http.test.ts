// The stories hold: each is told on a real database through real HTTP, and every figure of its article kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '#platform/db/testing.ts';
import { openStage, type Stage } from './stage.ts';
import { OPENED_AT, STORIES } from './stories.ts';

/** Two counties with all their places and people are loaded first. */
const OPENING_TIMEOUT_MS = 180_000;
const STORY_TIMEOUT_MS = 60_000;

describe('stories', () => {
  let stage: Stage;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'maplebridge-stories-'));
  const lines: string[] = [];

  beforeAll(async () => {
    const { url } = await testDatabase();
    const write = (line: string) => void lines.push(line);
    stage = await openStage({ url, dataDir, openedAt: OPENED_AT, write });
  }, OPENING_TIMEOUT_MS);
  afterAll(async () => {
    await stage.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test.each(STORIES)(
    '$name: $title.en',
    async (story) => {
      lines.length = 0;
      const told = await stage.tell(story);
      expect(told.held, lines.join('\n')).toBe(true);
      expect(told.measured.length).toBeGreaterThan(0);
    },
    STORY_TIMEOUT_MS,
  );

  test('a story that breaks a rule is told and does not hold', async () => {
    const told = await stage.tell({
      name: 'broken',
      title: { zh: '违规', en: 'Against the rules' },
      source: { zh: '', en: '' },
      day: '2026-03-02',
      async tell({ at, as }) {
        await at('09:00');
        await as('grid').reports({ source: 'gridWorker', text: '新光大道垃圾桶满了没人清' });
        await as('clerk').does('close');
      },
    });
    expect(told).toMatchObject({
      held: false,
      brokeOff: expect.stringContaining('incident.not-now'),
    });
  });
});
