// A process that nobody waits for gives way to those that somebody does.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';

/**
 * Puts this process, with all its threads, behind those of less niceness. Linux counts niceness by thread, and those
 * that collect and compile are there before the first line runs; what is made later has that of its maker. A
 * courtesy: where it is not allowed, or a thread is gone meanwhile, the work is done all the same.
 */
export function standBehind(niceness: number): void {
  for (const thread of threads()) {
    try {
      if (os.getPriority(thread) < niceness) os.setPriority(thread, niceness);
    } catch {
      // Not ours to say.
    }
  }
  if (process.platform === 'linux') putSessionBehind(niceness);
}

/** 0 is whoever asks, which is all that other systems need. */
function threads(): readonly number[] {
  try {
    return process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0];
  } catch {
    return [0];
  }
}

/**
 * Linux shares the processor out by session first (sched(7), autogroup): the niceness of a thread says something to
 * its own session only, and a process that leads one (`detached`) has all of a session's share to itself.
 */
function putSessionBehind(niceness: number): void {
  try {
    if (sessionOf(readFileSync('/proc/self/stat', 'utf8')) === process.pid)
      writeFileSync('/proc/self/autogroup', String(niceness));
  } catch {
    // A system without sessions' shares.
  }
}

/** "pid (name) state parent group session …"; the name may hold anything. */
function sessionOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}
