/** `mm:ss`, from an hour on `h:mm:ss`. A clock that is ahead of us by a second or two counts as zero. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`;
}

/** `conversation:recording:pauseOthers` as the role editor of Genesys writes it: `Conversation > Recording > Pause Others`. */
export function permissionName(permission: string): string {
  const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return permission
    .split(':')
    .map((part) =>
      part
        .split(/(?=[A-Z])/)
        .map(capitalised)
        .join(' '),
    )
    .join(' > ');
}

/** How long to wait, in the unit that says most: `60 s`, `60 min`. Both units read the same in all our languages. */
export function formatWait(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds > 120 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`;
}

/** Hours and minutes where the agent is. */
export const formatTime = (at: number, language: string): string =>
  new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });

/** The first group of a UUID: enough to tell the live calls of one agent apart. */
export const shortId = (id: string): string => id.slice(0, 8);
