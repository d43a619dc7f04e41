/**
 * Shapes that stay apart without colour: at a glance, in forced colours, for a colour-blind agent. Made anew for each drawing:
 * Preact notes in an element where it was drawn, and one that is shared keeps whatever it ever stood in.
 */
const shapes = () => ({
  unknown: (
    <>
      <circle class="ring" cx="12" cy="12" r="10" stroke-dasharray="3.2 3.08" />
      <path class="line" d="M9 9.4a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 1.9M12 17.2v.1" />
    </>
  ),
  checking: <circle class="ring" cx="12" cy="12" r="9" stroke-dasharray="42 15" />,
  recording: <circle cx="12" cy="12" r="9" />,
  paused: <path d="M5 4h5v16H5zM14 4h5v16h-5z" />,
  held: (
    <>
      <circle class="ring" cx="12" cy="12" r="10" />
      <path class="line" d="M12 6.5V12l3.6 2.4" />
    </>
  ),
  'not-recording': <circle class="ring" cx="12" cy="12" r="8.5" />,
  ended: <path d="M5 5h14v14H5z" />,
  check: <path class="line" d="m4.5 12.5 5 5 10-11" />,
  warning: (
    <>
      <path class="line" d="M12 3.5 21.5 20h-19z" />
      <path class="line" d="M12 9.5v5M12 17.4v.1" />
    </>
  ),
  close: <path class="line" d="m5 5 14 14M19 5 5 19" />,
  pause: <path d="M5 4h5v16H5zM14 4h5v16h-5z" />,
  record: <circle cx="12" cy="12" r="8" />,
});

type Shapes = ReturnType<typeof shapes>;

interface Props {
  readonly shape: keyof Shapes;
}

/** Decoration beside a word, hence hidden from screen readers. */
export function Icon({ shape }: Props) {
  return (
    <svg class="icon" data-shape={shape} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes()[shape]}
    </svg>
  );
}
