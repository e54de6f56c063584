// The HTTP door: one server with limits, one place for errors, one contract from the schemas that
// validate. It knows no business; modules bring their routes, refusals and contracts.
export {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
  type Routes,
} from './server.ts';
export type { RefusalText } from './refusal-text.ts';
export type { RefusalTable } from './errors.ts';
export { HTTP_REFUSALS, type HttpRefusal } from './refusals.ts';
export { languageOf, refusalSentence, type Language } from './language.ts';
export { attachmentNamed } from './attachment.ts';
export { decodeCursor, encodeCursor } from './cursor.ts';
export {
  answersBefore,
  claimOfBytes,
  doneBefore,
  doOnce,
  idempotencyKeyOf,
  keepAnswers,
  sweepIdempotencyKeys,
  type IdempotencyClaim,
} from './idempotency.ts';
export { eventStream, type EventStream, type StreamEvent } from './event-stream.ts';
export { acceptOneFile, oneFile, oneFileRoute } from './one-file.ts';
export { RATE_LIMITS } from './limits.ts';
