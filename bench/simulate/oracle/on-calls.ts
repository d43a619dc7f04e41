import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { Standing } from '../../../src/app/ports.ts';
import type { ApiAnswer } from '../../../src/genesys/http/transport.ts';
import type { Sent } from '../network.ts';
import type { PanelPage } from '../page.ts';
import { entryOf, isHeadSince, whoSends } from './log-of.ts';
import { pageRecord, type Scene } from './record.ts';

export const ATTRIBUTES =
  /^\/api\/v2\/conversations\/\{conversationId\}\/participants\/\{participantId\}\/attributes$/;
const MOST = 20;
/** What was older than this when a browser first told anything is not told. */
const LOOKS_BACK_MS = 60_000;
/** The longest wait after attempts that came to nothing, and until another panel looks. */
const LONGEST_WAIT_MS = 600_000 + 70_000 + 10_000;
/** Once a second it is looked at whether it has told anything yet. */
const LOOK_MS = 1_500;

interface Seen {
  readonly generation: number;
  /** The keys on each participant, by the last and the one before: a read that looks for one answer only tells of no keys. */
  readonly legs: Map<string, readonly ReadonlySet<string>[]>;
}

export interface OnCallsWatch {
  requested(page: PanelPage, sent: Sent): void;
  answered(sent: Sent, answer: ApiAnswer): void;
  /** A conversation as it came to this page, in an event or an answer. */
  came(page: PanelPage, body: unknown): void;
  second(): void;
  /** Answers what is looked at when the quiet time is over. */
  quiet(): () => void;
  close(entries: readonly AuditEntry[], standing: Standing | undefined): void;
}

/** What an agent has brought about on a call, by the contract alone. */
const isToBeTold = ({ actor, userId, action, phase, participantId }: AuditEntry, who: string): boolean => {
  if (actor !== 'user' || userId !== who || participantId === undefined) return false;
  if (action === 'extend') return phase === 'observed';
  return phase === 'confirmed' && ['pause', 'resume', 'start', 'stop'].includes(action);
};

const keyOf = ({ chain, seq }: AuditEntry): string => `rc1.${chain.slice(0, 8)}.${seq}`;

