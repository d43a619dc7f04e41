import type { ComponentChildren } from 'preact';
import css from './parts.module.css';

/** The drawer's own small controls. */
export function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class={css.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

export function Groups({ children }: { children: ComponentChildren }) {
  return <div class={css.groups}>{children}</div>;
}

/** Groups below one another. */
export function Stack({ children }: { children: ComponentChildren }) {
  return <div class={css.stack}>{children}</div>;
}

export function Row({ children }: { children: ComponentChildren }) {
  return <div class={css.row}>{children}</div>;
}

interface ActionProps {
  children: string;
  kind?: 'main' | undefined;
  disabled?: boolean;
  onClick(): void;
}

export function Action({ children, kind, disabled = false, onClick }: ActionProps) {
  return (
    <button type="button" class={css.action} data-kind={kind} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange(value: T): void;
}

export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <label class={css.field}>
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find(([option]) => option === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps {
  label: string;
  value: string;
  placeholder?: string;
  type?: 'text' | 'number';
  onChange(value: string): void;
}

export function Field({ label, value, placeholder = '', type = 'text', onChange }: FieldProps) {
  return (
    <label class={css.field}>
      <span>{label}</span>
      <input
        inputMode={type === 'number' ? 'numeric' : 'text'}
        data-type={type}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

interface TickProps {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}

export function Tick({ label, checked, onChange }: TickProps) {
  return (
    <label class={css.tick}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
