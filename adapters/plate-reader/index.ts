// The door of this adapter: number plates, read twice.
export { GRAMMAR_START, PLATE_KINDS, PROVINCES, grammarStep, isWhole, parsePlate, type ParsedPlate, type Plate, type PlateKind } from './grammar.ts'; // prettier-ignore
export { agreedPlate, readCrop, readPlate, PLATE_REASONS, type AgreedPlate, type PlateReason, type PlateResult, type Reading, type ReaderName, type Readers } from './read.ts'; // prettier-ignore
export { PICTURE_REFUSALS, openPicture } from './picture.ts';
export { openOcrReader, type OcrReader } from './ocr-reader.ts';
export { openOwnReader, packWeights, unpackWeights, WEIGHTS_FILE, type OwnReader } from './own-reader.ts'; // prettier-ignore
export { PARTS_FOLDER, PartsMissing, fetchParts, partsAreThere } from './packages.ts';
// For teaching the own reader (bench/evaluate/train-plates.ts).
export * from './own-net.ts';
export { openArena } from './kernel.ts';
