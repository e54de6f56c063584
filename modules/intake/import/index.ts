// What intake offers of importing; modules/intake/index.ts hands it on.
export { fileSource, type ByteSource } from './byte-source.ts';
export { importDesk, type ImportCounty, type ImportDesk, type ImportDeskDeps } from './desk.ts';
export { guessMapping, translateItems, type ItemTranslation } from './guess-mapping.ts';
export { Mapping, mappingProblems, parseMapping } from './mapping.ts';
export { previewFile, type Preview } from './preview.ts';
export { readRow, type RowResult } from './read-row.ts';
export { IMPORT_REFUSALS } from './refusals.ts';
export type { ImportedReport, Rejection } from './report.ts';
export {
  BATCH_ROWS,
  runImport,
  type ImportFigures,
  type ImportJob,
  type ImportProgress,
  type IntakePort,
  type IntakeResult,
} from './run-import.ts';
