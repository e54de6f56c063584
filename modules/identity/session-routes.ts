// Signing in and out, one's own sessions and password, and the visit to another house.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refused } from '#platform/errors/index.ts';
import { RATE_LIMITS, type Routes } from '#platform/http/index.ts';
import { changePassword, endOwnSession } from './administration.ts';
import {
  ChangePasswordRequest,
  SecondFactorRequest,
  SessionItems,
  SessionParams,
  SessionView,
  SignInAnswer,
  SignInRequest,
  SignInWays,
} from './contract.ts';
import { giveCookie, originOf, SESSION_COOKIE, takeCookie } from './hooks.ts';
import type { Identity } from './identity.ts';
import { beginVisit, endVisit, OUTSIDE_VISIT_MS } from './outside-login.ts';
import { listSessions } from './queries/sessions.ts';
import { signedInOf, type SignedIn } from './request.ts';
import { roleDefinition, type PersonalDataRight } from './roles.ts';
import { pendingStep, signIn, signInWithCode, signOut, type SignInStep } from './sign-in.ts';

const TAGS = ['identity'];
const limited = { rateLimit: RATE_LIMITS.signIn };
const beforePasswordChange = { beforePasswordChange: true };

export function sessionRoutes(identity: Identity): Routes {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/session/ways',
      schema: { tags: TAGS, summary: 'Ways to sign in', response: { 200: SignInWays } },
      handler: () => ({ password: true as const, outside: identity.outsideLogin?.name ?? null }),
    });

    app.route({
      method: 'POST',
      url: '/session',
      config: limited,
      schema: {
        tags: TAGS,
        summary: 'Sign in with login and password',
        body: SignInRequest,
        response: { 200: SignInAnswer },
      },
      handler: async (request, reply) =>
        answerStep(
          identity,
          await signIn(identity, request.body, originOf(request)),
          request,
          reply,
        ),
    });

    app.route({
      method: 'GET',
      url: '/session/pending',
      schema: {
        tags: TAGS,
        summary: 'What a sign-in under way asks for next',
        response: { 200: SignInAnswer },
      },
      handler: (request) => pendingStep(identity, pendingToken(request)),
    });

    app.route({
      method: 'POST',
      url: '/session/totp',
      config: limited,
      schema: {
        tags: TAGS,
        summary: 'Complete a sign-in with a code',
        body: SecondFactorRequest,
        response: { 200: SignInAnswer },
      },
      handler: async (request, reply) => {
        const { code } = request.body;
        const step = await signInWithCode(identity, pendingToken(request), code, originOf(request));
        return answerStep(identity, step, request, reply);
      },
    });

    app.route({
      method: 'GET',
      url: '/session',
      config: beforePasswordChange,
      schema: { tags: TAGS, summary: 'Who is signed in', response: { 200: SessionView } },
      handler: (request) => sessionView(signedInOf(request)),
    });

    app.route({
      method: 'DELETE',
      url: '/session',
      config: beforePasswordChange,
      schema: { tags: TAGS, summary: 'Sign out', response: { 204: z.null() } },
      handler: async (request, reply) => {
        await signOut(identity, signedInOf(request), originOf(request));
        takeCookie(reply, SESSION_COOKIE);
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'GET',
      url: '/sessions',
      schema: { tags: TAGS, summary: 'My open sessions', response: { 200: SessionItems } },
      handler: async (request) => {
        const { account, sessionId } = signedInOf(request);
        const items = await listSessions(identity.db, account.id, identity.clock.now());
        return { items: items.map((item) => ({ ...item, current: item.id === sessionId })) };
      },
    });

    app.route({
      method: 'DELETE',
      url: '/sessions/:sessionId',
      schema: {
        tags: TAGS,
        summary: 'End one of my sessions',
        params: SessionParams,
        response: { 204: z.null() },
      },
      handler: async (request, reply) => {
        const { actor } = signedInOf(request);
        await endOwnSession(identity, request.params.sessionId, {
          actor,
          origin: originOf(request),
        });
        return reply.code(204).send(null);
      },
    });

    app.route({
      method: 'POST',
      url: '/password',
      config: { ...limited, ...beforePasswordChange },
      schema: {
        tags: TAGS,
        summary: 'Change my password',
        body: ChangePasswordRequest,
        response: { 204: z.null() },
      },
      handler: async (request, reply) => {
        const { actor, sessionId } = signedInOf(request);
        const by = { actor, origin: originOf(request) };
        await changePassword(identity, { ...request.body, sessionId }, by);
        return reply.code(204).send(null);
      },
    });

    await app.register(outsideRoutes(identity));
  };
}

