import type { Entry, What } from '../../app/timeline/entry.ts';
import type { Timeline } from '../../app/timeline/timeline.ts';
import { assertNever } from '../../domain/result.ts';
import type { Catalogue } from '../catalogue.ts';
import { formatDuration } from '../words.ts';
import { labelOfCode } from './reason-label.ts';
import { detailWords, type DetailWords } from './words.ts';

export interface Line {
  readonly time: string;
  readonly text: string;
  /** How it is known. */
  readonly proof: string | undefined;
  /** The agent has to do something about it. */
  readonly isUrgent?: boolean;
}

/** What happened on the call in words, oldest first. */
export function linesOf({ entries, zero }: Timeline, words: Catalogue): readonly Line[] {
  const { language } = words;
  const own = detailWords(words);
  const format = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const moment = (at: number) => (zero === undefined ? format.format(at) : formatDuration(at - zero));
  const until = (from: string, at: number, to: number | undefined) =>
    to === undefined || moment(to) === moment(at) ? from : `${from}–${moment(to)}`;
  const time = ({ at, until: to, goesOn, isAbout }: Entry) => {
    const from = isAbout ? `${own.about} ${moment(at)}` : moment(at);
    return goesOn && to === undefined ? `${from}–` : until(from, at, to);
  };
  const stretch = ({ from, to }: { readonly from: number; readonly to: number }) =>
    until(moment(from), from, to);
  return entries.map((entry) => ({
    time: time(entry),
    text:
      entry.what.kind === 'left-out' ? leftOutText(entry.what, stretch, own) : textOf(entry.what, words, own),
    proof: entry.proof && own.proof[entry.proof],
    ...(isRecorded(entry.what) && { isUrgent: true }),
  }));
}

type LeftOut = Extract<What, { kind: 'left-out' }>;

const isRecorded = (what: What): boolean =>
  what.kind === 'left-out' && (what.said === 'missing' || what.said === 'partly');

export const asText = ({ time, text, proof }: Line): string =>
  proof === undefined ? `${time} ${text}` : `${time} ${text} (${proof})`;

function leftOutText(
  { said, recorded }: LeftOut,
  stretch: (one: LeftOut['recorded'][number]) => string,
  { leftOutOfRecording: words }: DetailWords,
): string {
  return said === 'partly' ? words.partly({ times: recorded.map(stretch).join(', ') }) : words[said];
}

function textOf(what: Exclude<What, LeftOut>, common: Catalogue, words: DetailWords): string {
  switch (what.kind) {
    case 'state':
      return withReason(stateText(what, common, words), what.reason, common);
    case 'unknown':
      return words.unknown[what.why];
    case 'ended':
      return [what.whilePaused ? words.endedPaused : words.ended, what.isHandedOver && words.handedOver]
        .filter(Boolean)
        .join(' ');
    case 'agent':
      return what.came ? words.agentCame : words.agentLeft;
    case 'beside': {
      const name = common.recorder[what.recorder];
      return [name, what.byYou ? words.startedByYou : words.captured].join(words.colon);
    }
    case 'limit':
      return what.isOver ? words.timeUp : words.moreTime;
    case 'wish': {
      const { action, ending, failure, isByPolicy } = what;
      const name = isByPolicy ? 'auto' : action;
      if (ending === 'confirmed') return withReason(words.done[name], what.reason, common);
      const text = `${words.asked[name]}${words.colon}${words.ending[ending]}`;
      return failure && ending === 'failed' ? `${text} (${failure})` : withReason(text, what.reason, common);
    }
    default:
      return assertNever(what);
  }
}

function stateText(
  { state, by, isInsecure, isResumed, afterMs = 0 }: Extract<What, { kind: 'state' }>,
  common: Catalogue,
  words: DetailWords,
): string {
  if (by === 'policy') return words.resumedAfter({ time: formatDuration(afterMs) });
  if (isResumed && by) return words.resumedBy[by];
  if (state !== 'paused') return common.state[state];
  const text = by ? words.pausedBy[by] : common.state.paused;
  return isInsecure ? `${text}. ${common.insecure}` : text;
}

const withReason = (text: string, code: string | undefined, { language }: Catalogue): string =>
  code === undefined ? text : `${text} (${labelOfCode(code, language)})`;