/** What is told on the calls themselves: of this agent, once it is confirmed and written down, once by its key or in sight. */
export function watchOnCalls(scene: Scene): OnCallsWatch {
  const { agenda } = scene;
  const keys = new Map<string, Set<string>>();
  /** What came to each page over its present channel: what was told on one before is void. */
  const seen = new Map<PanelPage, Seen>();
  /** Some page was told that they are written: where the answer is lost nobody knows. */
  const taken = new Set<string>();
  let written: { readonly key: string; readonly by: string; readonly isThere: boolean }[] = [];
  let lastAt = -Infinity;
  /** By the clock on the wall. */
  let toldNothingAt = -Infinity;
  let losses = 0;
  const fail = (what: string) => scene.fail('told on the call', what);
  const isOn = () => scene.browser().destinations.onCalls;

  function legsOf(page: PanelPage): Seen['legs'] {
    const { generation, closedAt } = pageRecord(scene, page);
    const known = seen.get(page);
    if (closedAt === undefined && known?.generation === generation) return known.legs;
    const legs: Seen['legs'] = new Map();
    seen.set(page, { generation, legs });
    return legs;
  }
  function attributesOf(conversationId: string, participantId: string): Readonly<Record<string, string>> {
    const call = scene.platform.truth().conversations.find(({ id }) => id === conversationId);
    return call?.participants.find(({ id }) => id === participantId)?.attributes ?? {};
  }
  const isThere = (entry: AuditEntry) =>
    attributesOf(entry.conversationId, entry.participantId ?? '')[keyOf(entry)] !== undefined;

  function isRight(key: string, value: string, sent: Sent): void {
    const entry = entryOf(scene.browser().disk, key);
    if (entry === undefined) return fail(`${key} before the journal has it`);
    const what = `${key}, a ${entry.action} ${entry.phase} of ${entry.userId},`;
    if (!isToBeTold(entry, scene.userId)) return fail(`${what} is not to be told by ${scene.userId}`);
    const { conversationId, participantId } = sent.request.params ?? {};
    if (entry.conversationId !== conversationId || entry.participantId !== participantId)
      fail(`${what} on another participant`);
    const { action, target, phase, platformAt = '' } = entry;
    const [version, ...fields] = value.split(';');
    const head = fields.pop() ?? '';
    if (version !== '1' || fields.join(';') !== [action, target, phase, platformAt, ''].join(';'))
      fail(`${what} as ${value}`);
    if (value.length > 256) fail(`${what} in ${value.length} characters`);
    if (!isHeadSince(scene, head, entry)) fail(`${what} with the head ${head}`);
  }

  return {
    requested(page, sent) {
      const { conversationId = '', participantId = '' } = sent.request.params ?? {};
      const { attributes } = sent.request.body as { attributes: Record<string, string> };
      const given = Object.entries(attributes);
      if (given.length !== 1) fail(`${given.length} attributes at once`);
      for (const [key, value] of given) {
        isRight(key, value, sent);
        // A panel of another call does not look at this one.
        const isWatched = page.conversation(conversationId) !== undefined;
        if (
          isWatched &&
          legsOf(page)
            .get(participantId)
            ?.every((keys) => keys.has(key))
        )
          fail(`${key} stands there, as this page was told`);
        const onCall = keys.get(conversationId) ?? new Set();
        keys.set(conversationId, onCall.add(key));
        if (onCall.size > MOST) fail(`${onCall.size} of one call`);
        written.push({
          key,
          by: whoSends(scene, page, key),
          isThere:
            taken.has(key) &&
            !scene.browser().shared.isDenied &&
            key in attributesOf(conversationId, participantId),
        });
      }
      lastAt = sent.at;
    },
    answered({ request }, answer) {
      if (answer.kind !== 'answered' || answer.status >= 300) return;
      const { attributes } = request.body as { attributes: Record<string, string> };
      for (const key of Object.keys(attributes)) taken.add(key);
    },
    came(page, body) {
      if (!isOn()) return;
      const { id = '', participants } = (body ?? {}) as { id?: string; participants?: unknown };
      const isHeard = ['live', 'deaf'].includes(page.conversation(id)?.channel ?? 'lost');
      if (!isHeard || !Array.isArray(participants)) return;
      const legs = legsOf(page);
      for (const leg of participants as { id?: string; attributes?: Record<string, string> }[])
        if (leg.id !== undefined) {
          const keys = new Set(Object.keys(leg.attributes ?? {}));
          legs.set(leg.id, [keys, legs.get(leg.id)?.[0] ?? keys]);
        }
    },
    second() {
      const { disk, machine } = scene.browser();
      const isLost = disk.sent.losses !== losses || !disk.sent.places.has(`call.${scene.userId}`);
      losses = disk.sent.losses;
      if (isLost) toldNothingAt = machine.wall();
    },
    quiet() {
      written = [];
      return () => {
        const senders = written.map(({ by }) => by);
        const twice = written.find(({ by, isThere: had }, at) => had || senders.indexOf(by) !== at);
        if (twice) fail(`${twice.key} was written in a quiet time although it stood there`);
      };
    },
    close(entries, standing) {
      if (!isOn()) return;
      if (standing === undefined) return fail('there is no standing');
      const { waiting, refused, leftOut = 0 } = standing;
      const from = toldNothingAt - LOOKS_BACK_MS + LOOK_MS;
      const missing = entries.filter(
        (entry) => isToBeTold(entry, scene.userId) && Date.parse(entry.at) >= from && !isThere(entry),
      );
      const shown = waiting + refused + leftOut;
      if (missing.length > shown)
        fail(
          `${missing.map(({ seq }) => seq).join()} do not stand there, and ${shown} are said to be missing`,
        );
      const isLong = agenda.now() > Math.max(lastAt, 0) + LONGEST_WAIT_MS;
      const isLeapt = scene.leaps.some((at) => at > lastAt);
      if (waiting > 0 && isLong && !isLeapt) fail(`${waiting} have waited since ${lastAt}`);
    },
  };
}
