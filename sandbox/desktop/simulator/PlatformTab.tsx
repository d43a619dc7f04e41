import { useSignal, useSignalEffect } from '@preact/signals';
import type { SwitchRequest, Switches } from '../../control.ts';
import type { Desktop } from '../desktop.ts';
import type { Grant } from '../launch.ts';
import { relaunch } from '../launch.ts';
import { NO_SCENARIO } from '../../scenarios/scenarios.ts';
import { Action, Choice, Field, Group, Groups, Row, Stack, Tick } from './parts.tsx';

type FlagName = { [K in keyof Switches]-?: Switches[K] extends boolean ? K : never }[keyof Switches];

const FLAGS = {
  otherLegsUpdate: 'shows a pause on other legs too',
  eventBefore2xx: 'sends the event before the answer',
  duplicateEvents: 'publishes every change twice',
  securePauseCarried: 'tells a secure pause apart',
  bootstrapOnce: 'sends bootstrap only once',
  pauseSurvivesTransfer: 'keeps a pause over a transfer',
  screenPausesWithAudio: 'pauses the screen with the audio',
  suppressOnHold: 'stops recording during hold',
  agentsSeeRecordings: 'lets agents see what recordings left out',
  pauseNeedsDisconnect: 'wants one more permission to pause',
  snippetNeedsUser: 'takes snippets for users only',
  retryAfterExposed: 'lets browsers read Retry-After',
} satisfies Record<FlagName, string>;

const ADVANCES: readonly (readonly [string, number])[] = [
  ['10 s', 10_000],
  ['1 min', 60_000],
  ['5 min', 300_000],
  ['1 h', 3_600_000],
  ['24 h', 86_400_000],
];

export function PlatformTab({ desktop }: { desktop: Desktop }) {
  const switches = useSignal<Switches | undefined>(undefined);
  const set = (request: SwitchRequest) =>
    void desktop.attempt(async () => {
      switches.value = await desktop.control.switches(request);
    });
  useSignalEffect(() => {
    if (switches.value === undefined) set({});
  });
  const shown = switches.value;
  return (
    <Groups>
      {shown !== undefined && <SwitchGroups switches={shown} set={set} />}
      <Stack>
        <ClockGroup desktop={desktop} />
        <SignInGroup desktop={desktop} />
      </Stack>
      <HostGroup desktop={desktop} />
    </Groups>
  );
}

function SwitchGroups({ switches, set }: { switches: Switches; set(request: SwitchRequest): void }) {
  return (
    <>
      <Group title="Where nobody knows, the platform …">
        {Object.entries(FLAGS).map(([name, text]) => (
          <Tick
            key={name}
            label={text}
            checked={switches[name as FlagName]}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
      </Group>
      <Group title="The sign-in page">
        <Choice
          label="In a frame"
          value={switches.loginFraming}
          onChange={(loginFraming) => set({ loginFraming })}
          options={[
            ['refused', 'Refuses'],
            ['redirects-only', 'Redirects only'],
            ['allowed', 'Is shown'],
          ]}
        />
        <Choice
          label="Identity provider"
          value={switches.identityProvider}
          onChange={(identityProvider) => set({ identityProvider })}
          options={[
            ['none', 'None'],
            ['coop', 'Cuts windows off'],
          ]}
        />
        <Choice
          label="Answers"
          value={switches.signInRefusal}
          onChange={(signInRefusal) => set({ signInRefusal })}
          options={[
            ['none', 'As usual'],
            ['unknown-client', 'Unknown client'],
            ['unregistered-redirect', 'Unlisted redirect'],
          ]}
        />
      </Group>
      <Group title="Payloads and delays">
        <Choice
          label="Casing of states"
          value={switches.casing}
          onChange={(casing) => set({ casing })}
          options={[
            ['mixed', 'Mixed'],
            ['lower', 'lower case'],
            ['upper', 'UPPER CASE'],
          ]}
        />
        <Field
          label="Reads lag by (ms)"
          type="number"
          value={String(switches.readLagMs)}
          onChange={(value) => set({ readLagMs: Number(value) })}
        />
        <Field
          label="Token life (s)"
          type="number"
          value={String(switches.tokenLifeSeconds)}
          onChange={(value) => set({ tokenLifeSeconds: Number(value) })}
        />
      </Group>
    </>
  );
}

function ClockGroup({ desktop }: { desktop: Desktop }) {
  return (
    <Group title="Let the platform’s time pass">
      <Row>
        {ADVANCES.map(([text, ms]) => (
          <Action key={text} onClick={() => void desktop.attempt(() => desktop.control.clock(ms))}>
            {`Advance ${text}`}
          </Action>
        ))}
      </Row>
    </Group>
  );
}

function SignInGroup({ desktop }: { desktop: Desktop }) {
  const { control } = desktop;
  const chosen = useSignal<Grant>(desktop.launch.grant ?? 'implicit');
  const choose = (grant: Grant) =>
    void desktop.attempt(async () => {
      await control.grant(grant);
      chosen.value = grant;
      // Kept in the address, because a reset goes back to the implicit grant.
      history.replaceState(undefined, '', relaunch(location.search, { grant }));
      reloadAll(desktop);
    });
  return (
    <Group title="Sign-in">
      <Choice<Grant>
        label="OAuth client"
        value={chosen.value}
        onChange={choose}
        options={[
          ['implicit', 'Implicit grant'],
          ['pkce', 'PKCE'],
        ]}
      />
      <Action onClick={() => void desktop.attempt(() => control.signIn(desktop.agent.id))}>
        Sign in to Genesys
      </Action>
      <Action onClick={() => void desktop.attempt(() => control.signOut())}>Sign out of Genesys</Action>
    </Group>
  );
}

function HostGroup({ desktop }: { desktop: Desktop }) {
  const id = desktop.selected.value?.id;
  const toShown = (kind: 'reclaimed' | 'reloaded') => () => {
    if (id !== undefined) desktop.host.send({ kind, conversationId: id });
  };
  const startWith = (scenario: string) => () => {
    location.search = relaunch(location.search, { scenario });
  };
  return (
    <Group title="Host and world">
      <Action disabled={id === undefined} onClick={toShown('reclaimed')}>
        Stop the shown app
      </Action>
      <Action disabled={id === undefined} onClick={toShown('reloaded')}>
        Reload the shown app
      </Action>
      <Action onClick={startWith(desktop.launch.scenario)}>Start the scenario again</Action>
      <Action
        onClick={() =>
          void desktop.attempt(async () => {
            await desktop.control.reset({});
            await desktop.control.signIn(desktop.agent.id);
            startWith(NO_SCENARIO)();
          })
        }
      >
        Reset to an empty world
      </Action>
    </Group>
  );
}

function reloadAll(desktop: Desktop): void {
  for (const conversationId of desktop.host.frames.peek().frames.keys()) {
    desktop.host.send({ kind: 'reloaded', conversationId });
  }
}
