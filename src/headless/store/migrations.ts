/**
 * How the tables came to be what they are. One that was released is never changed: the next one is added behind it.
 * What each table is for stands beside it.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- Which store this is: entries of the audit log name it.
  create table recording_control.store (id text primary key);
  insert into recording_control.store (id) values (gen_random_uuid()::text);

  create table recording_control.call (
    conversation_id text primary key,
    queue_id text,
    -- live: watched; ended: its recordings are looked for; done: nothing is left to do.
    phase text not null check (phase in ('live', 'ended', 'done')),
    -- What is known and left to do, as the watch of one machine keeps it in a file.
    job jsonb not null,
    changed_at timestamptz not null default now()
  );
  create index call_by_phase on recording_control.call (phase, changed_at);

  -- One row for each pause that was compared, newest word on it.
  create table recording_control.verdict (
    conversation_id text not null,
    from_at timestamptz not null,
    to_at timestamptz,
    source text not null check (source in ('watch', 'panel', 'command')),
    verdict text not null check (verdict in ('proved', 'late', 'short', 'missing', 'unexplained', 'unknown')),
    -- Of the worst recording: its id, and the stretches that were recorded.
    recording_id text,
    recorded jsonb not null default '[]',
    -- The entry of the audit log in which it stands.
    entry_id text not null,
    at timestamptz not null,
    primary key (conversation_id, from_at, source)
  );
  create index verdict_by_entry on recording_control.verdict (entry_id);
  create index verdict_by_age on recording_control.verdict (at);

  create table recording_control.incident (
    id text primary key,
    conversation_id text not null,
    queue_id text,
    -- The agent, where it is known who was on the call.
    user_id text,
    code text not null check (code in ('REC-LATE', 'REC-SHORT', 'REC-MISSING')),
    from_at timestamptz not null,
    to_at timestamptz,
    recording_id text,
    state text not null check (state in ('open', 'reviewed', 'closed')),
    opened_at timestamptz not null,
    closed_at timestamptz
  );
  create index incident_by_state on recording_control.incident (state, opened_at);
  create index incident_by_call on recording_control.incident (conversation_id);

  -- What was done about an incident, and by whom; each stands in the audit log as well.
  create table recording_control.incident_step (
    incident_id text not null references recording_control.incident (id) on delete cascade,
    entry_id text not null,
    step text not null check (step in ('opened', 'reviewed', 'closed')),
    by_whom text not null,
    note text,
    at timestamptz not null,
    primary key (incident_id, entry_id)
  );

  -- What was taken out on purpose, so that nobody takes it for a theft; it leads to no call.
  create table recording_control.taken_out (
    -- Of a call that was erased its id, hashed; of an incident that was closed long ago its id.
    what text not null,
    -- The entry of the audit log, of whatever home, that erased or closed it.
    entry_id text not null,
    at timestamptz not null,
    primary key (what, entry_id)
  );
  create index taken_out_by_entry on recording_control.taken_out (entry_id);

  -- Which worker watches a queue, and until when it may be silent.
  create table recording_control.queue_lease (
    queue_id text primary key,
    worker text,
    until timestamptz,
    -- Until when the queue is known to have been listened to.
    heard_until timestamptz,
    -- It was said that nobody watches it any more.
    missing_told boolean not null default false
  );

  -- Processes that watch queues, until when each may be silent, and which it would watch.
  create table recording_control.worker (
    id text primary key,
    until timestamptz not null,
    queues text[] not null
  );

  -- Webhooks that their receiver refuses for good, as they were sent.
  create table recording_control.set_aside (
    key text primary key,
    conversation_id text not null,
    -- Of an incident: the one that holds what should be left out, where that is known.
    recording_id text,
    status integer not null,
    body text not null,
    at timestamptz not null default now()
  );
  `,
  `
  -- A worker was here that knows where webhooks go: from then on they wait for one that does.
  alter table recording_control.store add column has_receiver boolean not null default false;
  `,
  `
  -- Of a live call: the worker that follows it. When that one is dead, and nobody watches the queue, another does.
  alter table recording_control.call add column worker text;
  `,
  `
  -- Of Genesys: whose calls these are. Nobody else's webhooks and incidents come in between.
  alter table recording_control.store add column organization_id text;
  `,
  `
  -- Sources: 'event' is one event that no read has proven, 'attribute' what stands on the call, 'recording' nobody: it was found there.
  alter table recording_control.verdict drop constraint verdict_source_check;
  alter table recording_control.verdict add constraint verdict_source_check
    check (source in ('watch', 'panel', 'command', 'event', 'attribute', 'recording'));
  `,
  `
  -- 'entry' is what somebody has sent to the service as an entry of a panel.
  alter table recording_control.verdict drop constraint verdict_source_check;
  alter table recording_control.verdict add constraint verdict_source_check
    check (source in ('watch', 'panel', 'command', 'event', 'attribute', 'entry', 'recording'));
  `,
  `
  -- What panels have sent of calls that nobody here has heard of yet.
  create table recording_control.early_entry (
    conversation_id text not null,
    key text not null,
    told jsonb not null,
    at timestamptz not null default now(),
    primary key (conversation_id, key)
  );
  `,
];
