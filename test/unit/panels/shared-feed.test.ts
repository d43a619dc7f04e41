import { beforeEach, describe, expect, it } from 'vitest';
import type { CallFeed, FeedEvent } from '../../../src/app/ports.ts';
import type { BrowserSharing } from '../../../src/panels/browser.ts';
import { VERSION } from '../../../src/panels/message.ts';
import { createSharedFeed, type OwnFeedHooks } from '../../../src/panels/shared-feed.ts';
import { counterIds, silentLog } from '../../support/browser-fakes.ts';
import { fakeClock, settle, type FakeClock } from '../../support/fake-clock.ts';
import { deniedSharing, fakeBrowser } from './fake-browser.ts';

let clock: FakeClock;
let browser: ReturnType<typeof fakeBrowser>;
let ids: ReturnType<typeof counterIds>;
let channels: number;
beforeEach(() => {
  clock = fakeClock();
  browser = fakeBrowser();
  ids = counterIds('panel');
  channels = 0;
});

/** A panel whose own feed is opened, fed and lost by the test. */
function panel({ build = 'b1', sharing }: { build?: string; sharing?: BrowserSharing } = {}) {
  const frame = browser.frame();
  const events: FeedEvent[] = [];
  const asked: string[] = [];
  let hooks: OwnFeedHooks | undefined;
  let tell: (event: FeedEvent) => void = () => {};
  let generation = 0;
  const openFeed = (given: OwnFeedHooks): CallFeed => {
    hooks = given;
    return {
      start: (_userId, report) => void (tell = report),
      replace: () => void asked.push('replace'),
      probe: () => void asked.push('probe'),
      close: () => void asked.push('close'),
    };
  };
  const feed = createSharedFeed({
    browser: sharing ?? frame.sharing,
    nameFor: (userId) => `${build}.${userId}`,
    openFeed,
    readFrame: (text) => (text === 'beat' ? undefined : { kind: 'unreadable', conversationId: text }),
    clock,
    ids,
    log: silentLog,
  });
  feed.start('ada', (event) => events.push(event));
  return {
    frame,
    feed,
    asked,
    get hasOwn() {
      return hooks !== undefined;
    },
    get joined() {
      return hooks?.join;
    },
    open() {
      const channel = hooks?.join ?? { id: `c${++channels}`, connectUri: `wss://x/s3cret-${channels}` };
      hooks?.relay.opened(channel);
      tell({ kind: 'opened', generation: (generation += 1) });
    },
    hear(text: string) {
      hooks?.relay.heard(text);
      tell({ kind: 'frame' });
    },
    lose: () => tell({ kind: 'lost', why: 'closed' }),
    kinds: () => events.map((event) => (event.kind === 'lost' ? `lost ${event.why}` : event.kind)),
    events,
    forget: () => void events.splice(0),
  };
}

async function leaderAndFollower() {
  const leader = panel();
  await settle();
  leader.open();
  const follower = panel();
  await settle();
  return { leader, follower };
}

describe('panels of one agent', () => {
  it('share the feed of the one that came first', async () => {
    const { leader, follower } = await leaderAndFollower();
    expect(leader.hasOwn).toBe(true);
    expect(follower.hasOwn).toBe(false);
    expect(follower.events).toEqual([{ kind: 'opened', generation: 1 }]);
  });

  it('follow only once the leader has confirmed that its channel is open', async () => {
    const leader = panel();
    const follower = panel();
    await clock.pass(10_000);
    expect(follower.kinds()).toEqual([]);
    leader.open();
    await settle();
    expect(follower.kinds()).toEqual(['opened']);
  });

  it('judge each frame themselves', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.forget();
    leader.hear('beat');
    leader.hear('call-1');
    await settle();
    expect(follower.events).toEqual([
      { kind: 'frame' },
      { kind: 'frame' },
      { kind: 'unreadable', conversationId: 'call-1' },
    ]);
  });

  it('lose and regain the channel with the leader, each time as a new generation', async () => {
    const { leader, follower } = await leaderAndFollower();
    leader.lose();
    await settle();
    leader.open();
    await settle();
    expect(follower.events).toEqual([
      { kind: 'opened', generation: 1 },
      { kind: 'lost', why: 'closed' },
      { kind: 'opened', generation: 2 },
    ]);
  });

  it('begin a new generation when the leader changes channels without a gap', async () => {
    const { leader, follower } = await leaderAndFollower();
    leader.open();
    await settle();
    expect(follower.kinds()).toEqual(['opened', 'lost closed', 'opened']);
  });

  it('stay with a leader that looks for a channel, however long it takes', async () => {
    const { leader, follower } = await leaderAndFollower();
    leader.lose();
    await clock.pass(600_000);
    expect(follower.hasOwn).toBe(false);
    leader.open();
    await settle();
    expect(follower.kinds().at(-1)).toBe('opened');
  });

  it('do not share across builds, regions, clients or users', async () => {
    panel().open();
    const other = panel({ build: 'b2' });
    await settle();
    expect(other.hasOwn).toBe(true);
  });
});

