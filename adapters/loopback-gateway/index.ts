// The door of the loopback gateway.
export { startLoopbackGateway, type LoopbackGateway } from './gateway.ts';
export type { Failing, Received } from './received.ts';
