// What the security administrator may set, with bounds that keep every setting safe. Pure.
import { z } from 'zod';

export const Policies = z.object({
  /** Failures after which an account locks itself (GB/T 22239-2019 8.1.4.1 b). */
  lockoutFailures: z.int().min(3).max(10),
  lockoutMinutes: z.int().min(5).max(1440),
  passwordMinLength: z.int().min(10).max(64),
  /** Days after which a password has to be changed; 0: never. */
  passwordMaxAgeDays: z.int().min(0).max(365),
  /** A session ends this long after sign-in, whatever happens. */
  sessionHours: z.int().min(1).max(72),
  /** A session ends this long after its last request. */
  sessionIdleMinutes: z.int().min(5).max(1440),
  /** Who needs two factors: those whose role asks for it (town level and above), or everyone. */
  secondFactorFor: z.enum(['byRole', 'everyone']),
});
export type Policies = z.infer<typeof Policies>;
export type PolicyKey = keyof Policies;

export const PoliciesInForce = Policies.extend({
  /** The published accounts of a demonstration are asked for no second factor and no new password. */
  sparesDemo: z.boolean(),
});

/** New values for some policies. */
export const PolicyChange = Policies.partial();
export type PolicyChange = z.infer<typeof PolicyChange>;

export const DEFAULT_POLICIES: Policies = {
  lockoutFailures: 5,
  lockoutMinutes: 15,
  passwordMinLength: 12,
  passwordMaxAgeDays: 90,
  sessionHours: 12,
  sessionIdleMinutes: 120,
  secondFactorFor: 'byRole',
};

/** The policies in force: stored values where they are still valid, defaults elsewhere. */
export function policiesFrom(stored: Readonly<Record<string, unknown>>): Policies {
  const known = Object.entries(DEFAULT_POLICIES).map(([key, otherwise]) => {
    const parsed = Policies.shape[key as PolicyKey].safeParse(stored[key]);
    return [key, parsed.success ? parsed.data : otherwise];
  });
  return Object.fromEntries(known) as Policies;
}
