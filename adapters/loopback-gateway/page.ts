// What the loopback gateway shows: the newest messages first, nothing that was ever sent. Pure.
import type { Received } from './received.ts';

const CHANNELS: Readonly<Record<Received['channel'], string>> = {
  sms: '短信 SMS',
  voice: '语音 voice',
  zhezhengding: '浙政钉',
  wecom: '企业微信 WeCom',
  webPush: '浏览器推送 web push',
  email: '邮件 e-mail',
  webhook: 'Webhook',
};

export function gatewayPage(received: readonly Received[]): string {
  const rows = received
    .toReversed()
    .map(
      ({ at, channel, to, text, urgent }) =>
        `<tr><td><time>${new Date(at).toISOString().replace('T', ' ').slice(0, 19)}</time></td>` +
        `<td>${CHANNELS[channel]}${urgent ? ' · 紧急' : ''}</td><td>${escaped(to)}</td>` +
        `<td>${escaped(text)}</td></tr>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width">
<title>演示网关 demo gateway</title>
<style>
body{margin:0;padding:24px;font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#1c2530;background:#f4f5f7}
h1{font-size:20px;margin:0}p{margin:4px 0 16px;color:#49545f}
div{overflow-x:auto}table{width:100%;border-collapse:collapse;background:#fff}
td,th{padding:8px 12px;border:1px solid #e2e6ea;text-align:left;vertical-align:top}
td:nth-child(-n+3){white-space:nowrap}td:last-child{min-width:280px}
</style>
<h1>演示网关 demo gateway</h1>
<p>这里的消息都没有真正发出；接入真实网关见 docs/notification.md。Nothing here was really sent.</p>
<div><table><tr><th>时间 time (UTC)</th><th>渠道 channel</th><th>接收 to</th><th>内容 text</th></tr>
${rows || '<tr><td colspan="4">还没有消息 nothing yet</td></tr>'}
</table></div></html>
`;
}

function escaped(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? '',
  );
}
