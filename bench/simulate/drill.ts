import type { Alarm, ConversationView } from '../../src/app/view.ts';
import { SEED, type FaultRequest } from '../../sandbox/control.ts';
import { choices } from '../../test/support/random.ts';
import type { RequestFault } from './operation.ts';
import { EXTEND_SECONDS, MAX_EXTENSIONS, MAX_SAFE_SECONDS, type PanelPage } from './page.ts';
import type { Recovery } from './recovery.ts';
import { callRecord, pageRecord } from './oracle/record.ts';
import { capturedNow, hasLiveLeg, rings, type TrueCall } from './payload-facts.ts';

/** How many things are done, one after the other. */
const STEPS = 10;
/** A command, its confirmation, and the settle time of whatever contradicts it (E4, E6). */
const SETTLED_MS = 5_000;
/** What one panel asks for at most when a pause ends by itself: a proving read or the command, and the reads of an episode. */
const REQUESTS_OF_A_RESUME = 6;
/** A frame is on its way for 60 ms, and so is a message between panels. */
const HEARD_MS = 300;

/**
 * On a platform that works each thing that is done has one right result, within a documented time and on every panel. One
 * thing after the other, drawn by the seed; a fault among them is the only one, and has a right result too.
 */
export async function drill({ scene, stage, browser, oracle, until }: Recovery): Promise<void> {
  const { agenda, platform, userId } = scene;
  const { control } = platform.core;
  const random = choices(platform.truth().conversations.length ^ agenda.now());
  const later = (ms: number) => until(agenda.now() + ms);
  const act = (conversationId: string, what: object) => {
    control.act({ conversationId, ...what } as never).catch(() => undefined);
    return later(1);
  };
  const fault = (request: FaultRequest) => void control.fault(request);
  let id = '';
  let step = 'begin';
  /** Later by what the pause was extended by since. */
  let pausedAt = Infinity;

  const fail = (what: string) => scene.fail(`after recovery: ${step}`, what);
  const truth = (): TrueCall | undefined => platform.truth().conversations.find((call) => call.id === id);
  const views = () =>
    stage.pages.flatMap((page) => {
      const shown = page.conversation(id);
      return shown ? [{ page, shown }] : [];
    });
  const policyOf = () => {
    const call = truth();
    const own = call?.participants.filter((leg) => leg.userId === userId && leg.state === 'connected').at(-1);
    if (call === undefined || !hasLiveLeg(call, userId)) return { state: 'ended' };
    if (capturedNow(call).policy) return { state: 'recording' };
    if (rings(call, userId)) return { state: 'unknown', ringing: true };
    const isPaused = call.participants.some(({ recorders: { customer, agent } }) =>
      [customer, agent].includes('paused'),
    );
    if (!isPaused) return { state: 'not-recording' };
    if (call.securePause) return { state: 'paused', kind: 'secure' };
    return own?.held ? { state: 'held', kind: 'hold' } : { state: 'paused', kind: 'unspecified' };
  };

  /** Every panel that shows the call shows what is true, and nothing else. */
  function lights(): void {
    const call = truth();
    if (call === undefined) return fail('the call is gone');
    const { policy, others, screen } = capturedNow(call);
    const wanted = policyOf();
    const isBlocked = screen && browser.screenPolicy === 'block';
    const limitAt = pausedAt + MAX_SAFE_SECONDS * 1_000;
    const isYoung = agenda.now() < limitAt;
    // A panel counts from the read that has proven the pause to it.
    const isAtLimit = Math.abs(agenda.now() - limitAt) < SETTLED_MS;
    const safe = wanted.kind === 'secure' && !others && !isBlocked && isYoung;
    const legs = call.participants.filter(({ state }) => state !== 'disconnected');
    const names = (['customer', 'agent', 'snippet', 'adhoc'] as const).filter((name) =>
      legs.some(({ recorders }) => recorders[name] === 'active'),
    );
    const isOver = wanted.state === 'ended' || wanted.state === 'unknown';
    const recorders = isOver ? [] : [...names, ...(screen ? ['screen'] : [])];
    const shownOn = views();
    if (shownOn.length === 0) fail('no panel shows the call');
    for (const { page, shown } of shownOn) {
      const same = (what: string, is: unknown, should: unknown) => {
        if (JSON.stringify(is) !== JSON.stringify(should))
          fail(
            `page ${page.place}: ${what} ${JSON.stringify(is)}, not ${JSON.stringify(should)} (recorded: ${policy})`,
          );
      };
      same('state', shown.state, wanted.state);
      same('kind', shown.pauseKind, wanted.kind);
      if (!isAtLimit) same('safe', shown.safe, safe);
      same('recorders', shown.recorders, recorders);
      same('rings', shown.ringing, wanted.ringing);
      same('pending', shown.pending, undefined);
      same('screen', shown.screenStillRecorded, safe && screen);
      if (wanted.state !== 'ended') same('channel', shown.channel, 'live');
    }
    const links = browser.network.links.size;
    if (!browser.shared.isDenied && !stage.pages.some(isAlone) && links !== 1) fail(`${links} channels`);
  }
  /** It went its own way while faults struck, for good reason, and stays there. */
  const isAlone = (page: PanelPage) =>
    pageRecord(scene, page).isAlone &&
    pageRecord(scene, page).sockets > 0 &&
    browser.network.links.size > 1 &&
    !isFirst(page);
  const isFirst = (page: PanelPage) => stage.pages[0] === page;

  const sinceIs = (changedAt: number) => {
    for (const { page, shown } of views()) {
      const { since } = shown;
      const agoMs = since && browser.machine.steady() - since.steadyAt;
      const isRight = since?.kind === 'exact' && Math.abs((agoMs ?? 0) - (agenda.now() - changedAt)) < 2_500;
      if (!isRight)
        fail(`page ${page.place}: since ${agoMs} ms ago (${since?.kind}), not ${agenda.now() - changedAt}`);
    }
  };
  /** Each of these panels has this alarm or, without one, none at all; then all are read. */
  function alarms(wanted: (page: PanelPage) => Alarm['kind'] | undefined): Promise<void> {
    const isOver = agenda.now() >= pausedAt + MAX_SAFE_SECONDS * 1_000;
    for (const { page, shown } of views()) {
      // A pause that has lasted over several steps may have been read of before.
      const told = shown.alarms.filter(({ kind }) => kind !== 'over-limit' || !isOver);
      const kinds = told.map(({ kind }) => kind).join();
      if (kinds !== (wanted(page) ?? '')) fail(`page ${page.place}: alarms ${kinds}, not ${wanted(page)}`);
    }
    return read();
  }
  async function read(): Promise<void> {
    for (const { page } of views()) page.run(() => page.actions.settle(id));
    await later(100);
    for (const { page, shown } of views())
      if (shown.alarms.length > 0 || shown.outcome) fail(`page ${page.place}: an alarm that was read stays`);
  }
  const safePages = () => new Set(views().flatMap(({ page, shown }) => (shown.safe ? [page] : [])));
  const pick = () => random.pick(views())?.page;

  async function press(action: 'pause' | 'resume', page = pick()): Promise<ReturnType<typeof outcome>> {
    if (page === undefined) return () => undefined;
    const call = callRecord(scene, page, id);
    const { length: before } = call.commands;
    if (!page.conversation(id)?.[action].can) fail(`${action} cannot be pressed`);
    stage.press(page, id, action);
    await later(1);
    if (page.conversation(id)?.pending !== action) fail(`${action} is not pending`);
    return outcome(page, action, before);
  }
  /** How the wish of this press has ended, and with how many commands. */
  const outcome =
    (page: PanelPage, action: string, before: number) =>
    (ending: string, sends?: number, reads = 5): void => {
      const call = callRecord(scene, page, id);
      const wish = call.wishes.at(-1);
      const shown = page.conversation(id);
      if (wish?.action !== action || wish.ending !== ending)
        fail(`${wish?.action} was ${wish?.ending}, not ${ending}`);
      const left = call.commands.length - before;
      if (sends !== undefined && left !== sends) fail(`${left} commands for ${action}, not ${sends}`);
      const asked = call.reads.filter(({ at }) => at >= (wish?.askedAt ?? 0)).length;
      if (asked > reads) fail(`${asked} reads for ${action}`);
      const outcomeShown = ending === 'confirmed' ? undefined : ending;
      if (shown?.outcome !== outcomeShown) fail(`${action} shows ${shown?.outcome}, not ${outcomeShown}`);
    };

  /**
   * A pause of the agent's own may have ended by itself since the last step, as it should: that is all there is to read. A panel
   * that was begun anew meanwhile does not know any more in which window.
   */
  async function readByItself(): Promise<void> {
    const told = ['resumed-automatically', 'resumed-in-another-window', 'resumed-by-someone-else'];
    for (const { page, shown } of views())
      if (browser.autoResume && shown.alarms.length === 1 && told.includes(shown.alarms[0]?.kind ?? ''))
        page.run(() => page.actions.settle(id));
    await later(100);
  }

  async function recording(): Promise<void> {
    if (policyOf().state === 'recording') return readByItself();
    await act(id, { act: 'unhold', by: userId });
    await act(id, { act: 'resume', by: SEED.users.ben });
    pausedAt = Infinity;
    await later(SETTLED_MS);
    await read();
    lights();
  }
  async function safe(): Promise<void> {
    await recording();
    await act(id, { act: 'pause', by: SEED.users.ben });
    pausedAt = agenda.now();
    await later(SETTLED_MS);
    lights();
  }
  /** A command without an answer may take effect for 30 s, and is looked at once more then (E3). */
  const inDoubtUntil = () =>
    Math.max(
      ...views().flatMap(({ page }) =>
        callRecord(scene, page, id).commands.map(({ at, status }) => (status === 'none' ? at + 30_000 : 0)),
      ),
    );
  const either = () => (random.chance(0.6) ? safe() : recording());

  /** More time for the pause, in one panel: in all of them, as often as it counts. */
  async function extend(counts: boolean): Promise<void> {
    const page = pick();
    if (counts) pausedAt += EXTEND_SECONDS * 1_000;
    page?.run(() => page.actions.extend(id));
    await later(1);
  }

  const STEPS_OF: Record<string, () => Promise<void>> = {
    async pauses() {
      await recording();
      const at = agenda.now();
      const ended = await press('pause');
      pausedAt = at;
      await later(SETTLED_MS);
      ended('confirmed', 1);
      lights();
      sinceIs(at);
      await alarms(() => undefined);
    },
    async resumes() {
      await safe();
      await later(random.between(0, 3_000));
      const were = safePages();
      const at = agenda.now();
      const page = pick();
      const ended = await press('resume', page);
      pausedAt = Infinity;
      await later(SETTLED_MS);
      ended('confirmed', 1);
      lights();
      sinceIs(at);
      await alarms((one) => (one !== page && were.has(one) ? 'resumed-in-another-window' : undefined));
    },
    async 'somebody pauses'() {
      await recording();
      const at = agenda.now();
      await act(id, { act: 'pause', by: SEED.users.ben });
      pausedAt = at;
      await later(SETTLED_MS);
      lights();
      sinceIs(at);
      await alarms(() => undefined);
    },
    async 'somebody resumes'() {
      await safe();
      const were = safePages();
      const at = agenda.now();
      await act(id, { act: 'resume', by: SEED.users.ben });
      pausedAt = Infinity;
      await later(HEARD_MS);
      for (const { shown } of views()) if (CALM.has(shown.state)) fail(`${shown.state} after it was told`);
      await later(SETTLED_MS);
      lights();
      sinceIs(at);
      await alarms((page) => (were.has(page) ? 'resumed-by-someone-else' : undefined));
    },
    async holds() {
      await either();
      await act(id, { act: 'hold', by: userId });
      await later(SETTLED_MS);
      lights();
      await act(id, { act: 'unhold', by: userId });
      await later(SETTLED_MS);
      lights();
      await read();
    },
    async 'takes a snippet'() {
      await either();
      for (const action of ['start', 'stop'] as const) {
        const page = pick();
        const were = safePages();
        const offer = page?.conversation(id)?.captures.find(({ target }) => target === 'snippet');
        if (page === undefined || offer?.action !== action || !offer.control.can)
          return fail(`${action} is not offered: ${JSON.stringify(offer)}`);
        stage.capture(page, id, action);
        await later(SETTLED_MS);
        const ending = callRecord(scene, page, id).captures.at(-1)?.ending;
        if (ending !== 'confirmed') fail(`${action} was ${ending}`);
        lights();
        await alarms((one) =>
          action === 'start' && one !== page && were.has(one) ? 'other-recorder' : undefined,
        );
      }
    },
    async 'another recorder'() {
      await either();
      const what = random.pick(['adhoc', 'snippet', 'screen'] as const);
      const were = safePages();
      const isLoud = what !== 'screen' || browser.screenPolicy === 'block';
      await act(id, { act: `${what}-start`, by: userId });
      await later(SETTLED_MS);
      const runs = what !== 'screen' || capturedNow(truth() as TrueCall).screen;
      lights();
      await alarms((page) => (isLoud && runs && were.has(page) ? 'other-recorder' : undefined));
      await act(id, { act: `${what}-stop`, by: userId });
      await later(SETTLED_MS);
      // One event proves nothing of a screen, nor one right after its last sign, and no read tells of it.
      for (const _ of what === 'screen' ? [1, 2] : []) {
        await act(id, { act: 'republish' });
        await later(SETTLED_MS);
      }
      lights();
      await read();
    },
    async 'a quiet time'() {
      await either();
      await later(Math.max(6_000, inDoubtUntil() + 1_000 - agenda.now()));
      await quiet(95_000);
      lights();
    },
    async 'a pause that lasts'() {
      await safe();
      // Who has a channel of their own is told of no extension.
      const mayExtend = !browser.shared.isDenied && browser.network.links.size === 1;
      const presses = mayExtend ? random.between(0, MAX_EXTENSIONS + 1) : 0;
      await later((MAX_SAFE_SECONDS / 2) * 1_000);
      for (let press = 1; press <= presses; press += 1) await extend(press <= MAX_EXTENSIONS);
      lights();
      await later(pausedAt + MAX_SAFE_SECONDS * 1_000 - SETTLED_MS - agenda.now());
      lights();
      await later(2 * SETTLED_MS);
      if (mayExtend && presses < MAX_EXTENSIONS && random.chance(0.5)) {
        await later(random.between(1, EXTEND_SECONDS / 2) * 1_000);
        await extend(true);
        for (const { page, shown } of views()) if (shown.safe) fail(`page ${page.place}: safe before a read`);
        await later(SETTLED_MS);
        lights();
        await later(EXTEND_SECONDS * 1_000);
      }
      lights();
      for (const { shown } of views()) {
        if (shown.unsafe !== 'expired') fail(`unsafe because ${shown.unsafe}`);
        if (shown.alarms.map(({ kind }) => kind).join() !== 'over-limit') fail('the limit raises no alarm');
      }
      await quiet(65_000);
      if (random.chance(0.5)) await alarms(() => undefined);
      // Who was told that it is safe relies on the pause still, whether or not the alarm of its limit was read.
      await act(id, { act: 'resume', by: SEED.users.ben });
      pausedAt = Infinity;
      await later(HEARD_MS);
      for (const { page, shown } of views())
        if (shown.alarms.length === 0) fail(`page ${page.place}: nothing is said of it in ${shown.state}`);
      await later(SETTLED_MS);
      lights();
      if (random.chance(0.5)) return alarms(() => 'resumed-by-someone-else');
      await act(id, { act: 'pause', by: SEED.users.ben });
      pausedAt = agenda.now();
      await later(SETTLED_MS);
      lights();
      await alarms(() => 'recorded-meanwhile');
    },
    async 'the socket closes'() {
      await either();
      const were = safePages();
      fault({ fault: 'socket', how: random.pick(['close', 'closing-notice', 'expire', 'evict'] as const) });
      const isResumed = were.size > 0 && random.chance(0.5);
      if (isResumed) {
        await later(HEARD_MS);
        // That it cannot be confirmed says nothing of a recording: whoever has read it is told of that all the same. It may be lost only now.
        for (const { page } of views()) page.run(() => page.actions.settle(id));
        await act(id, { act: 'resume', by: SEED.users.ben });
        pausedAt = Infinity;
      }
      await later(80_000);
      lights();
      if (isResumed) return alarms((page) => (were.has(page) ? 'resumed-by-someone-else' : undefined));
      await read();
    },
    async 'an event is lost'() {
      await safe();
      const were = safePages();
      fault({ fault: 'event-dropped', conversationId: id });
      await act(id, { act: 'resume', by: SEED.users.ben });
      pausedAt = Infinity;
      await later(68_000);
      for (const { page, shown } of views())
        if (were.has(page) && shown.state !== 'recording') fail(`page ${page.place} shows ${shown.state}`);
      await later(25_000);
      for (const { page } of views()) page.run(() => page.actions.refresh(id));
      await later(SETTLED_MS);
      lights();
      await read();
    },
    async 'an event is late'() {
      // A channel that was replaced is so again only once it has delivered (E8), and a step before may have replaced it.
      await safe();
      await recording();
      fault(
        random.chance(0.5)
          ? { fault: 'event-late', conversationId: id, delayMs: 4_000 }
          : { fault: 'event-malformed', frame: '{' },
      );
      await act(id, { act: 'pause', by: SEED.users.ben });
      pausedAt = agenda.now();
      await later(15_000);
      lights();
    },
    async 'the past comes back'() {
      // No read tells that a screen of the past is not recorded any more.
      if (truth()?.history.some(({ what }) => what.startsWith('screen'))) return;
      await either();
      await act(id, { act: 'republish', age: random.between(1, 6) });
      await later(13_000);
      // What it told of a recorder stands until the next event, or until somebody looks.
      for (const { page } of views()) page.run(() => page.actions.refresh(id));
      await later(SETTLED_MS);
      lights();
      await read();
    },
    async 'a panel opens anew'() {
      await either();
      const page = pick();
      if (page === undefined) return;
      // It knows since when the call is paused, and not only that it is.
      const least = random.chance(0.5) ? MAX_SAFE_SECONDS - 10 : 0;
      await later(random.between(least, MAX_SAFE_SECONDS) * 1_000);
      stage.close(page, random.chance(0.5));
      await later(random.between(100, 2_000));
      stage.open(page.place);
      await later(5_000);
      stage.signInWhereAsked();
      await later(15_000);
      lights();
      await read();
    },
    async 'a panel is stopped'() {
      await either();
      const page = pick();
      page?.stop();
      await later(random.between(100, 2_000));
      if (
        page
          ?.conversations()
          .some(({ state, safe: isSafe }) => isSafe || CALM.has(state) || state === 'recording')
      )
        fail('it goes on claiming');
      page?.begin();
      await later(15_000);
      lights();
      await read();
    },
    async 'a command fails'() {
      const { name, fault: one, times = 1, ending, sends } = random.pick(FAULTS);
      const isSol = userId === SEED.users.sol;
      await recording();
      step = `a command fails: ${name}`;
      stage.perform({ at: 0, action: { do: 'request-fault', endpoint: 'pause-own', fault: one, times } });
      const at = agenda.now();
      const ended = await press('pause');
      await later(16_000);
      const isPaused = ending === 'confirmed' || (isSol && name === '403');
      if (isPaused) pausedAt = at;
      ended(isPaused ? 'confirmed' : ending, isSol && name === '403' ? 2 : sends, 9);
      lights();
      await read();
    },
    async 'a call goes away and comes back'() {
      await either();
      const { ben } = SEED.users;
      for (const [what, by] of [
        [{ act: 'transfer', to: ben }, userId],
        [{ act: 'answer' }, ben],
        [{ act: 'transfer', to: userId }, ben],
        [{ act: 'answer' }, userId],
      ] as const) {
        await act(id, { ...what, by });
        await later(SETTLED_MS + 1_000);
        pausedAt = policyOf().kind === 'secure' ? Math.min(pausedAt, agenda.now()) : Infinity;
        lights();
      }
      await read();
    },
  };

  /**
   * Rule 6: nothing is asked, but one read per heartbeat of each call that is shown to be safe. What has not reached its destination
   * goes there, once.
   */
  async function quiet(ms: number): Promise<void> {
    const before = stage.pages.map((page) => ({
      page,
      requests: pageRecord(scene, page).requests,
      safe: page.conversations().filter(({ safe: isSafe }) => isSafe).length,
      isProven: page.conversation(id)?.safe === true,
    }));
    const isStill = oracle.quiet();
    const from = agenda.now();
    await later(ms);
    isStill();
    const beats = Math.ceil(ms / 30_000);
    // A pause of before may come to its limit and end by itself, on one panel: that one resumes, and each panel looks.
    const wishes = [...scene.pages.values()].flatMap(({ calls }) =>
      [...calls.values()].flatMap((one) => one.wishes),
    );
    const resumed = wishes.filter(({ isPressed, askedAt }) => !isPressed && askedAt >= from).length;
    for (const { page, requests, safe: proven, isProven } of before) {
      const more = pageRecord(scene, page).requests - requests;
      const [least, most] = [isProven ? beats - 2 : 0, beats * proven + resumed * REQUESTS_OF_A_RESUME];
      if (more < least || more > most)
        fail(`page ${page.place}: ${more} requests in ${ms} ms, not ${least} to ${most}`);
    }
  }

  await stage.freshCalls(random);
  await later(5_000);
  // Where nothing can be kept or shared each panel asks once.
  stage.signInWhereAsked();
  await later(15_000);
  for (let done = 0; done < STEPS; done += 1) {
    id = stage.calls[random.between(0, 1)] ?? '';
    const [name, run] = random.pick(Object.entries(STEPS_OF));
    step = name;
    pausedAt = Infinity;
    await recording();
    step = name;
    await run();
  }
  for (const call of stage.calls) {
    id = call ?? '';
    step = 'the call ends';
    pausedAt = Infinity;
    await either();
    const isPaused = policyOf().state === 'paused';
    await act(id, { act: 'customer-hangup' });
    await later(HEARD_MS);
    lights();
    await alarms(() => (isPaused ? 'ended-while-paused' : undefined));
  }
  await quiet(65_000);
}

