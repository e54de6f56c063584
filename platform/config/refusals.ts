// What can be wrong with the secrets of an installation.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const CONFIG_REFUSALS = {
  'config.secrets-unreadable': {
    status: 503,
    zh: '密钥文件 {file} 读不出来或已损坏。请从备份找回；没有它，已加密的个人信息无法解开。',
    en: 'The secrets file {file} cannot be read or is damaged. Bring it back from a backup: without it, sealed personal data stays sealed.',
  },
  'config.master-key-unreadable': {
    status: 503,
    zh: '主密钥文件 {file} 读不出来，或其中不是 32 字节的密钥（原始、十六进制或 base64）。',
    en: 'The master key file {file} cannot be read, or does not hold a key of 32 bytes (raw, hexadecimal or base64).',
  },
  'config.exchange-unreadable': {
    status: 503,
    zh: '外部系统对接设置文件 {file} 读不出来或有误：{reason}',
    en: 'The file of outside systems {file} cannot be read or is wrong: {reason}',
  },
} as const satisfies Record<string, RefusalText>;
