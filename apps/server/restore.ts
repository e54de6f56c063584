// `npm run restore -- --in FILE [--data DIR] [--force] [--without-secrets]`: a backup into an empty
// database; with --force into one that is wiped first. The file is read and checked to its end before
// anything is changed. Last line: one JSON object with the figures.
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { commandLine, switchSetting, textSetting } from '#platform/config/index.ts';
import { SECRETS_FILE } from '#platform/config/secrets.ts';
import { damaged, readFrames, type Frame } from '#platform/db/backup-frames.ts';
import { checkManifest, loadDatabase, prepareRestore, verifyParts } from '#platform/db/backup.ts';
import { startEmbeddedDatabase } from '#platform/db/embedded.ts';
import { migrate } from '#platform/db/migrate.ts';
import { Refused } from '#platform/errors/index.ts';
import { orTellRefusal } from './command-refusal.ts';
import { copyProgress, progressLine } from './progress-line.ts';

const { config, options } = commandLine({
  in: textSetting({ flag: 'in', about: { zh: '备份文件', en: 'the backup file to read' } }),
  force: switchSetting('force', {
    zh: '清空目标数据库后恢复',
    en: 'wipe the database before restoring',
  }),
  withoutSecrets: switchSetting('without-secrets', {
    zh: '不恢复备份中的密钥',
    en: 'do not restore the secrets of the backup',
  }),
});
const secretsFile = path.join(config.dataDir, SECRETS_FILE);

await orTellRefusal(async () => {
  const began = performance.now();
  if (options.in === undefined) throw new Refused('backup.file-missing');
  const file = path.resolve(options.in);
  const { secrets } = await checkWholeFile(file);
  // A running server must not have its database pulled away: here "in use" stays a refusal.
  const database =
    config.databaseUrl === undefined
      ? await startEmbeddedDatabase({ dataDir: config.dataDir })
      : { url: config.databaseUrl, stop: async () => {} };
  try {
    if (secrets) await refuseOtherSecrets(secrets);
    const totals = await load(file, database.url);
    if (secrets) await restoreSecrets(secrets);
    const seconds = Number(((performance.now() - began) / 1000).toFixed(2));
    console.log(JSON.stringify({ file, ...totals, secrets: secrets !== undefined, seconds }));
  } finally {
    await database.stop();
  }
});

/** The frames of the file from its beginning. */
async function* framesOf(file: string): AsyncGenerator<Frame> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip());
  source.on('error', (error) => unzipped.destroy(error));
  try {
    yield* readFrames(unzipped);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw damaged();
    throw error;
  } finally {
    source.destroy();
  }
}

/** The first frame, or undefined for a file of some other kind. */
async function firstOf(frames: AsyncGenerator<Frame>): Promise<Frame | undefined> {
  try {
    return (await frames.next()).value as Frame | undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

async function checkWholeFile(file: string): Promise<{ secrets: Buffer | undefined }> {
  await (
    await open(file).catch((error: NodeJS.ErrnoException) => {
      throw new Refused('backup.file-unreadable', undefined, { file, reason: error.code ?? '' });
    })
  ).close();
  console.error('校验备份… Checking the backup…');
  const line = progressLine();
  const frames = framesOf(file);
  try {
    await checkManifest(await firstOf(frames), file);
    const { secrets } = await verifyParts(frames, copyProgress(line));
    return { secrets: options.withoutSecrets ? undefined : secrets };
  } finally {
    line.end();
    await frames.return(undefined);
  }
}

async function load(file: string, url: string) {
  const line = progressLine();
  const frames = framesOf(file);
  try {
    const { manifest, migrations } = await checkManifest(await firstOf(frames), file);
    await prepareRestore(url, migrations, options.force);
    console.error('恢复数据… Restoring…');
    const { secrets: _restoredApart, ...totals } = await loadDatabase(
      url,
      manifest,
      frames,
      writeAttachment,
      copyProgress(line),
    );
    await migrate(url);
    return totals;
  } finally {
    line.end();
    await frames.return(undefined);
  }
}

/** Attachments never change once written, so one that is there already is the same. */
async function writeAttachment(name: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const target = path.resolve(config.evidenceDir, name);
  if (!target.startsWith(config.evidenceDir + path.sep)) throw damaged();
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  await pipeline(pieces, createWriteStream(`${target}.restoring`, { mode: 0o600 }));
  await rename(`${target}.restoring`, target);
}

async function refuseOtherSecrets(secrets: Buffer): Promise<void> {
  if (options.force || !existsSync(secretsFile)) return;
  if (!readFileSync(secretsFile).equals(secrets))
    throw new Refused('backup.secrets-differ', undefined, { file: secretsFile });
}

async function restoreSecrets(secrets: Buffer): Promise<void> {
  if (existsSync(secretsFile)) {
    if (readFileSync(secretsFile).equals(secrets)) return;
    await rename(secretsFile, `${secretsFile}.before-restore-${Date.now()}`);
  }
  await mkdir(config.dataDir, { recursive: true, mode: 0o711 });
  await writeFile(secretsFile, secrets, { mode: 0o600, flush: true });
}
