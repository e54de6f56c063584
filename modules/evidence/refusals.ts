// Why a file was not taken, shown or attached.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const EVIDENCE_REFUSALS = {
  'evidence.empty': { status: 422, zh: '文件是空的。', en: 'The file is empty.' },
  'evidence.no-file': {
    status: 400,
    zh: '请求中没有文件（multipart/form-data，字段 file）。',
    en: 'The request holds no file (multipart/form-data, field "file").',
  },
  'evidence.too-large': {
    status: 413,
    zh: '文件过大：这类文件最大 {limit} MB。',
    en: 'The file is too large: at most {limit} MB for this kind.',
  },
  'evidence.unknown-type': {
    status: 415,
    zh: '无法识别文件内容。可上传：照片（JPEG、PNG、WebP、HEIC、GIF）、录音（MP3、M4A、AMR、WAV、OGG）、视频（MP4、MOV、WebM、3GP）、PDF。',
    en: 'The content of the file is not recognised. Accepted: pictures (JPEG, PNG, WebP, HEIC, GIF), audio (MP3, M4A, AMR, WAV, OGG), video (MP4, MOV, WebM, 3GP), PDF.',
  },
  'evidence.type-not-accepted': {
    status: 415,
    zh: '不接收 {type} 文件。可上传：照片（JPEG、PNG、WebP、HEIC、GIF）、录音（MP3、M4A、AMR、WAV、OGG）、视频（MP4、MOV、WebM、3GP）、PDF。',
    en: '{type} files are not accepted. Accepted: pictures (JPEG, PNG, WebP, HEIC, GIF), audio (MP3, M4A, AMR, WAV, OGG), video (MP4, MOV, WebM, 3GP), PDF.',
  },
  'evidence.picture-not-accepted': {
    status: 415,
    zh: '不接收 {type} 图片。请另存为 JPEG 或 PNG，或截图后上传（也可用 WebP、HEIC、GIF）。',
    en: '{type} pictures are not accepted. Please save it as JPEG or PNG, or send a screenshot (WebP, HEIC and GIF will do, too).',
  },
  'evidence.audio-not-accepted': {
    status: 415,
    zh: '不接收 {type} 录音。请转为 MP3 后上传（也可用 M4A、AMR、WAV、OGG）。',
    en: '{type} recordings are not accepted. Please convert it to MP3 (M4A, AMR, WAV and OGG will do, too).',
  },
  'evidence.video-not-accepted': {
    status: 415,
    zh: '不接收 {type} 视频。请转为 MP4 后上传（也可用 MOV、WebM、3GP）。',
    en: '{type} videos are not accepted. Please convert it to MP4 (MOV, WebM and 3GP will do, too).',
  },
  'evidence.active-content': {
    status: 415,
    zh: '不接收网页、脚本或 SVG 文件：它们可以在查看者的电脑上运行程序。请改为截图上传。',
    en: 'Web pages, scripts and SVG are not accepted: they can run on the viewer’s computer. Please send a screenshot.',
  },
  'evidence.office-file': {
    status: 415,
    zh: '不接收 Office 文档和压缩包。请导出为 PDF 后上传。',
    en: 'Office documents and archives are not accepted. Please export to PDF.',
  },
  'evidence.two-files-in-one': {
    status: 415,
    zh: '文件中还藏有另一种文件（{type}），可能被用来绕过检查，不予接收。',
    en: 'The file hides a file of another type ({type}), a way around checks; it is refused.',
  },
  'evidence.too-many-pixels': {
    status: 422,
    zh: '图片像素过多：最多 {limit} 百万像素。',
    en: 'The picture has too many pixels: at most {limit} megapixels.',
  },
  'evidence.damaged': {
    status: 422,
    zh: '文件已损坏，无法打开。请重新拍摄或重新选择。',
    en: 'The file is damaged and cannot be opened. Please take or choose it again.',
  },
  'evidence.busy': {
    status: 429,
    zh: '上传的人较多，请稍后再试。',
    en: 'Many uploads are under way; please try again in a moment.',
  },
  'evidence.too-many-waiting': {
    status: 409,
    zh: '您已有 {limit} 个尚未提交的附件，请先提交或等待一天后自动清除。',
    en: 'You have {limit} attachments not yet submitted; submit them first, or they are cleared after a day.',
  },
  'evidence.too-many-on-incident': {
    status: 409,
    zh: '一个事件最多 {limit} 个附件。',
    en: 'An incident takes at most {limit} attachments.',
  },
  'evidence.too-many-at-once': {
    status: 422,
    zh: '一次最多 {limit} 个附件。',
    en: 'At most {limit} attachments at once.',
  },
  'evidence.not-attachable': {
    status: 409,
    zh: '有附件不存在、不是您上传的，或已用于其他事件。',
    en: 'An attachment does not exist, is not yours, or is already attached elsewhere.',
  },
  'evidence.not-found': { status: 404, zh: '没有这个附件。', en: 'There is no such attachment.' },
  'evidence.erased': {
    status: 410,
    zh: '附件已按规定销毁，只留存摘要。',
    en: 'The attachment has been erased as the rules require; only its digest remains.',
  },
  'evidence.no-thumb': {
    status: 404,
    zh: '这个附件没有缩略图。',
    en: 'This attachment has no thumbnail.',
  },
  'evidence.original-not-allowed': {
    status: 403,
    zh: '原件可能含有报告人的位置等信息，您的岗位只能查看处理过的副本。',
    en: 'The original may tell where the sender was; your post may see the cleaned copy only.',
  },
  'evidence.range': {
    status: 416,
    zh: '请求的范围超出了文件。',
    en: 'The requested range lies outside the file.',
  },
  'evidence.county-needed': {
    status: 422,
    zh: '请说明附件属于哪个县（市、区）。',
    en: 'Say to which county the attachment belongs.',
  },
} as const satisfies Record<string, RefusalText>;

export type EvidenceRefusal = keyof typeof EVIDENCE_REFUSALS;
