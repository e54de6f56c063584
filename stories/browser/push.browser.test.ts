// A message is pushed to a browser whose page is closed: switched on by a person, encrypted by the house,
// opened by a push service of this machine, shown by the browser's own worker, and answered from there.
// Only the way from the push service into the browser is ours: there is no vendor here.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLoopbackGateway, type LoopbackGateway } from '#adapters/loopback-gateway/index.ts';
import { zh } from '#apps/web/src/text/zh.ts';
import type { NoticeView, PushTarget, PushView } from '#modules/notification/contract.ts';
import { browserStage, hasNoBrowser, PATIENCE_MS, STORY_TIMEOUT_MS } from './stage.ts';

type Shown = Readonly<{ title: string; body: string; tag: string; actions: string[] }>;

describe.skipIf(hasNoBrowser)('a push', () => {
  const { url, signIn, client } = browserStage('push');
  let gateway: LoopbackGateway;
  beforeAll(async () => {
    gateway = await startLoopbackGateway();
  });
  afterAll(() => gateway.close());

  /** Gives the page a push service: `subscribe` answers with what our service knows. */
  async function subscribesAt(page: Page, target: PushTarget): Promise<void> {
    await page.context().grantPermissions(['notifications'], { origin: url() });
    await page.evaluate((known) => {
      const held = { now: null as unknown };
      const subscription = {
        endpoint: known.endpoint,
        options: { applicationServerKey: null },
        toJSON: () => ({
          endpoint: known.endpoint,
          keys: { p256dh: known.p256dh, auth: known.auth },
        }),
        unsubscribe: async () => ((held.now = null), true),
      };
      PushManager.prototype.subscribe = async () => (held.now = subscription) as never;
      PushManager.prototype.getSubscription = async () => held.now as never;
    }, target);
  }

  /** Hands a payload to the page's worker, as a browser does that has got it from its vendor. */
  async function deliver(page: Page, data: string): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [own] = registrations;
        if (own) resolve(own.registrationId);
      }),
    );
    await cdp.send('ServiceWorker.enable');
    const registrationId = await registered;
    await cdp.send('ServiceWorker.deliverPushMessage', { origin: url(), registrationId, data });
    await cdp.detach();
  }

  const shown = (page: Page): Promise<Shown[]> =>
    page.evaluate(async () => {
      const { getNotifications } = ServiceWorkerRegistration.prototype;
      const all = await getNotifications.call(await navigator.serviceWorker.ready);
      return all.map((each) => ({
        ...{ title: each.title, body: each.body, tag: each.tag },
        actions: ((each as { actions?: { action: string }[] }).actions ?? []).map((a) => a.action),
      }));
    });

  test(
    'is switched on, shown once, and answered without opening the page',
    async () => {
      const officer = await signIn('officer');
      const api = await client('officer');
      const { body: before } = await api.get<PushView>('/messages/push');
      const target = gateway.browsers.subscribe(before.publicKey ?? '');
      await officer.goto(`${url()}/account`);
      await subscribesAt(officer, target);
      await officer.getByRole('switch', { name: zh['push.here'] }).click();
      await officer.getByText(zh['push.thisOne'], { exact: true }).waitFor();
      expect((await api.get<PushView>('/messages/push')).body.devices).toHaveLength(1);

      const room = await client('clerk');
      const own = await api.get<{ posts: { unitId: number }[] }>('/session');
      const report = await room.post<{ incidentId: string }>('/reports', {
        source: 'phone',
        text: '柳市镇新光大道井盖缺失，有人险些掉下去',
        itemCode: '0204003',
        level: 1,
      });
      const { incidentId: id } = report.body;
      for (const [verb, input] of [
        ['accept', { itemCode: '0204003', level: 1 }],
        ['dispatch', { lead: own.body.posts[0]?.unitId }],
      ] as const)
        await expect
          .poll(async () => (await room.post(`/incidents/${id}/verbs/${verb}`, { input })).status, {
            // A busy machine asks to be asked again.
            ...{ timeout: PATIENCE_MS, interval: 1_000 },
          })
          .toBe(200);

      await expect.poll(() => gateway.opened().length, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
      const payload = JSON.stringify(gateway.opened().at(-1));
      expect(payload).not.toContain('新光大道');
      await deliver(officer, payload);
      await expect.poll(() => shown(officer), { timeout: PATIENCE_MS }).toHaveLength(1);
      const [first] = await shown(officer);
      expect(first).toMatchObject({ title: '【特急】派单请签收', actions: ['acknowledge'] });
      expect(first?.body).toMatch(/编号 330382-/);

      // The same once more, as after a crash of the house: nothing new is to be seen.
      await deliver(officer, payload);
      await officer.waitForTimeout(1_000);
      expect(await shown(officer)).toHaveLength(1);

      const [worker] = officer.context().serviceWorkers();
      await worker?.evaluate(async () => {
        const scope = globalThis as unknown as {
          registration: ServiceWorkerRegistration;
          dispatchEvent: (event: Event) => boolean;
          NotificationEvent: new (type: string, init: object) => Event;
        };
        const [notification] = await scope.registration.getNotifications();
        scope.dispatchEvent(
          new scope.NotificationEvent('notificationclick', { notification, action: 'acknowledge' }),
        );
      });
      const answered = async () => {
        const { body } = await room.get<{ items: NoticeView[] }>(`/incidents/${id}/notices`);
        return body.items.some(({ receivers }) => receivers.some((one) => one.acknowledgedAt));
      };
      await expect.poll(answered, { timeout: PATIENCE_MS }).toBe(true);
      expect(await shown(officer)).toEqual([]);

      // And once more after it was answered and closed: it does not come back.
      await deliver(officer, payload);
      await officer.waitForTimeout(1_000);
      expect(await shown(officer)).toEqual([]);

      await officer.getByRole('switch', { name: zh['push.here'] }).click();
      await officer.getByText(zh['push.thisOne'], { exact: true }).waitFor({ state: 'detached' });
      expect((await api.get<PushView>('/messages/push')).body.devices).toEqual([]);

      // Whoever leaves this desk takes their messages along.
      await officer.getByRole('switch', { name: zh['push.here'] }).click();
      await officer.getByText(zh['push.thisOne'], { exact: true }).waitFor();
      await officer.getByRole('button', { name: zh['signIn.out'], exact: true }).click();
      await officer.getByRole('button', { name: zh['signIn.submit'], exact: true }).waitFor();
      expect((await api.get<PushView>('/messages/push')).body.devices).toEqual([]);
    },
    STORY_TIMEOUT_MS,
  );

  test(
    'cannot be had where no vendor is reached, and the page says so',
    async () => {
      const page = await signIn('handler');
      await page.context().grantPermissions(['notifications'], { origin: url() });
      await page.goto(`${url()}/account`);
      await page.getByRole('switch', { name: zh['push.here'] }).click();
      await page.getByText(zh['push.problem.unreachable']).waitFor();
    },
    STORY_TIMEOUT_MS,
  );

  test(
    'its worker is served fresh, for the whole house',
    async () => {
      const answer = await fetch(`${url()}/push-worker.js`);
      expect(answer.headers.get('content-type')).toMatch(/javascript/);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toContain("worker-src 'self'");
    },
    STORY_TIMEOUT_MS,
  );
});
