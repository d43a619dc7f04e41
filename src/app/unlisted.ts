import type { ChannelNews } from './channel-news.ts';
import type { Discovery } from './discovery.ts';
import type { Unlisted } from './view.ts';

/** Whether an empty list means that there is no call: only while the channel lives and its newest listing has come. */
export function unlistedOf(
  channel: Pick<ChannelNews, 'generation' | 'hasFailed' | 'livePermission'>,
  /** The first channel is on its way. */
  isOpening: boolean,
  discovery: Pick<Discovery, 'came'> | undefined,
): Unlisted | undefined {
  if (channel.generation === undefined)
    return isOpening && !channel.hasFailed
      ? { kind: 'asking' }
      : { kind: 'lost', permission: channel.livePermission };
  if (discovery === undefined || discovery.came === 'list') return undefined;
  const failure = discovery.came;
  if (failure === undefined) return { kind: 'asking' };
  return {
    kind: 'refused',
    failure: failure.kind,
    ...(failure.kind === 'denied' && { permission: failure.permission }),
  };
}
