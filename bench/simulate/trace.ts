import type { Agenda } from './agenda.ts';
import { factsInFrame } from './payload-facts.ts';
import type { Oracle } from './oracle/oracle.ts';

/** The same oracle, which also tells what it sees, for whoever looks into a failing seed. */
export function traced(
  oracle: Oracle,
  agenda: Agenda,
  userId: string,
  write: (line: string) => void,
): Oracle {
  const shown = new Map<number, string>();
  const say = (who: { id: number; place: number }, what: string) =>
    write(`${String(agenda.now()).padStart(9)}  page ${who.id}@${who.place}  ${what}`);
  const short = (text: string): string => {
    const said = factsInFrame(text, userId);
    if (said === undefined || said === 'sign') return text.slice(0, 80);
    return `${said.conversationId.slice(0, 4)} ${said.meaning} ${[...said.others].join()} ${said.party}`;
  };
  return {
    ...oracle,
    get frames() {
      return oracle.frames;
    },
    requested(page, sent) {
      say(
        page,
        `→ ${sent.request.method} ${sent.path.slice(-60)} ${JSON.stringify(sent.request.body ?? '')}`,
      );
      oracle.requested(page, sent);
    },
    answered(page, sent, answer) {
      const said =
        answer.kind === 'answered'
          ? `${answer.status} ${short(JSON.stringify({ topicName: '.conversations.calls', eventBody: answer.body }))}`
          : answer.kind;
      say(page, `← ${sent.request.method} ${sent.path.slice(-24)} ${said}`);
      oracle.answered(page, sent, answer);
    },
    received(page, text, deliver) {
      say(page, `frame ${short(text)}`);
      oracle.received(page, text, deliver);
    },
    relayed(page, data, deliver) {
      const { kind, text, term, quietMs } = data as {
        kind?: string;
        text?: string;
        term?: string;
        quietMs?: number;
      };
      say(page, `relayed ${kind} ${term ?? ''} ${quietMs ?? ''} ${text === undefined ? '' : short(text)}`);
      oracle.relayed(page, data, deliver);
    },
    posted(page, post) {
      say(page, `→ webhook ${post.body.slice(0, 60)}`);
      oracle.posted(page, post);
    },
    receipt(page, post, receipt) {
      say(page, `← webhook ${JSON.stringify(receipt)} ${post.key.slice(-4)}`);
      oracle.receipt(page, post, receipt);
    },
    socketOpened(page) {
      say(page, 'socket opened');
      oracle.socketOpened(page);
    },
    socketClosed(page) {
      say(page, 'socket closed');
      oracle.socketClosed(page);
    },
    socketLeft(page) {
      say(page, 'socket left');
      oracle.socketLeft(page);
    },
    told(page, facts) {
      say(
        page,
        `story ${facts.action} ${facts.trigger} ${facts.phase} ${facts.failure ?? ''} ${facts.wishId?.slice(-4) ?? ''} ${facts.id.slice(-4)}`,
      );
      oracle.told(page, facts);
    },
    kept(page, facts, ok) {
      say(page, `kept ${ok} ${facts.action} ${facts.phase} ${facts.id.slice(-4)}`);
      oracle.kept(page, facts, ok);
    },
    logged(page, line) {
      say(page, `log ${line.slice(25, 130)}`);
      oracle.logged(page, line);
    },
    clicked(page, id, action, click) {
      say(page, `click ${action} ${id.slice(0, 4)}`);
      oracle.clicked(page, id, action, click);
    },
    left(page) {
      say(page, 'gone');
      oracle.left(page);
    },
    stepped(pages) {
      const all = [...pages];
      oracle.stepped(all);
      for (const page of all) {
        const now = `${page.view().phase} ${page
          .conversations()
          .map(
            (one) =>
              `${one.conversationId.slice(0, 4)} ${one.state}${one.safe ? ' SAFE' : ''} ${one.pending ?? ''} ${one.outcome ?? ''} ${one.channel}${one.unsafe ? ` unsafe:${one.unsafe}` : ''}${one.notLogged ? ' notlogged' : ''}${one.notMine ? ' notmine' : ''}${one.alarms.map(({ kind }) => ` !${kind}`).join('')}`,
          )
          .join(' | ')}`;
        if (shown.get(page.id) === now) continue;
        shown.set(page.id, now);
        say(page, `= ${now}`);
      }
    },
  };
}
