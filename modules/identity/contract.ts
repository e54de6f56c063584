// What the API of identity takes and gives. Runs in the browser too: zod and pure files only.
import { z } from 'zod';
import { ROLES, type Role } from './roles.ts';

export { Policies, PolicyChange, PoliciesInForce } from './policies.ts';
export { AUDIT_ACTIONS, auditActionName } from './audit-actions.ts';
export { ROLES, type Role } from './roles.ts';

export const RoleCode = z.enum(Object.keys(ROLES) as [Role, ...Role[]]);
const Id = z.uuid();
const Int = z.int().min(1).max(2_147_483_647);
/** Milliseconds since 1970. */
const Instant = z.number();

export const Place = z.object({
  countyId: Int,
  townId: Int.optional(),
  villageId: Int.optional(),
  gridIds: z.array(Int).max(100).optional(),
});

export const PostView = z.object({
  id: Id,
  role: RoleCode,
  unitId: Int.nullable(),
  place: Place,
  line: z.string().nullable(),
});
export type PostView = z.infer<typeof PostView>;

/** 登录 */
export const SignInRequest = z.object({
  login: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(128),
});

export const SecondFactorRequest = z.object({
  /** Six digits of the authenticator, or a recovery code. */
  code: z.string().trim().min(6).max(20),
});

/** Who is signed in and what that opens. */
export const SessionView = z.object({
  state: z.literal('open'),
  sessionId: z.string(),
  expiresAt: Instant,
  mustChangePassword: z.boolean(),
  account: z.object({
    id: Id,
    login: z.string(),
    name: z.string(),
    countyId: Int.nullable(),
    demo: z.boolean(),
  }),
  posts: z.array(PostView.extend({ roleName: z.object({ zh: z.string(), en: z.string() }) })),
  rights: z.object({
    admin: z.array(z.enum(['accounts', 'policies', 'audit', 'catalog', 'places', 'models'])),
    view: z.boolean(),
    export: z.boolean(),
    import: z.boolean(),
    personalData: z.enum(['clear', 'reveal', 'masked']),
  }),
  /** A header that requests which change something must carry. */
  csrf: z.object({ header: z.string(), value: z.string() }),
});
export type SessionView = z.infer<typeof SessionView>;

export const SignInAnswer = z.discriminatedUnion('state', [
  SessionView.extend({
    /** Shown once, after the second factor has been set up. */
    recoveryCodes: z.array(z.string()).optional(),
  }),
  z.object({ state: z.literal('secondFactor') }),
  /** To be taken into an authenticator app; the next code confirms it. */
  z.object({ state: z.literal('enrol'), uri: z.string(), secret: z.string() }),
]);
export type SignInAnswer = z.infer<typeof SignInAnswer>;

export const ChangePasswordRequest = z.object({
  current: z.string().min(1).max(128),
  next: z.string().min(1).max(128),
});

export const SessionItem = z.object({
  id: z.string(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  ip: z.string(),
  userAgent: z.string(),
  factors: z.number(),
  current: z.boolean(),
});
export const SessionItems = z.object({ items: z.array(SessionItem) });

/** Whom a newcomer may sign in as, with the published password; empty where there is no demonstration. */
export const DemoAccounts = z.object({
  items: z.array(
    z.object({
      login: z.string(),
      password: z.string(),
      name: z.string(),
      role: z.object({ zh: z.string(), en: z.string() }),
      /** The county it works in. */
      unit: z.string().optional(),
    }),
  ),
});
export type DemoAccount = z.infer<typeof DemoAccounts>['items'][number];

export const AccountView = z.object({
  id: Id,
  login: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'service']),
  status: z.enum(['active', 'locked', 'closed']),
  countyId: Int.nullable(),
  demo: z.boolean(),
  posts: z.array(PostView),
  lockedUntil: Instant.nullable(),
  hasSecondFactor: z.boolean(),
});
export type AccountView = z.infer<typeof AccountView>;

