// Sign-in through the OpenID provider of another house (authorization code with PKCE, state and nonce).
// The house proves who somebody is; the account and its posts are ours.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { Failure, Refused } from '#platform/errors/index.ts';
import { MINUTE, SECOND, type Instant } from '#platform/time/index.ts';
import type { IdentityContext, Origin } from './context.ts';
import { openOrAskMore, type SignInStep } from './sign-in.ts';
import { findLogin, findOutsideLogin, linkOutsideLogin } from './store.ts';

export type OutsideLoginSettings = Readonly<{
  /** The provider's issuer, e.g. `https://sso.example.gov.cn`. Plain http is taken on this machine only. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where the provider sends people back to: our address + `/api/v1/oidc/callback`. */
  redirectUri: string;
  /** What the button says. */
  name: Readonly<{ zh: string; en: string }>;
  scopes?: readonly string[];
  /** Claim that equals our login; links an account at its first visit. Absent: only linked subjects enter. */
  loginClaim?: string;
}>;

/** How long a visit to the other house may take. */
export const OUTSIDE_VISIT_MS = 10 * MINUTE;
/** The provider has this long to answer; people wait for it. */
const PROVIDER_TIMEOUT_SECONDS = (10 * SECOND) / SECOND;

const Visit = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  expiresAt: z.number(),
});

/** Few houses have a provider: the client is loaded with the first visit. */
const openid = () => import('openid-client');

const configurations = new WeakMap<OutsideLoginSettings, Promise<Configuration>>();

/** Starts a visit: where to send the browser, and what to keep sealed in its cookie meanwhile. */
export async function beginVisit(
  settings: OutsideLoginSettings,
  key: Buffer,
  now: Instant,
): Promise<{ url: string; cookie: string }> {
  const configuration = await configurationOf(settings);
  const client = await openid();
  const visit = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    expiresAt: now + OUTSIDE_VISIT_MS,
  };
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: settings.redirectUri,
    scope: ['openid', ...(settings.scopes ?? [])].join(' '),
    state: visit.state,
    nonce: visit.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(visit.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, cookie: sealText(key, JSON.stringify(visit)) };
}

/** Ends a visit: checks what the provider sent back and signs its account in. */
export async function endVisit(
  context: IdentityContext,
  settings: OutsideLoginSettings,
  key: Buffer,
  returned: Readonly<{ query: string; cookie: string | undefined }>,
  origin: Origin,
): Promise<SignInStep> {
  const now = context.clock.now();
  const visit = openVisit(key, returned.cookie, now);
  if (!visit) throw new Refused('identity.outside-sign-in-failed');
  const claims = await exchange(settings, visit, returned.query);
  const accountId = await accountOf(context, settings, claims, now);
  const methods = Array.isArray(claims['amr']) ? claims['amr'] : [];
  const factors = methods.some((method) => STRONG_METHODS.includes(String(method))) ? 2 : 1;
  return openOrAskMore(context, accountId, origin, { factors, by: 'outside' });
}

/** Values of `amr` (RFC 8176) by which the other house says that it asked for two factors. */
const STRONG_METHODS = ['mfa', 'otp', 'hwk', 'swk'];

type Claims = Readonly<{ iss: string; sub: string } & Record<string, unknown>>;

async function exchange(
  settings: OutsideLoginSettings,
  visit: z.infer<typeof Visit>,
  query: string,
): Promise<Claims> {
  const configuration = await configurationOf(settings);
  const { authorizationCodeGrant } = await openid();
  try {
    const tokens = await authorizationCodeGrant(
      configuration,
      new URL(`${settings.redirectUri}?${query}`),
      {
        expectedState: visit.state,
        expectedNonce: visit.nonce,
        pkceCodeVerifier: visit.verifier,
        idTokenExpected: true,
      },
    );
    const claims = tokens.claims();
    if (!claims) throw new Error('the provider sent no id token');
    return claims;
  } catch (error) {
    if (isUnreachable(error)) throw new Failure('identity.provider-unreachable', error);
    throw new Refused('identity.outside-sign-in-failed');
  }
}

/** The account that belongs to the claims; linked at the first visit when the login claim names one. */
async function accountOf(
  { db }: IdentityContext,
  settings: OutsideLoginSettings,
  claims: Claims,
  now: Instant,
): Promise<string> {
  const linked = await findOutsideLogin(db, claims.iss, claims.sub);
  if (linked) return linked;
  const named = settings.loginClaim === undefined ? undefined : claims[settings.loginClaim];
  const login = typeof named === 'string' ? await findLogin(db, named.toLowerCase()) : undefined;
  if (!login) throw new Refused('identity.outside-account-unknown');
  await linkOutsideLogin(
    db,
    { issuer: claims.iss, subject: claims.sub, accountId: login.accountId },
    now,
  );
  return login.accountId;
}

/** The provider's description, asked for once; a failure is asked again at the next visit. */
function configurationOf(settings: OutsideLoginSettings): Promise<Configuration> {
  const known = configurations.get(settings);
  if (known) return known;
  const asked = discovered(settings).catch((error: unknown) => {
    configurations.delete(settings);
    throw new Failure('identity.provider-unreachable', error);
  });
  configurations.set(settings, asked);
  return asked;
}

async function discovered(settings: OutsideLoginSettings): Promise<Configuration> {
  const { allowInsecureRequests, discovery } = await openid();
  const issuer = new URL(settings.issuer);
  const isLocal =
    issuer.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(issuer.hostname);
  return discovery(issuer, settings.clientId, settings.clientSecret, undefined, {
    timeout: PROVIDER_TIMEOUT_SECONDS,
    ...(isLocal ? { execute: [allowInsecureRequests] } : {}),
  });
}

function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
}

function openVisit(
  key: Buffer,
  cookie: string | undefined,
  now: Instant,
): z.infer<typeof Visit> | undefined {
  const text = cookie === undefined ? undefined : openText(key, cookie);
  const visit = text === undefined ? undefined : Visit.safeParse(JSON.parse(text)).data;
  return visit && visit.expiresAt > now ? visit : undefined;
}

function sealText(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function openText(key: Buffer, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < 29) return undefined;
  try {
    const opener = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), {
      authTagLength: 16,
    });
    opener.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([opener.update(bytes.subarray(28)), opener.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
