import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const ASKED = 7;
/** `/autogroup-12 nice 7` where the system shares out by session. */
const SESSION_SHARE = '/proc/self/autogroup';
const SWITCH = '/proc/sys/kernel/sched_autogroup_enabled';
const isBySession = existsSync(SWITCH) && readFileSync(SWITCH, 'utf8').trim() === '1';

/** What a process that stood behind says of its threads and of its session. */
async function toldOf(detached: boolean): Promise<{ threads: number[]; session: string }> {
  const program = `
    import { existsSync, readdirSync, readFileSync } from 'node:fs';
    import os from 'node:os';
    import { standBehind } from '${new URL('stand-behind.ts', import.meta.url).href}';
    standBehind(${ASKED});
    const threads = readdirSync('/proc/self/task').map((thread) => os.getPriority(Number(thread)));
    const share = '${SESSION_SHARE}';
    console.log(JSON.stringify({ threads, session: existsSync(share) ? readFileSync(share, 'utf8') : '' }));`;
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { detached, stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout)) as { threads: number[]; session: string };
}

describe.runIf(process.platform === 'linux')('a process that stands behind', () => {
  it('does so with every thread, not only the first', async () => {
    const { threads } = await toldOf(false);
    expect(threads.length).toBeGreaterThan(1);
    for (const each of threads) expect(each).toBeGreaterThanOrEqual(ASKED);
  });

  it.runIf(isBySession)('puts its session behind, if it is its own', async () => {
    expect((await toldOf(true)).session).toMatch(`nice ${ASKED}`);
    expect((await toldOf(false)).session).not.toMatch(`nice ${ASKED}`);
  });
});
