// How a lost connection shows itself. It matters twice: whoever asked is told to come back, and work whose
// commit was not answered is never repeated by itself, because it may have been done.

/** Connection exception, shut down, crashed, starting up (PostgreSQL, appendix A); the system's own codes. */
const LOST = /^(08...|57P0[1235]|ECONN\w+|EPIPE|ENOTCONN|EHOSTUNREACH|ENETUNREACH)$/;
/** What the driver says in words only. */
const LOST_IN_WORDS =
  /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect$|^Query read timeout$/;

/** Whether the database went away, or is not there yet: what was under way may have been done or not. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (LOST_IN_WORDS.test(error.message)) return true;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string') return false;
  // Of a socket that is not there (yet); a missing file is something else.
  return LOST.test(code) || (code === 'ENOENT' && syscall === 'connect');
}
