/** One thing that an agent has brought about, as a panel has written it on the call: docs/contracts/call-attributes.md. */
export interface CallMark {
  readonly action: 'pause' | 'resume' | 'extend' | 'start' | 'stop';
  readonly target: 'policy' | 'snippet' | 'adhoc';
  /** Epoch ms by Genesys' clock; missing where the writer did not know it. */
  readonly at?: number;
}

const KEY = /^rc1\.([\w-]{1,8})\.([1-9]\d{0,14})$/;
/** Version 1, and no other: what another one means nobody can say here. */
const VALUE =
  /^1;(pause|resume|extend|start|stop);(policy|snippet|adhoc);(confirmed|observed);([\dTZ:.-]*);(?:[a-z0-9-]{1,32})?;([\w-]{1,64}):([1-9]\d{0,14}):[0-9a-f]{64}$/;

/** `undefined`: not to be read, or it contradicts itself. Anybody may have written it. */
export function readMark(key: string, value: string): CallMark | undefined {
  const [, begins, seq] = KEY.exec(key) ?? [];
  const [, action, target, phase, when = '', chain, last] = VALUE.exec(value) ?? [];
  const isOfKey = begins !== undefined && chain?.slice(0, 8) === begins && Number(last) >= Number(seq);
  if (!isOfKey || phase !== (action === 'extend' ? 'observed' : 'confirmed')) return undefined;
  const at = when === '' ? undefined : Date.parse(when);
  if (at !== undefined && (Number.isNaN(at) || new Date(at).toISOString() !== when)) return undefined;
  return {
    action: action as CallMark['action'],
    target: target as CallMark['target'],
    ...(at !== undefined && { at }),
  };
}
