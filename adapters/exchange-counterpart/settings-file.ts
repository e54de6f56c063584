// The house's file of settings, read from the other side: the same keys, the same road the other way round.
// Where there is none yet, one is made with a fresh secret.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FilesRoad } from '#adapters/exchange-files/index.ts';
import { HttpRoad } from '#adapters/exchange-http/index.ts';
import { ExchangeSettings, keysOf, type Keys } from '#modules/exchange/index.ts';

export type OtherSide = Readonly<{
  keys: Keys;
  /** Where the house expects our door, or the folders that it writes and reads. */
  transport: HttpRoad | FilesRoad;
}>;

/** What stands in the file about a system. Throws when it names no such system. */
export function readOtherSide(file: string, system: string): OtherSide {
  const { systems } = ExchangeSettings.parse(JSON.parse(readFileSync(file, 'utf8')));
  const found = systems.find((each) => each.system === system);
  if (!found) throw new Error(`${file} names no system ${system}`);
  const transport =
    found.transport.form === 'http'
      ? HttpRoad.parse(found.transport)
      : FilesRoad.parse(found.transport);
  return { keys: keysOf(found), transport };
}

export type Fresh = Readonly<{
  system: string;
  county: string;
  form: 'http' | 'files';
  /** Where our own door will be. */
  port: number;
}>;

/** Writes a file with this one system and a fresh secret, unless there is one; true when it was made. */
export function makeSettings(file: string, { system, county, form, port }: Fresh): boolean {
  if (existsSync(file)) return false;
  const folder = path.resolve(path.dirname(file), `exchange-${system}`);
  const is110 = system === 'police110';
  const is12345 = system === 'hotline12345';
  const settings = {
    systems: [
      {
        system,
        county,
        name: is110
          ? { zh: '110 报警服务台', en: '110 police desk' }
          : is12345
            ? { zh: '12345 热线', en: '12345 hotline' }
            : { zh: system, en: system },
        source: is110 || is12345 ? system : 'otherSystem',
        keys: [{ id: 'k1', secret: randomBytes(32).toString('base64') }],
        asksBackup: is110,
        transport:
          form === 'http'
            ? { form, url: `http://127.0.0.1:${port}/exchange` }
            : { form, sendDir: path.join(folder, 'out'), takeDir: path.join(folder, 'in') },
      },
    ],
  };
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  return true;
}
