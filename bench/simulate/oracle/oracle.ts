import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { Standings } from '../../../src/app/ports.ts';
import type { PanelPage, Witness } from '../page.ts';
import type { Stage, StageWitness } from '../stage.ts';
import { watchBooks } from './books.ts';
import { countdownSeen } from './by-itself.ts';
import { checkAgainstWorld, checkClaims, frameCame, generationBegan } from './claims.ts';
import { ATTRIBUTES, watchOnCalls } from './on-calls.ts';
import { callRecord, pageRecord, type Scene } from './record.ts';
import { watchRequests } from './requests.ts';
import { watchWebhook } from './webhook.ts';
import { checkWishes, pressed, sessionBegan, told } from './wishes.ts';

/**
 * What must hold while faults strike, without exceptions: safety, by what really is and by what was delivered to each page. What
 * has to come true is looked at after recovery (`../recovery.ts`).
 */
export interface Oracle extends Witness, StageWitness {
  /** After each entry of the agenda, when all promises have settled. */
  stepped(pages: Iterable<PanelPage>): void;
  /** Once a second. */
  second(): void;
  /** A time in which nothing is to be sent begins; answers what is looked at when it is over. */
  quiet(): () => void;
  closeBooks(entries: readonly AuditEntry[], standings: Standings | undefined): void;
  /** Texts that the pages put where others can read them. */
  readonly written: Set<string>;
  /** Frames that reached a page. */
  readonly frames: number;
}

/** No token, no way into a channel, no number and no name may be in any of them. */
const SECRETS = [
  /sandbox-token-/,
  /\/channels\/streaming/,
  /\+?1555010/,
  /Robin Vale|Dana Kurz|Imre Hal|Noor Haddad|Tove Lind|Pilar Soto/,
];
/** A refusal of the database comes at most this long after the writing. */
const LATE_WRITE_MS = 15_000;

export function createOracle(scene: Scene, stage: () => Stage, table: Map<string, number>): Oracle {
  const onCalls = watchOnCalls(scene);
  const webhook = watchWebhook(scene);
  const requests = watchRequests(scene, onCalls);
  const books = watchBooks(scene);
  let frames = 0;
  const written = new Set<string>();
  const afterStep: (() => void)[] = [];
  const { agenda } = scene;

  function struck(fault: string, page: PanelPage, conversationId?: string): void {
    for (const one of page.conversations()) {
      if (conversationId !== undefined && one.conversationId !== conversationId) continue;
      const cell = `${fault}|${one.safe ? 'safe' : one.state}`;
      table.set(cell, (table.get(cell) ?? 0) + 1);
    }
  }

  /** Closed by the world or left by the page: with the last one goes what it told. */
  function socketGone(page: PanelPage): void {
    const record = pageRecord(scene, page);
    record.sockets -= 1;
    if (record.sockets > 0) return;
    record.closedAt = agenda.now();
    record.losses += 1;
  }

  /** A follower lives on its leader's channel: a new one is a new generation, and without one nothing is known. */
  function leaderSaid(page: PanelPage, term: string | undefined, quietMs: number): void {
    const record = pageRecord(scene, page);
    if (term === record.term) return;
    record.term = term;
    if (term === undefined) record.closedAt = agenda.now();
    else generationBegan(scene, record, quietMs);
  }

  return {
    written,
    struck,
    requested: requests.requested,
    arrived(page, sent) {
      const { name, isLate } = stage().faultOf(sent);
      sent.fault = name;
      sent.isLate = isLate;
      // What strikes a destination is no row of the table.
      const isOfCalls = !ATTRIBUTES.test(sent.request.path);
      if (name !== undefined && isOfCalls && page.isAlive())
        struck(name, page, sent.request.params?.['conversationId']);
    },
    answered: requests.answered,
    get frames() {
      return frames;
    },
    received(page, text, deliver) {
      frames += 1;
      frameCame(scene, page, text);
      onCalls.came(page, bodyOf(text));
      deliver();
    },
    posted: webhook.posted,
    reached: webhook.reached,
    receipt: webhook.receipt,
    relayed(page, data, deliver) {
      const message = data as { rc?: string; kind?: string; text?: string; term?: string; quietMs?: number };
      const record = pageRecord(scene, page);
      if (message.rc === 'panels' && !record.isAlone) {
        if (message.kind === 'frame' && message.text !== undefined) {
          frameCame(scene, page, message.text);
          onCalls.came(page, bodyOf(message.text));
        }
        if (message.kind === 'state') leaderSaid(page, message.term, message.quietMs ?? 0);
      }
      deliver();
    },
    began: (page) => sessionBegan(scene, page),
    seen: (page, id) => countdownSeen(scene, callRecord(scene, page, id)),
    adopts: () => undefined,
    joins: (page) => void Object.assign(pageRecord(scene, page), { isAlone: false, term: undefined }),
    socketOpened(page) {
      const record = pageRecord(scene, page);
      record.sockets += 1;
      record.closedAt = undefined;
    },
    socketClosed: socketGone,
    socketLeft: socketGone,
    told(page, facts) {
      written.add(JSON.stringify(facts));
      books.told(page, facts);
      told(scene, page, facts);
    },
    kept(page, facts, isOk) {
      books.kept(page, facts, isOk);
      if (isOk) return;
      afterStep.push(() => {
        const shown = page.conversation(facts.conversationId);
        // What an ended session of this page could not write is not told by its next one.
        const isOfThisSession = agenda.now() - pageRecord(scene, page).sessionAt > LATE_WRITE_MS;
        if (page.isAlive() && page.isSignedIn() && isOfThisSession && shown?.notLogged === false)
          scene.fail('says that it is not logged', `${facts.action} ${facts.phase}`);
      });
    },
    logged(page, line) {
      written.add(line);
      if (/ panels-(alone|leader)/.test(line)) pageRecord(scene, page).isAlone = true;
    },
    threw(_page, error) {
      const at = error instanceof Error ? (error.stack?.split('\n')[1] ?? '') : '';
      scene.fail('no exception', `${String(error)} ${at}`);
    },
    clicked: (page, id, action, click) => pressed(scene, page, id, action, click),
    captured(page, id, action) {
      callRecord(scene, page, id).presses.push({ action, at: agenda.now() });
    },
    leapt() {
      scene.leaps.push(agenda.now());
      webhook.disturbed();
    },
    frozen(page) {
      pageRecord(scene, page).frozenAt = agenda.now();
      webhook.disturbed();
    },
    left(page) {
      scene.pages.delete(page);
      webhook.disturbed();
    },
    stepped(pages) {
      for (const page of pages) checkClaims(scene, page);
      for (const look of afterStep.splice(0)) look();
    },
    quiet() {
      const looks = [webhook.quiet(), onCalls.quiet()];
      return () => looks.forEach((look) => look());
    },
    second() {
      webhook.second();
      onCalls.second();
      for (const record of scene.pages.values()) {
        checkClaims(scene, record.page);
        checkAgainstWorld(scene, record);
        checkWishes(scene, record);
      }
    },
    closeBooks(entries, standings) {
      books.close(entries);
      webhook.close(entries, standings?.webhook);
      onCalls.close(entries, standings?.onCalls);
      for (const text of written) {
        const secret = SECRETS.find((pattern) => pattern.test(text));
        if (secret) scene.fail('secrets stay put', `${secret.source} in ${text.slice(0, 200)}`);
      }
    },
  };
}

/** What an event tells of a conversation; no matter of which topic. */
function bodyOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { eventBody?: unknown }).eventBody;
  } catch {
    return undefined;
  }
}
