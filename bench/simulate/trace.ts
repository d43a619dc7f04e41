import type { Agenda } from './agenda.ts';
import { factsInFrame } from './payload-facts.ts';
import type { Watch } from './witness/witness.ts';

/** The same witness, which also tells what it sees, for whoever looks into a failing seed. */
export function traced(watch: Watch, agenda: Agenda, userId: string, write: (line: string) => void): Watch {
  const shown = new Map<number, string>();
  const say = (who: { id: number; place: number }, what: string) =>
    write(`${String(agenda.now()).padStart(9)}  page ${who.id}@${who.place}  ${what}`);
  const short = (text: string): string => {
    const facts = factsInFrame(text, userId);
    if (facts === undefined || facts === 'sign') return text.slice(0, 80);
    return `${facts.conversationId.slice(0, 4)} captures ${facts.captures} secure ${facts.secure} others ${facts.others} live ${facts.isLive}`;
  };
  return {
    ...watch,
    get frames() {
      return watch.frames;
    },
    requested(page, sent) {
      say(
        page,
        `→ ${sent.request.method} ${sent.path.slice(-60)} ${JSON.stringify(sent.request.body ?? '')}`,
      );
      watch.requested(page, sent);
    },
    answered(page, sent, answer) {
      const told =
        answer.kind === 'answered'
          ? `${answer.status} ${short(JSON.stringify({ topicName: '.conversations.calls', eventBody: answer.body }))}`
          : answer.kind;
      say(page, `← ${sent.request.method} ${sent.path.slice(-24)} ${told}`);
      watch.answered(page, sent, answer);
    },
    received(page, text, deliver) {
      say(page, `frame ${short(text)}`);
      watch.received(page, text, deliver);
    },
    relayed(page, data, deliver) {
      const { kind, text, term, quietMs } = data as {
        kind?: string;
        text?: string;
        term?: string;
        quietMs?: number;
      };
      say(page, `relayed ${kind} ${term ?? ''} ${quietMs ?? ''} ${text === undefined ? '' : short(text)}`);
      watch.relayed(page, data, deliver);
    },
    socketOpened(page) {
      say(page, 'socket opened');
      watch.socketOpened(page);
    },
    socketClosed(page) {
      say(page, 'socket closed');
      watch.socketClosed(page);
    },
    socketLeft(page) {
      say(page, 'socket left');
      watch.socketLeft(page);
    },
    told(page, facts) {
      say(
        page,
        `story ${facts.action} ${facts.phase} ${facts.failure ?? ''} ${facts.wishId?.slice(-4) ?? ''} ${facts.id.slice(-4)}`,
      );
      watch.told(page, facts);
    },
    kept(page, facts, ok) {
      say(page, `kept ${ok} ${facts.action} ${facts.phase} ${facts.id.slice(-4)}`);
      watch.kept(page, facts, ok);
    },
    logged(page, line) {
      say(page, `log ${line.slice(25, 130)}`);
      watch.logged(page, line);
    },
    clicked(page, id, action, click) {
      say(page, `click ${action} ${id.slice(0, 4)}`);
      watch.clicked(page, id, action, click);
    },
    troubled(what) {
      write(`${String(agenda.now()).padStart(9)}  world ${what}`);
      watch.troubled(what);
    },
    left(page) {
      say(page, 'gone');
      watch.left(page);
    },
    stepped(pages) {
      const all = [...pages];
      watch.stepped(all);
      for (const page of all) {
        const now = `${page.view().phase} ${page
          .conversations()
          .map(
            (one) =>
              `${one.conversationId.slice(0, 4)} ${one.state}${one.safe ? ' SAFE' : ''} ${one.pending ?? ''} ${one.outcome ?? ''} ${one.channel}${one.unsafe ? ` unsafe:${one.unsafe}` : ''}${one.notLogged ? ' notlogged' : ''}${one.notMine ? ' notmine' : ''}`,
          )
          .join(' | ')}`;
        if (shown.get(page.id) === now) continue;
        shown.set(page.id, now);
        say(page, `= ${now}`);
      }
    },
  };
}
