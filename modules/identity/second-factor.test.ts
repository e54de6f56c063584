import { expect, test } from 'vitest';
import {
  newRecoveryCodes,
  newTotpSecret,
  recoveryDigest,
  seal,
  secondFactorKeys,
  totpCode,
  totpInvitation,
  totpStep,
  unseal,
} from './second-factor.ts';

const keys = secondFactorKeys(Buffer.alloc(32, 3));
const NOW = Date.UTC(2026, 10, 21, 8, 0, 10);

test('codes follow RFC 6238 and hold for the neighbouring step only', () => {
  const secret = Buffer.from('12345678901234567890');
  expect(totpStep(secret, '287082', 59_000)).toBe(1); // RFC 6238, appendix B, last six digits
  const { secret: base32 } = totpInvitation(secret, 'x');
  const code = totpCode(base32, NOW);
  const step = Math.floor(NOW / 30_000);
  expect(totpStep(secret, code, NOW)).toBe(step);
  expect(totpStep(secret, code, NOW + 30_000)).toBe(step);
  expect(totpStep(secret, code, NOW + 60_000)).toBeUndefined();
});

test('a sealed secret opens for its account and key only, and not when touched', () => {
  const secret = newTotpSecret();
  const sealed = seal(keys.seal, 'a', secret);
  expect(unseal(keys.seal, 'a', sealed)).toEqual(secret);
  expect(sealed.includes(secret)).toBe(false);
  expect(() => unseal(keys.seal, 'b', sealed)).toThrow();
  expect(() => unseal(secondFactorKeys(Buffer.alloc(32, 4)).seal, 'a', sealed)).toThrow();
  const touched = Buffer.from(sealed);
  touched[touched.length - 1] = (touched.at(-1) ?? 0) ^ 1;
  expect(() => unseal(keys.seal, 'a', touched)).toThrow();
});

test('recovery codes differ, and are found however they are typed', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(codes.length);
  const [code = ''] = codes;
  expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/);
  const typed = ` ${code.toUpperCase().replace('-', ' ')} `;
  expect(recoveryDigest(keys.recovery, 'a', typed)).toEqual(
    recoveryDigest(keys.recovery, 'a', code),
  );
  expect(recoveryDigest(keys.recovery, 'b', code)).not.toEqual(
    recoveryDigest(keys.recovery, 'a', code),
  );
});
