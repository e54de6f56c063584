// The desk for imports through the browser, put together.
import { importDesk, type ImportDesk } from '#modules/intake/index.ts';
import { REFUSALS } from './refusals.ts';
import type { House } from './house.ts';
import { importCounty, intakePort, itemTranslation } from './import-port.ts';

/** Files that people upload to import lie here for a day; the folder is private. */
export function openImportDesk(house: House): ImportDesk {
  return importDesk({
    db: house.db,
    clock: house.clock,
    folder: house.importsDir,
    countyOf: (countyId) => importCounty(house, countyId),
    itemsOf: async (countyId) => itemTranslation((await importCounty(house, countyId)).code),
    intakeFor: (countyId) => intakePort(house, countyId),
    texts: REFUSALS,
    onFailure: (run, error) =>
      house.log.error({ err: error, run: run.id }, 'an import ended early; it may be begun again'),
  });
}
