import type { ReadonlySignal, Signal } from '@preact/signals';
import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { ActRequest, Truth } from '../control.ts';
import type { Without } from '../scenarios/scenario.ts';
import { createTicker } from './clock.ts';
import type { ControlClient } from './control-client.ts';
import type { FrameHost } from './host/frame-host.ts';
import { createFrameHost } from './host/frame-host.ts';
import type { AppManifest } from './host/manifest.ts';
import { isShownFor } from './host/manifest.ts';
import type { MessageLog } from './host/message-log.ts';
import { createMessageLog } from './host/message-log.ts';
import type { AppMessage } from './host/protocol.ts';
import type { ToastQueue } from './host/toasts.ts';
import { addToast, closeToast, expireToasts, NO_TOASTS } from './host/toasts.ts';
import type { Interaction } from './interactions.ts';
import { interactionsOf } from './interactions.ts';
import type { Launch } from './launch.ts';
import { PEOPLE } from './people.ts';
import type { StateTimes } from './state-times.ts';
import { createStateTimes } from './state-times.ts';

export type Act = Without<ActRequest, 'conversationId'>;

/** Everything that the views of the desktop show and may ask for. */
export interface Desktop {
  launch: Launch;
  agent: { id: string; name: string; role: string };
  control: ControlClient;
  manifest: AppManifest;
  host: FrameHost;
  /** The app where it lists all calls of the agent, by where it is shown; missing where the organisation shows none. */
  allCalls: Partial<Record<AllCallsPlace, AllCallsApp>>;
  log: MessageLog;
  times: StateTimes;
  now: ReadonlySignal<number>;
  truth: ReadonlySignal<Truth | undefined>;
  isFollowing: Signal<boolean>;
  interactions: ReadonlySignal<readonly Interaction[]>;
  selected: ReadonlySignal<Interaction | undefined>;
  attention: ReadonlySignal<ReadonlyMap<string, number>>;
  toasts: ReadonlySignal<ToastQueue>;
  /** The last thing that the simulator refused, in its words. */
  problem: Signal<string | undefined>;
  /** Steps of scripts that the agent has ticked off. */
  ticked: Signal<ReadonlySet<string>>;
  /** What the agent wrote down, by interaction; kept in this page only. */
  notes: Signal<ReadonlyMap<string, string>>;
  watch(truth: Truth): void;
  select(id: string): void;
  /** What this agent does to a call by the desktop's own means. */
  act(id: string, act: Act): Promise<void>;
  closeToast(key: number): void;
  /** Runs something that the simulator may refuse, and says so instead of failing. */
  attempt(work: () => Promise<unknown>): Promise<void>;
}

export type AllCallsPlace = 'sidebar' | 'page';

export interface AllCallsApp {
  name: string;
  host: FrameHost;
  isShown: ReadonlySignal<boolean>;
  /** It is loaded when it is first shown, and stays. */
  show(isShown: boolean): void;
}

export interface DesktopOptions {
  launch: Launch;
  control: ControlClient;
  manifest: AppManifest;
  /** Those of the app where it lists all calls. */
  allCallsManifests: Partial<Record<AllCallsPlace, AppManifest>>;
  appUrl: string;
}

