// `npm run counterpart`: an outside 110 or 12345 beside a running house. It gives an order now and then,
// answers what it hears, and loses, repeats and reorders as much as it is told to.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesTransport } from '#adapters/exchange-files/index.ts';
import { httpTransport } from '#adapters/exchange-http/index.ts';
import type { MessageOf } from '#modules/exchange/index.ts';
import { seededRandom } from '#platform/chance/index.ts';
import { MINUTE, SECOND, systemClock } from '#platform/time/index.ts';
import { openHttpDoor } from './http-door.ts';
import { createOutside, NO_FAULTS, plainManners, type Book, type Outside } from './outside.ts';
import { makeSettings, readOtherSide } from './settings-file.ts';

const HELP = `npm run counterpart -- [--system 110] [--settings FILE]

  --system     110, 12345 或其他系统名 the system to play (110)
  --settings   本平台的对接设置文件；没有则新建 the house's file of settings, made when missing (.data/exchange.json)
  --form       新建时的方式 http 或 files; the road in a fresh file (http)
  --county     新建时的区划代码 the county in a fresh file (330382)
  --house      本平台地址 address of the house (http://127.0.0.1:8040)
  --every      每隔多少秒下一单，0 为不下 seconds between orders, 0 for none (20)
  --faults     丢失、重复、乱序的比例 share of messages lost, repeated, reordered (0)
  --seed       随机种子 seed of chance (1)

先运行它生成设置文件，再以 npm start -- --exchange .data/exchange.json 启动本平台。
Run it once to make the file, then start the house with npm start -- --exchange .data/exchange.json.`;

const ALIASES: Readonly<Record<string, string>> = { '110': 'police110', '12345': 'hotline12345' };
const FRESH_PORT = 8110;
const ROUND_EVERY_MS = SECOND;
const SAYINGS = [
  ['噪音扰民', '柳市镇新市街夜宵摊深夜喧哗，居民无法休息，请处理。', '330382114'],
  ['口角纠纷', '柳市镇后街两位摊主因摊位争吵，无人受伤，请到场调解。', '330382114'],
  ['占道经营', '柳市镇菜场门口流动摊贩占道，人车难行。', '330382114'],
  ['环境卫生', '翁垟街道河边有人倾倒生活垃圾，气味难闻。', '330382005'],
] as const;

const { values } = parseArgs({
  options: {
    system: { type: 'string', default: '110' },
    settings: { type: 'string', default: '.data/exchange.json' },
    form: { type: 'string', default: 'http' },
    county: { type: 'string', default: '330382' },
    house: { type: 'string', default: 'http://127.0.0.1:8040' },
    every: { type: 'string', default: '20' },
    faults: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const system = ALIASES[values.system] ?? values.system;
const clock = systemClock;
const random = seededRandom(Number(values.seed));
const form = values.form === 'files' ? 'files' : 'http';
mkdirSync(path.dirname(values.settings), { recursive: true, mode: 0o711 });
if (makeSettings(values.settings, { system, county: values.county, form, port: FRESH_PORT }))
  console.log(`已生成 made ${values.settings}: npm start -- --exchange ${values.settings}`);
const { keys, transport } = readOtherSide(values.settings, system);
const share = Math.min(1, Math.max(0, Number(values.faults)));

// Its numbers go on where they were: written down after every round.
const bookFile = `${values.settings}.${system}.book`;
let outside: Outside;
const road =
  transport.form === 'http'
    ? httpTransport({
        road: { form: 'http', url: `${values.house}/api/v1/exchange/${system}` },
        keys,
        clock,
      })
    : filesTransport({
        road: { form: 'files', sendDir: transport.takeDir, takeDir: transport.sendDir },
        system,
        side: 'outside',
        keys,
        clock,
      });
outside = createOutside({
  system,
  road,
  clock,
  random,
  faults: { ...NO_FAULTS, lose: share, repeat: share, reorder: share, loseReceipt: share },
  manners: plainManners(clock),
  ...(existsSync(bookFile) ? { book: JSON.parse(readFileSync(bookFile, 'utf8')) as Book } : {}),
  tell: (line) => console.log(`${new Date(clock.now()).toISOString()} ${line}`),
});
if (transport.form === 'http') {
  const { port } = new URL(transport.url);
  const door = await openHttpDoor({
    keys,
    clock,
    port: Number(port),
    inbound: () => outside.inbound,
    standing: () => outside.standing(),
  });
  console.log(`${system} ${door.url}`);
} else console.log(`${system} ${transport.sendDir} → ${transport.takeDir}`);

let stopping = false;
process.on('SIGINT', () => void (stopping = true));
process.on('SIGTERM', () => void (stopping = true));

const everyMs = Number(values.every) * SECOND;
let orderAt = clock.now();
let reconcileAt = clock.now() + MINUTE;
while (!stopping) {
  if (everyMs > 0 && clock.now() >= orderAt) {
    orderAt = clock.now() + everyMs;
    const order = someOrder();
    outside.give(order);
    console.log(`order ${order.orderId} ${order.text}`);
  }
  await outside.round();
  if (clock.now() >= reconcileAt) {
    reconcileAt = clock.now() + MINUTE;
    await outside.reconcile().catch((error: unknown) => console.error(String(error)));
  }
  writeFileSync(`${bookFile}.part`, JSON.stringify(outside.book()), { mode: 0o600, flush: true });
  renameSync(`${bookFile}.part`, bookFile);
  await sleep(ROUND_EVERY_MS);
}
const { sent, received } = outside.standing();
console.log(`sent ${sent}, received ${received.highest}, missing ${received.missing.length}`);
process.exit(0);

function someOrder(): MessageOf<'order'> {
  const [words, text, division] = SAYINGS[Math.floor(random() * SAYINGS.length)] ?? SAYINGS[0];
  const at = clock.now();
  return {
    kind: 'order',
    // A new run is another day of the same desk: its numbers must not come again.
    orderId: `${values.system}-${at.toString(36)}`,
    form: system === 'police110' ? 'call' : 'workOrder',
    happenedAt: new Date(at).toISOString(),
    item: { words },
    text,
    place: { division },
    caller: { mode: 'named', name: '章某', phone: `138${String(at).slice(-8)}` },
  };
}
