import { useSignal } from '@preact/signals';
import { SEED, type EndpointName, type FaultRequest } from '../../control.ts';
import type { Desktop } from '../desktop.ts';
import type { RequestFault } from './request-fault.ts';
import { ENDPOINTS, REQUEST_FAULTS, requestFault } from './request-fault.ts';
import { Action, Choice, Field, Group, Groups, Row } from './parts.tsx';

const SOCKET_FAULTS: readonly (readonly [string, FaultRequest])[] = [
  ['Half-open: nothing comes any more', { fault: 'socket', how: 'half-open' }],
  ['Deaf: heartbeats only', { fault: 'socket', how: 'deaf' }],
  ['Close the sockets', { fault: 'socket', how: 'close' }],
  ['Announce closing', { fault: 'socket', how: 'closing-notice' }],
  ['Evict the channels', { fault: 'socket', how: 'evict' }],
  ['Let the channels expire', { fault: 'socket', how: 'expire' }],
  ['Revoke the tokens', { fault: 'socket', how: 'token-revoked' }],
  ['Sign Ada out as inactive', { fault: 'inactive', userId: SEED.users.ada }],
  ['Refuse new sockets', { fault: 'socket-refused' }],
];

type Times = '1' | '3' | '0';

export function FaultsTab({ desktop }: { desktop: Desktop }) {
  const count = useSignal(0);
  const add = (fault: FaultRequest) =>
    void desktop.attempt(async () => {
      await desktop.control.fault(fault);
      count.value = 'clear' in fault ? 0 : count.value + 1;
    });
  return (
    <Groups>
      <RequestGroup add={add} />
      <EventGroup desktop={desktop} add={add} />
      <Group title="Sockets, at once">
        {SOCKET_FAULTS.map(([text, fault]) => (
          <Action key={text} onClick={() => add(fault)}>
            {text}
          </Action>
        ))}
      </Group>
      <Group title="All faults">
        <p role="status">
          {count.value === 0 ? 'None added here since the last clearing.' : `${count.value} added here.`}
        </p>
        <Action onClick={() => add({ clear: true })}>Clear all faults</Action>
      </Group>
    </Groups>
  );
}

function RequestGroup({ add }: { add(fault: FaultRequest): void }) {
  const endpoint = useSignal<EndpointName>('pause-own');
  const what = useSignal<RequestFault>('429');
  const times = useSignal<Times>('1');
  const seconds = useSignal('60');
  const usesSeconds = what.value === '429' || what.value === '503' || what.value.startsWith('slow');
  return (
    <Group title="Requests of the app">
      <Choice
        label="Which request"
        value={endpoint.value}
        onChange={(value) => void (endpoint.value = value)}
        options={ENDPOINTS}
      />
      <Choice
        label="What happens to it"
        value={what.value}
        onChange={(value) => void (what.value = value)}
        options={REQUEST_FAULTS}
      />
      <Row>
        <Choice<Times>
          label="How often"
          value={times.value}
          onChange={(value) => void (times.value = value)}
          options={[
            ['1', 'Once'],
            ['3', 'Three times'],
            ['0', 'Until cleared'],
          ]}
        />
        {usesSeconds && (
          <Field
            label={what.value.startsWith('slow') ? 'Seconds late' : 'Retry-After'}
            value={seconds.value}
            onChange={(value) => void (seconds.value = value)}
          />
        )}
      </Row>
      <Row>
        <Action
          kind="main"
          onClick={() =>
            add(
              requestFault({
                endpoint: endpoint.value,
                what: what.value,
                times: Number(times.value),
                seconds: seconds.value,
              }),
            )
          }
        >
          Add fault
        </Action>
      </Row>
    </Group>
  );
}

function EventGroup({ desktop, add }: { desktop: Desktop; add(fault: FaultRequest): void }) {
  const id = desktop.selected.value?.id;
  const ofCall = id === undefined ? {} : { conversationId: id };
  const faults: readonly (readonly [string, FaultRequest])[] = [
    ['Drop the next event', { fault: 'event-dropped', ...ofCall }],
    ['Drop every event', { fault: 'event-dropped', ...ofCall, times: 0 }],
    ['Double the next event', { fault: 'event-doubled', ...ofCall }],
    ['Next event 5 s late', { fault: 'event-late', ...ofCall, delayMs: 5000 }],
    ['Every event 5 s late', { fault: 'event-late', ...ofCall, delayMs: 5000, times: 0 }],
    ['Next event is garbage', { fault: 'event-malformed', frame: '{"topicName":' }],
  ];
  return (
    <Group title="Events of the shown call">
      {faults.map(([text, fault]) => (
        <Action key={text} onClick={() => add(fault)}>
          {text}
        </Action>
      ))}
    </Group>
  );
}
