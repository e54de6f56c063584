// Accounts, posts, tokens and policies, for the system and the security administrator.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DAY } from '#platform/time/index.ts';
import { decodeCursor, encodeCursor, type Routes } from '#platform/http/index.ts';
import {
  adminCounties,
  appoint,
  changeName,
  changePolicies,
  closeAccount,
  createAccount,
  createToken,
  endToken,
  leavePost,
  resetPassword,
  resetSecondFactor,
  revokeAllSessions,
  setLock,
  type By,
} from './administration.ts';
import {
  AccountListQuery,
  AccountPage,
  AccountParams,
  AppointRequest,
  CreateAccountRequest,
  Created,
  CreatedAccount,
  CreatedToken,
  CreateTokenRequest,
  InitialPassword,
  LockRequest,
  PoliciesInForce,
  PolicyChange,
  PostParams,
  RenameRequest,
  SessionItems,
  TokenItems,
  TokenParams,
} from './contract.ts';
import { holdsAdminRight } from './administrators.ts';
import { originOf } from './hooks.ts';
import type { Identity } from './identity.ts';
import { accountList } from './queries/accounts.ts';
import { listSessions } from './queries/sessions.ts';
import { listTokens } from './queries/tokens.ts';
import { actorOf } from './request.ts';
import { postView } from './session-routes.ts';
import { Refused } from '#platform/errors/index.ts';
import { findAccount } from './store.ts';

const TAGS = ['identity'];
const Nothing = { 204: z.null() };
const Cursor = z.tuple([z.string().max(64)]);

