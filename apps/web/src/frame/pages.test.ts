// Whose page is behind an address.
import { expect, test } from 'vitest';
import type { Me } from '../api/session.ts';
import { mayOpen } from './pages.ts';

const me = (role: string, may: Partial<Me['may']> = {}) =>
  ({
    posts: [{ role }],
    may: { view: false, report: false, import: false, admin: [], ...may },
  }) as unknown as Me;

test('an address opens for whoever has its page, whole or below, and for everybody where it is no page', () => {
  const system = me('sysAdmin', { admin: ['accounts'] });
  expect(mayOpen(system, '/admin/accounts')).toBe(true);
  expect(mayOpen(system, '/admin/policies')).toBe(false);
  expect(mayOpen(system, '/spot-checks/0192')).toBe(false);
  expect(mayOpen(me('supervisor', { view: true }), '/spot-checks/0192')).toBe(true);
  for (const address of ['/account', '/more', '/', '/no-such-page', '/reports'])
    expect(mayOpen(system, address)).toBe(true);
});
