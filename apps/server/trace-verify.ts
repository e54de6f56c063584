// `npm run trace:verify [-- --data DIR] [--full]`: reads the whole record and says whether it is what it was when
// it was written, beside a running server or without one. Last line: one JSON object with the figures.
import { verifyTrace, type BrokenLink } from '#modules/incident/index.ts';
import { commandLine, readSecrets, switchSetting } from '#platform/config/index.ts';
import { orTellRefusal } from './command-refusal.ts';
import { mustExist, withGivenDatabase } from './given-database.ts';
import { progressLine } from './progress-line.ts';

/** Two connections are enough: one reads the record, one looks up the seals. */
const POOL_MAX = 2;

const { config, options } = commandLine({
  full: switchSetting('full', {
    zh: '同时逐条重算规范文本（约慢三倍）',
    en: 'also make every canonical text anew (about three times slower)',
  }),
});

await orTellRefusal(() => {
  mustExist(config);
  return withGivenDatabase(config, { poolMax: POOL_MAX, applicationName: 'trace' }, async (db) => {
    const line = progressLine();
    const { first, ...figures } = await verifyTrace(
      db,
      readSecrets(config.dataDir, config.masterKeyFile),
      {
        full: options.full,
        onProgress: ({ incidents, entries }) =>
          line.show(
            '核对 verifying',
            () =>
              `${incidents.toLocaleString('en')} 件 incidents  ${entries.toLocaleString('en')} 条 entries`,
          ),
      },
    );
    line.end();
    console.error(verdict(first));
    console.log(JSON.stringify({ ...figures, ...(first ? { first } : {}) }));
  });
});

function verdict(first: BrokenLink | null): string {
  if (!first) return '记录完整。 The record holds.';
  const { countyId, incidentId, seq, why } = first;
  const where = [`county ${countyId}`, incidentId, seq === null ? null : `#${seq}`];
  const place = where.filter((part) => part !== null).join(' ');
  return `记录在此断裂：${place}（${why}）。 The record breaks here: ${place} (${why}).`;
}
