import type { Failure } from '../domain/failure.ts';
import type { ChannelNews } from './channel-news.ts';
import type { Unlisted } from './view.ts';

/** What has come of asking which calls there are: the list, a refusal, or nothing yet. */
export type Came = 'list' | Failure | undefined;
export type Listened = Pick<ChannelNews, 'generation' | 'hasFailed' | 'livePermission'>;

/** Whether an empty list means that there is no call: only while the channel lives and its newest listing has come. */
export function unlistedOf(channel: Listened, isOpening: boolean, came: Came): Unlisted | undefined {
  if (channel.generation === undefined)
    return isOpening && !channel.hasFailed
      ? { kind: 'asking' }
      : { kind: 'lost', permission: channel.livePermission };
  if (came === 'list') return undefined;
  if (came === undefined) return { kind: 'asking' };
  return {
    kind: 'refused',
    failure: came.kind,
    ...(came.kind === 'denied' && { permission: came.permission }),
  };
}
