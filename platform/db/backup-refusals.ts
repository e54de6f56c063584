// Why a backup cannot be made or restored.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const BACKUP_REFUSALS = {
  'backup.damaged': {
    status: 422,
    zh: '备份文件已损坏或不完整，未作任何改动。',
    en: 'The backup file is damaged or incomplete; nothing was changed.',
  },
  'backup.not-a-backup': {
    status: 422,
    zh: '{file} 不是枫桥的备份文件。',
    en: '{file} is not a Maplebridge backup.',
  },
  'backup.newer-than-program': {
    status: 422,
    zh: '备份来自更新的或改动过的版本（迁移 {name}）。请用同一版本恢复。',
    en: 'The backup comes from a newer or altered version (migration {name}). Restore it with that version.',
  },
  'backup.database-not-empty': {
    status: 409,
    zh: '目标数据库里已有数据。请恢复到空库（例如 --data 指定新目录），或加 --force 清空后恢复。',
    en: 'The database to restore into already holds data. Use an empty one (for example a new folder with --data), or add --force to wipe it first.',
  },
  'backup.database-foreign': {
    status: 409,
    zh: '目标数据库里有不属于枫桥的表（{table}），为免损坏别人的数据，未作任何改动。',
    en: 'The database to restore into holds tables that are not ours ({table}); nothing was touched.',
  },
  'backup.secrets-differ': {
    status: 409,
    zh: '{file} 与备份中的密钥不同。加 --force 以备份中的密钥替换（原文件会改名保留），或加 --without-secrets 保留现有密钥。',
    en: '{file} differs from the secrets in the backup. Add --force to replace it (the old file is kept under another name), or --without-secrets to keep it.',
  },
  'backup.file-exists': {
    status: 409,
    zh: '{file} 已存在，不会覆盖。',
    en: '{file} exists already and is not overwritten.',
  },
  'backup.file-missing': {
    status: 422,
    zh: '请用 --in 指定备份文件。',
    en: 'Name the backup file with --in.',
  },
  'backup.file-unreadable': {
    status: 422,
    zh: '{file} 打不开（{reason}）。',
    en: '{file} cannot be opened ({reason}).',
  },
  'backup.unknown-table': {
    status: 422,
    zh: '备份中有本版本没有的表 {table}。',
    en: 'The backup holds a table that this version does not know: {table}.',
  },
} as const satisfies Record<string, RefusalText>;
