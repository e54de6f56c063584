// `npm run trace:verify [-- --data DIR] [--full]`: reads the whole record and says whether it is what it was when
// it was written, beside a running server or without one. Last line: one JSON object with the figures.
import { verifyTrace, type BrokenLink } from '#modules/incident/index.ts';
import { commandLine, readSecrets, switchSetting } from '#platform/config/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { useEmbeddedDatabase } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { orTellRefusal } from './command-refusal.ts';

/** Two connections are enough: one reads the record, one looks up the seals. */
const POOL_MAX = 2;
const SHOW_EVERY_MS = 200;

const { config, options } = commandLine({
  full: switchSetting('full', {
    zh: '同时逐条重算规范文本（约慢三倍）',
    en: 'also make every canonical text anew (about three times slower)',
  }),
});

await orTellRefusal(async () => {
  const database =
    config.databaseUrl === undefined
      ? await useEmbeddedDatabase({ dataDir: config.dataDir })
      : { url: config.databaseUrl, stop: async () => {} };
  try {
    await migrate(database.url);
    const secrets = readSecrets(config.dataDir, config.masterKeyFile);
    const db = openDatabase({ url: database.url, poolMax: POOL_MAX, applicationName: 'trace' });
    try {
      const { first, ...figures } = await verifyTrace(db, secrets, {
        full: options.full,
        onProgress: progress(),
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
      console.error(verdict(first));
      console.log(JSON.stringify({ ...figures, ...(first ? { first } : {}) }));
    } finally {
      await db.destroy();
    }
  } finally {
    await database.stop();
  }
});

function progress() {
  let shownAt = 0;
  return ({ incidents, entries }: { incidents: number; entries: number }) => {
    const now = performance.now();
    if (!process.stderr.isTTY || now - shownAt < SHOW_EVERY_MS) return;
    shownAt = now;
    const text = `${incidents.toLocaleString('en')} 件 incidents  ${entries.toLocaleString('en')} 条 entries`;
    process.stderr.write(`\r\u001b[2K${text}`);
  };
}

function verdict(first: BrokenLink | null): string {
  if (!first) return '记录完整。 The record holds.';
  const { countyId, incidentId, seq, why } = first;
  const where = [`county ${countyId}`, incidentId, seq === null ? null : `#${seq}`];
  const place = where.filter((part) => part !== null).join(' ');
  return `记录在此断裂：${place}（${why}）。 The record breaks here: ${place} (${why}).`;
}