export function createDesktop(options: DesktopOptions): Desktop {
  const { launch, control, manifest, appUrl } = options;
  const agent = PEOPLE[launch.user];
  const log = createMessageLog();
  const times = createStateTimes();
  const now = createTicker();
  const truth = signal<Truth | undefined>(undefined);
  const wanted = signal<string | undefined>(undefined);
  const attention = signal<ReadonlyMap<string, number>>(new Map());
  const toasts = signal<ToastQueue>(NO_TOASTS);
  const problem = signal<string | undefined>(undefined);
  const interactions = computed(() => (truth.value ? interactionsOf(truth.value, agent.id) : []));
  const selected = computed(() => choose(interactions.value, wanted.value));

  const hosts: FrameHost[] = [];
  const hostOf = (manifest: AppManifest, title?: string): FrameHost => {
    const own: FrameHost = createFrameHost({
      manifest,
      appUrl,
      log,
      ...(title === undefined ? {} : { title }),
      placeholders: {
        gcHostOrigin: location.origin,
        gcTargetEnv: 'prod',
        gcLangTag: launch.lang,
        gcUsePopupAuth: String(launch.usePopupAuth),
      },
      isBootstrapOnce: async () => (await control.switches({})).bootstrapOnce,
      onMessage: received,
      isElsewhere: (source) => hosts.some((other) => other !== own && other.owns(source)),
    });
    hosts.push(own);
    return own;
  };
  const host = hostOf(manifest);
  const allCalls: Desktop['allCalls'] = {};
  for (const place of ['sidebar', 'page'] as const) {
    const app = options.allCallsManifests[place];
    if (app === undefined) continue;
    const own = hostOf(app, app.name);
    const isShown = signal(false);
    const show = (next: boolean) => {
      isShown.value = next;
      own.send({ kind: 'shown', conversationId: next ? place : undefined });
    };
    allCalls[place] = { name: app.title, host: own, isShown, show };
  }

  function received(id: string, message: AppMessage): void {
    switch (message.kind) {
      case 'toast':
        toasts.value = addToast(toasts.value, id, message.toast, Date.now());
        return;
      case 'attention':
        attention.value = new Map(attention.value).set(id, message.count);
        return;
      case 'open-window':
        window.open(message.url, '_blank', 'noopener');
    }
  }

  function syncFrames(): void {
    const shown = selected.value;
    const listed = new Set(interactions.value.map(({ id }) => id));
    const known = new Set(truth.value?.conversations.map(({ id }) => id));
    untracked(() => {
      for (const conversationId of host.frames.value.frames.keys()) {
        if (listed.has(conversationId)) continue;
        host.send({ kind: known.has(conversationId) ? 'ended' : 'vanished', conversationId });
      }
      const hasApp = shown !== undefined && isShownFor(manifest, shown.medium, shown.queueId);
      host.send({ kind: 'shown', conversationId: hasApp ? shown.id : undefined });
    });
  }

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      problem.value = undefined;
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  }

  effect(syncFrames);
  effect(() => {
    toasts.value = expireToasts(toasts.peek(), now.value);
  });

  return {
    launch,
    agent,
    control,
    manifest,
    host,
    allCalls,
    log,
    times,
    now,
    truth,
    isFollowing: signal(false),
    interactions,
    selected,
    attention,
    toasts,
    problem,
    ticked: signal<ReadonlySet<string>>(new Set()),
    notes: signal<ReadonlyMap<string, string>>(new Map()),
    watch(next) {
      const before = interactions.peek();
      const after = interactionsOf(next, agent.id);
      times.observe(next, after, Date.now());
      // What is shown stays shown while others ring; whom the agent is connected to now is shown.
      const connected = truth.peek() === undefined ? undefined : newlyConnected(before, after);
      batch(() => {
        truth.value = next;
        wanted.value = connected?.id ?? choose(after, wanted.peek())?.id;
      });
    },
    select(id) {
      wanted.value = id;
    },
    async act(id, act) {
      await attempt(() => control.act({ by: agent.id, ...act, conversationId: id }));
    },
    closeToast(key) {
      toasts.value = closeToast(toasts.value, key);
    },
    attempt,
  };
}

/** A call that was answered, here or automatically; not one that comes back from hold. */
function newlyConnected(
  before: readonly Interaction[],
  after: readonly Interaction[],
): Interaction | undefined {
  return after.findLast(({ id, state }) => {
    const known = before.find((one) => one.id === id)?.state;
    return state === 'connected' && (known === undefined || known === 'ringing');
  });
}

/** What the agent chose, as long as it is there; else the first that is not merely ringing. */
function choose(interactions: readonly Interaction[], wanted: string | undefined): Interaction | undefined {
  return (
    interactions.find(({ id }) => id === wanted) ??
    interactions.find(({ state }) => state !== 'ringing') ??
    interactions[0]
  );
}
