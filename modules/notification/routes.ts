// HTTP of notification: my messages, 收到, my settings; who was told of a matter; the delivery log.
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { actorOf, reachOfActor, requireAdmin, type Actor } from '#modules/identity/index.ts';
import { visibleIncident } from '#modules/incident/index.ts';
import { inReading, inTransaction, sql, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { checkedAddress, dropAddress, putAddresses } from './addresses.ts';
import { ADDRESS_OF } from './channels.ts';
import {
  AddressParams,
  AddressRequest,
  DeliveryPage,
  DeliveryQuery,
  MessagePage,
  MessageQuery,
  MessageSummary,
  NoticeItems,
  PushDeviceRequest,
  PushView,
  SeenRequest,
  SettingsRequest,
  SettingsView,
} from './contract.ts';
import { checkedTarget, devicesOf, dropDevice, putDevice } from './devices.ts';
import { PUSH_DEVICES_MAX } from './limits.ts';
import type { Channel } from './message.ts';
import { deliveryPage } from './queries/deliveries.ts';
import { isMine, messagePage, messageSummary } from './queries/messages.ts';
import { noticesAbout } from './queries/notices.ts';
import { addressesOf, settingsOf } from './queries/settings.ts';
import { OUTSIDE_ROLES } from './rules.ts';
import { acknowledge, markAllSeen, markSeen } from './store.ts';

/** What pushing to browsers needs of the house. */
export type PushDoor = Readonly<{
  /** By which browsers know this house. */
  publicKey: string;
  /** Whether this address may be called, and whether anybody is found there. */
  mayCall: (endpoint: URL) => Promise<'yes' | 'forbidden' | 'unreachable'>;
}>;

export type NotificationRoutesDeps = Readonly<{
  db: Db;
  clock: Clock;
  channels: readonly Channel[];
  addressKey: KeyObject;
  /** Left out: nobody is pushed to. */
  push?: PushDoor | undefined;
}>;

const TAGS = ['notification'];
const Id = z.object({ id: z.uuid() });
const Nothing = { 204: z.null() };

export function notificationRoutes(deps: NotificationRoutesDeps): Routes {
  const { db, clock, addressKey, push } = deps;
  const available = deps.channels.filter((channel) => ADDRESS_OF[channel] !== null);
  return async (app) => {
    app.get(
      '/messages',
      { schema: { tags: TAGS, querystring: MessageQuery, response: { 200: MessagePage } } },
      async (request) => messagePage(db, actorOf(request), request.query),
    );

    app.get(
      '/messages/summary',
      { schema: { tags: TAGS, response: { 200: MessageSummary } } },
      async (request) => messageSummary(db, actorOf(request)),
    );

    app.post(
      '/messages/:id/acknowledge',
      {
        schema: {
          summary: '收到: I have it and see to it',
          tags: TAGS,
          params: Id,
          response: Nothing,
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        const { id } = request.params;
        await inTransaction(db, reachOfActor(actor), async (tx) => {
          const known = await isMine(tx, actor, id);
          if (!known || !(await acknowledge(tx, { id, accountId: actor.id }, clock.now())))
            throw new Refused('notification.not-found');
        });
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/messages/seen',
      { schema: { tags: TAGS, body: SeenRequest, response: Nothing } },
      async (request, reply) => {
        const actor = actorOf(request);
        const { ids } = request.body;
        await inTransaction(db, reachOfActor(actor), (tx) =>
          ids ? markSeen(tx, actor.id, ids, clock.now()) : markAllSeen(tx, actor.id, clock.now()),
        );
        return reply.code(204).send(null);
      },
    );

    app.get(
      '/incidents/:id/notices',
      {
        schema: {
          summary: 'Who was told of this matter, and who said 收到',
          tags: TAGS,
          params: Id,
          response: { 200: NoticeItems },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        return inReading(db, reachOfActor(actor), async (tx) => {
          const { incident } = await visibleIncident(tx, actor, request.params.id);
          // Who was called and what ran out is the government's own business.
          if (actor.posts.every(({ role }) => OUTSIDE_ROLES.includes(role))) return { items: [] };
          return { items: await noticesAbout(tx, incident.countyId, incident.id) };
        });
      },
    );

    const settingsView = (actor: Actor) =>
      inReading(db, reachOfActor(actor), async (tx): Promise<SettingsView> => {
        const { channels, ...settings } = await settingsOf(tx, actor.id);
        return {
          ...settings,
          channels: channels === null ? null : [...channels],
          available,
          addresses: [...(await addressesOf(tx, actor.id))],
        };
      });

    app.get(
      '/messages/settings',
      { schema: { tags: TAGS, response: { 200: SettingsView } } },
      async (request) => settingsView(actorOf(request)),
    );

    app.put(
      '/messages/settings',
      { schema: { tags: TAGS, body: SettingsRequest, response: { 200: SettingsView } } },
      async (request) => {
        const actor = actorOf(request);
        const { sound, channels, quiet, language } = request.body;
        const unknown = channels?.find((channel) => !available.includes(channel));
        if (unknown)
          throw new Refused('notification.channel-unavailable', 'channels', { channel: unknown });
        const counties = countiesOf(actor);
        await inTransaction(db, counties, async (tx) => {
          await sql`
            insert into notification_setting (county_id, account_id, sound, channels, quiet_from,
              quiet_until, language, updated_at)
            select county, ${actor.id}::uuid, ${sound}, ${channels && [...new Set(channels)]}::text[],
              ${quiet?.from ?? null}::smallint, ${quiet?.until ?? null}::smallint, ${language},
              to_timestamp(${clock.now()} / 1000.0)
            from unnest(${[...counties]}::int[]) as county
            on conflict (county_id, account_id) do update set sound = excluded.sound,
              channels = excluded.channels, quiet_from = excluded.quiet_from,
              quiet_until = excluded.quiet_until, language = excluded.language,
              updated_at = excluded.updated_at`.execute(tx);
        });
        return settingsView(actor);
      },
    );

    app.put(
      '/messages/addresses/:kind',
      {
        schema: {
          tags: TAGS,
          params: AddressParams,
          body: AddressRequest,
          response: { 200: SettingsView },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const { kind } = request.params;
        const typed = request.body.address;
        const address = typed === null ? null : checkedAddress(kind, typed);
        const counties = countiesOf(actor);
        await inTransaction(db, counties, async (tx) => {
          if (address === null) return dropAddress(tx, actor.id, kind);
          const rows = counties.map((countyId) => ({
            countyId,
            accountId: actor.id,
            kind,
            address,
          }));
          await putAddresses(tx, addressKey, rows, clock.now());
        });
        return settingsView(actor);
      },
    );

    const pushView = (actor: Actor) =>
      inReading(db, reachOfActor(actor), async (tx): Promise<PushView> => ({
        publicKey: push?.publicKey ?? null,
        devices: [...(await devicesOf(tx, actor.id))],
        devicesMax: PUSH_DEVICES_MAX,
      }));

    app.get(
      '/messages/push',
      {
        schema: {
          summary:
            'My browsers that messages are pushed to, and the key by which they know this house',
          tags: TAGS,
          response: { 200: PushView },
        },
      },
      async (request) => pushView(actorOf(request)),
    );

    app.post(
      '/messages/push/devices',
      {
        schema: {
          summary: 'Push to this browser from now on',
          tags: TAGS,
          body: PushDeviceRequest,
          response: { 200: PushView },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        if (!push) throw new Refused('notification.push-off');
        const target = checkedTarget(request.body);
        const answer = await push.mayCall(new URL(target.endpoint));
        if (answer !== 'yes') throw new Refused(`notification.push-${answer}`, 'endpoint');
        const device = {
          accountId: actor.id,
          counties: countiesOf(actor),
          target,
          userAgent: request.headers['user-agent'] ?? '',
        };
        await inTransaction(db, 'all', (tx) => putDevice(tx, addressKey, device, clock.now()));
        return pushView(actor);
      },
    );

    app.delete(
      '/messages/push/devices/:id',
      { schema: { tags: TAGS, params: Id, response: { 200: PushView } } },
      async (request) => {
        const actor = actorOf(request);
        const isGone = await inTransaction(db, reachOfActor(actor), (tx) =>
          dropDevice(tx, actor.id, request.params.id),
        );
        if (!isGone) throw new Refused('notification.push-not-found');
        return pushView(actor);
      },
    );

    app.get(
      '/deliveries',
      {
        schema: {
          summary: 'What was sent outside the page, and how it ended',
          tags: TAGS,
          querystring: DeliveryQuery,
          response: { 200: DeliveryPage },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        requireAdmin(actor, 'accounts');
        const { items, nextCursor } = await deliveryPage(db, countiesOf(actor), request.query);
        return { items, nextCursor, channels: [...deps.channels] };
      },
    );
  };
}

/** A person's counties; the machine itself has no messages. */
function countiesOf(actor: Actor): readonly number[] {
  const reach = reachOfActor(actor);
  return reach === 'all' ? [] : reach;
}
