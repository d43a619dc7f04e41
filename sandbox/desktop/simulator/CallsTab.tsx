import { useSignal } from '@preact/signals';
import type { CallRequest, Medium } from '../../control.ts';
import { SEED } from '../../control.ts';
import type { Act, Desktop } from '../desktop.ts';
import { Action, Choice, Field, Group, Groups, Row, Tick } from './parts.tsx';

const CALLERS = [
  'Noor Haddad',
  'Elena Petrova',
  'Kofi Mensah',
  'Sofia Lindgren',
  'Daniel Moreau',
  'Aiko Tanaka',
];

type RecordedBy = 'customer' | 'both' | 'agent' | 'nobody';
const RECORDERS: Record<RecordedBy, NonNullable<CallRequest['recorders']>> = {
  customer: ['customer'],
  both: ['customer', 'agent'],
  agent: ['agent'],
  nobody: [],
};

export function CallsTab({ desktop }: { desktop: Desktop }) {
  return (
    <Groups>
      <RingGroup desktop={desktop} />
      <PeopleGroups desktop={desktop} />
    </Groups>
  );
}

function RingGroup({ desktop }: { desktop: Desktop }) {
  const medium = useSignal<Medium>('call');
  const queue = useSignal<keyof typeof SEED.queues>('payments');
  const state = useSignal<'alerting' | 'connected'>('alerting');
  const recordedBy = useSignal<RecordedBy>('customer');
  const screen = useSignal(false);
  const customer = useSignal('');
  const rung = useSignal(0);

  const ring = () => {
    const name = customer.value.trim() || (CALLERS[rung.value % CALLERS.length] ?? 'Somebody');
    rung.value += 1;
    void desktop.attempt(() =>
      desktop.control.call({
        agentId: desktop.agent.id,
        medium: medium.value,
        queueId: SEED.queues[queue.value],
        state: state.value,
        recorders: RECORDERS[recordedBy.value],
        screen: screen.value,
        customerName: name,
      }),
    );
  };

  return (
    <Group title="A new interaction">
      <Row>
        <Choice
          label="Medium"
          value={medium.value}
          onChange={(value) => void (medium.value = value)}
          options={[
            ['call', 'Call'],
            ['callback', 'Callback'],
            ['message', 'Message'],
            ['email', 'Email'],
            ['video', 'Video'],
            ['screen', 'Screen share'],
          ]}
        />
        <Choice
          label="Queue"
          value={queue.value}
          onChange={(value) => void (queue.value = value)}
          options={[
            ['payments', 'Payments'],
            ['support', 'Support'],
          ]}
        />
        <Choice
          label="Begins as"
          value={state.value}
          onChange={(value) => void (state.value = value)}
          options={[
            ['alerting', 'Ringing'],
            ['connected', 'Connected'],
          ]}
        />
      </Row>
      <Row>
        <Choice
          label="Recorded by policy"
          value={recordedBy.value}
          onChange={(value) => void (recordedBy.value = value)}
          options={[
            ['customer', 'Customer side'],
            ['both', 'Both sides'],
            ['agent', 'Agent side'],
            ['nobody', 'Not recorded'],
          ]}
        />
        <Field
          label="Customer"
          value={customer.value}
          placeholder="Any name"
          onChange={(value) => void (customer.value = value)}
        />
      </Row>
      <Tick
        label="The agent’s screen is recorded"
        checked={screen.value}
        onChange={(value) => void (screen.value = value)}
      />
      <Row>
        <Action kind="main" onClick={ring}>
          Ring a call
        </Action>
      </Row>
    </Group>
  );
}

const sol = SEED.users.sol;
const DEEDS: readonly { title: string; acts: readonly (readonly [string, Act])[] }[] = [
  {
    title: 'The supervisor',
    acts: [
      ['Supervisor pauses', { act: 'pause', by: sol }],
      ['Supervisor resumes', { act: 'resume', by: sol }],
      ['Supervisor monitors', { act: 'monitor', by: sol }],
      ['Supervisor coaches', { act: 'coach', by: sol }],
      ['Supervisor barges in', { act: 'barge', by: sol }],
      ['Supervisor leaves', { act: 'leave', by: sol }],
      ['Supervisor watches the screen', { act: 'watch-screen', by: sol }],
      ['Supervisor watches no longer', { act: 'leave-screen', by: sol }],
    ],
  },
  {
    title: 'Other recorders',
    acts: [
      ['Snippet starts', { act: 'snippet-start' }],
      ['Snippet stops', { act: 'snippet-stop' }],
      ['Ad hoc starts', { act: 'adhoc-start' }],
      ['Ad hoc stops', { act: 'adhoc-stop' }],
      ['Screen recording starts', { act: 'screen-start' }],
      ['Screen recording stops', { act: 'screen-stop' }],
    ],
  },
  {
    title: 'Others and the platform',
    acts: [
      ['Customer hangs up', { act: 'customer-hangup' }],
      ['Ben answers', { act: 'answer', by: SEED.users.ben }],
      ['Ben hangs up', { act: 'hangup', by: SEED.users.ben }],
      ['Send the snapshot again', { act: 'republish' }],
      ['Send an older snapshot', { act: 'republish', age: 1 }],
    ],
  },
];

function PeopleGroups({ desktop }: { desktop: Desktop }) {
  const id = desktop.selected.value?.id;
  return (
    <>
      {DEEDS.map(({ title, acts }) => (
        <Group key={title} title={title}>
          {acts.map(([text, act]) => (
            <Action
              key={text}
              disabled={id === undefined}
              onClick={() => {
                if (id !== undefined) void desktop.act(id, act);
              }}
            >
              {text}
            </Action>
          ))}
        </Group>
      ))}
    </>
  );
}