describe('a leader that goes', () => {
  it('leaves its channel to the successor', async () => {
    const { leader, follower } = await leaderAndFollower();
    const third = panel();
    await settle();
    leader.feed.close();
    await leader.feed.released();
    await settle();
    expect(leader.asked).toEqual(['close']);
    expect(follower.joined).toEqual({ id: 'c1', connectUri: 'wss://x/s3cret-1' });
    expect(third.hasOwn).toBe(false);
    follower.open();
    await settle();
    expect(follower.events.at(-1)).toEqual({ kind: 'opened', generation: 2 });
    expect(third.kinds()).toEqual(['opened', 'lost closed', 'opened']);
    expect(channels).toBe(1);
  });

  it('leaves it also when its iframe is removed without a word', async () => {
    const { leader, follower } = await leaderAndFollower();
    const third = panel();
    await settle();
    leader.frame.remove();
    await settle();
    follower.open();
    await settle();
    expect(follower.kinds()).toEqual(['opened', 'lost closed', 'opened']);
    expect(third.kinds()).toEqual(['opened', 'lost closed', 'opened']);
    expect(channels).toBe(1);
  });

  it('does not leave a channel that it had lost', async () => {
    const { leader, follower } = await leaderAndFollower();
    leader.lose();
    await settle();
    leader.feed.close();
    await settle();
    expect(follower.hasOwn).toBe(true);
    expect(follower.joined).toBeUndefined();
  });

  it('says nothing to its own panel any more', async () => {
    const { leader, follower } = await leaderAndFollower();
    leader.forget();
    follower.forget();
    follower.feed.close();
    leader.feed.close();
    leader.hear('beat');
    await settle();
    expect([...leader.events, ...follower.events]).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});

describe('a leader that falls silent', () => {
  it('makes followers Unknown 35 s after its last frame, and open channels of their own', async () => {
    const { leader, follower } = await leaderAndFollower();
    await clock.pass(20_000);
    leader.hear('beat');
    await settle();
    follower.forget();
    leader.frame.freeze();
    await clock.pass(34_999);
    expect(follower.kinds()).toEqual([]);
    await clock.pass(1);
    expect(follower.kinds()).toEqual(['lost silent']);
    await clock.pass(2_000);
    expect(follower.hasOwn).toBe(true);
    // A channel that somebody may still hold is never taken.
    expect(follower.joined).toBeUndefined();
    follower.open();
    expect(follower.kinds()).toEqual(['lost silent', 'opened']);
  });

  it('counts the silence from its last frame also for a panel that joined later', async () => {
    const { leader } = await leaderAndFollower();
    await clock.pass(30_000);
    const late = panel();
    await settle();
    leader.frame.freeze();
    await clock.pass(5_000);
    expect(late.kinds()).toEqual(['opened', 'lost silent']);
  });

  it('is not replaced by ten channels when all of them slept', async () => {
    const { leader, follower } = await leaderAndFollower();
    const wake = async () => {
      await clock.pass(36_000);
      leader.lose();
      await clock.pass(10_000);
    };
    await wake();
    expect(follower.hasOwn).toBe(false);
    leader.open();
    await settle();
    expect(follower.kinds()).toEqual(['opened', 'lost silent', 'opened']);
  });

  it('is not waited for by a panel that joins', async () => {
    const leader = panel();
    await settle();
    leader.frame.freeze();
    const late = panel();
    await clock.pass(2_000);
    expect(late.hasOwn).toBe(true);
    late.open();
    leader.frame.remove();
    await settle();
    // It leads now with the channel it has.
    const next = panel();
    await settle();
    expect(next.kinds()).toEqual(['opened']);
    expect(late.kinds()).toEqual(['opened']);
  });
});

describe('a pause that is claimed on the frames of a leader', () => {
  it('is taken back within 5 s of the moment the leader stands still', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.feed.heed(true);
    await clock.pass(30_000);
    leader.hear('beat');
    await settle();
    follower.forget();
    leader.frame.freeze();
    await clock.pass(5_000);
    expect(follower.kinds()).toEqual(['lost silent']);
    expect(follower.hasOwn).toBe(true);
    // A channel that somebody may still hold is never taken.
    expect(follower.joined).toBeUndefined();
  });

  it('stands as long as the leader answers, by its answers and not by its frames', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.feed.heed(true);
    for (let passed = 0; passed < 600_000; passed += 30_000) {
      await clock.pass(30_000);
      leader.hear('beat');
    }
    await settle();
    expect(new Set(follower.kinds())).toEqual(new Set(['opened', 'frame']));
    expect(follower.hasOwn).toBe(false);
  });

  it('costs nothing while none is claimed', async () => {
    const { follower } = await leaderAndFollower();
    follower.feed.heed(true);
    await settle();
    follower.feed.heed(false);
    await clock.pass(3_000);
    const before = browser.posted.length;
    await clock.pass(30_000);
    expect(browser.posted).toHaveLength(before);
  });

  it('asks a leader that nobody asked for a while at once, and gives it the time of an answer', async () => {
    const { leader, follower } = await leaderAndFollower();
    await clock.pass(20_000);
    follower.feed.heed(true);
    expect(follower.kinds()).toEqual(['opened']);
    leader.frame.freeze();
    follower.feed.heed(true);
    await clock.pass(5_000);
    expect(follower.kinds()).toEqual(['opened', 'lost silent']);
  });

  it('is taken back before anything else by a panel that stood still itself, and proven anew by a living leader', async () => {
    const { follower } = await leaderAndFollower();
    follower.feed.heed(true);
    await clock.pass(1_000);
    follower.forget();
    clock.sleep(20_000);
    follower.feed.heed(true);
    expect(follower.kinds()).toEqual(['lost silent']);
    await settle();
    expect(follower.kinds()).toEqual(['lost silent', 'opened']);
    expect(follower.hasOwn).toBe(false);
  });

  it('is not believed on frames and answers that waited while this panel stood still', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.feed.heed(true);
    await clock.pass(1_000);
    follower.forget();
    leader.hear('beat');
    leader.frame.freeze();
    clock.sleep(20_000);
    await settle();
    expect(follower.kinds()).toEqual(['lost silent']);
    await clock.pass(2_000);
    expect(follower.hasOwn).toBe(true);
  });

  it('is not believed on an answer to somebody else', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.forget();
    leader.frame.freeze();
    browser
      .frame()
      .sharing.broadcast('rc1.panels.b1.ada')
      .postMessage({ rc: 'panels', v: VERSION, kind: 'state', to: 'another', term: 'panel-9.9', quietMs: 0 });
    await settle();
    expect(follower.kinds()).toEqual(['lost closed']);
    await clock.pass(2_000);
    expect(follower.hasOwn).toBe(true);
  });
});