const CALM = new Set<ConversationView['state']>(['paused', 'held', 'not-recording']);

/** One fault of a command to pause, how the wish ends, and with how many commands. */
const FAULTS: readonly {
  name: string;
  fault: RequestFault;
  times?: number;
  ending: string;
  sends?: number;
}[] = [
  { name: '500', fault: { kind: 'status', status: 500 }, ending: 'confirmed', sends: 2 },
  { name: '404', fault: { kind: 'status', status: 404 }, ending: 'confirmed', sends: 2 },
  { name: '404, for ever', fault: { kind: 'status', status: 404 }, times: 3, ending: 'failed', sends: 3 },
  { name: '409', fault: { kind: 'status', status: 409 }, ending: 'unconfirmed', sends: 1 },
  { name: '403', fault: { kind: 'status', status: 403 }, ending: 'failed', sends: 1 },
  {
    name: '429',
    fault: { kind: 'status', status: 429, retryAfter: 'seconds' },
    ending: 'confirmed',
    sends: 2,
  },
  {
    name: '429, long',
    fault: { kind: 'status', status: 429, retryAfter: 'long' },
    ending: 'failed',
    sends: 1,
  },
  { name: 'ignored', fault: { kind: 'ignored' }, ending: 'unconfirmed', sends: 1 },
  { name: 'lost before', fault: { kind: 'lost', when: 'before' }, ending: 'confirmed', sends: 2 },
  // A read that lags behind asks for a second command.
  { name: 'lost after', fault: { kind: 'lost', when: 'after' }, ending: 'confirmed' },
  { name: 'late', fault: { kind: 'slow', delayMs: 9_000, effect: 'now' }, ending: 'confirmed', sends: 1 },
];
