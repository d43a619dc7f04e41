import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import css from './Menu.module.css';

interface MenuProps {
  /** What the button shows; its text is its name. */
  label: ComponentChildren;
  buttonClass?: string | undefined;
  /** Names the list. */
  title: string;
  align?: 'start' | 'end';
  disabled?: boolean;
  children(close: () => void): ComponentChildren;
}

/** A button with a small panel under it, closed by Escape, by a choice and by a click elsewhere. */
export function Menu({ label, buttonClass, title, align = 'start', disabled = false, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return undefined;
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(false);
    };
    // A click into an iframe is not seen here, but it takes the focus away from this window.
    const onBlur = () => setOpen(false);
    document.addEventListener('pointerdown', onPointer);
    window.addEventListener('blur', onBlur);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      window.removeEventListener('blur', onBlur);
    };
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div
      class={css.menu}
      ref={root}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) close();
      }}
    >
      <button
        ref={button}
        type="button"
        class={buttonClass}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-disabled={disabled || undefined}
        onClick={() => setOpen(!isOpen && !disabled)}
      >
        {label}
      </button>
      {isOpen && (
        <div class={css.panel} id={id} role="group" aria-label={title} data-align={align}>
          <p class={css.title} aria-hidden="true">
            {title}
          </p>
          {children(close)}
        </div>
      )}
    </div>
  );
}