describe('a panel that was closed and begins again', () => {
  it('leads on the channel it had', async () => {
    const one = panel();
    await settle();
    one.open();
    one.feed.close();
    await one.feed.released();
    one.feed.start('ada', () => undefined);
    await settle();
    expect(one.joined).toEqual({ id: 'c1', connectUri: 'wss://x/s3cret-1' });
  });

  it('follows whoever leads by then, and takes no channel of another user', async () => {
    const { leader, follower } = await leaderAndFollower();
    leader.feed.close();
    await settle();
    follower.open();
    leader.feed.start('ada', () => undefined);
    await settle();
    expect(leader.asked).toEqual(['close']);
    leader.feed.start('bob', () => undefined);
    await settle();
    expect(leader.joined).toBeUndefined();
  });
});

describe('requests of followers', () => {
  it('reach the leader', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.feed.probe();
    follower.feed.replace();
    await settle();
    expect(leader.asked).toEqual(['probe', 'replace']);
  });

  it('replace one generation once, however many panels ask', async () => {
    const { leader, follower } = await leaderAndFollower();
    const third = panel();
    await settle();
    follower.feed.replace();
    third.feed.replace();
    leader.lose();
    await settle();
    expect(leader.asked).toEqual([]);
    leader.open();
    await settle();
    third.feed.replace();
    await settle();
    expect(leader.asked).toEqual(['replace']);
  });

  it('end in Unknown when the leader does not answer a probe', async () => {
    const { leader, follower } = await leaderAndFollower();
    follower.feed.probe();
    await clock.pass(10_000);
    expect(follower.kinds()).toEqual(['opened']);
    leader.frame.freeze();
    follower.feed.probe();
    await clock.pass(2_000);
    expect(follower.kinds()).toEqual(['opened', 'lost silent']);
    expect(follower.hasOwn).toBe(true);
  });
});

