import { Component } from 'preact';
import { isHoldRecorded } from '../../app/timeline/hold-recorded.ts';
import type { Past } from '../../app/past.ts';
import { timelineOf } from '../../app/timeline/timeline.ts';
import type { Alarm, ConversationView, Setback, Standings } from '../../app/view.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import type { ToldProof } from '../../proof/left-out.ts';
import { copyText } from '../agent/copy-text.ts';
import type { BodyProps } from '../agent/Details.tsx';
import { listenerWords, recorderNames } from '../agent/status-words.ts';
import type { Ui } from '../agent/ui.ts';
import { permissionName, shortId } from '../words.ts';
import { DuringPause } from './DuringPause.tsx';
import { SaveLog } from './SaveLog.tsx';
import { standingFacts } from './standing-facts.ts';
import { ThisCall } from './ThisCall.tsx';
import { asText, linesOf, type Line } from './timeline-lines.ts';
import { detailWords } from './words.ts';

interface State {
  readonly copied?: boolean;
  /** What the destinations of the audit log have not got. */
  readonly standing?: Standings | undefined;
  /** What the log of this browser has of the call; `undefined` while it is read. */
  readonly logged?: readonly AuditFacts[];
  readonly isUnread?: boolean;
  /** What the recordings of the call left out, once it is over. */
  readonly proof?: ToldProof | undefined;
}

/** What was seen is told anew so often while it is in sight. */
const LOOK_MS = 1_000;
/** A log that is not read by then counts as refused, until it comes after all. */
const READ_WITHIN_MS = 5_000;

/** What stands below *Details*, loaded when it is opened for the first time. */
export class DetailsBody extends Component<BodyProps, State> {
  override state: State = {};
  private cancelLook = () => {};
  private cancelWait = () => {};
  /** Whose claims are compared now. */
  private claimedBy: string | undefined;
  private endProof = () => {};
  /** In which session the call is kept in sight. */
  private keptBy: Past['keep'] | undefined;
  private letGo = () => {};

  override componentDidMount(): void {
    this.look();
    void this.read();
    this.keep();
  }

  /** Another panel of this agent may have brought it about, and written that down. */
  override componentDidUpdate({ view }: BodyProps): void {
    if (view.state !== this.props.view.state) void this.read();
    this.follow();
    this.keep();
  }

  override componentWillUnmount(): void {
    this.cancelLook();
    this.cancelWait();
    this.endProof();
    this.letGo();
  }

  /** A call that is over is not taken away from who reads of it. */
  private keep(): void {
    const { ui, view } = this.props;
    const keep = ui.past(view.conversationId)?.keep;
    if (keep === this.keptBy) return;
    this.letGo();
    this.keptBy = keep;
    this.letGo = keep?.(view.conversationId) ?? (() => {});
  }

  /** Nothing is asked before the call is over, nor where no panel of this user said *safe* on it. */
  private follow(): void {
    const { ui, view, followProof } = this.props;
    const { conversationId, state } = view;
    const { userId, permissions = new Set<string>() } = ui.past(conversationId) ?? {};
    const isClaimed = this.state.logged?.some(
      (facts) => facts.action === 'safe-shown' && facts.userId === userId,
    );
    // Of a call that is over, nothing is known while live updates are lost; it is over all the same.
    const isOver = state === 'ended' || (state === 'unknown' && this.claimedBy !== undefined);
    const claimedBy = isOver && isClaimed ? userId : undefined;
    if (claimedBy === this.claimedBy) return;
    this.endProof();
    this.claimedBy = claimedBy;
    this.endProof = () => {};
    this.setState({ proof: undefined });
    if (claimedBy === undefined) return;
    const call = { conversationId, userId: claimedBy, permissions, clock: ui.clock };
    this.endProof = followProof(call, (proof) => this.setState({ proof }));
  }

  private look(): void {
    void this.props.ui.standing?.().then((standing) => this.setState({ standing }));
    this.cancelLook = this.props.ui.clock.after(LOOK_MS, () => {
      this.forceUpdate();
      this.look();
    });
  }

