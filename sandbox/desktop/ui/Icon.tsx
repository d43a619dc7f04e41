/** Strokes on a grid of 24, drawn for this desktop. */
const PATHS = {
  phone:
    'M5.5 4h3l1.6 4.2-2 1.6a11 11 0 0 0 5.1 5.1l1.6-2L19 14.5v3a2 2 0 0 1-2.2 2A14.6 14.6 0 0 1 4 6.2 2 2 0 0 1 5.5 4Z',
  callback:
    'M5.5 6h2.6l1.4 3.6-1.8 1.4a9.6 9.6 0 0 0 4.6 4.6l1.4-1.8 3.6 1.4v2.6a1.8 1.8 0 0 1-2 1.8A13 13 0 0 1 4 7.9 1.8 1.8 0 0 1 5.5 6ZM20 4l-5 5m0-4v4h4',
  message: 'M4 5h16v11H10l-4 4v-4H4V5Zm4 4h8m-8 3h5',
  email: 'M4 6h16v12H4V6Zm0 1 8 6 8-6',
  video: 'M4 7h10v10H4V7Zm10 4 6-3v8l-6-3',
  screen: 'M4 5h16v11H4V5Zm5 15h6m-3-4v4',
  'hang-up':
    'M2.5 15.2c-.3-1 0-2 .8-2.7 5-4.3 12.4-4.3 17.4 0 .8.7 1.1 1.7.8 2.7l-.4 1.2-4.3-.7-.5-2.9a13.5 13.5 0 0 0-8.6 0l-.5 2.9-4.3.7-.4-1.2Z',
  hold: 'M9 6v12M15 6v12',
  unhold: 'M8 5.5v13l10.5-6.5L8 5.5Z',
  transfer: 'M4 12h15m-5-5 5 5-5 5',
  consult: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5 8c0-3 2-5 5-5s5 2 5 5m3-9h5m-2.5-2.5v5',
  conference:
    'M8.5 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19c0-3 2.2-5 5.5-5s5.5 2 5.5 5m1-8.5a3 3 0 0 0 0-6M17 14c2.5.5 4 2.4 4 5',
  shield: 'M12 3.5 5 6v5.5c0 4.3 3 7.3 7 9 4-1.7 7-4.7 7-9V6l-7-2.5ZM10 9.5v5m4-5v5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  close: 'm6 6 12 12M18 6 6 18',
  chevron: 'm7 10 5 5 5-5',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v2m0 14v2M3 12h2m14 0h2M5.6 5.6l1.4 1.4m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  sliders: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5v-5m-6 15v-5',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Zm0-9v5m0-8.5v.1',
  alert: 'M12 4 3 19.5h18L12 4Zm0 6v4.5m0 2.4v.1',
  headset: 'M5 15v-3a7 7 0 0 1 14 0v3M5 13.5h2.5V19H5v-5.5Zm11.5 0H19V19h-2.5v-5.5Z',
  app: 'M5 5h5v5H5V5Zm9 0h5v5h-5V5ZM5 14h5v5H5v-5Zm11.5 0v5M14 16.5h5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
