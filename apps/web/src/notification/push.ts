// Pushing to this browser: switching it on and off, and whether it is possible at all.
import { PushView } from '#modules/notification/contract.ts';
import { request } from '../api/request.ts';

const WORKER = '/push-worker.js';
/** Where a network swallows the calls to a push service, browsers wait for minutes; people do not. */
const SUBSCRIBED_WITHIN_MS = 20_000;

/** Why this browser cannot be pushed to. */
export type PushProblem = 'insecure' | 'homeScreen' | 'unsupported' | 'denied' | 'unreachable';

export class PushFailure extends Error {
  readonly problem: PushProblem;
  constructor(problem: PushProblem) {
    super(problem);
    this.name = 'PushFailure';
    this.problem = problem;
  }
}

/** What can be told before anybody tries; undefined: it may be tried. */
export function pushProblem(): PushProblem | undefined {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window))
    return isInSafariTab() ? 'homeScreen' : 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : undefined;
}

/** iPhone and iPad push to what was put on the home screen only; they alone have this property. */
function isInSafariTab(): boolean {
  return 'standalone' in navigator && navigator.standalone === false;
}

/** How this browser is subscribed; null where it is not, or cannot be. */
async function subscriptionHere(): Promise<PushSubscription | null> {
  if (!isSecureContext || !('serviceWorker' in navigator && 'PushManager' in window)) return null;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** By which the server's list names this browser; null where it is not subscribed. */
export async function fingerprintHere(): Promise<string | null> {
  const subscription = await subscriptionHere();
  return subscription && fingerprintOf(subscription.endpoint);
}

async function fingerprintOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const readPush = (signal?: AbortSignal): Promise<PushView> =>
  request(PushView, '/messages/push', signal ? { signal } : {});

/** Asks the browser, then tells the server. Throws PushFailure and ProblemError. */
export async function switchPushOn(publicKey: string): Promise<PushView> {
  const problem = pushProblem();
  if (problem) throw new PushFailure(problem);
  if ((await Notification.requestPermission()) !== 'granted') throw new PushFailure('denied');
  const subscription = await inTime(subscribe(publicKey));
  const { endpoint, keys } = subscription.toJSON();
  try {
    return await request(PushView, '/messages/push/devices', {
      method: 'POST',
      body: { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] },
    });
  } catch (error) {
    // The server does not want it: then nobody shall have it.
    await subscription.unsubscribe();
    throw error;
  }
}

async function subscribe(publicKey: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && keyOf(before) === publicKey) return before;
  // Of another house, or of this one before it was given other keys.
  await before?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

async function inTime<T>(value: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer')), SUBSCRIBED_WITHIN_MS);
  try {
    return await Promise.race([value, promise]);
  } catch (error) {
    const isDenied = error instanceof DOMException && error.name === 'NotAllowedError';
    throw new PushFailure(isDenied ? 'denied' : 'unreachable');
  } finally {
    clearTimeout(timer);
  }
}

/** Takes one of my browsers off the list; where it is this one, the browser forgets it, too. */
export async function switchPushOff(id: string, isHere: boolean): Promise<PushView> {
  const view = await request(PushView, `/messages/push/devices/${id}`, { method: 'DELETE' });
  if (isHere) await (await subscriptionHere())?.unsubscribe();
  return view;
}

/** Whoever signs out leaves: this browser is not pushed to any more. Never throws, and keeps nobody waiting. */
export function leavePush(): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, LEFT_WITHIN_MS));
  return Promise.race([leave(), late]);
}
const LEFT_WITHIN_MS = 3_000;

async function leave(): Promise<void> {
  try {
    const subscription = await subscriptionHere();
    if (!subscription) return;
    const own = await fingerprintOf(subscription.endpoint);
    const { devices } = await readPush();
    const device = devices.find(({ fingerprint }) => fingerprint === own);
    if (device)
      await request(PushView, `/messages/push/devices/${device.id}`, { method: 'DELETE' });
    await subscription.unsubscribe();
  } catch {
    // The push service says at the next sending that the browser is gone.
  }
}

/** A browser that still has the messages of whoever was signed in before gives them up. Never throws. */
export async function giveUpOthersPush(): Promise<void> {
  try {
    const subscription = await subscriptionHere();
    if (!subscription) return;
    const own = await fingerprintOf(subscription.endpoint);
    const { devices } = await readPush();
    if (!devices.some(({ fingerprint }) => fingerprint === own)) await subscription.unsubscribe();
  } catch {
    // Asked again with the next page.
  }
}
