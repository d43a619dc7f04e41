import type { Desktop } from '../desktop.ts';
import type { Toast } from '../host/toasts.ts';
import { isClosable } from '../host/toasts.ts';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import css from './Toasts.module.css';

const ICONS: Record<Toast['type'], IconName> = { info: 'info', success: 'check', error: 'alert' };

/** Toasts that apps ask for. Text is shown as it is: this desktop renders no Markdown. */
export function Toasts({ desktop }: { desktop: Desktop }) {
  return (
    <div class={css.stack} role="region" aria-label="Notifications" aria-live="polite">
      {desktop.toasts.value.toasts.map((toast) => (
        <div
          key={toast.key}
          class={css.toast}
          role={toast.type === 'error' ? 'alert' : 'status'}
          data-type={toast.type}
          data-toast-id={toast.id}
          data-conversation-id={toast.conversationId}
        >
          <Icon name={ICONS[toast.type]} />
          <div>
            <strong>{toast.title}</strong>
            <p>{toast.message}</p>
          </div>
          {isClosable(toast) && (
            <button
              type="button"
              aria-label="Close notification"
              onClick={() => desktop.closeToast(toast.key)}
            >
              <Icon name="close" size={16} />
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
