// E-mail through the house's own mail server (SMTP submission, RFC 6409). Mail servers recognise no keys: a
// mail whose end is unknown is never sent again, because nobody could tell whether it arrived.
import { Readable } from 'node:stream';
import type { Outgoing, Sender, Sent } from '#modules/notification/index.ts';
import { permanent, transient, unknown } from '../outgoing/outcome.ts';
import { mailOf, type Mail } from './mail.ts';

export type EmailSettings = Readonly<{
  host: string;
  port: number;
  /** `starttls` is demanded, not tried; `plain` is for a server in the house's own network. */
  security: 'tls' | 'starttls' | 'plain';
  /** Who sends; also the domain of Message-IDs. */
  from: string;
  login?: Readonly<{ user: string; password: string }>;
  /** Certificates of the house's own authority, PEM. */
  ca?: string;
  /** What people type into the browser; mails link to their matter below it. */
  site?: string;
}>;

/** A mail server of the same network answers in milliseconds. */
const CONNECT_TIMEOUT_MS = 4_000;
/** Servers that make strangers wait (greylisting, tarpits) do not do it to their own house. */
const GREETING_TIMEOUT_MS = 4_000;
/** Silence after which a server is given up; the whole sending has its own, longer limit. */
const SILENCE_TIMEOUT_MS = 8_000;
/** Answers of a mail server are lines. */
const RESPONSE_MAX_BYTES = 16 * 1024;

/** As in addresses.ts, and nothing that could end a line of SMTP. */
const ADDRESS = /^[^\s@<>"(),;:\\[\]]{1,64}@[a-z0-9.-]{3,60}$/i;

export function emailSender(settings: EmailSettings): Sender {
  return {
    channel: 'email',
    recognisesKeys: false,
    async send(message: Outgoing, signal: AbortSignal): Promise<Sent> {
      if (!ADDRESS.test(message.to)) return permanent('gateway.receiver');
      const mail = await mailOf(message, settings.from, settings.site);
      return handOver(settings, mail, signal);
    },
  };
}

/** One connection for one mail: a kept one may be closed by the server just as it is used. */
async function handOver(settings: EmailSettings, mail: Mail, signal: AbortSignal): Promise<Sent> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const { host, port, security, login, ca } = settings;
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'plain',
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    socketCloseTimeout: 0,
    maxResponseSize: RESPONSE_MAX_BYTES,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  const body = Readable.from([mail.body]);
  let isHandedOver = false;
  // Read to its end only after the server has asked for it: from here on it may have been taken.
  body.once('end', () => (isHandedOver = true));
  return new Promise((resolve) => {
    const end = (sent: Sent): void => {
      signal.removeEventListener('abort', abort);
      connection.close();
      body.destroy();
      resolve(sent);
    };
    const fail = (error: SmtpError): void =>
      end(outcomeOf(error, { isHandedOver, isAborted: signal.aborted }));
    const abort = (): void => fail(new Error('given up'));
    const send = (): void =>
      connection.send(mail.envelope, body, (error, info) => {
        if (error || !info) return fail(error ?? new Error('no answer'));
        end({ ok: true, id: queueIdOf(info.response), repeated: false });
      });
    connection.on('error', fail);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    connection.connect((error) => {
      if (error) return fail(error);
      if (!login) return send();
      const { user, password: pass } = login;
      connection.login({ credentials: { user, pass } }, (refused) =>
        refused ? fail(refused) : send(),
      );
    });
  });
}

type SmtpError = Error & {
  code?: string | undefined;
  /** What the system or TLS called it before. */
  originalCode?: string | undefined;
  command?: string | undefined;
  responseCode?: number | false | undefined;
};

/** What a failure means: 4yz may be tried again, 5yz not (RFC 5321, 4.2.1). */
export function outcomeOf(
  { code, originalCode = '', command, responseCode = false }: SmtpError,
  { isHandedOver, isAborted }: Readonly<{ isHandedOver: boolean; isAborted: boolean }>,
): Sent {
  if (code === 'ETLS' || CERTIFICATE.test(originalCode)) return transient('gateway.insecure');
  if (responseCode !== false && responseCode >= 400) {
    if (responseCode < 500) return transient('gateway.busy', responseCode);
    if (code === 'EAUTH' || AUTHENTICATION.includes(responseCode))
      return permanent('gateway.credentials', responseCode);
    if (command === 'RCPT TO') return permanent('gateway.receiver', responseCode);
    return permanent('gateway.rejected', responseCode);
  }
  if (isHandedOver) return unknown(isAborted ? 'gateway.timeout' : 'gateway.unreachable');
  if (code === 'EAUTH') return permanent('gateway.credentials');
  return transient(isAborted || code === 'ETIMEDOUT' ? 'gateway.timeout' : 'gateway.unreachable');
}

/** Codes of OpenSSL and Node: DEPTH_ZERO_SELF_SIGNED_CERT, ERR_TLS_CERT_ALTNAME_INVALID, ERR_SSL_… */
const CERTIFICATE = /CERT|TLS|SSL|UNABLE_TO/;

/** RFC 4954: who sends has to say who they are, or may not. */
const AUTHENTICATION: readonly number[] = [530, 534, 535, 538];

/** `250 2.0.0 Ok: queued as 4B8…`: the name under which the server's own log has it. */
function queueIdOf(response: string): string {
  return /queued(?: as)?[: ]+<?([\w.-]{4,60})/i.exec(response)?.[1] ?? '';
}
