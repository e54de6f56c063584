// The gateway's mail server: real SMTP with a login, which delivers nothing. As some real ones do it drops a
// mail whose Message-ID it has seen; our sender does not count on that.
import type { AddressInfo } from 'node:net';
import type { EmailSettings } from '../email/index.ts';
import type { Failing } from './received.ts';

/** Our mails are a few kilobytes. */
const MAIL_MAX_BYTES = 64 * 1024;
/** Our sender opens as many as it sends at once. */
const CLIENTS_MAX = 50;
const USER = 'loopback';

export type ReceivedMail = Readonly<{
  key: string;
  to: string;
  subject: string;
  /** The whole of the text. */
  text: string;
  headers: string;
  urgent: boolean;
}>;

export type MailServer = Readonly<{ settings: EmailSettings; close: () => Promise<void> }>;

/** Listens on 127.0.0.1; `next` says how the next mail fails. */
export async function startMailServer(
  secret: string,
  next: () => Failing | undefined,
  take: (mail: ReceivedMail) => void,
): Promise<MailServer> {
  const failing = new Map<string, Failing | undefined>();
  // Only a demonstration needs it: nobody else's start is to load it.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    size: MAIL_MAX_BYTES,
    maxClients: CLIENTS_MAX,
    onAuth({ username, password }, _session, done) {
      if (username !== USER || password !== secret) return done(smtpError(535, 'credentials'));
      done(null, { user: USER });
    },
    onMailFrom(_address, { id }, done) {
      const how = next();
      failing.set(id, how);
      if (how === 'hang') return;
      if (how === 'busy') return done(smtpError(451, 'busy'));
      done(how === 'credentials' ? smtpError(530, 'credentials') : null);
    },
    onRcptTo(_address, { id }, done) {
      done(failing.get(id) === 'reject' ? smtpError(550, 'no such mailbox') : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(smtpError(552, 'too large'));
        const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
        take({ to, ...mailFrom(Buffer.concat(parts).toString('utf8')) });
        if (failing.get(session.id) !== 'lost') return done(null);
        for (const each of server.connections)
          if (each.session.id === session.id) each._socket.destroy();
      });
    },
    onClose: ({ id }) => void failing.delete(id),
  });
  // A client that goes away in the middle is its own business.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    settings: {
      host: '127.0.0.1',
      port,
      security: 'plain',
      from: 'maplebridge@loopback.example',
      login: { user: USER, password: secret },
    },
    close: () =>
      new Promise((resolve) => {
        for (const each of server.connections) each._socket.destroy();
        server.close(resolve);
      }),
  };
}

function smtpError(responseCode: number, message: string): Error & { responseCode: number } {
  return Object.assign(new Error(message), { responseCode });
}

/** Reads a mail as our own sender writes it: encoded words in the head, Chinese text in base64. */
export function mailFrom(source: string): Omit<ReceivedMail, 'to'> {
  const at = source.indexOf('\r\n\r\n');
  const headers = source.slice(0, at).replace(/\r\n[ \t]+/g, ' ');
  const body = source.slice(at + 4);
  const header = (name: string): string =>
    new RegExp(`^${name}: *(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
  return {
    key: header('Message-ID'),
    subject: decodedWords(header('Subject')),
    text:
      header('Content-Transfer-Encoding') === 'base64'
        ? Buffer.from(body, 'base64').toString('utf8')
        : body,
    headers,
    urgent: header('X-Priority') === '1',
  };
}

/** `=?UTF-8?B?…?=` (RFC 2047); a character may be cut between two words, so their bytes are joined first. */
function decodedWords(text: string): string {
  return text.replace(/=\?utf-8\?b\?[^?]*\?=(?: =\?utf-8\?b\?[^?]*\?=)*/gi, (words) =>
    Buffer.concat(
      words.split(' ').map((word) => Buffer.from(word.slice(10, -2), 'base64')),
    ).toString('utf8'),
  );
}
