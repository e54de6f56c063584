// The door of the counterpart: an outside system for tests and for trying things out.
export {
  createOutside,
  NO_FAULTS,
  plainManners,
  type Book,
  type Faults,
  type Manners,
  type Outside,
  type OutsideOptions,
  type OutsideOrder,
} from './outside.ts';
export { openHttpDoor, type HttpDoor, type HttpDoorOptions } from './http-door.ts';
