import type { RecordingApi } from '../../app/ports.ts';

/** Tells when the platform no longer knows a call that it was asked for. What `api` has besides is left out. */
export const noticing = (api: RecordingApi, gone: () => void): RecordingApi => ({
  me: api.me,
  myCalls: api.myCalls,
  readOther: api.readOther,
  setRecording: api.setRecording,
  setCapture: api.setCapture,
  async readCall(conversationId) {
    const read = await api.readCall(conversationId);
    if (!read.ok && read.failure.kind === 'not-found') gone();
    return read;
  },
});