  private async read(): Promise<void> {
    const { ui, view, readLog } = this.props;
    this.cancelWait();
    this.cancelWait = ui.clock.after(READ_WITHIN_MS, () => this.setState({ isUnread: true }));
    try {
      this.setState({ logged: await readLog(view.conversationId), isUnread: false });
    } catch {
      this.setState({ isUnread: true });
    }
    this.cancelWait();
  }

  /** What happened, and whether a hold was recorded. */
  private told(): { readonly lines: readonly Line[]; readonly isHoldRecorded: boolean } {
    const { ui, view, seenPast } = this.props;
    const past = ui.past(view.conversationId);
    if (!past) return { lines: [], isHoldRecorded: false };
    const seen = seenPast(past);
    const { logged = [], proof } = this.state;
    const lines = linesOf(timelineOf(seen, logged, proof?.stretches), ui.words);
    return { lines, isHoldRecorded: isHoldRecorded(seen) };
  }

  override render({ ui, view, saveLog }: BodyProps, { copied, standing, isUnread = false, proof }: State) {
    const words = detailWords(ui.words);
    const { refused } = proof ?? {};
    const notShown =
      refused && [words.leftOutOfRecording.refused, ui.words.why.denied(named(refused))].join(' ');
    const facts = [...detailFacts(ui, view), ...standingFacts(standing, ui.words)];
    const { lines, isHoldRecorded: isRecorded } = this.told();
    const copy = async () => {
      const texts = [
        ...facts.map(({ label, value }) => `${label}: ${value}`),
        ...(lines.length > 0 ? ['', words.thisCall, ...lines.map(asText)] : []),
        ...(notShown === undefined ? [] : [notShown]),
      ];
      this.setState({ copied: await copyText(texts.join('\n')) });
    };

    return (
      <>
        <ThisCall lines={lines} words={words} isUnread={isUnread} notShown={notShown} />
        <dl>
          {facts.map(({ label, value, shown }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd title={shown === undefined ? undefined : value}>{shown ?? value}</dd>
            </div>
          ))}
        </dl>
        <DuringPause view={view} words={words.duringPause} isHoldRecorded={isRecorded} />
        <button type="button" class="quiet" onClick={() => void copy()}>
          {copied ? words.copied : words.copy}
        </button>{' '}
        <SaveLog ui={ui} saveLog={saveLog} form="jsonl" words={words.saveLog} />{' '}
        <SaveLog ui={ui} saveLog={saveLog} form="csv" words={words.saveCsv} />{' '}
      </>
    );
  }
}

const named = ({ permission }: NonNullable<ToldProof['refused']>) =>
  permission === undefined ? {} : { permission: permissionName(permission) };

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly shown?: string;
}

function detailFacts({ words: common, shortcuts }: Ui, view: ConversationView): readonly Fact[] {
  const words = detailWords(common);
  const listeners = listenerWords(view.listeners, common).join(' ');
  const facts: Fact[] = [
    { label: common.recorders, value: recorderNames(view, common) || words.nobody },
    { label: words.listeners, value: listeners || words.nobody },
    { label: words.channel, value: words.channelState[view.channel] },
    { label: words.conversation, value: view.conversationId, shown: shortId(view.conversationId) },
  ];
  if (view.failure) facts.push({ label: words.code, value: view.failure });
  const { reason, correlationId: trace } = view.alarms.findLast(isSetback) ?? {};
  if (reason) facts.push({ label: words.reason, value: reason });
  if (trace) facts.push({ label: words.trace, value: trace, shown: shortId(trace) });
  const pressed = [shortcuts.pause, shortcuts.resume].filter(Boolean).join(', ');
  if (pressed) facts.push({ label: words.keys, value: pressed });
  return facts;
}

const isSetback = (alarm: Alarm): alarm is Extract<Alarm, Setback> => 'code' in alarm;
