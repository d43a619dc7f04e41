import type { CallApi } from '../control/call-api.ts';

/** Tells when the platform no longer knows a call that it was asked for. */
export const noticing = (api: CallApi, gone: () => void): CallApi => ({
  ...api,
  async readCall(conversationId) {
    const read = await api.readCall(conversationId);
    if (!read.ok && read.failure.kind === 'not-found') gone();
    return read;
  },
});
