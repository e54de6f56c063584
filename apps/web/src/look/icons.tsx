// Our own line icons, 20 × 20 on one stroke, so that every screen speaks with one hand.
// They are decoration: the words beside them carry the meaning.
import type { ReactNode } from 'react';

const PATHS = {
  inbox: <path d="M3 11.5 5.2 4.5h9.6L17 11.5v4H3zM3 11.5h4l1 2h4l1-2h4" />,
  square: <path d="M3.5 4h13M3.5 8h13M3.5 12h13M3.5 16h8" />,
  pen: <path d="M4 16h3l8.5-8.5a1.8 1.8 0 0 0-2.6-2.6L4.3 13.4zM11.5 6.3l2.4 2.4" />,
  map: <path d="m3 5 4.5-1.8 5 2L17 3.4v11.4l-4.5 2-5-2L3 16.6zM7.5 3.2v11.6M12.5 5.2v11.6" />,
  upload: <path d="M10 13V4M6.5 7.2 10 3.7l3.5 3.5M3.5 13v3.2h13V13" />,
  download: <path d="M10 4v9M6.5 9.8 10 13.3l3.5-3.5M3.5 13v3.2h13V13" />,
  gear: (
    <>
      <circle cx="10" cy="10" r="2.6" />
      <path d="M10 2.8v2.1M10 15.1v2.1M2.8 10h2.1M15.1 10h2.1M4.9 4.9l1.5 1.5M13.6 13.6l1.5 1.5M15.1 4.9l-1.5 1.5M6.4 13.6l-1.5 1.5" />
    </>
  ),
  filter: <path d="M3.5 5h13M6 10h8M8.5 15h3" />,
  search: (
    <>
      <circle cx="8.8" cy="8.8" r="5.3" />
      <path d="m12.8 12.8 4 4" />
    </>
  ),
  person: (
    <>
      <circle cx="10" cy="6.8" r="3.1" />
      <path d="M3.8 17c.6-3.4 3-5.2 6.2-5.2s5.6 1.8 6.2 5.2" />
    </>
  ),
  check: <path d="m4.5 10.5 3.6 3.7 7.4-8.4" />,
  clock: (
    <>
      <circle cx="10" cy="10" r="6.8" />
      <path d="M10 6.2V10l2.6 1.7" />
    </>
  ),
  hourglass: (
    <path d="M5.5 3h9M5.5 17h9M6.5 3c0 3.6 3.5 4.4 3.5 7s-3.5 3.4-3.5 7M13.5 3c0 3.6-3.5 4.4-3.5 7s3.5 3.4 3.5 7" />
  ),
  alarm: <path d="M10 3.2 17.6 16H2.4zM10 8v3.8M10 13.7v.4" />,
  pause: <path d="M7.2 5v10M12.8 5v10" />,
  phone: (
    <path d="M4 4.2c0 6.6 5.2 11.8 11.8 11.8l.4-3.4-3.6-1.3-1.6 1.7a10 10 0 0 1-4-4l1.7-1.6L7.4 3.8z" />
  ),
  pin: (
    <>
      <path d="M10 17.2c3.7-4 5.5-6.8 5.5-9.2a5.5 5.5 0 0 0-11 0c0 2.4 1.8 5.2 5.5 9.2z" />
      <circle cx="10" cy="8" r="1.9" />
    </>
  ),
  photo: (
    <>
      <rect x="3" y="4.5" width="14" height="11" rx="1.5" />
      <circle cx="7.2" cy="8.4" r="1.3" />
      <path d="m4 14 4-3.6 2.5 2.2 2.6-3L17 13.4" />
    </>
  ),
  book: (
    <path d="M10 5.2c-2-1.2-4-1.3-6-.6v10.8c2-.7 4-.6 6 .6 2-1.2 4-1.3 6-.6V4.6c-2-.7-4-.6-6 .6zM10 5.2V16" />
  ),
  file: <path d="M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15M7.5 10.5h5M7.5 13.5h5" />,
  building: (
    <path d="M4.5 17V4.5l6-1.7V17M10.5 7.5l5 1.4V17M3 17h14M7 7v.1M7 10v.1M7 13v.1M13 11v.1M13 14v.1" />
  ),
  question: (
    <>
      <circle cx="10" cy="10" r="6.8" />
      <path d="M8 8.2c.1-1.2 1-1.9 2.1-1.9 1.2 0 2 .8 2 1.8 0 1.6-2.1 1.7-2.1 3.2M10 13.6v.2" />
    </>
  ),
  more: <path d="M5 10v.1M10 10v.1M15 10v.1" strokeWidth="2.4" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  plus: <path d="M10 4v12M4 10h12" />,
  left: <path d="m12 4.5-5.5 5.5 5.5 5.5" />,
  right: <path d="m8 4.5 5.5 5.5L8 15.5" />,
  down: <path d="m4.5 7.5 5.5 5.5 5.5-5.5" />,
  copy: <path d="M7 7h9v9.5H7zM13 7V3.5H4V13h3" />,
  print: <path d="M6 7.5V3.2h8v4.3M6 14H3.5V7.5h13V14H14M6 11.5h8v5.3H6z" />,
  expand: <path d="M11.5 3.5h5v5M16.5 3.5 11 9M8.5 16.5h-5v-5M3.5 16.5 9 11" />,
  lock: <path d="M5 9h10v7.5H5zM7 9V6.6a3 3 0 0 1 6 0V9" />,
  shield: <path d="M10 2.8 16 5v4.6c0 3.7-2.5 6.1-6 7.6-3.5-1.5-6-3.9-6-7.6V5z" />,
  chain: (
    <path d="M8.5 11.5 11.5 8.5M7 9 4.8 11.2a2.8 2.8 0 0 0 4 4L11 13M9 7l2.2-2.2a2.8 2.8 0 0 1 4 4L13 11" />
  ),
  globe: (
    <>
      <circle cx="10" cy="10" r="6.8" />
      <path d="M3.2 10h13.6M10 3.2c2 2 2.9 4.2 2.9 6.8S12 14.8 10 16.8c-2-2-2.9-4.2-2.9-6.8S8 5.2 10 3.2z" />
    </>
  ),
  machine: (
    <path d="M5 6.5h10v7H5zM8 6.5V4M12 6.5V4M8 16v-2.5M12 16v-2.5M5 10H3M17 10h-2M8.3 10v.1M11.7 10v.1" />
  ),
  users: (
    <>
      <circle cx="7.5" cy="7.3" r="2.7" />
      <path d="M2.5 16c.5-2.9 2.4-4.5 5-4.5s4.5 1.6 5 4.5M12.5 4.9a2.7 2.7 0 0 1 0 4.9M14.3 12c1.7.6 2.8 2 3.2 4" />
    </>
  ),
  route: <path d="M5 15.5V8.5a3 3 0 0 1 6 0v4a2.5 2.5 0 0 0 5 0V5M14 6.5 16 4.3l2 2.2" />,
  bell: (
    <path d="M5 14c.8-.9 1.2-1.8 1.2-3.4V9a3.8 3.8 0 0 1 7.6 0v1.6c0 1.6.4 2.5 1.2 3.4zM8.6 16.3a1.5 1.5 0 0 0 2.8 0M10 5.2V3.6" />
  ),
  flame: (
    <path d="M10 17.2c-3 0-5-2-5-4.8 0-2 1-3.3 2-4.6.3 1.3.9 2 1.7 2.3C8.4 7.2 9.2 4.6 11.5 3c-.1 2.4 3.5 4.6 3.5 9 0 3-2 5.2-5 5.2z" />
  ),
  rescue: (
    <>
      <circle cx="10" cy="10" r="6.8" />
      <path d="M10 6.4v7.2M6.4 10h7.2" />
    </>
  ),
  truck: (
    <>
      <path d="M3 14V6h8.5v8M11.5 8.5h3l2.5 2.7V14H3" />
      <circle cx="6.3" cy="14.6" r="1.6" />
      <circle cx="13.8" cy="14.6" r="1.6" />
    </>
  ),
  star: <path d="m10 3.2 2 4.4 4.8.5-3.6 3.2 1 4.7-4.2-2.4L5.8 16l1-4.7L3.2 8.1 8 7.6z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {PATHS[name]}
    </svg>
  );
}

/** The mark of the brand: a bridge, on maple red-brown. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="var(--brand)" />
      <path
        d="M5 21.5c3.2-5.6 6.9-8.4 11-8.4s7.8 2.8 11 8.4M5 21.5h22M16 13.1v8.4M10.4 15.3v6.2M21.6 15.3v6.2"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
