import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './index.ts';

function collected(): { lines: string[]; to: Writable } {
  const lines: string[] = [];
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, to };
}

describe('createLogger', () => {
  it('writes one JSON object a line, without secrets and personal data', () => {
    const { lines, to } = collected();
    const body = { phone: '13800000000', town: '虹桥镇', login: { password: 'x' } };
    createLogger({ level: 'info', to }).warn({ body, authorization: 'Bearer x' }, 'refused');
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      level: 'warn',
      msg: 'refused',
      authorization: '[redacted]',
      body: { phone: '[redacted]', town: '虹桥镇', login: { password: '[redacted]' } },
    });
    expect(Date.parse(String(line['time']))).toBeGreaterThan(0);
  });

  it('writes short lines for people, and below its level nothing', () => {
    const { lines, to } = collected();
    const logger = createLogger({ level: 'info', forPeople: true, to });
    logger.debug('hidden');
    logger.info('ready');
    logger.error(new Error('broken'));
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d ready\n$/);
    expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d error broken\n$/);
    expect(lines[2]).toContain('log.test.ts');
  });
});
