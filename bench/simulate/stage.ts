import { SEED } from '../../sandbox/control.ts';
import type { ConversationView } from '../../src/app/view.ts';
import type { Browser } from './browser.ts';
import type { Agenda } from './agenda.ts';
import { faultName, requestFaultName, sandboxFault, type Action, type Operation } from './operation.ts';
import { MAX_SAFE_SECONDS, openPage, type PanelPage } from './page.ts';
import { choices, type Choices } from '../../test/support/random.ts';
import { loseSent } from './memory-sent.ts';
import type { Simulated } from './platform.ts';
import type { Sent } from './network.ts';
import type { Plan } from './schedule.ts';

/** Somebody who watches what is done to the panels. */
export interface StageWitness {
  clicked(page: PanelPage, conversationId: string, action: 'pause' | 'resume', click: () => void): void;
  /** A press on the button of a snippet. */
  captured(page: PanelPage, conversationId: string, action: 'start' | 'stop'): void;
  /** The clock on the wall was set. */
  leapt(): void;
  frozen(page: PanelPage): void;
  /** One cell of the fault × state table. */
  struck(fault: string, page: PanelPage, conversationId?: string): void;
  left(page: PanelPage): void;
}

export interface Stage {
  readonly pages: readonly PanelPage[];
  /** Everything that was ever opened, dead or alive. */
  readonly everOpened: readonly PanelPage[];
  readonly calls: readonly (string | undefined)[];
  readonly userId: string;
  perform(operation: Operation): void;
  /** Operations that wait for a state look whether it is there. */
  look(): void;
  /** The injected faults that this request meets: the row of one in the table, and whether its answer is late. */
  faultOf(sent: Sent): { readonly name: string | undefined; readonly isLate: boolean };
  press(page: PanelPage, id: string, what: 'pause' | 'resume'): void;
  capture(page: PanelPage, id: string, action: 'start' | 'stop'): void;
  open(place: number): PanelPage;
  close(page: PanelPage, politely: boolean): void;
  endTrouble(): void;
  /** The agent looks away from this panel, or at it again. */
  hide(page: PanelPage, isHidden: boolean): void;
  signInWhereAsked(): void;
  /** Ends whatever is left of calls, and begins two that are recorded, with all panels open. */
  freshCalls(random: Choices): Promise<void>;
}

const WAIT_FOR_STATE_MS = 60_000;
const EVENT_LATE_MS = 4_000;
/** A second press this soon was on its way before anybody could look. */
const BLIND_MS = 250;