describe('what cannot be shared', () => {
  it.each([
    ['locks and broadcast are denied', deniedSharing],
    ['there is no broadcast', { ...fakeBrowser().frame().sharing, broadcast: deniedSharing.broadcast }],
    [
      'locks are refused when asked for',
      {
        ...fakeBrowser().frame().sharing,
        locks: () => ({ request: () => Promise.reject(new DOMException('no', 'SecurityError')) }),
      },
    ],
  ])('is had by each panel itself where %s', async (_what, sharing) => {
    const one = panel({ sharing });
    const two = panel({ sharing });
    await settle();
    one.open();
    two.open();
    expect([one.kinds(), two.kinds()]).toEqual([['opened'], ['opened']]);
  });

  it('is had by a panel whose leader speaks another version', async () => {
    const leader = browser.frame().sharing;
    await settle();
    void leader.locks().request('rc1.panels.b1.ada', new AbortController(), () => new Promise(() => {}));
    const other = leader.broadcast('rc1.panels.b1.ada');
    other.addEventListener('message', () =>
      other.postMessage({ rc: 'panels', v: VERSION - 1, kind: 'state' }),
    );
    const one = panel();
    await settle();
    expect(one.hasOwn).toBe(true);
  });

  it.each([
    ['null', null],
    ['text', 'state'],
    ['a question without a name', { rc: 'panels', v: VERSION, kind: 'hello' }],
    ['an answer to nothing', { rc: 'panels', v: VERSION, kind: 'state', to: 7, term: 'x', quietMs: 0 }],
    ['no envelope', { kind: 'state', term: 'x', quietMs: 0 }],
    ['an unknown kind', { rc: 'panels', v: VERSION, kind: 'dance' }],
    ['a frame without text', { rc: 'panels', v: VERSION, kind: 'frame', term: 'panel-1.1', text: 7 }],
    ['a state without a time', { rc: 'panels', v: VERSION, kind: 'state', term: 'x' }],
    ['a time that is none', { rc: 'panels', v: VERSION, kind: 'state', term: 'x', quietMs: Number.NaN }],
    ['a frame of another generation', { rc: 'panels', v: VERSION, kind: 'frame', term: 'x', text: 'call-1' }],
  ])('changes nothing: %s', async (_what, data) => {
    const { follower } = await leaderAndFollower();
    browser.frame().sharing.broadcast('rc1.panels.b1.ada').postMessage(data);
    await settle();
    expect(follower.kinds()).toEqual(['opened']);
    expect(follower.hasOwn).toBe(false);
  });
});
