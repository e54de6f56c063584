// Evidence: a picture, recording, clip or document that somebody handed in. The original is sealed
// as it came (digest, own key); what people look at is a copy without the traces of the phone. Pure.
import { HOUR, type Instant } from '#platform/time/index.ts';

export type EvidenceKind = 'image' | 'audio' | 'video' | 'document';

/** Decides how long it is kept (each class has a retention rule that runs). */
export const EVIDENCE_CLASSES = ['attachment', 'recording', 'clip', 'dispute'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** A stretch of the original `[start, end)` that the served copy shows as an empty `free` box. */
export type Blank = Readonly<{ start: number; end: number }>;

/** One row of table `evidence`. */
export type Evidence = Readonly<{
  countyId: number;
  /** UUIDv7. */
  id: string;
  /** Null until a report or a verb takes it in. */
  incidentId: string | null;
  kind: EvidenceKind;
  class: EvidenceClass;
  /** Of the original, as sniffed. */
  mime: string;
  bytes: number;
  /** Hexadecimal SHA-256 of the original; this is what the facts of an incident carry. */
  sha256: string;
  /** Pixels, as seen (orientation applied); null where it has none or they are unknown. */
  width: number | null;
  height: number | null;
  durationMs: number | null;
  originalRef: string;
  /** Null: the original itself is served, with `blanks` blanked. */
  servedRef: string | null;
  servedMime: string;
  servedBytes: number;
  thumbRef: string | null;
  thumbBytes: number | null;
  blanks: readonly Blank[];
  uploadedBy: string;
  uploadedAt: Instant;
  /** The object's key under the master key; null once erased. */
  wrappedKey: Uint8Array | null;
  erasedAt: Instant | null;
}>;

const MiB = 1024 * 1024;

/** Bytes at most. Phones: a 48 MP photo ≤ 20 MiB, an hour of AAC ≈ 30 MiB, a minute of 1080p ≈ 100 MiB. */
export const MAX_BYTES: Readonly<Record<EvidenceKind, number>> = {
  image: 25 * MiB,
  audio: 50 * MiB,
  video: 200 * MiB,
  document: 30 * MiB,
};
export const MAX_UPLOAD_BYTES = Math.max(...Object.values(MAX_BYTES));
/** A decoded picture costs 4 bytes a pixel: 50 MP is the largest phone photo and 200 MB. */
export const MAX_PIXELS = 50_000_000;
/** HEIC decodes whole, in a process of its own, which must stay below 300 MB. */
export const MAX_HEIC_PIXELS = 50_000_000;
/** Over its whole life: before and after photos of every round of a long case. */
export const MAX_PER_INCIDENT = 60;
/** Waiting to be attached, per person: a long form with many pictures, and no free file store. */
export const MAX_UNATTACHED_PER_UPLOADER = 40;
/** In one verb or report. */
export const MAX_ATTACHED_AT_ONCE = 30;
/** A form that is not sent within a day is given up. */
export const UNATTACHED_KEPT_MS = 24 * HOUR;
/** Longest edge of a served picture: sharp on every screen, a tenth of the bytes on a country road. */
export const SERVED_EDGE_PIXELS = 2560;
export const THUMB_EDGE_PIXELS = 320;
/** At once per process; more are told to come back (429), so that memory stays bounded. */
export const UPLOADS_AT_ONCE = 16;
/** Decoding is processor-bound and holds one picture in memory each. */
export const PICTURES_AT_ONCE = 2;