/** To the other house and back. */
function outsideRoutes(identity: Identity): Routes {
  const settings = () => {
    if (!identity.outsideLogin) throw new Refused('identity.outside-sign-in-off');
    return identity.outsideLogin;
  };
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/oidc/start',
      config: limited,
      schema: {
        tags: TAGS,
        summary: 'Sign in through the other house',
        response: { 302: z.null() },
      },
      handler: async (request, reply) => {
        const now = identity.clock.now();
        const { url, cookie } = await beginVisit(settings(), identity.outsideLoginKey, now);
        giveCookie(request, reply, 'mb_outside', cookie, OUTSIDE_VISIT_MS);
        return reply.redirect(url, 302);
      },
    });

    app.route({
      method: 'GET',
      url: '/oidc/callback',
      config: limited,
      schema: { tags: TAGS, summary: 'Back from the other house' },
      handler: async (request, reply) => {
        const query = request.url.split('?')[1] ?? '';
        const returned = { query, cookie: request.cookies['mb_outside'] };
        takeCookie(reply, 'mb_outside');
        const key = identity.outsideLoginKey;
        const step = await endVisit(identity, settings(), key, returned, originOf(request));
        keepStep(identity, step, request, reply);
        const page = step.state === 'open' ? '/' : '/sign-in?step=code';
        // A page of our own goes on: a redirect from another site would not carry a strict cookie.
        return reply
          .type('text/html; charset=utf-8')
          .send(
            `<!doctype html><meta http-equiv="refresh" content="0;url=${page}"><title>枫桥</title>`,
          );
      },
    });
  };
}

function keepStep(
  identity: Identity,
  step: SignInStep,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const lifetime = step.expiresAt - identity.clock.now();
  if (step.state === 'pending')
    return giveCookie(request, reply, 'mb_pending', step.token, lifetime);
  takeCookie(reply, 'mb_pending');
  giveCookie(request, reply, SESSION_COOKIE, step.token, lifetime);
}

/** The token goes into a cookie, never into the answer. */
async function answerStep(
  identity: Identity,
  step: SignInStep,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SignInAnswer> {
  keepStep(identity, step, request, reply);
  if (step.state === 'pending') return pendingStep(identity, step.token);
  const signedIn = await identity.cache.get(step.token);
  if (!signedIn) throw new Refused('identity.no-pending-sign-in');
  const codes = step.recoveryCodes;
  return { ...sessionView(signedIn), ...(codes ? { recoveryCodes: [...codes] } : {}) };
}

const PENDING = /^[\w-]{43}$/;

function pendingToken(request: FastifyRequest): string {
  const token = request.cookies['mb_pending'];
  if (token === undefined || !PENDING.test(token)) throw new Refused('identity.no-pending-sign-in');
  return token;
}

function sessionView(signedIn: SignedIn): SessionView {
  const { account, posts, sessionId, expiresAt, mustChangePassword } = signedIn;
  const definitions = posts.map((post) => roleDefinition(post.role));
  const can = (right: PersonalDataRight) => definitions.some((role) => role.personalData === right);
  return {
    state: 'open',
    sessionId,
    expiresAt,
    mustChangePassword,
    account: {
      id: account.id,
      login: account.login,
      name: account.name,
      countyId: account.countyId,
      demo: account.demo,
    },
    posts: posts.map((post) => ({ ...postView(post), roleName: roleDefinition(post.role).name })),
    rights: {
      admin: [...new Set(definitions.flatMap((role) => role.admin))],
      view: definitions.some((role) => role.view !== null),
      export: definitions.some((role) => role.export),
      import: definitions.some((role) => role.import),
      personalData: can('clear') ? 'clear' : can('reveal') ? 'reveal' : 'masked',
    },
    csrf: { header: 'X-Maplebridge', value: '1' },
  };
}

/** A post as the contract shows it: lists of our own that may be changed. */
export function postView({ place, ...post }: SignedIn['posts'][number]) {
  const { gridIds, ...rest } = place;
  return { ...post, place: { ...rest, ...(gridIds ? { gridIds: [...gridIds] } : {}) } };
}
