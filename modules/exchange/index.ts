// The door of the exchange (流转): orders to and from outside systems over a signed contract.
export {
  CONTRACT_VERSION,
  Envelope,
  Message,
  MESSAGE_BYTES_MAX,
  Receipt,
  RESULT_OUTCOMES,
  Standing,
  STEPS,
  SystemCode,
  type Direction,
  type MessageKind,
  type MessageOf,
  type Range,
  type StepName,
} from './contract.ts';
export {
  answerFault,
  CLOCK_DIFFERENCE_MAX_MS,
  digestOf,
  fileFault,
  readSignature,
  requestFault,
  signAnswer,
  SIGNATURE_HEADER,
  signFile,
  signRequest,
  type FileStatement,
  type Keys,
  type SignatureFault,
  type SignedRequest,
} from './signing.ts';
export { ExchangeSettings, keysOf, reconcileEveryMs, type PeerSettings } from './settings.ts';
export { actorIdOf, type Health, type Inbound, type Peer, type Transport } from './peer.ts';
export type { ExchangeDeps } from './deps.ts';
export { messageSeal } from './sealing.ts';
export { ourStanding } from './standing.ts';
export { EXCHANGE_REFUSALS, type ExchangeRefusal } from './refusals.ts';