export function accountRoutes(identity: Identity): Routes {
  const { db, clock } = identity;
  const by = (request: FastifyRequest): By => ({
    actor: actorOf(request),
    origin: originOf(request),
  });
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/accounts',
      schema: {
        tags: TAGS,
        summary: 'Accounts in my counties',
        querystring: AccountListQuery,
        response: { 200: AccountPage },
      },
      handler: async (request) => {
        const { cursor, limit, ...filter } = request.query;
        const counties = lookingCounties(request);
        const afterLogin = cursor === undefined ? undefined : decodeCursor(Cursor, cursor)[0];
        const found = await accountList(
          db,
          { ...filter, counties, afterLogin, limit: limit + 1 },
          clock.now(),
        );
        const items = found
          .slice(0, limit)
          .map((item) => ({ ...item, posts: item.posts.map(postView) }));
        const last = items.at(-1);
        return {
          items,
          nextCursor: found.length > limit && last ? encodeCursor([last.login]) : null,
        };
      },
    });

    app.route({
      method: 'POST',
      url: '/accounts',
      schema: {
        tags: TAGS,
        summary: 'Open an account',
        body: CreateAccountRequest,
        response: { 201: CreatedAccount },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await createAccount(identity, request.body, by(request))),
    });

    app.route({
      method: 'PATCH',
      url: '/accounts/:accountId',
      schema: {
        tags: TAGS,
        summary: 'Change a name',
        params: AccountParams,
        body: RenameRequest,
        response: Nothing,
      },
      handler: async (request, reply) => {
        await changeName(identity, request.params.accountId, request.body.name, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'DELETE',
      url: '/accounts/:accountId',
      schema: {
        tags: TAGS,
        summary: 'Close an account for good',
        params: AccountParams,
        response: Nothing,
      },
      handler: async (request, reply) => {
        await closeAccount(identity, request.params.accountId, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'POST',
      url: '/accounts/:accountId/password',
      schema: {
        tags: TAGS,
        summary: 'Set a new initial password; shown once',
        params: AccountParams,
        response: { 200: InitialPassword },
      },
      handler: async (request) => ({
        initialPassword: await resetPassword(identity, request.params.accountId, by(request)),
      }),
    });

    app.route({
      method: 'POST',
      url: '/accounts/:accountId/posts',
      schema: {
        tags: TAGS,
        summary: 'Appoint to a post',
        params: AccountParams,
        body: AppointRequest,
        response: { 201: Created },
      },
      handler: async (request, reply) => {
        const { place, ...wanted } = request.body;
        const { countyId, townId, villageId, gridIds } = place;
        const at = {
          countyId,
          ...(townId === undefined ? {} : { townId }),
          ...(villageId === undefined ? {} : { villageId }),
          ...(gridIds === undefined ? {} : { gridIds }),
        };
        const { accountId } = request.params;
        const id = await appoint(identity, accountId, { ...wanted, place: at }, by(request));
        return reply.code(201).send({ id });
      },
    });

    app.route({
      method: 'DELETE',
      url: '/accounts/:accountId/posts/:postId',
      schema: {
        tags: TAGS,
        summary: 'End a post; its rights end at once',
        params: PostParams,
        response: Nothing,
      },
      handler: async (request, reply) => {
        const { accountId, postId } = request.params;
        await leavePost(identity, accountId, postId, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'GET',
      url: '/accounts/:accountId/tokens',
      schema: {
        tags: TAGS,
        summary: 'Tokens of a service account',
        params: AccountParams,
        response: { 200: TokenItems },
      },
      handler: async (request) => {
        await refuseUnseen(request, request.params.accountId);
        const items = await listTokens(db, request.params.accountId, clock.now());
        return { items: items.map((item) => ({ ...item, scopes: [...item.scopes] })) };
      },
    });

    app.route({
      method: 'POST',
      url: '/accounts/:accountId/tokens',
      schema: {
        tags: TAGS,
        summary: 'Make a token for a service account; shown once',
        params: AccountParams,
        body: CreateTokenRequest,
        response: { 201: CreatedToken },
      },
      handler: async (request, reply) => {
        const { lifetimeDays, ...wanted } = request.body;
        const lifetimeMs = lifetimeDays * DAY;
        const { accountId } = request.params;
        return reply
          .code(201)
          .send(await createToken(identity, accountId, { ...wanted, lifetimeMs }, by(request)));
      },
    });

    app.route({
      method: 'DELETE',
      url: '/accounts/:accountId/tokens/:tokenId',
      schema: { tags: TAGS, summary: 'Revoke a token', params: TokenParams, response: Nothing },
      handler: async (request, reply) => {
        const { accountId, tokenId } = request.params;
        await endToken(identity, accountId, tokenId, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'PUT',
      url: '/accounts/:accountId/lock',
      schema: {
        tags: TAGS,
        summary: 'Lock or unlock an account',
        params: AccountParams,
        body: LockRequest,
        response: Nothing,
      },
      handler: async (request, reply) => {
        await setLock(identity, request.params.accountId, request.body.locked, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'GET',
      url: '/accounts/:accountId/sessions',
      schema: {
        tags: TAGS,
        summary: 'Open sessions of an account',
        params: AccountParams,
        response: { 200: SessionItems },
      },
      handler: async (request) => {
        await refuseUnseen(request, request.params.accountId);
        const items = await listSessions(db, request.params.accountId, clock.now());
        return { items: items.map((item) => ({ ...item, current: false })) };
      },
    });

    app.route({
      method: 'DELETE',
      url: '/accounts/:accountId/sessions',
      schema: {
        tags: TAGS,
        summary: 'End all sessions of an account',
        params: AccountParams,
        response: Nothing,
      },
      handler: async (request, reply) => {
        await revokeAllSessions(identity, request.params.accountId, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'DELETE',
      url: '/accounts/:accountId/second-factor',
      schema: {
        tags: TAGS,
        summary: 'Take away a lost second factor',
        params: AccountParams,
        response: Nothing,
      },
      handler: async (request, reply) => {
        await resetSecondFactor(identity, request.params.accountId, by(request));
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'GET',
      url: '/policies',
      schema: {
        tags: TAGS,
        summary: 'Security policies in force',
        response: { 200: PoliciesInForce },
      },
      handler: (request) => {
        adminCounties(actorOf(request), 'policies');
        return inForce();
      },
    });

    app.route({
      method: 'PATCH',
      url: '/policies',
      schema: {
        tags: TAGS,
        summary: 'Change security policies',
        body: PolicyChange,
        response: { 200: PoliciesInForce },
      },
      handler: async (request) => {
        await changePolicies(identity, request.body, by(request));
        return inForce();
      },
    });
  };

  async function inForce() {
    return { ...(await identity.policies.now()), sparesDemo: identity.secondFactor === 'off' };
  }

  /** Accounts are seen by the system administrator, who opens them, and the security one, who locks them. */
  function lookingCounties(request: FastifyRequest): readonly number[] {
    const actor = actorOf(request);
    return adminCounties(actor, holdsAdminRight(actor, 'policies') ? 'policies' : 'accounts');
  }

  async function refuseUnseen(request: FastifyRequest, accountId: string): Promise<void> {
    const counties = lookingCounties(request);
    const found = await findAccount(db, accountId, clock.now());
    const countyId = found?.account.countyId;
    const isSeen = countyId === null ? counties.length > 1 : counties.includes(countyId ?? 0);
    if (!isSeen) throw new Refused('identity.account-not-found');
  }
}
