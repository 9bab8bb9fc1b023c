-- Realtime over the Supabase wire (wire.md 3.4): messages that channels carry, and who may hear and say what.

create schema if not exists realtime;
comment on schema realtime is 'Channels: messages sent from SQL, kept for replay; policies on them are the channels'' rules.';
grant usage on schema realtime to anon, authenticated, service_role;

-- The same columns as elsewhere; and org_id: whose public channels a message is for, tx: for those who must poll.
create table realtime.messages (
  id uuid not null default gen_random_uuid(),
  topic text not null,
  extension text not null,
  payload jsonb,
  binary_payload bytea,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  org_id uuid default auth.org_id(),
  tx xid8 not null default pg_current_xact_id(),
  primary key (id, inserted_at),
  constraint messages_payload_exclusive check (payload is null or binary_payload is null)
) partition by range (inserted_at);
comment on table realtime.messages is
  'Messages broadcast from SQL, a partition a day, kept three days; its policies say who may hear and speak in private channels.';
create index messages_replay on realtime.messages (topic, inserted_at desc) where extension = 'broadcast' and private;
create table realtime.messages_default partition of realtime.messages default;
alter table realtime.messages owner to service_role;
alter table realtime.messages_default owner to service_role;
grant usage, create on schema realtime to service_role;
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;

create function realtime.topic() returns text
language sql stable
as $$ select nullif(current_setting('realtime.topic', true), '') $$;
comment on function realtime.topic() is 'The channel a policy is asked about, without "realtime:".';

-- Ours: org:<id of the organisation>:... belongs to its members. What the house itself says there, nobody else says.
create function realtime.in_my_organization(topic text) returns boolean
language sql stable
as $$ select auth.org_id() is not null and starts_with(topic, 'org:' || auth.org_id()::text || ':') $$;
comment on function realtime.in_my_organization(text) is 'Is this a channel of the organisation the caller acts in?';

create policy members_hear on realtime.messages for select to authenticated
using (realtime.in_my_organization(realtime.topic()));
create policy members_speak on realtime.messages for insert to authenticated
with check (
  realtime.in_my_organization(realtime.topic())
  and (extension = 'presence' or split_part(realtime.topic(), ':', 3) not in ('deals', 'calls', 'imports', 'jobs'))
);

-- Days are made ahead and dropped whole; what no day takes goes to the default partition, so sending never fails.
create function realtime.turn_days(keep_days integer default 3) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  day date;
  old record;
begin
  perform pg_advisory_xact_lock(hashtext('realtime.turn_days'));
  for day in select generate_series(current_date, current_date + 3, interval '1 day')::date loop
    begin
      execute format('create table if not exists realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        'messages_' || to_char(day, 'YYYY_MM_DD'), day, day + 1);
    exception when check_violation then null; -- rows of that day wait in the default partition
    end;
  end loop;
  for old in
    select c.relname from pg_inherits as i inner join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = 'realtime.messages'::regclass and c.relname ~ '^messages_\d{4}_\d\d_\d\d$'
      and to_date(right(c.relname, 10), 'YYYY_MM_DD') < current_date - keep_days
  loop
    execute format('drop table realtime.%I', old.relname);
  end loop;
  delete from realtime.messages_default where inserted_at < current_date - keep_days;
end
$$;
comment on function realtime.turn_days(integer) is 'Makes the coming days'' partitions of realtime.messages and drops old ones.';
alter function realtime.turn_days(integer) owner to service_role;
select realtime.turn_days();

create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql
as $$
declare
  made constant uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (made, case when jsonb_typeof(payload) <> 'object' or payload ? 'id' then payload
    else jsonb_set(payload, '{id}', to_jsonb(made)) end, event, topic, private, 'broadcast');
exception
  when others then raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;
comment on function realtime.send(jsonb, text, text, boolean) is 'Broadcasts to a channel when this transaction commits.';

create function realtime.send_binary(payload bytea, event text, topic text, private boolean default true) returns void
language plpgsql
as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (binary_payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception
  when others then raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;
comment on function realtime.send_binary(bytea, text, text, boolean) is 'Broadcasts bytes when this transaction commits.';

create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(jsonb_build_object('old_record', old, 'record', new, 'operation', operation,
    'table', table_name, 'schema', table_schema), event_name, topic_name);
end
$$;
comment on function realtime.broadcast_changes(text, text, text, text, text, record, record, text) is
  'For row triggers: broadcasts the change to a private channel.';

grant execute on all functions in schema realtime to anon, authenticated, service_role;
revoke execute on function realtime.turn_days(integer) from anon, authenticated;
