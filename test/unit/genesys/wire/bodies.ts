/** Bodies as the platform sends them, reduced to what matters; `more` replaces or adds fields. */

export const IDS = {
  conversation: '5c0ffee0-0000-4000-8000-000000000001',
  customer: '5c0ffee0-0000-4000-8000-00000000000c',
  agent: '5c0ffee0-0000-4000-8000-00000000000a',
  user: '5c0ffee0-0000-4000-8000-0000000000aa',
  queue: '5c0ffee0-0000-4000-8000-0000000000ff',
};

type More = Record<string, unknown>;

export const flatAgent = (more: More = {}): More => ({
  id: IDS.agent,
  name: 'Somebody',
  purpose: 'agent',
  state: 'connected',
  direction: 'inbound',
  held: false,
  user: { id: IDS.user, selfUri: '/api/v2/users/x' },
  queue: { id: IDS.queue },
  startTime: '2026-01-05T08:59:00.000Z',
  connectedTime: '2026-01-05T08:59:30.000Z',
  recording: true,
  recordingState: 'active',
  securePause: false,
  recordersState: { adhocState: 'NONE', customerExperienceState: 'ACTIVE', snippetState: 'none' },
  ...more,
});

export const flatCall = (more: More = {}, agent: More = {}): More => ({
  id: IDS.conversation,
  participants: [
    {
      id: IDS.customer,
      purpose: 'customer',
      state: 'connected',
      connectedTime: '2026-01-05T08:58:00.000Z',
      recordersState: null,
    },
    flatAgent(agent),
  ],
  recordingState: 'active',
  securePause: false,
  maxParticipants: 0,
  ...more,
});

export const callLeg = (more: More = {}): More => ({
  id: 'leg-1',
  state: 'connected',
  held: false,
  recordingState: 'paused',
  securePause: true,
  recordersState: { customerExperienceState: 'PAUSED' },
  connectedTime: '2026-01-05T08:59:30.000Z',
  ...more,
});

export const nestedConversation = (legs: More[] = [callLeg()], more: More = {}): More => ({
  id: IDS.conversation,
  recordingState: 'PAUSED',
  securePause: true,
  participants: [
    { id: IDS.customer, purpose: 'customer', calls: [callLeg()] },
    {
      id: IDS.agent,
      purpose: 'AGENT',
      userId: IDS.user,
      queueId: IDS.queue,
      startTime: '2026-01-05T08:59:00.000Z',
      calls: legs,
    },
  ],
  ...more,
});
