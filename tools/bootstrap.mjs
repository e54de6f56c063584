// Runs before every npm script, on whatever Node (≥ 20) the machine has: installs what is missing and
// makes sure that the script itself will run on Node 24, which comes with the packages. Plain
// JavaScript without dependencies, and instant when nothing is missing.
// `--browser` also provides a browser for the tests where Debian's apt-get may be used.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findChrome, hasChineseFont } from './chrome.mjs';

const ROOT = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
);
const NODE_MAJOR = 24;

installPackages();
assertNode();
if (process.argv.includes('--browser')) provideBrowser();

function installPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const began = Date.now();
  say(
    `正在安装依赖（${missing.length} 个包，通常一两分钟，仅此一次）…`,
    `Installing packages (${missing.length} to go, usually a minute or two, only once)…`,
  );
  // Not `npm ci`: it fails where a registry lacks the optional programs of other platforms.
  const args = [
    'install',
    '--include=dev',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env['npm_execpath'];
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0)
    fail(
      '依赖安装失败，请检查网络后重试。',
      'Installing the packages failed; check the network and try again.',
    );
  const took = ((Date.now() - began) / 1000).toFixed(0);
  say(`依赖已装好，用时 ${took} 秒。`, `Packages installed in ${took} s.`);
}

/** What package-lock.json asks for and npm's own record of node_modules does not have. */
function missingPackages() {
  const wanted = lockedPackages(path.join(ROOT, 'package-lock.json'));
  const record = path.join(ROOT, 'node_modules', '.package-lock.json');
  const installed = existsSync(record) ? lockedPackages(record) : {};
  return Object.entries(wanted)
    .filter(([name, { version, optional, devOptional }]) => {
      if (name === '' || optional || devOptional) return false; // optional: other platforms' programs
      return installed[name]?.version !== version;
    })
    .map(([name]) => name);
}

function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** npm scripts find node_modules/.bin/node before the machine's own; this says whether it is there. */
function assertNode() {
  if (major(process.version) >= NODE_MAJOR) return;
  const bundled = path.join(
    ROOT,
    'node_modules',
    '.bin',
    process.platform === 'win32' ? 'node.cmd' : 'node',
  );
  const options = { encoding: 'utf8', shell: process.platform === 'win32' };
  const version = existsSync(bundled) ? spawnSync(bundled, ['--version'], options).stdout : '';
  if (major(version ?? '') >= NODE_MAJOR) return;
  fail(
    `随包的 Node ${NODE_MAJOR} 没有装上（${process.platform}-${process.arch}），而本机是 Node ${process.version}。请从 https://nodejs.org 安装 Node ${NODE_MAJOR} 或更新版本后重试。`,
    `The bundled Node ${NODE_MAJOR} is not installed (${process.platform}-${process.arch}) and this machine has Node ${process.version}. Install Node ${NODE_MAJOR} or newer from https://nodejs.org and try again.`,
  );
}

function provideBrowser() {
  if (process.platform !== 'linux') {
    if (findChrome() === undefined) sayNoBrowser();
    return;
  }
  const wanted = [
    ...(findChrome() === undefined ? ['chromium'] : []),
    ...(hasChineseFont() ? [] : ['fonts-noto-cjk']),
  ];
  if (wanted.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(
      `正在安装 ${wanted.join('、')}（浏览器测试用）…`,
      `Installing ${wanted.join(', ')} for the browser tests…`,
    );
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], quiet);
  }
  if (findChrome() === undefined) sayNoBrowser();
}

function sayNoBrowser() {
  say(
    '未找到 Chrome 或 Chromium，浏览器测试将跳过（可用环境变量 CHROME_PATH 指定）。',
    'No Chrome or Chromium was found: the browser tests will be skipped (CHROME_PATH names one).',
  );
}

function major(version) {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
}

function say(zh, en) {
  console.error(`${zh}\n${en}`);
}

function fail(zh, en) {
  say(zh, en);
  process.exit(1);
}
