// What browsers are told: run only our own code, embed us nowhere, leak no address.
// maplibre needs blob: workers, antd injects styles, pictures are previewed from blob: and data:.

/** Other places from which pages may take map tiles and data, e.g. `https://t0.tianditu.gov.cn`. */
export type OtherSources = Readonly<{ images?: readonly string[]; connect?: readonly string[] }>;

/**
 * Answers of the API belong to one person, are not kept by anybody (a route that may be cached says so
 * itself), and run nothing when a browser opens one as a page: attachments too.
 */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** Headers of pages. */
export function securityHeaders(sources: OtherSources, tls: boolean): Record<string, string> {
  const policy = {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'worker-src': ["'self'", 'blob:'],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...(sources.images ?? [])],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'", 'data:'],
    'manifest-src': ["'self'"],
    'connect-src': ["'self'", ...(sources.connect ?? [])],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([name, values]) => `${name} ${values.join(' ')}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'geolocation=(self), camera=(self), microphone=(self)',
    ...(tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
