// One message as an e-mail: plain text, nothing of a person in its head, and the same Message-ID for every
// try, so that whoever gets it twice can see that it is one. Pure.
import type { Outgoing } from '#modules/notification/index.ts';

/** Mailboxes show some sixty characters of a subject. */
const SUBJECT_MAX_CHARACTERS = 120;
const NAME = '枫桥 Maplebridge';

export type Mail = Readonly<{
  envelope: Readonly<{ from: string; to: string; size: number }>;
  body: Buffer;
}>;

/** The mail of one delivery; `site` is what people type into the browser, without it no link is given. */
export async function mailOf(message: Outgoing, from: string, site?: string): Promise<Mail> {
  const { to, language, subject, text, number, path, urgency } = message;
  const link = site === undefined ? '' : `\n\n${new URL(path, site).href}`;
  // Loaded with the first mail: a start need not wait for it.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composed = new MailComposer({
    from: { name: NAME, address: from },
    to,
    subject: [...`${subject} ${number}`.trim()].slice(0, SUBJECT_MAX_CHARACTERS).join(''),
    textEncoding: 'base64',
    text: `${text}${link}\n\n${FOOT[language]}\n`,
    messageId: messageIdOf(message.key, from),
    headers: {
      'Content-Language': language === 'zh' ? 'zh-CN' : 'en',
      // RFC 3834: nobody's holiday notice answers a machine.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(urgency === 'urgent' ? { 'X-Priority': '1', Importance: 'high' } : {}),
    },
    // A text may not fetch files or addresses, whatever it says.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const body = await composed.build();
  return { envelope: { from, to, size: body.length }, body };
}

/** RFC 5322, 3.6.4: unique for ever; the delivery's id is. */
export function messageIdOf(key: string, from: string): string {
  return `<${key}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

const FOOT = {
  zh: '本邮件由系统自动发出，请勿回复；请登录枫桥办理。',
  en: 'Sent by a machine; please do not reply but sign in to Maplebridge.',
} as const;
