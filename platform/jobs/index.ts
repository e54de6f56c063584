// The door of standing work: batches, loops and jobs.
export { batcher, type Batcher, type BatcherOptions } from './batcher.ts';
export { gate, type Gate } from './gate.ts';
export { startLoop, type Loop, type LoopOptions } from './loop.ts';
export { startJobs, type Job } from './periodic.ts';
export { startPace, type Pace } from './pace.ts';
