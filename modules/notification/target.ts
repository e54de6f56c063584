// How a target is written down: `unit:31`, `roles:countyDuty,supervisor`. Pure.
import type { Role } from '#modules/identity/index.ts';
import type { Target } from './message.ts';

export function targetKey(target: Target): string {
  switch (target.kind) {
    case 'unit':
    case 'heads':
      return `${target.kind}:${target.unitId}`;
    case 'roles':
      return `roles:${target.roles.join(',')}`;
    case 'village':
      return `village:${target.villageId}`;
    case 'person':
      return `person:${target.accountId}`;
  }
}

/** Throws for anything that `targetKey` has not written. */
export function targetFrom(key: string): Target {
  const at = key.indexOf(':');
  const [kind, rest] = [key.slice(0, at), key.slice(at + 1)];
  switch (kind) {
    case 'unit':
    case 'heads':
      return { kind, unitId: Number(rest) };
    case 'roles':
      return { kind, roles: rest.split(',') as Role[] };
    case 'village':
      return { kind, villageId: Number(rest) };
    case 'person':
      return { kind, accountId: rest };
    default:
      throw new Error(`not a target: ${key}`);
  }
}