export const AccountListQuery = z.object({
  text: z.string().trim().min(1).max(64).optional(),
  kind: z.enum(['person', 'service']).optional(),
  status: z.enum(['active', 'locked', 'closed']).optional(),
  role: RoleCode.optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const AccountPage = z.object({
  items: z.array(AccountView),
  nextCursor: z.string().nullable(),
});

export const CreateAccountRequest = z.object({
  login: z.string().regex(/^[a-z0-9][a-z0-9._@-]{1,63}$/, {
    error:
      '须为 2 至 64 个小写字母、数字或 . _ @ - / must be 2 to 64 small letters, digits or . _ @ -',
  }),
  name: z.string().trim().min(1).max(64),
  kind: z.enum(['person', 'service']).default('person'),
  countyId: Int.nullable(),
});
export const CreatedAccount = z.object({ id: Id, initialPassword: z.string().nullable() });
export const InitialPassword = z.object({ initialPassword: z.string() });
export const RenameRequest = z.object({ name: z.string().trim().min(1).max(64) });
export const LockRequest = z.object({ locked: z.boolean() });

export const AppointRequest = z.object({
  role: RoleCode,
  unitId: Int.nullable().default(null),
  place: Place,
  line: z
    .string()
    .regex(/^[a-z][a-z-]*$/)
    .max(64)
    .nullable()
    .default(null),
});
export const Created = z.object({ id: Id });

export const CreateTokenRequest = z.object({
  name: z.string().trim().min(1).max(64),
  scopes: z
    .array(z.string().regex(/^[a-z][a-z-]*:[a-z][a-z-]*$/))
    .min(1)
    .max(20),
  lifetimeDays: z.int().min(1).max(366).default(180),
});
export const CreatedToken = z.object({ id: Id, token: z.string(), expiresAt: Instant });
export const TokenItems = z.object({
  items: z.array(
    z.object({
      id: Id,
      name: z.string(),
      scopes: z.array(z.string()),
      createdAt: Instant,
      expiresAt: Instant,
      /** Known to the minute; null: never. */
      lastUsedAt: Instant.nullable(),
    }),
  ),
});
export type TokenItem = z.infer<typeof TokenItems>['items'][number];
/** What a token may be given: to report (by import too), and to do what its account's post may. */
export const TOKEN_SCOPES = ['intake:write', 'incident:act'] as const;

export const AuditQuery = z.object({
  actorId: z.string().max(64).optional(),
  /** Part of the login or name of who did it, or of the account it was done to. */
  who: z.string().trim().min(1).max(64).optional(),
  action: z
    .string()
    .regex(/^[a-z][A-Za-z.-]*$/)
    .max(64)
    .optional(),
  subjectId: z.string().max(64).optional(),
  success: z.enum(['true', 'false']).optional(),
  from: z.coerce.number().int().min(0).max(4_102_444_800_000).optional(),
  to: z.coerce.number().int().min(0).max(4_102_444_800_000).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const AuditItem = z.object({
  id: Id,
  at: Instant,
  actorId: z.string(),
  actorName: z.string().nullable(),
  actorLogin: z.string().nullable(),
  action: z.string(),
  subjectKind: z.string().nullable(),
  subjectId: z.string().nullable(),
  /** Whose account it was done to, the number of the matter, the name of the unit or place. */
  subjectName: z.string().nullable(),
  countyId: z.number().nullable(),
  success: z.boolean(),
  ip: z.string().nullable(),
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** Why it was refused, as it is told to people. */
  why: z.string().nullable(),
});
export type AuditItem = z.infer<typeof AuditItem>;
export const AuditPage = z.object({ items: z.array(AuditItem), nextCursor: z.string().nullable() });

export const AccountParams = z.object({ accountId: Id });
export const PostParams = AccountParams.extend({ postId: Id });
export const TokenParams = AccountParams.extend({ tokenId: Id });
export const SessionParams = z.object({ sessionId: z.string().regex(/^[0-9a-f]{64}$/) });

/** Ways to sign in that this installation offers; asked before anybody is known. */
export const SignInWays = z.object({
  password: z.literal(true),
  outside: z.object({ zh: z.string(), en: z.string() }).nullable(),
});
