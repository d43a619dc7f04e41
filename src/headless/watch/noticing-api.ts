import type { RecordingApi } from '../../app/ports.ts';

/** Tells whether the platform knows the call that it was asked for, where it answers. What `api` has besides is left out. */
export const noticing = (api: RecordingApi, looked: (isThere: boolean) => void): RecordingApi => ({
  me: api.me,
  myCalls: api.myCalls,
  readOther: api.readOther,
  setRecording: api.setRecording,
  setCapture: api.setCapture,
  async readCall(conversationId) {
    const read = await api.readCall(conversationId);
    if (read.ok || read.failure.kind === 'not-found') looked(read.ok);
    return read;
  },
});
