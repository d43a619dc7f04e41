import { initials } from '../people.ts';
import css from './Person.module.css';

/** Initials on a colour that belongs to the name. */
export function Avatar({ name, size = 36 }: { name: string; size?: number }) {
  const hue = [...name].reduce((sum, letter) => (sum * 33 + (letter.codePointAt(0) ?? 0)) % 9973, 3) % 5;
  return (
    <span class={css.avatar} data-hue={hue} style={{ '--size': `${size}px` }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
