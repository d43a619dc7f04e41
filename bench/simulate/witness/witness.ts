import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { Witness } from '../page.ts';
import type { PanelPage } from '../page.ts';
import type { Stage, StageWitness } from '../stage.ts';
import { watchBooks } from './books.ts';
import { channelOfLeader, claimsAreFresh, frameArrives, lightAgainstWorld, pageStepped } from './light.ts';
import { callRecord, pageRecord, type Scene } from './record.ts';
import { watchRequests } from './requests.ts';
import { watchWishes } from './wishes.ts';

/** Everything that is watched in one run; sees through the page's edges only. */
export interface Watch extends Witness, StageWitness {
  /** After each entry of the agenda, when all promises have settled. */
  stepped(pages: Iterable<PanelPage>): void;
  /** Once a second. */
  second(): void;
  closeBooks(entries: readonly AuditEntry[]): void;
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
/** After these a channel may be dead without anybody being told. */
const BROKEN = new Set(['half-open', 'deaf', 'sleep', 'network']);

export function createWitness(scene: Scene, stage: () => Stage, table: Map<string, number>): Watch {
  const requests = watchRequests(scene);
  const books = watchBooks(scene);
  const wishes = watchWishes(scene, () => undefined);
  let frames = 0;
  const written = new Set<string>();
  const afterStep: (() => void)[] = [];
  const { agenda } = scene;

  function struck(fault: string, page: PanelPage, conversationId?: string): void {
    const shown = page.conversations();
    for (const one of shown) {
      if (conversationId !== undefined && one.conversationId !== conversationId) continue;
      const cell = `${fault}|${one.safe ? 'safe' : one.state}`;
      table.set(cell, (table.get(cell) ?? 0) + 1);
    }
  }

  function cause(page: PanelPage): void {
    const record = pageRecord(scene, page);
    record.causeAt = agenda.now();
    for (const call of record.calls.values()) call.causeAt = agenda.now();
  }

  /** Closed by the world or left by the page: with the last one goes what it told. */
  function socketGone(page: PanelPage): void {
    const record = pageRecord(scene, page);
    record.sockets -= 1;
    if (record.sockets === 0) record.closedAt = agenda.now();
    for (const call of record.calls.values()) call.healthySince = Infinity;
  }

  return {
    written,
    struck,
    requested: requests.requested,
    arrived(page, sent) {
      const { name, isLate } = stage().faultOf(sent);
      sent.fault = name;
      sent.isLate = isLate;
      if (isLate) scene.deceivedAt = agenda.now() + 20_000;
      if (sent.fault !== undefined && page.isAlive())
        struck(sent.fault, page, sent.request.params?.['conversationId']);
    },
    answered: requests.answered,
    get frames() {
      return frames;
    },
    received(page, text, deliver) {
      frames += 1;
      frameArrives(scene, page, text, deliver);
    },
    relayed(page, data, deliver) {
      const message = data as { rc?: string; kind?: string; text?: string; term?: string; quietMs?: number };
      if (message.rc !== 'panels') return deliver();
      const record = pageRecord(scene, page);
      if (record.isAlone) return deliver();
      if (message.kind === 'frame' && message.text !== undefined)
        return frameArrives(scene, page, message.text, deliver);
      if (message.kind === 'state') channelOfLeader(scene, record, message.term, message.quietMs ?? 0);
      return deliver();
    },
    began: (page) => void (pageRecord(scene, page).sessionAt = agenda.now()),
    adopts: (page) => void (pageRecord(scene, page).adoptsSince = agenda.now()),
    joins: (page) => void Object.assign(pageRecord(scene, page), { isAlone: false, term: undefined }),
    socketOpened(page) {
      const record = pageRecord(scene, page);
      scene.socketAt = record.socketAt = agenda.now();
      record.sockets += 1;
      record.closedAt = undefined;
    },
    socketClosed: socketGone,
    socketLeft: socketGone,
    told(page, facts) {
      written.add(JSON.stringify(facts));
      books.told(page, facts);
      wishes.told(page, facts);
    },
    kept(page, facts, ok) {
      books.kept(page, facts, ok);
      if (ok) return;
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
      scene.fail(
        'no exception',
        error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1] ?? ''}` : String(error),
      );
    },
    clicked: wishes.clicked,
    refreshed(page, conversationId) {
      callRecord(scene, page, conversationId).causeAt = agenda.now();
    },
    settled(page, conversationId) {
      const wish = callRecord(scene, page, conversationId).wishes.at(-1);
      if (wish?.ending !== undefined) wish.isRead = true;
    },
    woken: cause,
    troubled(what) {
      if (BROKEN.has(what)) scene.brokenAt = agenda.now();
      if (what === 'wall') scene.wallAt = agenda.now();
      if (what.startsWith('event') || what === 'deaf') scene.deceivedAt = agenda.now();
      else scene.troubleAt = agenda.now();
      for (const record of scene.pages.values()) {
        if (what === 'sleep' || what === 'wall') record.jumped = true;
        if (BROKEN.has(what)) record.brokenGeneration = record.generation;
      }
      for (const record of scene.pages.values()) {
        for (const call of record.calls.values())
          call.healthySince = what === 'switch' ? Math.max(call.healthySince, agenda.now()) : Infinity;
      }
    },
    frozen(page) {
      pageRecord(scene, page).frozenAt = agenda.now();
      // Whoever lives on its channel notices by and by, and opens one of its own.
      for (const record of scene.pages.values())
        for (const call of record.calls.values()) call.healthySince = Infinity;
    },
    thawed(page) {
      const record = pageRecord(scene, page);
      record.jumped = true;
      cause(page);
      for (const call of record.calls.values()) call.healthySince = Infinity;
    },
    opened: (page) => void pageRecord(scene, page),
    left: (page) => void scene.pages.delete(page),
    stepped(pages) {
      requests.settled();
      for (const page of pages) if (page.isAlive()) pageStepped(scene, page);
      for (const look of afterStep.splice(0)) look();
    },
    second() {
      for (const record of scene.pages.values()) {
        claimsAreFresh(scene, record);
        lightAgainstWorld(scene, record);
        wishes.passed(record);
      }
    },
    closeBooks(entries) {
      books.close(entries);
      for (const text of written) {
        const secret = SECRETS.find((pattern) => pattern.test(text));
        if (secret) scene.fail('secrets stay put', `${secret.source} in ${text.slice(0, 200)}`);
      }
    },
  };
}