export function createStage(
  agenda: Agenda,
  platform: Simulated,
  browser: Browser,
  plan: Plan,
  witness: StageWitness,
): Stage {
  const userId = SEED.users[plan.agent];
  const others = {
    ben: SEED.users.ben,
    sol: plan.agent === 'sol' ? SEED.users.ada : SEED.users.sol,
    agent: userId,
  };
  const places: (PanelPage | undefined)[] = [undefined, undefined, undefined];
  const everOpened: PanelPage[] = [];
  const asked = new Set<PanelPage>();
  const calls: (string | undefined)[] = [undefined, undefined];
  let waiting: { readonly operation: Operation; readonly until: number }[] = [];
  /** Mirrors the sandbox's own list, oldest first. */
  let loaded: { readonly endpoint: string; readonly name: string; readonly isSlow: boolean; left: number }[] =
    [];
  let setBackAt = -Infinity;
  const hidden = new Set<PanelPage>();
  // Of its own, so that what else is drawn stays as it is.
  const glances = choices(plan.seed ^ 0x2545f491);
  let aim: { readonly page: PanelPage; readonly id: string } | undefined;
  const { control } = platform.core;
  const tab = browser.newTab();
  browser.machine.turnWall(plan.clockOffMs);
  const alive = () => places.filter((page) => page !== undefined);
  if (plan.autoResume) agenda.after(1_000, glance);

  /** Once a second the agent sees what is shown; now and then a panel is hidden for a while. */
  function glance(): void {
    for (const page of alive()) if (!hidden.has(page)) page.see();
    const page = places[glances.between(0, 2)];
    if (page && isTrouble && glances.chance(0.15)) {
      hidden.add(page);
      agenda.after(glances.between(3_000, 12_000), () => hidden.delete(page));
    }
    agenda.after(1_000, glance);
  }
  let isTrouble = true;

  const quietly = (promise: Promise<unknown>): void => {
    // An act that the call does not allow at this moment simply does not happen.
    promise.catch(() => undefined);
  };

  function strikeAll(fault: string): void {
    for (const page of alive())
      for (const { conversationId } of page.conversations()) witness.struck(fault, page, conversationId);
  }

  /** The agent reads the name and says that it is theirs. */
  function confirmName(page: PanelPage): void {
    asked.delete(page);
    if (!page.isFrozen() && !browser.machine.isAsleep()) page.run(() => page.actions.confirmName());
  }

  function perform(operation: Operation): void {
    const { action, when } = operation;
    // Nobody does anything at a computer that sleeps.
    if (browser.machine.isAsleep() && AT_THE_COMPUTER.has(action.do)) return;
    if (when !== undefined && !shows(when)) {
      waiting.push({ operation, until: agenda.now() + WAIT_FOR_STATE_MS });
      return;
    }
    const fault = faultName(action);
    if (fault !== undefined && !['click', 'reload', 'remove', 'act', 'republish'].includes(action.do))
      strikeAll(fault);
    // What waited for a state is done where that state is seen.
    aim = when === undefined ? undefined : seen(when);
    act(action);
    aim = undefined;
  }

  function seen(when: NonNullable<Operation['when']>): { page: PanelPage; id: string } | undefined {
    for (const page of alive()) {
      const one = page
        .conversations()
        .find((each) =>
          when === 'safe' ? each.safe : when === 'pending' ? each.pending !== undefined : each.state === when,
        );
      if (one) return { page, id: one.conversationId };
    }
    return undefined;
  }
  const shows = (when: NonNullable<Operation['when']>) => seen(when) !== undefined;

  function act(action: Action): void {
    switch (action.do) {
      case 'click':
        return click(action);
      case 'refresh':
      case 'settle': {
        const page = aim?.page ?? places[action.panel];
        const id = aim?.id ?? shown(page, action.call);
        if (page === undefined || id === undefined || page.isFrozen()) return;
        return page.run(() => page.actions[action.do as 'refresh' | 'settle'](id));
      }
      case 'snippet':
        return snippet(action);
      case 'locks':
        browser.shared.isDenied = action.denied;
        return;
      case 'sign-in': {
        const page = places[action.panel];
        if (page?.isFrozen() === false && page.view().phase === 'signed-out')
          page.run(() => page.actions.signIn());
        return;
      }
      case 'open':
        if (places[action.panel] === undefined) open(action.panel);
        return;
      case 'reload':
      case 'remove': {
        const page = places[action.panel];
        if (page === undefined) return;
        for (const { conversationId } of page.conversations())
          witness.struck(faultName(action) ?? '', page, conversationId);
        close(page, action.do === 'remove' && browser.random.chance(0.5));
        if (action.do === 'reload') reopen(action.panel, browser.random.between(100, 1_500));
        return;
      }
      case 'focus': {
        const page = places[action.panel];
        if (page === undefined || page.isFrozen() || browser.machine.isAsleep()) return;
        return page.wake();
      }
      case 'call':
        return newCall(action);
      case 'act':
        return actOf(action);
      case 'republish': {
        const conversationId = calls[action.call];
        if (conversationId === undefined) return;
        for (const page of alive())
          if (page.conversation(conversationId)) witness.struck('event of the past', page, conversationId);
        return quietly(control.act({ act: 'republish', conversationId, age: action.age }));
      }
      case 'request-fault':
        loaded.push({
          endpoint: action.endpoint,
          name: requestFaultName(action.endpoint, action.fault),
          isSlow: action.fault.kind === 'slow',
          left: action.times,
        });
        return quietly(control.fault(sandboxFault(action, browser.machine.wall())));
      case 'socket-fault':
        return quietly(control.fault({ fault: 'socket', how: action.how }));
      case 'sockets-refused':
        quietly(control.fault({ fault: 'socket-refused' }));
        agenda.after(action.forMs, forgetFaults);
        return;
      case 'network-down':
        return networkDown(action.forMs);
      case 'storage':
        return storage(action);
      case 'lose-sent':
        return lose();
      case 'sleep':
        return sleep(action);
      case 'stop':
        return stop(action);
      case 'freeze':
        return freeze(action);
      case 'wall':
        // Known to be beyond the rules: whose wish is open then may be taken for gone by another panel, which ends it too.
        if (alive().some((page) => page.conversations().some(isOpen))) return;
        witness.leapt();
        if (action.byMs < 0) {
          setBackAt = agenda.now();
          // A date that an answer was to tell by the clock of before would be an hour away.
          forgetFaults();
        }
        return browser.machine.turnWall(action.byMs);
      case 'switch':
        return quietly(control.switch(action.switches));
    }
  }

  /** A browser does that while nobody is in the middle of writing there. */
  function lose(): void {
    const { disk, receiver } = browser;
    if (!isTrouble) return;
    if (disk.sent.line.length > 0 || receiver.onTheWay() > 0) return void agenda.after(500, lose);
    loseSent(disk.sent);
  }

  /** The sandbox clears all faults at once. */
  function forgetFaults(): void {
    quietly(control.fault({ clear: true }));
    loaded = [];
  }

  function shown(page: PanelPage | undefined, call: number): string | undefined {
    const wanted = calls[call];
    if (page === undefined) return undefined;
    if (wanted !== undefined && page.conversation(wanted)) return wanted;
    return page.conversations().at(-1)?.conversationId;
  }

  function click(action: Extract<Action, { do: 'click' }>): void {
    const page = aim?.page ?? places[action.panel];
    const id = aim?.id ?? shown(page, action.call);
    if (page === undefined || id === undefined || page.isFrozen() || browser.machine.isAsleep()) return;
    const press = (what: 'pause' | 'resume', isBlind = false) => {
      // A button that cannot act takes no click. A hand that presses twice does not look, and meets what has moved there.
      if (
        !page.isAlive() ||
        page.isFrozen() ||
        browser.machine.isAsleep() ||
        !(isBlind || page.conversation(id)?.[what].can)
      )
        return;
      pressOn(page, id, what);
    };
    press(action.action);
    if (action.twiceMs === undefined) return;
    const second = action.other ? (action.action === 'pause' ? 'resume' : 'pause') : action.action;
    agenda.after(action.twiceMs, () => {
      witness.struck(faultName(action) ?? '', page, id);
      const { twiceMs = Infinity } = action;
      press(second, second === 'resume' && twiceMs < BLIND_MS && page.isSignedIn());
    });
  }

  function snippet({ panel, call }: Extract<Action, { do: 'snippet' }>): void {
    const page = places[panel];
    const id = shown(page, call);
    if (page === undefined || id === undefined || page.isFrozen() || browser.machine.isAsleep()) return;
    const offered = page
      .conversation(id)
      ?.captures.find(({ target, control }) => target === 'snippet' && control.can);
    if (offered) capture(page, id, offered.action);
  }

  function pressOn(page: PanelPage, id: string, what: 'pause' | 'resume'): void {
    witness.clicked(page, id, what, () => page.run(() => page.actions[what](id)));
  }

  function capture(page: PanelPage, id: string, action: 'start' | 'stop'): void {
    witness.captured(page, id, action);
    page.run(() => page.actions.capture(id, 'snippet', action));
  }

  function newCall(action: Extract<Action, { do: 'call' }>): void {
    const old = calls[action.call];
    const goesOn = platform.truth().conversations.find(({ id }) => id === old)?.ended === false;
    if (goesOn) return;
    const page = places[action.call];
    if (page) close(page, true);
    void control
      .call({
        agentId: userId,
        recorders: action.recorders,
        screen: action.screen,
        queueId: SEED.queues[action.queue],
      })
      .then(({ conversationId }) => {
        calls[action.call] = conversationId;
        if (page) reopen(action.call, 200);
      });
  }

  function actOf(action: Extract<Action, { do: 'act' }>): void {
    const conversationId = calls[action.call];
    if (conversationId === undefined) return;
    const name = faultName(action);
    for (const page of alive())
      if (name !== undefined && page.conversation(conversationId)) witness.struck(name, page, conversationId);
    if (action.fault !== undefined) {
      quietly(
        control.fault(
          action.fault === 'late'
            ? { fault: 'event-late', conversationId, delayMs: EVENT_LATE_MS }
            : action.fault === 'malformed'
              ? {
                  fault: 'event-malformed',
                  frame: MALFORMED[browser.random.between(0, MALFORMED.length - 1)] ?? '',
                }
              : { fault: action.fault === 'dropped' ? 'event-dropped' : 'event-doubled', conversationId },
        ),
      );
    }
    const by = action.by && others[action.by];
    const to = action.by === 'ben' ? userId : others.ben;
    const { act } = action;
    const more = { conversationId, ...(by !== undefined && { by }) };
    const from = calls[1 - action.call] ?? '';
    const done =
      act === 'transfer' || act === 'consult' || act === 'conference'
        ? control.act({ act, to, ...more })
        : act === 'merge'
          ? control.act({ act, from, ...more })
          : control.act({ act, ...more });
    // Refused at this moment; a fault that was meant for its event must not wait for another one.
    done.catch(() => {
      if (action.fault !== undefined) quietly(control.act({ act: 'republish', conversationId }));
    });
  }

  function networkDown(forMs: number): void {
    browser.network.isUp = false;
    for (const link of browser.network.links) {
      if (browser.random.chance(0.5)) link.cut();
      else link.silence();
    }
    agenda.after(forMs, () => void (browser.network.isUp = true));
  }

  function storage({ how, forMs }: Extract<Action, { do: 'storage' }>): void {
    const { disk, lines } = browser;
    if (how === 'lines-full' || how === 'lines-denied') lines.mood = how === 'lines-full' ? 'full' : 'denied';
    else disk.mood = how;
    agenda.after(forMs, () => {
      if (how === 'lines-full' || how === 'lines-denied') lines.mood = 'well';
      else disk.mood = 'well';
    });
  }

  function sleep({ forMs, sockets, monotonicStops }: Extract<Action, { do: 'sleep' }>): void {
    if (browser.machine.isAsleep()) return;
    // A clock that is set back just before a sleep that stops the other clock hides that sleep: nobody could tell.
    if (monotonicStops && agenda.now() - setBackAt < 120_000) return;
    for (const link of browser.network.links) {
      if (sockets === 'cut') link.cut();
      if (sockets === 'silent') link.silence();
    }
    browser.machine.sleep(forMs, monotonicStops, () => {
      for (const page of alive()) {
        page.wake();
      }
    });
  }

  function stop({ panel, forMs }: Extract<Action, { do: 'stop' }>): void {
    const page = places[panel];
    if (page === undefined || page.isFrozen() || browser.machine.isAsleep()) return;
    for (const { conversationId } of page.conversations())
      witness.struck('panel stopped, frame kept', page, conversationId);
    page.stop();
    agenda.after(forMs, () => begin(page));
  }

  function begin(page: PanelPage): void {
    const { phase } = page.view();
    if (page.isAlive() && phase === 'problem') page.begin();
  }

  function freeze({ panel, forMs, announced }: Extract<Action, { do: 'freeze' }>): void {
    const page = places[panel];
    if (page === undefined || page.isFrozen() || browser.machine.isAsleep()) return;
    for (const { conversationId } of page.conversations())
      witness.struck('panel frozen', page, conversationId);
    page.freeze(announced);
    witness.frozen(page);
    agenda.after(forMs, () => browser.machine.whenAwake(() => thaw(page), 'timers'));
  }

  function thaw(page: PanelPage): void {
    if (!page.isAlive() || !page.isFrozen()) return;
    page.thaw();
  }

  function reopen(place: number, ms: number): void {
    agenda.after(ms, () => browser.machine.whenAwake(() => void (places[place] ?? open(place)), 'timers'));
  }

  function open(place: number): PanelPage {
    const page = openPage(browser, { place, tab, conversationId: place < 2 ? calls[place] : undefined });
    places[place] = page;
    everOpened.push(page);
    return page;
  }

  function close(page: PanelPage, politely: boolean): void {
    page.leave(politely);
    places[page.place] = undefined;
    witness.left(page);
  }

  return {
    get pages() {
      return alive();
    },
    everOpened,
    calls,
    userId,
    perform,
    press: pressOn,
    capture,
    open,
    close,
    signInWhereAsked() {
      for (const page of alive()) {
        const { phase } = page.view();
        if (phase === 'signed-out') page.run(() => page.actions.signIn());
        if (phase === 'problem') page.run(() => page.actions.tryAgain());
      }
    },
    async freshCalls(random) {
      for (const conversationId of calls)
        if (conversationId !== undefined) quietly(control.act({ act: 'customer-hangup', conversationId }));
      for (const page of alive()) if (page.place < 2) close(page, true);
      const recorders = random.chance(0.5) ? (['customer', 'agent'] as const) : (['customer'] as const);
      for (const at of [0, 1]) {
        const made = await control.call({
          agentId: userId,
          recorders: [...recorders],
          screen: false,
          queueId: SEED.queues.payments,
        });
        calls[at] = made.conversationId;
      }
      for (const place of [0, 1, 2]) if (places[place] === undefined) open(place);
    },
    look() {
      for (const page of alive()) {
        const view = page.view();
        if (view.phase === 'ready' && view.who.asks && !asked.has(page)) {
          asked.add(page);
          agenda.after(browser.random.between(500, 5_000), () => confirmName(page));
        }
      }
      if (waiting.length === 0) return;
      const due = waiting.filter(({ operation }) => operation.when !== undefined && shows(operation.when));
      waiting = waiting.filter((one) => !due.includes(one) && one.until > agenda.now());
      for (const { operation } of due) agenda.after(0, () => perform(operation));
    },
    faultOf(sent) {
      const endpoint = endpointOf(sent);
      const hit = (isSlow: boolean) => {
        const found = loaded.find((one) => one.endpoint === endpoint && one.isSlow === isSlow);
        if (found === undefined) return undefined;
        found.left -= 1;
        if (found.left === 0) loaded = loaded.filter((one) => one !== found);
        return found.name;
      };
      const slow = hit(true);
      return { name: hit(false) ?? slow, isLate: slow !== undefined };
    },
    hide: (page, isHidden) => void (isHidden ? hidden.add(page) : hidden.delete(page)),
    endTrouble() {
      isTrouble = false;
      hidden.clear();
      browser.limitSeconds = MAX_SAFE_SECONDS;
      for (const page of alive()) {
        thaw(page);
        begin(page);
      }
      forgetFaults();
      // Half-open and deaf ones do not end by themselves.
      quietly(control.fault({ fault: 'socket', how: 'close' }));
      quietly(
        control.switch({
          otherLegsUpdate: true,
          securePauseCarried: true,
          pauseNeedsDisconnect: false,
          readLagMs: browser.random.pick([0, 300, 900]),
        }),
      );
      waiting = [];
      browser.disk.mood = 'well';
      browser.lines.mood = 'well';
      browser.network.isUp = true;
      browser.receiver.isWell = true;
    },
  };
}

const isOpen = ({ pending, captures }: ConversationView): boolean =>
  pending !== undefined || captures.some((one) => one.pending);

const AT_THE_COMPUTER = new Set<Action['do']>([
  'open',
  'reload',
  'remove',
  'call',
  'wall',
  'sign-in',
  'refresh',
  'settle',
  'sleep',
]);

const MALFORMED = ['', '{', 'null', '{"topicName":"v2.system.nonsense"}', '{"eventBody":{}}', '[]'];

function endpointOf({ request: { method, path } }: Sent): string {
  if (path.endsWith('/recordingstate')) return 'pause-others';
  if (path.endsWith('/attributes')) return 'attributes';
  if (path.endsWith('/subscriptions')) return method === 'GET' ? '' : 'subscribe';
  if (path.endsWith('/channels')) return 'create-channel';
  if (path.endsWith('/calls')) return 'list-calls';
  if (path.endsWith('/calls/{conversationId}')) return method === 'GET' ? 'read-call' : 'pause-own';
  return '';
}
