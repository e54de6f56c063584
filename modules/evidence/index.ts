// The door of evidence: take in, attach, show, erase.
export {
  EVIDENCE_CLASSES,
  MAX_ATTACHED_AT_ONCE,
  MAX_BYTES,
  MAX_PER_INCIDENT,
  type Evidence,
  type EvidenceClass,
  type EvidenceKind,
} from './evidence.ts';
export {
  evidenceKeeper,
  uploadEvidence,
  type EvidenceKeeper,
  type UploadContext,
} from './upload.ts';
export { attachEvidence, eraseEvidence, type AttachLink } from './attach.ts';
export { evidenceOfIncidents, kindsOfEvidence, type AttachedRow } from './store.ts';
export { openOriginal, openServed, openThumb, type Opened } from './open.ts';
export { summaryOf } from './summary.ts';
export { BlobMissing, type BlobStore } from './blob-store.ts';
export { folderStore } from './folder-store.ts';
export { s3Store, type S3Options } from './s3-store.ts';
export { EVIDENCE_REFUSALS } from './refusals.ts';
