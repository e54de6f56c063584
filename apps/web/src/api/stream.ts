// The server's stream of live changes, opened anew whenever it ends; and one stream for all tabs of a browser,
// which opens six connections to a server at most: with a stream in each tab the seventh would never load.

/** What a listener hears of the stream. */
export type StreamNews =
  | Readonly<{ kind: 'open' | 'lost' }>
  /** The server will not have it; that nobody is signed in any more is one reason. */
  | Readonly<{ kind: 'refused' }>
  | Readonly<{ kind: 'change'; text: string }>;

/** What a tab says to the worker that all tabs share. */
export type TabSays = Readonly<{ address: string }> | 'bye';

type Hear = (news: StreamNews) => void;

/** A stream that the server ended for good is opened anew after this. */
const REOPEN_MS = 5000;

/** Opens a stream of this tab or worker alone; returns how to close it. */
export function openStream(address: string, hear: Hear): () => void {
  let source: EventSource | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(address, { withCredentials: true });
    source.onopen = () => hear({ kind: 'open' });
    source.onerror = () => {
      // The browser reconnects by itself, except when it was refused.
      const refused = source?.readyState === EventSource.CLOSED;
      hear({ kind: refused ? 'refused' : 'lost' });
      if (refused) reopening = setTimeout(open, REOPEN_MS);
    };
    source.addEventListener('change', (event: MessageEvent<string>) =>
      hear({ kind: 'change', text: event.data }),
    );
  };
  open();
  return () => {
    clearTimeout(reopening);
    source?.close();
  };
}

/** Hears the stream that all tabs share; one of its own where the browser knows no shared workers. */
export function shareStream(address: string, hear: Hear): () => void {
  if (typeof SharedWorker === 'undefined') return openStream(address, hear);
  let alone: (() => void) | undefined;
  const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), {
    type: 'module',
    name: 'maplebridge-stream',
  });
  const say = (words: TabSays) => worker.port.postMessage(words);
  const leave = () => say('bye');
  const comeBack = ({ persisted }: PageTransitionEvent) => persisted && say({ address });
  worker.onerror = () => (alone ??= openStream(address, hear));
  worker.port.onmessage = ({ data }: MessageEvent<StreamNews>) => hear(data);
  say({ address });
  // A page put aside hears nothing and must not keep the stream open; brought back it comes again.
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);
  return () => {
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', comeBack);
    leave();
    worker.port.close();
    alone?.();
  };
}
