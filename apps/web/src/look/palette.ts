// The colours, once: Ant Design takes them as tokens, our own styles as custom properties.
// Ink is the colour of action; maple red-brown is the brand's and nothing else's; green, amber and red
// are lights of clocks and nothing else.

export const PALETTE = {
  brand: '#b4432e',
  ink: '#1c2530',
  inkHover: '#35414f',
  text2: '#49545f',
  text3: '#5d6875',
  line: '#e2e6ea',
  lineSoft: '#eef0f3',
  ground: '#f4f5f7',
  sheet: '#ffffff',
  chosen: '#eef1f5',
  green: '#1a7346',
  greenSoft: '#e6f4ec',
  yellow: '#875400',
  yellowSoft: '#fdf1d2',
  yellowLamp: '#e0a100',
  red: '#b3261e',
  redSoft: '#fde7e4',
} as const;

/** Makes every colour a custom property, `--ink` and so on. */
export function paint(root: HTMLElement): void {
  for (const [name, value] of Object.entries(PALETTE))
    root.style.setProperty(
      `--${name.replace(/[A-Z]/g, (part) => `-${part.toLowerCase()}`)}`,
      value,
    );
}
