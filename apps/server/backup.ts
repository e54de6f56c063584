// `npm run backup -- [--out FILE] [--data DIR] [--without-secrets]`: the whole installation in one file,
// beside a running server or without one. Last line: one JSON object with the figures.
import { createWriteStream, existsSync, globSync, readFileSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { commandLine, switchSetting, textSetting } from '#platform/config/index.ts';
import { SECRETS_FILE } from '#platform/config/secrets.ts';
import { frameOf } from '#platform/db/backup-frames.ts';
import { databaseFrames, partFrames, type Progress } from '#platform/db/backup.ts';
import { Refused } from '#platform/errors/index.ts';
import { orTellRefusal } from './command-refusal.ts';
import { givenDatabase, mustExist } from './given-database.ts';
import { copyProgress, progressLine } from './progress-line.ts';

/** Rows compress well and soon; higher levels cost more time than they save room. */
const GZIP_LEVEL = 4;

const { config, options } = commandLine({
  out: textSetting({ flag: 'out', about: { zh: '备份文件', en: 'the backup file to write' } }),
  withoutSecrets: switchSetting('without-secrets', {
    zh: '不含密钥（须另行保管，缺了它个人信息解不开）',
    en: 'leave the secrets out (keep them elsewhere: without them personal data stays sealed)',
  }),
});
const secretsFile = path.join(config.dataDir, SECRETS_FILE);
const withSecrets = !options.withoutSecrets && existsSync(secretsFile);

await orTellRefusal(async () => {
  mustExist(config);
  const began = new Date();
  const file = path.resolve(options.out ?? `maplebridge-${stamp(began)}.backup`);
  if (existsSync(file)) throw new Refused('backup.file-exists', undefined, { file });
  const database = await givenDatabase(config);
  try {
    const figures = await writeBackup(file, database.url, began);
    tellOfSecrets(file);
    const seconds = (Date.now() - began.getTime()) / 1000;
    console.log(JSON.stringify({ file, ...figures, secrets: withSecrets, seconds }));
  } finally {
    await database.stop();
  }
});

/** Written beside its place and renamed: a file of that name is always a whole backup. */
async function writeBackup(file: string, url: string, madeAt: Date) {
  const draft = `${file}.partial`;
  const line = progressLine();
  const copied = copyProgress(line);
  const figures = { tables: 0, rows: 0, files: 0, bytes: 0, compressedBytes: 0 };
  async function* frames(): AsyncGenerator<Uint8Array> {
    const totals = yield* databaseFrames(url, madeAt.toISOString(), copied);
    Object.assign(figures, totals);
    // After the database's snapshot: attachments are only ever added, so none that it names is missing.
    for (const name of attachments()) {
      const file = await open(path.join(config.evidenceDir, name)).catch(() => undefined);
      if (!file) continue; // erased since it was listed
      const show: Progress = (what) => copied({ ...what, name: 'evidence' });
      const sum = yield* partFrames('file', name, '', file.createReadStream(), show);
      figures.files += 1;
      figures.bytes += sum.bytes;
    }
    if (withSecrets) yield* frameOf('secrets', SECRETS_FILE, readFileSync(secretsFile));
    yield* frameOf('end', '');
  }
  try {
    const target = createWriteStream(draft, { mode: 0o600, flush: true });
    await pipeline(frames, createGzip({ level: GZIP_LEVEL }), target);
    await rename(draft, file);
    figures.compressedBytes = (await stat(file)).size;
    return figures;
  } finally {
    line.end();
    await rm(draft, { force: true });
  }
}

function attachments(): string[] {
  if (!existsSync(config.evidenceDir)) return [];
  return globSync('**/*', { cwd: config.evidenceDir, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part')) // .part: being written
    .map((entry) => path.relative(config.evidenceDir, path.join(entry.parentPath, entry.name)))
    .sort();
}

function tellOfSecrets(file: string): void {
  if (withSecrets) {
    console.error(
      `注意：${file} 内含全部密钥，谁拿到它就能读出所有个人信息，请加密保管（--without-secrets 可不含密钥）。`,
    );
    console.error(
      `Note: ${file} holds all secrets; whoever has it can read all personal data. Keep it encrypted (--without-secrets leaves them out).`,
    );
  } else {
    console.error(
      `注意：备份不含密钥。没有 ${secretsFile}（或所用的主密钥文件），恢复后个人信息无法解开，请另行保管。`,
    );
    console.error(
      `Note: the backup holds no secrets. Without ${secretsFile} (or your master key file) personal data stays sealed after a restore; keep it elsewhere.`,
    );
  }
}

/** `20261121-190500`, in UTC. */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
