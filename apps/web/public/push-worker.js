// Shows what is pushed to this browser, while no page is open, too. It keeps nothing but the keys of what it has
// shown, so that the same thing sent again after a crash is not told twice; it fetches and caches no page.

const SHOWN = 'maplebridge-shown';
/** Repetitions come within an hour; nobody is told more often than this meanwhile. */
const SHOWN_MAX = 200;
const API = '/api/v1';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => event.waitUntil(show(event.data)));

self.addEventListener('notificationclick', (event) => {
  const { notification, action } = event;
  notification.close();
  const { path, message } = notification.data ?? {};
  event.waitUntil(action === 'acknowledge' ? acknowledge(message, path) : open(path));
});

// The browser has changed its address: the house is told the new one, as the same person.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

async function show(data) {
  const said = read(data);
  const options = {
    body: said.body,
    lang: said.language,
    icon: '/maple-192.png',
    badge: '/maple-192.png',
    tag: said.key,
    data: { path: said.path, message: said.message },
    requireInteraction: said.urgent === true,
    ...(said.message ? { actions: [{ action: 'acknowledge', title: said.acknowledge }] } : {}),
  };
  const isRepeated = await wasShown(said.key);
  const { registration } = self;
  const isThere = (await registration.getNotifications({ tag: said.key })).length > 0;
  // A browser wants to see something for every push: what was shown before comes without a sound …
  await registration.showNotification(said.title, { ...options, silent: isRepeated });
  // … and goes again where it was closed.
  if (isRepeated && !isThere)
    for (const each of await registration.getNotifications({ tag: said.key })) each.close();
}

function read(data) {
  try {
    const said = data.json();
    if (typeof said.title === 'string' && typeof said.key === 'string') return said;
  } catch {
    // told below
  }
  return { key: 'unreadable', title: '枫桥 Maplebridge', body: '', path: '/messages' };
}

async function wasShown(key) {
  const shown = await caches.open(SHOWN);
  const name = `/shown/${encodeURIComponent(key)}`;
  if (await shown.match(name)) return true;
  await shown.put(name, new Response(null, { status: 200 }));
  const names = await shown.keys();
  for (const old of names.slice(0, Math.max(0, names.length - SHOWN_MAX))) await shown.delete(old);
  return false;
}

/** 收到 without opening a page; whoever is signed out meanwhile is shown the matter, and signs in. */
async function acknowledge(message, path) {
  try {
    const { ok } = await fetch(`${API}/messages/${encodeURIComponent(message)}/acknowledge`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'x-maplebridge': '1' },
    });
    if (!ok) return open(path);
    for (const page of await pages()) page.postMessage({ type: 'push-acknowledged' });
  } catch {
    return open(path);
  }
}

/** An open page goes there; without one a new one is opened. Only paths of this house. */
async function open(path) {
  const to = typeof path === 'string' && /^\/[\w/-]*$/.test(path) ? path : '/messages';
  const [page] = await pages();
  if (!page) return self.clients.openWindow(to);
  await page.focus();
  page.postMessage({ type: 'push-open', path: to });
}

function pages() {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

async function renew({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const fresh =
    newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!fresh) return;
  const { endpoint, keys } = fresh.toJSON();
  await fetch(`${API}/messages/push/devices`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'x-maplebridge': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
  });
}
