// The door of the loopback gateway.
export { startLoopbackGateway, type Failing, type LoopbackGateway } from './gateway.ts';
export type { Received } from './received.ts';
