// `npm run import -- FILE [--county CODE] [--mapping FILE] [--dry-run]`: reports from a CSV, JSONL or XLSX
// file. May be stopped and started again: it goes on after the last batch. Last line: one JSON object.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  fileSource,
  IMPORT_REFUSALS,
  parseMapping,
  previewFile,
  runImport,
  type ByteSource,
  type ImportCounty,
  type ImportProgress,
  type IntakePort,
  type ItemTranslation,
  type Mapping,
} from '#modules/intake/index.ts';
import { commandLine, switchSetting, textSetting, type Config } from '#platform/config/index.ts';
import type { Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { RefusalText } from '#platform/http/refusal-text.ts';
import type { Clock } from '#platform/time/index.ts';
import { REFUSALS } from './refusals.ts';
import { chosenCounty } from './chosen-county.ts';
import { orTellRefusal } from './command-refusal.ts';
import { importCounty, intakePort, itemTranslation } from './import-port.ts';
import { openHouse } from './open-house.ts';

/** What an import needs of the house, for one county. */
type ImportHouse = Readonly<{
  db: Db;
  clock: Clock;
  county: ImportCounty & Readonly<{ code: string }>;
  /** How the county's own kinds are translated, where it has a table of them. */
  items: ItemTranslation | undefined;
  intake: IntakePort;
  /** Refusals of all modules, for the reasons in the rejects file. */
  texts: Readonly<Record<string, RefusalText>>;
  close(): Promise<void>;
}>;

/**
 * Opens the database and puts together what takes reports in. `countyCode` undefined: the only county.
 */
async function composeImport(config: Config, countyCode: string | undefined): Promise<ImportHouse> {
  const { house, close } = await openHouse(config);
  try {
    const chosen = await chosenCounty(house.reference, countyCode);
    return {
      db: house.db,
      clock: house.clock,
      county: await importCounty(house, chosen.id),
      items: itemTranslation(chosen.code),
      intake: await intakePort(house, chosen.id),
      texts: REFUSALS,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A line for people this often where there is no terminal to redraw. */
const LINE_EVERY_MS = 5_000;
const BAR_CELLS = 30;

async function main(): Promise<void> {
  const { config, options, operands } = commandLine(
    {
      county: textSetting({
        flag: 'county',
        about: { zh: '导入到哪个县（行政区划代码）', en: 'county to import into (division code)' },
      }),
      mapping: textSetting({
        flag: 'mapping',
        about: { zh: '字段对应文件（JSON）', en: 'mapping of columns (JSON file)' },
      }),
      dryRun: switchSetting('dry-run', { zh: '只试算，不导入', en: 'try it, take nothing' }),
    },
    1,
  );
  const [file] = operands;
  if (file === undefined) {
    console.error(
      '用法 usage: npm run import -- FILE [--county CODE] [--mapping FILE] [--dry-run]',
    );
    process.exitCode = 2;
    return;
  }
  await orTellRefusal(async () => {
    const source = await fileSource(file);
    const given = options.mapping === undefined ? undefined : await readMapping(options.mapping);
    const house = await composeImport(config, options.county);
    try {
      await importInto(house, source, file, given, options.dryRun);
    } finally {
      await house.close();
    }
  }, IMPORT_REFUSALS);
}

async function importInto(
  house: ImportHouse,
  source: ByteSource,
  file: string,
  given: Mapping | undefined,
  dryRun: boolean,
): Promise<void> {
  const { db, clock, county, items, intake, texts } = house;
  const fileName = path.basename(file);
  const mapping =
    given ??
    (await previewFile(source, { fileName, county, now: clock.now(), ...(items ? { items } : {}) }))
      .mapping;
  if (!given) tellMapping(mapping);
  const rejectsPath = `${file}.rejects.csv`;
  const progress = progressOnScreen();
  let cancelled = false;
  const cancel = () => {
    cancelled = true; // the batch under way is finished first; a second Ctrl-C ends at once
  };
  process.once('SIGINT', cancel);
  try {
    const figures = await runImport({
      db,
      clock,
      source,
      fileName,
      county,
      mapping,
      dryRun,
      rejectsPath,
      texts,
      intake,
      startedBy: 'system:import',
      onProgress: progress.show,
      isCancelled: () => cancelled,
    });
    progress.end();
    if (figures.rejected + figures.warnings > 0)
      console.error(
        `退回 ${figures.rejected} 行，提醒 ${figures.warnings} 条，见 ${rejectsPath} (${figures.rejected} rows rejected, ${figures.warnings} warnings)`,
      );
    const { read, accepted, duplicates, rejected, warnings, located, classified, perSecond } =
      figures;
    console.log(
      JSON.stringify({
        read,
        accepted,
        duplicates,
        rejected,
        warnings,
        located,
        classified,
        perSecond,
      }),
    );
  } finally {
    progress.end();
    process.off('SIGINT', cancel);
  }
}

async function readMapping(file: string): Promise<Mapping> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refused('import.mapping-file', 'mapping', { reason });
  }
  const mapping = parseMapping(value);
  if ('problem' in mapping)
    throw new Refused('import.mapping-file', 'mapping', { reason: mapping.problem });
  return mapping;
}

/** A guess is shown, so that a wrong one is seen; saved into a file it can be changed (--mapping). */
function tellMapping(mapping: Mapping): void {
  console.error('未给字段对应，按列名推断如下（可保存修改后用 --mapping 指定）：');
  console.error(
    'No mapping given; guessed from the columns (save, change and pass it with --mapping):',
  );
  console.error(JSON.stringify(mapping));
}

/** A bar that is redrawn on a terminal; a line now and then elsewhere. */
function progressOnScreen(): { show(progress: ImportProgress): void; end(): void } {
  const { stderr } = process;
  let toldAt = 0;
  let open = false;
  return {
    show({ read, accepted, duplicates, rejected, share, perSecond }) {
      const percent = `${Math.floor(share * 100)}%`.padStart(4);
      const counts = `${read} 行 rows · 受理 ${accepted} · 重复 ${duplicates} · 退回 ${rejected} · ${perSecond}/s`;
      if (stderr.isTTY) {
        const full = Math.round(share * BAR_CELLS);
        stderr.write(
          `\r\u001b[2K${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${percent}  ${counts}`,
        );
        open = true;
      } else if (performance.now() - toldAt > LINE_EVERY_MS) {
        toldAt = performance.now();
        stderr.write(`${percent}  ${counts}\n`);
      }
    },
    end() {
      if (open) stderr.write('\n');
      open = false;
    },
  };
}

await main();
