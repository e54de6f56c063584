// The one worker of all tabs: keeps a stream open while a tab listens, and passes on what it hears.
import { openStream, type StreamNews, type TabSays } from './stream.ts';

const tabs = new Set<MessagePort>();
let close: (() => void) | undefined;
/** What was heard of the stream itself last. */
let state: StreamNews | undefined;

function hear(news: StreamNews): void {
  if (news.kind !== 'change') state = news;
  for (const tab of tabs) tab.postMessage(news);
}

function come(tab: MessagePort, address: string): void {
  tabs.add(tab);
  // Refused a moment ago, it may be welcome now: somebody has signed in.
  if (state?.kind === 'refused') stop();
  close ??= openStream(address, hear);
  if (state) tab.postMessage(state);
}

function leave(tab: MessagePort): void {
  tabs.delete(tab);
  if (tabs.size === 0) stop();
}

function stop(): void {
  close?.();
  close = state = undefined;
}

addEventListener('connect', (event) => {
  const [tab] = (event as MessageEvent).ports;
  if (!tab) return;
  tab.onmessage = ({ data }: MessageEvent<TabSays>) =>
    data === 'bye' ? leave(tab) : come(tab, data.address);
});
