import ClientApp from 'purecloud-client-app-sdk';
import { listeners, type Listeners } from '../listeners.ts';
import type { Host, Log, Toast } from '../app/ports.ts';

/** What the launch URL says about the desktop around the panel. */
export interface HostLaunch {
  readonly hostOrigin?: string | undefined;
  readonly targetEnv?: string | undefined;
  /** Domain of the region, from launch URLs of the older form. */
  readonly legacyDomain?: string | undefined;
}

const TOAST_SECONDS = 7;

/** Hostless: at the top of a tab, or in a region that the client-app SDK does not know. */
const noHost: Host = {
  present: false,
  bootstrapped: () => {},
  stopped: () => {},
  onFocus: () => () => {},
  onBlur: () => () => {},
  onBootstrap: () => () => {},
  onStop: () => () => {},
  toast: () => {},
  attention: () => {},
};

/**
 * The SDK throws for a missing, mismatched or unknown origin and region. That is no reason not to work: recording
 * control needs the API, the host only adds toasts and attention. Never constructed without arguments, which would
 * mean mypurecloud.com, nor with an origin of our own choice, which it would take as it is.
 */
function construct({ hostOrigin, targetEnv, legacyDomain }: HostLaunch, log: Log): ClientApp | undefined {
  try {
    if (hostOrigin !== undefined && targetEnv !== undefined) {
      return new ClientApp({ gcHostOrigin: hostOrigin, gcTargetEnv: targetEnv });
    }
    if (legacyDomain !== undefined) return new ClientApp({ pcEnvironment: legacyDomain });
  } catch {
    log.note('host-refused', { origin: hostOrigin, targetEnv, legacyDomain });
  }
  return undefined;
}

/** Who comes too late for its first firing hears of it all the same: the host does not repeat itself. */
function lateListeners(): Listeners<[]> {
  const { tell, listen } = listeners();
  let fired = false;
  return {
    tell() {
      fired = true;
      tell();
    },
    listen(run) {
      const cancel = listen(run);
      let wanted = fired;
      queueMicrotask(() => {
        if (wanted) run();
      });
      return () => {
        wanted = false;
        cancel();
      };
    },
  };
}

function show(client: ClientApp, { id, title, message, kind }: Toast): void {
  // Not Markdown: a message must not turn into a link or an image. Errors may not close by themselves (the SDK's rule).
  const common = { id, markdownMessage: false, showCloseButton: true } as const;
  if (kind === 'error') client.alerting.showToastPopup(title, message, { ...common, type: kind, timeout: 0 });
  else client.alerting.showToastPopup(title, message, { ...common, type: kind, timeout: TOAST_SECONDS });
}

/**
 * The desktop around this page. To be called before anything is awaited: the host sends its first message when the
 * frame has loaded, and the SDK listens from the first listener on. The SDK itself drops messages of other origins and
 * other windows.
 */
export function createHost(launch: HostLaunch, log: Log, page: Window = window): Host {
  const client = page.parent === page ? undefined : construct(launch, log);
  if (!client) return noHost;

  const focus = listeners();
  const blur = listeners();
  const bootstrap = listeners();
  const stop = lateListeners();
  let ready = false;
  // A host that asks after we have answered has not taken the first answer, e.g. because we were faster than it.
  client.lifecycle.addBootstrapListener(() => {
    if (ready) client.lifecycle.bootstrapped();
    bootstrap.tell();
  }, false);
  client.lifecycle.addFocusListener(() => focus.tell());
  client.lifecycle.addBlurListener(() => blur.tell());
  // Not once, as the SDK would have it: a desktop that keeps the frame may begin and stop again.
  client.lifecycle.addStopListener(() => stop.tell(), false);

  return {
    present: true,
    bootstrapped() {
      ready = true;
      client.lifecycle.bootstrapped();
    },
    stopped: () => client.lifecycle.stopped(),
    onFocus: focus.listen,
    onBlur: blur.listen,
    onBootstrap: bootstrap.listen,
    onStop: stop.listen,
    toast: (toast) => show(client, toast),
    attention: (count) => client.alerting.setAttentionCount(count),
  };
}
