// What the processes of a bench are and what they used, as Linux tells in /proc; elsewhere nothing is known.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The first process of an embedded database. */
export function postmasterOf(dataDir: string): number {
  const file = path.join(dataDir, 'postgres', 'postmaster.pid');
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
}

export function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((entry) =>
    /^\d+$/.test(entry) && Number(statOf(Number(entry))?.[1]) === parent ? [Number(entry)] : [],
  );
}

/** Processor time of a process since its start, in ms; 0 where the system does not tell. */
export function cpuMsOf(pid: number): number {
  const stat = statOf(pid);
  return stat ? ticksOf(stat, 11, 12) * TICK_MS : 0;
}

/** Processor time of a database since its start, in ms: of its processes, also of those that ended. */
export function databaseCpuMs(dataDir: string): number {
  const postmaster = postmasterOf(dataDir);
  const stat = statOf(postmaster);
  const ended = stat ? ticksOf(stat, 13, 14) * TICK_MS : 0;
  return [postmaster, ...childrenOf(postmaster)].reduce((sum, pid) => sum + cpuMsOf(pid), ended);
}

const TICK_MS = 10;

function ticksOf(stat: readonly string[], ...fields: readonly number[]): number {
  return fields.reduce((sum, field) => sum + Number(stat[field]), 0);
}

/** "pid (name) state ppid …": the fields from `state` on; the name may hold anything. Undefined: it ended. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
