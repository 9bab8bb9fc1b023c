-- The database at a glance. Written by `make docs` from migrations/; never run.

-- Name: app; Type: SCHEMA; Schema: -

CREATE SCHEMA app;

-- Name: SCHEMA app; Type: COMMENT; Schema: -

COMMENT ON SCHEMA app IS 'Machinery: not exposed to any client.';

-- Name: auth; Type: SCHEMA; Schema: -

CREATE SCHEMA auth;

-- Name: SCHEMA auth; Type: COMMENT; Schema: -

COMMENT ON SCHEMA auth IS 'Users, sessions, tokens, and the functions policies ask who is calling.';

-- Name: SCHEMA public; Type: COMMENT; Schema: -

COMMENT ON SCHEMA public IS 'The CRM: every table here is reachable over REST and protected by row security.';

-- Name: realtime; Type: SCHEMA; Schema: -

CREATE SCHEMA realtime;

-- Name: SCHEMA realtime; Type: COMMENT; Schema: -

COMMENT ON SCHEMA realtime IS 'Channels: messages sent from SQL, kept for replay; policies on them are the channels'' rules.';

-- Name: storage; Type: SCHEMA; Schema: -

CREATE SCHEMA storage;

-- Name: SCHEMA storage; Type: COMMENT; Schema: -

COMMENT ON SCHEMA storage IS 'Files: buckets, objects and uploads. Reached by /storage/v1, never over REST.';

-- Name: work_seen; Type: TYPE; Schema: app

CREATE TYPE app.work_seen AS (
	queue text,
	id uuid,
	workflow text,
	state text,
	attempts integer,
	max_attempts integer,
	enqueued_at timestamp with time zone,
	started_at timestamp with time zone,
	ended_at timestamp with time zone,
	due_at timestamp with time zone,
	waits_for text,
	problem text,
	key text
);

-- Name: aal_level; Type: TYPE; Schema: auth

CREATE TYPE auth.aal_level AS ENUM (
    'aal1',
    'aal2',
    'aal3'
);

-- Name: code_challenge_method; Type: TYPE; Schema: auth

CREATE TYPE auth.code_challenge_method AS ENUM (
    's256',
    'plain'
);

-- Name: factor_status; Type: TYPE; Schema: auth

CREATE TYPE auth.factor_status AS ENUM (
    'unverified',
    'verified'
);

-- Name: factor_type; Type: TYPE; Schema: auth

CREATE TYPE auth.factor_type AS ENUM (
    'totp',
    'webauthn',
    'phone'
);

-- Name: one_time_token_type; Type: TYPE; Schema: auth

CREATE TYPE auth.one_time_token_type AS ENUM (
    'confirmation_token',
    'reauthentication_token',
    'recovery_token',
    'email_change_token_new',
    'email_change_token_current',
    'phone_change_token'
);

-- Name: buckettype; Type: TYPE; Schema: storage

CREATE TYPE storage.buckettype AS ENUM (
    'STANDARD',
    'ANALYTICS',
    'VECTOR'
);

-- Name: action_item_ticked(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.action_item_ticked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.done and not old.done then
    new.done_at := now();
    new.done_by := auth.uid();
  elsif not new.done then
    new.done_at := null;
    new.done_by := null;
  end if;
  return new;
end
$$;

-- Name: activities_contacted(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.activities_contacted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  update public.contacts as c set last_contact_at = t.at
  from (
    select n.org_id, n.contact_id, max(n.occurred_at) as at from new_rows as n
    where n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now() and n.contact_id is not null
    group by n.org_id, n.contact_id
  ) as t
  where c.org_id = t.org_id and c.id = t.contact_id and (c.last_contact_at is null or c.last_contact_at < t.at);
  update public.companies as c set last_contact_at = t.at
  from (
    select n.org_id, n.company_id, max(n.occurred_at) as at from new_rows as n
    where n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now() and n.company_id is not null
    group by n.org_id, n.company_id
  ) as t
  where c.org_id = t.org_id and c.id = t.company_id and (c.last_contact_at is null or c.last_contact_at < t.at);
  return null;
end
$$;

-- Name: activities_follow_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.activities_follow_lead() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.activities as a set
    owner_id = case when a.contact_id is null and a.company_id is null then new.owner_id else a.owner_id end,
    team_id = case when a.contact_id is null and a.company_id is null then new.team_id else a.team_id end,
    assignee_ids = case when new.owner_id is null or new.owner_id = any (a.assignee_ids)
      then a.assignee_ids else a.assignee_ids || new.owner_id end
  where a.org_id = new.org_id and a.lead_id = new.id;
  return null;
end
$$;

-- Name: activity_on_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.activity_on_lead() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  select coalesce(new.contact_id, l.contact_id), coalesce(new.company_id, l.company_id)
  into new.contact_id, new.company_id
  from public.leads as l where l.org_id = new.org_id and l.id = new.lead_id;
  return new;
end
$$;

-- Name: activity_seen_by_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.activity_seen_by_lead() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  l record;
begin
  select x.owner_id, x.team_id, x.assignee_ids into l
  from public.leads as x where x.org_id = new.org_id and x.id = new.lead_id;
  if new.contact_id is null and new.company_id is null then
    new.owner_id := l.owner_id;
    new.team_id := l.team_id;
    new.assignee_ids := l.assignee_ids;
  elsif l.owner_id is not null and l.owner_id is distinct from new.owner_id and l.owner_id <> all (new.assignee_ids) then
    new.assignee_ids := new.assignee_ids || l.owner_id;
  end if;
  return new;
end
$$;

-- Name: activity_written(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.activity_written() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if tg_op = 'INSERT' then
    if current_user = 'authenticated' then
      new.actor_id := auth.uid();
    end if;
    if new.actor_kind = 'person' and app.actor() ? 'agent' then
      new.actor_kind := 'agent';
      new.actor_name := coalesce(new.actor_name, app.actor() ->> 'agent');
    end if;
    if new.kind = 'task' and new.completed_at is null and new.status = 'completed' then
      new.status := 'pending';
    end if;
  elsif new.kind = 'task' and new.status <> old.status then
    new.completed_at := case when new.status = 'completed' then coalesce(new.completed_at, now()) end;
  end if;
  if new.kind = 'task' and new.status = 'pending' then
    new.completed_at := null;
  end if;
  return new;
end
$$;

-- Name: actor(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.actor() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select coalesce(nullif(current_setting('comity.actor', true), ''), '{}')::jsonb $$;

-- Name: FUNCTION actor(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.actor() IS 'Agent, address, user agent and request id of the caller, for the audit log.';

-- Name: ai_cached(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.ai_cached(cache_key text) RETURNS TABLE(output jsonb, engine text, model text, fresh boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  select c.output, c.engine, c.model, c.expires_at > now()
  from public.ai_cache as c
  where c.org_id = auth.org_id() and c.key = cache_key and c.created_at + 4 * (c.expires_at - c.created_at) > now()
$$;

-- Name: FUNCTION ai_cached(cache_key text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.ai_cached(cache_key text) IS 'The kept answer of the caller''s organisation to this very input.';

-- Name: ai_keep(text, text, text, text, jsonb, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into public.ai_cache as c (org_id, key, agent, engine, model, output, expires_at)
  values (auth.org_id(), cache_key, for_agent, by_engine, by_model, answer, now() + make_interval(secs => seconds))
  on conflict (org_id, key) do update set
    engine = excluded.engine, model = excluded.model, output = excluded.output, created_at = now(),
    expires_at = excluded.expires_at
$$;

-- Name: FUNCTION ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer) IS 'Keeps an answer for some seconds.';

-- Name: ai_money_left(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.ai_money_left() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  select coalesce((
    select u.reset_date <= now()::date or u.current_spend < u.monthly_limit
    from public.ai_usage_quotas as u where u.org_id = auth.org_id()), true)
$$;

-- Name: FUNCTION ai_money_left(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.ai_money_left() IS 'Whether the caller''s organisation may still ask paid models this month.';

-- Name: alias_org(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.alias_org(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  alias text;
begin
  foreach alias in array '{organization_id,tenant_id}'::text[] loop
    execute format('create function public.%I(r public.%I) returns uuid language sql stable parallel safe'
      ' as ''select r.org_id''', alias, tbl);
    execute format('comment on function public.%I(public.%I) is ''Another name of org_id.''', alias, tbl);
    execute format('grant execute on function public.%I(public.%I) to authenticated, service_role', alias, tbl);
  end loop;
end
$$;

-- Name: announce(text, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.announce(fact_kind text, fact_subject uuid, fact_payload jsonb) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into app.facts (org_id, kind, subject, payload, who)
  values (
    auth.org_id(), fact_kind, fact_subject, fact_payload,
    jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()))
  returning id
$$;

-- Name: FUNCTION announce(fact_kind text, fact_subject uuid, fact_payload jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.announce(fact_kind text, fact_subject uuid, fact_payload jsonb) IS 'Writes a fact of the caller''s organisation into the outbox.';

-- Name: assignee_is_member(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.assignee_is_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if not exists (
    select from public.org_members as m
    where m.org_id = new.org_id and m.user_id = new.user_id and m.deleted_at is null
  ) then
    raise exception 'Only members of the organisation can be assigned.'
      using errcode = '23503', constraint = 'owner_is_member', column = 'user_id';
  end if;
  return new;
end
$$;

-- Name: assignments_written(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.assignments_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  update public.contacts as c set assignee_ids = array(
    select a.user_id from public.assignments as a where a.org_id = c.org_id and a.contact_id = c.id order by a.user_id)
  from (select distinct r.org_id, r.contact_id from changed_rows as r) as t
  where c.org_id = t.org_id and c.id = t.contact_id;
  return null;
end
$$;

-- Name: attach_object(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.attach_object() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.purge" TO 'on'
    AS $$
declare
  of_contact uuid := case when new.record_kind = 'contacts' then new.record_id end;
  of_company uuid := case when new.record_kind = 'companies' then new.record_id end;
  of_activity uuid := case when new.record_kind = 'activities' then new.record_id end;
  other boolean;
begin
  if tg_op = 'DELETE' then
    delete from public.attachments where object_id = old.id;
    return null;
  end if;
  if new.bucket_id <> 'attachments' or new.blob is null then
    delete from public.attachments where object_id = new.id;
    return null;
  end if;
  other := not (of_contact is not null or of_company is not null or of_activity is not null);
  update public.attachments set
    bucket = new.bucket_id, path = new.name, size = new.size, sha256 = new.sha256,
    media_type = coalesce(new.metadata ->> 'mimetype', 'application/octet-stream')
  where object_id = new.id;
  if not found then
    insert into public.attachments (
      org_id, contact_id, company_id, activity_id, about_kind, about_id, name, media_type, size, bucket, path, sha256,
      object_id, owner_id, team_id, assignee_ids, created_by)
    values (
      new.org_id, of_contact, of_company, of_activity, case when other then new.record_kind end,
      case when other then new.record_id end,
      left(coalesce(nullif(new.user_metadata ->> 'name', ''), storage.filename(new.name)), 300),
      coalesce(new.metadata ->> 'mimetype', 'application/octet-stream'), new.size, new.bucket_id, new.name, new.sha256,
      new.id, new.record_owner_id, new.record_team_id, new.record_assignee_ids, auth.uid());
  end if;
  return null;
end
$$;

-- Name: attachment_about(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.attachment_about() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  select r.owner_id, r.team_id, coalesce(r.assignee_ids, '{}') into new.owner_id, new.team_id, new.assignee_ids
  from storage.record_of(new.org_id,
    coalesce(new.about_kind, 'activities'), coalesce(new.about_id, new.activity_id)) as r;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  return new;
end
$$;

-- Name: attack(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.attack(victim uuid) RETURNS TABLE(relation text, verb text, verdict text, detail text)
    LANGUAGE plpgsql
    AS $_$
declare
  r record;
begin
  if auth.org_id() = victim then
    raise exception 'The attacker must belong to another organisation.';
  end if;
  for r in
    select c.relname::text as name, c.relkind in ('r', 'p') as is_table
    from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    order by c.relname
  loop
    relation := r.name;
    verb := 'select';
    select * into verdict, detail from app.attempt(
      format('select from public.%I where org_id = $1', r.name), victim);
    return next;
    verb := 'select by anyone';
    select * into verdict, detail from app.attempt(
      format('select from public.%I where org_id is distinct from auth.org_id()', r.name), victim);
    return next;
    continue when not r.is_table;
    verb := 'insert';
    select * into verdict, detail from app.attempt(
      format('insert into public.%I (org_id) values ($1)', r.name), victim);
    return next;
    verb := 'update';
    select * into verdict, detail from app.attempt(
      format('update public.%I set org_id = auth.org_id() where org_id = $1', r.name), victim);
    return next;
    verb := 'delete';
    select * into verdict, detail from app.attempt(
      format('delete from public.%I where org_id = $1', r.name), victim);
    return next;
  end loop;
end
$_$;

-- Name: FUNCTION attack(victim uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.attack(victim uuid) IS 'Tries every verb on every table of another organisation; rolled back by the caller.';

-- Name: attempt(text, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.attempt(statement text, victim uuid, OUT verdict text, OUT detail text) RETURNS record
    LANGUAGE plpgsql
    AS $$
declare
  touched bigint;
begin
  execute statement using victim;
  get diagnostics touched = row_count;
  raise exception using errcode = 'CM000';  -- undo it, so that the next attempt finds everything in its place
exception
  when sqlstate 'CM000' then
    verdict := case when touched = 0 then 'held' else 'BREACH' end;
    detail := touched || ' rows';
  when insufficient_privilege then
    verdict := 'held';
    detail := sqlerrm;
  when others then
    verdict := 'refused';
    detail := sqlstate || ' ' || sqlerrm;
end
$$;

-- Name: audit_delete(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  actor constant jsonb := app.actor();
begin
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, old_values, ip_address, user_agent, request_id)
  select
    o.org_id, auth.uid(), actor ->> 'agent', 'delete', tg_argv[0], o.id, app.audit_values(to_jsonb(o)),
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from old_rows as o;
  return null;
end
$$;

-- Name: uuid7(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.uuid7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    AS $$ select uuidv7() $$;

-- Name: FUNCTION uuid7(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.uuid7() IS 'A UUID version 7 (RFC 9562): time-ordered.';

-- Name: audit_logs; Type: TABLE; Schema: public

CREATE TABLE public.audit_logs (
    org_id uuid NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid,
    agent text,
    action text NOT NULL,
    table_name text NOT NULL,
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address text,
    user_agent text,
    request_id text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    erased_digest bytea,
    CONSTRAINT audit_logs_action_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text, 'export'::text, 'access'::text])))
)
PARTITION BY RANGE (id);

ALTER TABLE ONLY public.audit_logs FORCE ROW LEVEL SECURITY;

-- Name: TABLE audit_logs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.audit_logs IS 'Who changed what, when, from where, with old and new values. Append-only; kept seven years; partitioned by month.';

-- Name: COLUMN audit_logs.erased_digest; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.audit_logs.erased_digest IS 'Digest of the row before erasure replaced personal values, or null.';

-- Name: audit_digest(public.audit_logs); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_digest(r public.audit_logs) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$ select coalesce(r.erased_digest, sha256(convert_to((to_jsonb(r) - 'erased_digest')::text, 'UTF8'))) $$;

-- Name: audit_digest(public.audit_logs, smallint); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_digest(r public.audit_logs, form smallint) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$
  select case when r.erased_digest is not null then r.erased_digest
    when form = 1 then app.audit_digest(r)
    else sha256(record_send(r)) end
$$;

-- Name: FUNCTION audit_digest(r public.audit_logs, form smallint); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.audit_digest(r public.audit_logs, form smallint) IS 'The digest of a row of the log, as the link over it takes it. A new column of the log asks for a new form.';

-- Name: audit_event(uuid, text, text, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_event(event_org uuid, event_action text, event_subject text, event_record uuid DEFAULT NULL::uuid, event_values jsonb DEFAULT NULL::jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, new_values, ip_address, user_agent, request_id)
  values (
    event_org, auth.uid(), app.actor() ->> 'agent', event_action, event_subject, event_record, event_values,
    app.actor() ->> 'address', app.actor() ->> 'user_agent', app.actor() ->> 'request_id')
$$;

-- Name: audit_insert(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  actor constant jsonb := app.actor();
begin
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, new_values, ip_address, user_agent, request_id)
  select
    n.org_id, auth.uid(), actor ->> 'agent', 'insert', tg_argv[0], n.id, app.audit_values(to_jsonb(n)),
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from new_rows as n;
  return null;
end
$$;

-- Name: audit_is_append_only(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if coalesce(current_setting('app.audit_maintenance', true), '') in ('erasure', 'purge') then
    return coalesce(new, old);
  end if;
  raise exception 'The audit log is append-only.'
    using errcode = '42501', hint = 'Rows leave it only by erasure or by the retention rule.';
end
$$;

-- Name: audit_of(uuid, text, uuid, integer, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_of(org uuid, rel text, record uuid, most integer, before uuid DEFAULT NULL::uuid) RETURNS TABLE(id uuid, user_id uuid, agent text, action text, old_values jsonb, new_values jsonb, created_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  perform app.own_org(org);
  return query
    select a.id, a.user_id, a.agent, a.action, a.old_values, a.new_values, a.created_at
    from public.audit_logs as a
    where a.org_id = org and a.table_name = rel and a.record_id = record and (before is null or a.id < before)
    order by a.id desc limit most;
end
$$;

-- Name: audit_partitions(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_partitions(months_ahead integer DEFAULT 3) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  month date := date_trunc('month', now())::date;
  made integer := 0;
  name text;
begin
  for i in 0 .. months_ahead loop
    name := 'audit_logs_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || name) is null then
      execute format(
        'create table public.%I partition of public.audit_logs for values from (%L) to (%L)',
        name, app.uuid7_at(month), app.uuid7_at(month + interval '1 month'));
      execute format('alter table public.%I enable row level security', name);
      execute format('alter table public.%I force row level security', name);
      execute format('revoke all on public.%I from anon, authenticated', name);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end
$$;

-- Name: FUNCTION audit_partitions(months_ahead integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.audit_partitions(months_ahead integer) IS 'Makes the audit log''s coming monthly partitions.';

-- Name: audit_table(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_table(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  execute format('create trigger audit_insert after insert on public.%I referencing new table as new_rows'
    ' for each statement when (%s) execute function app.audit_insert(%L)', tbl, app.not_derived(), tbl);
  execute format('create trigger audit_update after update on public.%I referencing new table as new_rows'
    ' old table as old_rows for each statement when (%s) execute function app.audit_update(%L)',
    tbl, app.not_derived(), tbl);
  execute format('create trigger audit_delete after delete on public.%I referencing old table as old_rows'
    ' for each statement when (%s) execute function app.audit_delete(%L)', tbl, app.not_derived(), tbl);
end
$$;

-- Name: audit_update(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET enable_nestloop TO 'off'
    AS $$
declare
  actor constant jsonb := app.actor();
begin
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, old_values, new_values, ip_address, user_agent, request_id)
  select
    c.org_id, auth.uid(), actor ->> 'agent', 'update', tg_argv[0], c.id, d.old_values, d.new_values,
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from (
    -- offset 0: each row becomes JSON once, not once for each of its columns
    select n.org_id, n.id, to_jsonb(n) as now_is, to_jsonb(o) as was
    from new_rows as n
    inner join old_rows as o on o.org_id = n.org_id and o.id = n.id
    offset 0
  ) as c
  cross join lateral (
    select jsonb_object_agg(e.key, c.was -> e.key) as old_values, jsonb_object_agg(e.key, e.value) as new_values
    from jsonb_each(c.now_is) as e
    where e.value is distinct from c.was -> e.key and e.key <> all ('{search,updated_at,row_version}')
  ) as d
  where d.new_values is not null;
  return null;
end
$$;

-- Name: audit_values(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.audit_values(row_values jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select jsonb_strip_nulls(row_values) - '{org_id,search,updated_at,row_version}'::text[] $$;

-- Name: automation_changes(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.automation_changes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if auth.role() = 'service_role' then
    return new;
  end if;
  new.owner_id := case
    when (new.trigger_kind, new.trigger_value, new.relation, new.condition, new.steps)
      is distinct from (old.trigger_kind, old.trigger_value, old.relation, old.condition, old.steps) then auth.uid()
    else old.owner_id
  end;
  return new;
end
$$;

-- Name: await_fact(text, text, text, uuid, double precision); Type: FUNCTION; Schema: app

CREATE FUNCTION app.await_fact(which text, on_queue text, fact_kind text, fact_subject uuid, seconds double precision) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into app.work_waits (event, queue, org_id, kind, subject, until)
  values (which, on_queue, auth.org_id(), fact_kind, fact_subject, clock_timestamp() + make_interval(secs => seconds))
  on conflict do nothing
$$;

-- Name: bulk_columns(text, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.bulk_columns(relation text, changes jsonb) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
declare
  wanted text[];
  known text[];
begin
  select array_agg(k order by k) into wanted from jsonb_object_keys(changes) as k;
  select array_agg(a.attname::text order by a.attname) into known
  from pg_attribute as a
  where a.attrelid = to_regclass(format('public.%I', relation)) and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = '' and a.attname = any (wanted)
    and a.attname <> all ('{org_id,id,created_at,created_by,updated_at}');
  if wanted is null or wanted is distinct from known then
    raise exception 'These columns cannot be changed.'
      using errcode = '42703', constraint = 'bulk_columns_known', detail = coalesce(array_to_string(wanted, ', '), '');
  end if;
  return known;
end
$$;

-- Name: bulk_put_back(uuid, text, uuid[], text[]); Type: FUNCTION; Schema: app

CREATE FUNCTION app.bulk_put_back(action uuid, rel text, ids uuid[], cols text[]) RETURNS jsonb
    LANGUAGE plpgsql
    AS $_$
declare
  pairs constant text := (select string_agg(format('%I = r.%I', k, k), ', ') from unnest(cols) as k);
  same constant text := (
    select string_agg(format('to_jsonb(t.%I) is not distinct from nullif(c.new_values -> %L, ''null'')', k, k), ' and ')
    from unnest(cols) as k);
  left_alone jsonb;
begin
  execute format(
    'with back as (update public.%I as t set %s from app.bulk_changes as c,'
    '   lateral jsonb_populate_record(null::public.%I, c.old_values) as r'
    '   where t.org_id = $1 and t.id = c.record_id and c.org_id = $1 and c.action_id = $2 and c.relation = $3'
    '     and c.record_id = any ($4) and %s returning t.id) '
    'select coalesce(jsonb_agg(jsonb_build_object(''id'', i, ''relation'', $3)), ''[]'') from unnest($4) as i '
    'where i not in (select id from back)', rel, pairs, rel, same)
  into left_alone using auth.org_id(), action, rel, ids;
  return left_alone;
end
$_$;

-- Name: bulk_put_back_each(uuid, text, uuid[], text[]); Type: FUNCTION; Schema: app

CREATE FUNCTION app.bulk_put_back_each(action uuid, rel text, ids uuid[], cols text[]) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  one uuid;
  left_alone jsonb := '[]';
begin
  return app.bulk_put_back(action, rel, ids, cols);
exception when unique_violation then
  foreach one in array ids loop
    begin
      left_alone := left_alone || app.bulk_put_back(action, rel, array[one], cols);
    exception when unique_violation then
      left_alone := left_alone || jsonb_build_array(jsonb_build_object('id', one, 'relation', rel));
    end;
  end loop;
  return left_alone;
end
$$;

-- Name: bulk_set(uuid, text, uuid[], jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.bulk_set(action uuid, rel text, ids uuid[], changes jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
declare
  cols constant text[] := app.bulk_columns(rel, changes);
  -- custom fields not named keep their values
  pairs constant text := (
    select string_agg(case c when 'custom' then 'custom = jsonb_strip_nulls(t.custom || r.custom)'
      else format('%I = r.%I', c, c) end, ', ') from unnest(cols) as c);
  olds constant text := (select string_agg(format('%L, t.%I', c, c), ', ') from unnest(cols) as c);
  touched integer;
begin
  execute format(
    'with before as (select t.id, jsonb_build_object(%s) as old_values from public.%I as t'
    '   where t.org_id = $1 and t.id = any ($2) for update), '
    'after as (update public.%I as t set %s from before, jsonb_populate_record(null::public.%I, $3) as r'
    '   where t.org_id = $1 and t.id = before.id returning t.id, jsonb_build_object(%s) as new_values) '
    'insert into app.bulk_changes (org_id, action_id, relation, record_id, old_values, new_values) '
    'select $1, $4, $5, a.id, b.old_values, a.new_values from after as a inner join before as b on b.id = a.id '
    'returning 1', olds, rel, rel, pairs, rel, olds)
  using auth.org_id(), ids, changes, action, rel;
  get diagnostics touched = row_count;
  return touched;
end
$_$;

-- Name: bulk_tag(uuid, text, uuid[], uuid, boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.bulk_tag(action uuid, rel text, ids uuid[], tag uuid, add_it boolean) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
declare
  touched integer;
begin
  if not exists (select from public.tags as t where t.org_id = auth.org_id() and t.id = tag and t.deleted_at is null) then
    raise exception 'There is no such tag.' using errcode = '23503', constraint = 'taggings_tag';
  end if;
  execute format(
    'with before as (select t.id, t.tag_ids from public.%I as t'
    '   where t.org_id = $1 and t.id = any ($2) and ($3 = any (t.tag_ids)) <> $4 for update), '
    'after as (update public.%I as t'
    '   set tag_ids = case when $4 then array_append(b.tag_ids, $3) else array_remove(b.tag_ids, $3) end'
    '   from before as b where t.org_id = $1 and t.id = b.id returning t.id, t.tag_ids) '
    'insert into app.bulk_changes (org_id, action_id, relation, record_id, old_values, new_values) '
    'select $1, $5, $6, b.id, jsonb_build_object(''tag_ids'', b.tag_ids), jsonb_build_object(''tag_ids'', a.tag_ids) '
    'from before as b inner join after as a on a.id = b.id returning 1', rel, rel)
  using auth.org_id(), ids, tag, add_it, action, rel;
  get diagnostics touched = row_count;
  return touched;
end
$_$;

-- Name: bulk_undo(uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.bulk_undo(action uuid, batch integer DEFAULT 2000) RETURNS TABLE(handled integer, kept jsonb)
    LANGUAGE plpgsql
    AS $_$
declare
  c record;
  cols text[];
begin
  handled := 0;
  kept := '[]';
  for c in
    select b.relation, b.old_values is null as created, array_agg(b.record_id) as ids,
      (array_agg(b.new_values))[1] as sample
    from (
      select * from app.bulk_changes as x where x.org_id = auth.org_id() and x.action_id = action
      order by x.relation, x.record_id limit batch
    ) as b
    group by b.relation, b.old_values is null
  loop
    handled := handled + cardinality(c.ids);
    if c.created then
      execute format('delete from public.%I where org_id = $1 and id = any ($2)', c.relation)
      using auth.org_id(), c.ids;
    else
      select array_agg(k) into cols from jsonb_object_keys(c.sample) as k;
      kept := kept || app.bulk_put_back_each(action, c.relation, c.ids, cols);
    end if;
    delete from app.bulk_changes as x
    where x.org_id = auth.org_id() and x.action_id = action and x.relation = c.relation and x.record_id = any (c.ids);
  end loop;
  return next;
end
$_$;

-- Name: busy_p0(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.busy_p0() RETURNS TABLE(org_id uuid, task_name text, claimed_by text)
    LANGUAGE sql STABLE
    AS $$
      select r.org_id, r.task_name, r.claimed_by from absurd.r_p0 as r where r.state = 'running'
    $$;

-- Name: busy_p1(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.busy_p1() RETURNS TABLE(org_id uuid, task_name text, claimed_by text)
    LANGUAGE sql STABLE
    AS $$
      select r.org_id, r.task_name, r.claimed_by from absurd.r_p1 as r where r.state = 'running'
    $$;

-- Name: busy_p2(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.busy_p2() RETURNS TABLE(org_id uuid, task_name text, claimed_by text)
    LANGUAGE sql STABLE
    AS $$
      select r.org_id, r.task_name, r.claimed_by from absurd.r_p2 as r where r.state = 'running'
    $$;

-- Name: busy_p3(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.busy_p3() RETURNS TABLE(org_id uuid, task_name text, claimed_by text)
    LANGUAGE sql STABLE
    AS $$
      select r.org_id, r.task_name, r.claimed_by from absurd.r_p3 as r where r.state = 'running'
    $$;

-- Name: call_normalise(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.call_normalise() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  home text;
begin
  if new.from_number is not null or new.to_number is not null then
    select o.country into home from public.organizations as o where o.org_id = new.org_id;
    new.from_number := coalesce(app.e164(new.from_number, home), nullif(btrim(new.from_number), ''));
    new.to_number := coalesce(app.e164(new.to_number, home), nullif(btrim(new.to_number), ''));
  end if;
  if new.contact_id is not null and new.company_id is null then
    select c.company_id into new.company_id from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  end if;
  new.title := btrim(new.title);
  if tg_op = 'INSERT' or new.transcript is distinct from old.transcript then
    new.transcript := nullif(btrim(new.transcript), '');
    new.transcript_hash := case when new.transcript is not null
      then encode(sha256(convert_to(new.transcript, 'UTF8')), 'hex') end;
    if new.state = 'waiting' and new.transcript is not null then
      new.state := 'queued';
    end if;
  end if;
  return new;
end
$$;

-- Name: call_on_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.call_on_lead() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  l record;
begin
  select x.contact_id, x.company_id, x.owner_id, x.team_id, x.assignee_ids into l
  from public.leads as x where x.org_id = new.org_id and x.id = new.lead_id;
  new.contact_id := coalesce(new.contact_id, l.contact_id);
  new.company_id := coalesce(new.company_id, l.company_id);
  new.owner_id := l.owner_id;
  new.team_id := l.team_id;
  new.assignee_ids := coalesce(l.assignee_ids, '{}');
  return new;
end
$$;

-- Name: call_on_timeline(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.call_on_timeline() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into activities (org_id, kind, contact_id, company_id, lead_id, call_id, about_kind, about_id, subject, direction,
    occurred_at, duration_seconds)
  values (new.org_id, 'call', new.contact_id, new.company_id, new.lead_id, new.id, 'calls', new.id, new.title, new.direction,
    new.started_at, new.duration_seconds);
  return null;
end
$$;

-- Name: call_told(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.call_told() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform app.announce('comms.call_added', new.id, jsonb_build_object(
    'call_id', new.id, 'lead_id', new.lead_id, 'contact_id', new.contact_id, 'title', new.title));
  return null;
end
$$;

-- Name: call_trashed(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.call_trashed() RETURNS trigger
    LANGUAGE plpgsql
    SET "app.derived" TO 'on'
    AS $$
begin
  update activities set deleted_at = new.deleted_at
  where org_id = new.org_id and call_id = new.id and kind in ('call', 'ai')
    and deleted_at is not distinct from old.deleted_at;
  return null;
end
$$;

-- Name: change_record(text, uuid, jsonb, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.change_record(rel text, record uuid, changes jsonb, was jsonb DEFAULT '{}'::jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $_$
declare
  now_is jsonb;
  typed jsonb;
  found_conflicts jsonb;
begin
  execute format('select to_jsonb(t) from public.%I as t where t.org_id = $1 and t.id = $2 for update', rel)
  into now_is using auth.org_id(), record;
  if now_is is null then
    execute format('select to_jsonb(t.id) from public.%I as t where t.org_id = $1 and t.id = $2', rel)
    into now_is using auth.org_id(), record;
    if now_is is null then
      raise exception 'There is no such record.' using errcode = 'P0002', constraint = 'record_not_found';
    end if;
    raise exception 'You may see this record but not change it.' using errcode = '42501';
  end if;
  if was <> '{}' then
    -- both sides in the column's own form: 1.50 is 1.5, and an instant is an instant in any zone
    execute format('select jsonb_build_object(''was'', to_jsonb(w), ''to'', to_jsonb(c)) from'
      ' jsonb_populate_record(null::public.%I, $1) as w, jsonb_populate_record(null::public.%I, $2) as c', rel, rel)
    into typed using was, changes;
    found_conflicts := app.conflicts(now_is, app.only_keys(typed -> 'was', was), app.only_keys(typed -> 'to', changes))
      || app.conflicts(coalesce(now_is -> 'custom', '{}'), coalesce(was -> 'custom', '{}'), coalesce(changes -> 'custom', '{}'));
    if found_conflicts <> '{}' then
      return found_conflicts;
    end if;
  end if;
  perform app.set_columns(rel, record, changes);
  return '{}';
end
$_$;

-- Name: FUNCTION change_record(rel text, record uuid, changes jsonb, was jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.change_record(rel text, record uuid, changes jsonb, was jsonb) IS 'Changes named columns of a record unless someone else changed the same ones meanwhile; conflicts, or {}.';

-- Name: check_custom(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.check_custom() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  was jsonb := '{}';
  wrong record;
begin
  if jsonb_typeof(new.custom) <> 'object' then
    raise exception 'Custom fields are given as an object.' using errcode = '23514', constraint = 'custom_is_object';
  end if;
  new.custom := jsonb_strip_nulls(new.custom);
  if tg_op = 'UPDATE' then
    was := old.custom;
  end if;
  select e.key as field, d.label, app.custom_value_problem(d.type, d.options, e.value) as problem, d.id is null as unknown
  into wrong
  from jsonb_each(new.custom) as e
  left join public.custom_fields as d
    on d.org_id = new.org_id and d.relation = tg_argv[0] and d.key = e.key and d.deleted_at is null
  where was -> e.key is distinct from e.value
    and (d.id is null or app.custom_value_problem(d.type, d.options, e.value) is not null)
  limit 1;
  if wrong.unknown then
    raise exception 'There is no custom field "%" here.', left(wrong.field, 100)
      using errcode = '23514', constraint = 'custom_field_unknown', column = 'custom', detail = left(wrong.field, 100),
      hint = 'Create it first, under Settings, Custom fields.';
  elsif wrong.problem is not null then
    raise exception '"%" %.', wrong.label, wrong.problem
      using errcode = '23514', constraint = 'custom_value_fits', column = 'custom', detail = left(wrong.field, 100);
  end if;
  return new;
end
$$;

-- Name: FUNCTION check_custom(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.check_custom() IS 'Checks changed custom values against custom_fields. Argument: the relation.';

-- Name: checkpoint(text, uuid, text, jsonb, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  case queue
    when 'p0' then perform app.keep_p0(task, step, state, run, lease_seconds);
    when 'p1' then perform app.keep_p1(task, step, state, run, lease_seconds);
    when 'p2' then perform app.keep_p2(task, step, state, run, lease_seconds);
    else perform app.keep_p3(task, step, state, run, lease_seconds);
  end case;
end
$$;

-- Name: FUNCTION checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer) IS 'Keeps a step''s result in the caller''s transaction, if the run is still the caller''s.';

-- Name: claim_work(text[], text, integer, integer, text[], jsonb, integer, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.claim_work(queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid) RETURNS TABLE(queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb, wake_event text, event_payload jsonb, checkpoints jsonb)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
  chosen jsonb;
begin
  with due as (
    select 'p0' as queue, 0 as priority, d.* from app.due_p0(after, free, names, 64) as d where 'p0' = any (queues)
    union all
    select 'p1', 1, d.* from app.due_p1(after, free, names, 64) as d where 'p1' = any (queues)
    union all
    select 'p2', 2, d.* from app.due_p2(after, free, names, 64) as d where 'p2' = any (queues)
    union all
    select 'p3', 3, d.* from app.due_p3(after, free, names, 64) as d where 'p3' = any (queues)
  ),
  busy as materialized (
    select b.* from app.busy_p0() as b union all select b.* from app.busy_p1() as b
    union all select b.* from app.busy_p2() as b union all select b.* from app.busy_p3() as b
  ),
  weighed as (
    select d.*, greatest(8 * d.priority - extract(epoch from now() - d.available_at) / 10, 0) as weight from due as d
  ),
  ranked as (
    select d.queue, d.run_id, d.available_at, d.weight,
      (select count(*) from busy as b where b.org_id = d.org_id and b.claimed_by = worker) as held,
      (select count(*) from busy as b where b.org_id = d.org_id and b.task_name = d.task_name) as running,
      row_number() over (partition by d.org_id order by d.weight + d.rank, d.available_at) as overall,
      row_number() over (partition by d.org_id, d.task_name order by d.weight, d.available_at) as alike,
      d.rank, (caps ->> d.task_name)::integer as cap
    from weighed as d
  ),
  first as (
    select r.queue, r.run_id from ranked as r
    where r.held + r.overall <= share and (r.cap is null or r.running + r.alike <= r.cap)
    order by r.held + r.rank + r.weight, r.available_at limit free
  )
  select jsonb_object_agg(g.queue, g.ids) into chosen
  from (select f.queue, jsonb_agg(f.run_id) as ids from first as f group by f.queue) as g;

  if chosen ? 'p0' then
    return query select * from app.take_p0(app.ids(chosen -> 'p0'), worker, lease);
  end if;
  if chosen ? 'p1' then
    return query select * from app.take_p1(app.ids(chosen -> 'p1'), worker, lease);
  end if;
  if chosen ? 'p2' then
    return query select * from app.take_p2(app.ids(chosen -> 'p2'), worker, lease);
  end if;
  if chosen ? 'p3' then
    return query select * from app.take_p3(app.ids(chosen -> 'p3'), worker, lease);
  end if;
end
$$;

-- Name: FUNCTION claim_work(queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.claim_work(queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid) IS 'Claims work for one worker, fairly between organisations.';

-- Name: companies_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.companies_lead() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $_$
declare
  follower text;
begin
  foreach follower in array array['taggings', 'attachments', 'activities'] loop
    execute format(
      'update public.%I as f set owner_id = $1, team_id = $2, assignee_ids = $3 || array('
      '   select x from unnest(f.assignee_ids) as x where x <> all ($4) and x <> all ($3))'
      ' where f.org_id = $5 and f.company_id = $6 and f.contact_id is null', follower)
    using new.owner_id, new.team_id, new.assignee_ids, old.assignee_ids, new.org_id, new.id;
  end loop;
  return null;
end
$_$;

-- Name: company_normalise(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.company_normalise() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
begin
  new.name := btrim(new.name);
  new.country := upper(nullif(btrim(new.country), ''));
  new.currency := upper(nullif(btrim(new.currency), ''));
  new.email := nullif(lower(btrim(new.email)), '');
  new.size := app.company_size(new.size);
  if new.domain is null and new.website is not null and tg_op = 'INSERT' then
    new.domain := new.website;
  end if;
  if new.domain is not null and (tg_op = 'INSERT' or new.domain is distinct from old.domain) then
    new.domain := app.registrable_domain(new.domain);
    if new.domain is null and new.website is null then
      raise exception 'The domain is not a web address.'
        using errcode = '23514', constraint = 'companies_domain_form', column = 'domain';
    elsif app.is_public_mail(new.domain) then
      new.domain := null;
    end if;
  end if;
  if new.phone is not null and new.phone !~ '^\+[1-9][0-9]{5,14}$' then
    new.phone := coalesce(
      app.e164(new.phone, coalesce(new.country, (select o.country from public.organizations as o where o.org_id = new.org_id))),
      nullif(btrim(new.phone), ''));
  end if;
  return new;
end
$_$;

-- Name: company_purged(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.company_purged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.contacts set company_id = null, company_name = old.name where org_id = old.org_id and company_id = old.id;
  return old;
end
$$;

-- Name: company_renamed(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.company_renamed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.contacts set company_name = new.name where org_id = new.org_id and company_id = new.id;
  return null;
end
$$;

-- Name: company_size(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.company_size(txt text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select case
    when s !~ '^\d{1,9}$' then s
    when s::int <= 1 then '1' when s::int <= 10 then '2-10' when s::int <= 50 then '11-50'
    when s::int <= 200 then '51-200' when s::int <= 500 then '201-500' when s::int <= 1000 then '501-1000'
    when s::int <= 5000 then '1001-5000' when s::int <= 10000 then '5001-10000' else '10001+' end
  from (select nullif(regexp_replace(replace(txt, '–', '-'), '[\s,.]|employees', '', 'gi'), '') as s) as c
$_$;

-- Name: FUNCTION company_size(txt text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.company_size(txt text) IS 'A head count, or a range as people write it, as one of the known ranges.';

-- Name: company_values(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.company_values(row_values jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select row_values - 'points'
    || case when row_values ? 'domain' then jsonb_build_object('domain', app.registrable_domain(row_values ->> 'domain'))
      else '{}' end
    || case when row_values ? 'size' then jsonb_build_object('size', app.company_size(row_values ->> 'size')) else '{}' end
$$;

-- Name: FUNCTION company_values(row_values jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.company_values(row_values jsonb) IS 'A row of an import as column values of a company.';

-- Name: conflicts(jsonb, jsonb, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.conflicts(now_is jsonb, was jsonb, wanted jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce(jsonb_object_agg(w.key, jsonb_build_object(
    'was', w.value, 'theirs', now_is -> w.key, 'yours', wanted -> w.key)), '{}')
  from jsonb_each(was) as w
  where w.key <> 'custom' and wanted ? w.key
    and coalesce(now_is -> w.key, 'null') <> w.value
    and coalesce(now_is -> w.key, 'null') <> coalesce(wanted -> w.key, 'null')
$$;

-- Name: contact_normalise(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.contact_normalise() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
declare
  key text;
  old_company constant uuid := case when tg_op = 'UPDATE' then old.company_id end;
begin
  new.first_name := nullif(btrim(new.first_name), '');
  new.last_name := nullif(btrim(new.last_name), '');
  new.email := nullif(lower(btrim(new.email)), '');
  new.country := upper(nullif(btrim(new.country), ''));
  new.currency := upper(nullif(btrim(new.currency), ''));
  if new.phone is not null and new.phone !~ '^\+[1-9][0-9]{5,14}$' then
    new.phone := coalesce(
      app.e164(new.phone, coalesce(new.country, (select o.country from public.organizations as o where o.org_id = new.org_id))),
      nullif(btrim(new.phone), ''));
  end if;
  if tg_op = 'INSERT' or (new.company_id, new.company_name) is distinct from (old.company_id, old.company_name) then
    if tg_op = 'UPDATE' and new.company_id = old.company_id and new.company_name is distinct from old.company_name then
      new.company_id := null;  -- another name: perhaps another company
    elsif tg_op = 'UPDATE' and new.company_id is null and old.company_id is not null then
      new.company_name := nullif(new.company_name, old.company_name);  -- taken away from the company
    end if;
    if new.company_id is not null then
      select c.name into new.company_name from public.companies as c where c.org_id = new.org_id and c.id = new.company_id;
    elsif nullif(btrim(new.company_name), '') is null then
      new.company_name := null;
    else
      key := app.sort_key(new.company_name);
      select c.id into new.company_id from public.companies as c
      where c.org_id = new.org_id and c.sort_name = key and c.deleted_at is null
      order by (c.name = new.company_name) desc, c.id = old_company desc nulls last limit 1;
    end if;
  end if;
  return new;
end
$_$;

-- Name: sort_key(text[]); Type: FUNCTION; Schema: app

CREATE FUNCTION app.sort_key(VARIADIC parts text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
declare
  key text := btrim(app.fold(left(array_to_string(parts, ' '), 500)));
begin
  if strpos(key, '  ') > 0 then
    key := regexp_replace(key, '\s+', ' ', 'g');
  end if;
  return coalesce(nullif(left(key, 160), ''), '~');
end
$$;

-- Name: FUNCTION sort_key(VARIADIC parts text[]); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.sort_key(VARIADIC parts text[]) IS 'The parts that are there, folded, in one line.';

-- Name: words(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.words(txt text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
begin
  return replace(replace(replace(replace(replace(replace(replace(replace(replace(app.fold(left(txt, 20000)),
    '@', ' '), '.', ' '), '/', ' '), '-', ' '), '_', ' '), '+', ' '), '<', ' '), '>', ' '), '&', ' ');
end
$$;

-- Name: FUNCTION words(txt text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.words(txt text) IS 'Folded text, addresses and numbers taken apart: what search columns are made of.';

-- Name: org_id(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.org_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select coalesce(
    nullif(current_setting('comity.org_id', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'org_id'
  )::uuid
$$;

-- Name: FUNCTION org_id(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.org_id() IS 'The organisation the caller acts in, or null.';

-- Name: uid(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select coalesce(
    nullif(current_setting('comity.user_id', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

-- Name: FUNCTION uid(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.uid() IS 'The signed-in person, or null.';

-- Name: contacts; Type: TABLE; Schema: public

CREATE TABLE public.contacts (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    lifecycle text DEFAULT 'lead'::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    first_name text,
    last_name text,
    full_name text GENERATED ALWAYS AS (NULLIF(btrim(((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text))), ''::text)) STORED,
    name text GENERATED ALWAYS AS (COALESCE(NULLIF(btrim(((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text))), ''::text), email, company_name, phone)) STORED,
    title text,
    email text,
    phone text,
    company_id uuid,
    company_name text,
    is_decision_maker boolean DEFAULT false NOT NULL,
    address text,
    postal_code text,
    city text,
    region text,
    country text,
    timezone text,
    language text,
    currency text,
    birthday date,
    linkedin_url text,
    website text,
    description text,
    consent jsonb DEFAULT '{}'::jsonb NOT NULL,
    tag_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    lifetime_value numeric(15,2) DEFAULT 0 NOT NULL,
    total_orders integer DEFAULT 0 NOT NULL,
    average_order_value numeric(15,2) DEFAULT 0 NOT NULL,
    first_order_at timestamp with time zone,
    last_order_at timestamp with time zone,
    source text,
    source_id uuid,
    integration_id uuid,
    external_id text,
    external_platform text,
    last_contact_at timestamp with time zone,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    sort_name text GENERATED ALWAYS AS (app.sort_key(VARIADIC ARRAY[last_name, first_name,
CASE
    WHEN ((last_name IS NULL) AND (first_name IS NULL)) THEN COALESCE(email, company_name, phone)
    ELSE NULL::text
END])) STORED NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, app.words(((((((((((((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text)) || ' '::text) || COALESCE(email, ''::text)) || ' '::text) || COALESCE(company_name, ''::text)) || ' '::text) || COALESCE(phone, ''::text)) || ' '::text) || COALESCE(city, ''::text)) || ' '::text) || COALESCE(title, ''::text))))) STORED,
    CONSTRAINT contacts_assignees_count CHECK ((cardinality(assignee_ids) <= 50)),
    CONSTRAINT contacts_consent_form CHECK ((jsonb_typeof(consent) = 'object'::text)),
    CONSTRAINT contacts_country_form CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT contacts_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT contacts_email_form CHECK (((email ~ '^[^@\s]+@[^@\s]+$'::text) AND (length(email) <= 320))),
    CONSTRAINT contacts_language_form CHECK ((language ~ '^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT contacts_lifecycle_known CHECK ((lifecycle = ANY (ARRAY['subscriber'::text, 'prospect'::text, 'lead'::text, 'customer'::text, 'former'::text]))),
    CONSTRAINT contacts_named CHECK ((num_nonnulls(first_name, last_name, email, phone, company_name) > 0)),
    CONSTRAINT contacts_phone_length CHECK ((length(phone) <= 50)),
    CONSTRAINT contacts_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'vip'::text, 'blocked'::text]))),
    CONSTRAINT contacts_text_length CHECK (((GREATEST(length(first_name), length(last_name), length(title), length(company_name), length(postal_code), length(city), length(region), length(timezone), length(external_id), length(external_platform), length(source)) <= 500) AND (GREATEST(length(address), length(linkedin_url), length(website)) <= 2000)))
);

ALTER TABLE ONLY public.contacts FORCE ROW LEVEL SECURITY;

-- Name: TABLE contacts; Type: COMMENT; Schema: public

COMMENT ON TABLE public.contacts IS 'Every human, one row each: prospect, lead, customer or former. E-mail and phone are the primary contact points.';

-- Name: COLUMN contacts.name; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.name IS 'What to call them: the full name, else e-mail, company or phone.';

-- Name: COLUMN contacts.email; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.email IS 'Primary e-mail address, in lower case; unique in the organisation. All of them: contact_points.';

-- Name: COLUMN contacts.phone; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.phone IS 'Primary phone number, E.164 where it could be understood. All of them: contact_points.';

-- Name: COLUMN contacts.company_name; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.company_name IS 'The company''s name: a copy when company_id is set, else as it was written.';

-- Name: COLUMN contacts.consent; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.consent IS 'Per channel: {"email": {"state": "granted", "at": ..., "source": ...}, ...}.';

-- Name: COLUMN contacts.lifetime_value; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.lifetime_value IS 'Sum of orders in the organisation''s base currency; kept by the orders.';

-- Name: COLUMN contacts.assignee_ids; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.assignee_ids IS 'People assigned beside the owner; kept from assignments.';

-- Name: COLUMN contacts.sort_name; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contacts.sort_name IS 'What lists sort by: last name, first name, without case and accents.';

-- Name: contact_point_changed(uuid, uuid, text, text, text, public.contacts); Type: FUNCTION; Schema: app

CREATE FUNCTION app.contact_point_changed(org uuid, contact uuid, point_kind text, was text, now_is text, c public.contacts) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
declare
  other uuid;
begin
  perform app.own_org(org);
  select p.id into other from public.contact_points as p
  where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.normalised = now_is;
  if other is not null then  -- one that the contact already has
    update public.contact_points as p set is_primary = false
    where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.is_primary and p.id <> other;
    update public.contact_points as p set is_primary = true where p.org_id = org and p.id = other;
  elsif now_is is null then
    delete from public.contact_points as p
    where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.is_primary;
  elsif was is null then
    insert into public.contact_points
      (org_id, contact_id, kind, value, normalised, is_primary, owner_id, team_id, assignee_ids)
    values (org, contact, point_kind, now_is, now_is, true, c.owner_id, c.team_id, c.assignee_ids);
  else
    update public.contact_points as p
    set value = now_is, normalised = now_is, verified_at = null, verified_by = null, updated_at = clock_timestamp()
    where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.is_primary;
  end if;
end
$$;

-- Name: contacts_assigned(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.contacts_assigned() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  delete from public.assignments as a
  where a.org_id = new.org_id and a.contact_id = new.id and a.user_id <> all (new.assignee_ids);
  insert into public.assignments (org_id, contact_id, user_id, owner_id, team_id, assignee_ids)
  select new.org_id, new.id, u, new.owner_id, new.team_id, new.assignee_ids from unnest(new.assignee_ids) as u
  on conflict do nothing;
  return null;
end
$$;

-- Name: contacts_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.contacts_lead() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.contact_points as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.assignments as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.taggings as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.attachments as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.activities as f set owner_id = new.owner_id, team_id = new.team_id,
    assignee_ids = new.assignee_ids || array(
      select x from unnest(f.assignee_ids) as x where x <> all (old.assignee_ids) and x <> all (new.assignee_ids))
  where f.org_id = new.org_id and f.contact_id = new.id;
  return null;
end
$$;

-- Name: contacts_points_changed(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.contacts_points_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.email is distinct from old.email then
    perform app.contact_point_changed(new.org_id, new.id, 'email', old.email, new.email, new);
  end if;
  if new.phone is distinct from old.phone then
    perform app.contact_point_changed(new.org_id, new.id, 'phone', old.phone, new.phone, new);
  end if;
  return null;
end
$$;

-- Name: contacts_points_new(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.contacts_points_new() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  insert into public.contact_points
    (org_id, contact_id, kind, value, normalised, is_primary, owner_id, team_id, assignee_ids, created_by)
  select n.org_id, n.id, v.kind, v.value, v.value, true, n.owner_id, n.team_id, n.assignee_ids, n.created_by
  from new_rows as n
  cross join lateral (values ('email', n.email), ('phone', n.phone)) as v (kind, value)
  where v.value is not null;
  insert into public.assignments (org_id, contact_id, user_id, owner_id, team_id, assignee_ids)
  select n.org_id, n.id, u, n.owner_id, n.team_id, n.assignee_ids from new_rows as n cross join unnest(n.assignee_ids) as u
  on conflict do nothing;
  return null;
end
$$;

-- Name: countable(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.countable(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  execute format('create view app.%I as select * from public.%I where org_id = auth.org_id() and auth.sees_all()',
    'seen_' || tbl, tbl);
  execute format('create view app.%I as select * from public.%I where org_id = auth.org_id() and not auth.sees_all()'
    ' and (owner_id = (select auth.uid()) or team_id = (select auth.sees_team()) or (select auth.uid()) = any (assignee_ids))',
    'own_' || tbl, tbl);
  execute format('alter view app.%I owner to service_role', 'seen_' || tbl);
  execute format('alter view app.%I owner to service_role', 'own_' || tbl);
  execute format('grant select on app.%I, app.%I to authenticated', 'seen_' || tbl, 'own_' || tbl);
  execute format('comment on view app.%I is ''%s as those see it who see all; for counting.''', 'seen_' || tbl, tbl);
  execute format('comment on view app.%I is ''%s as those see it who see their own; for counting.''', 'own_' || tbl, tbl);
end
$$;

-- Name: FUNCTION countable(tbl text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.countable(tbl text) IS 'Makes app.seen_<table> and app.own_<table>, by which totals are counted.';

-- Name: custom_value_problem(text, jsonb, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.custom_value_problem(field_type text, options jsonb, value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select case
    when field_type = 'text' and (jsonb_typeof(value) <> 'string' or length(value #>> '{}') > 100000)
      then 'must be a text'
    when field_type = 'number' and jsonb_typeof(value) <> 'number' then 'must be a number'
    when field_type = 'bool' and jsonb_typeof(value) <> 'boolean' then 'must be true or false'
    when field_type = 'date' and not (jsonb_typeof(value) = 'string'
      and (value #>> '{}') ~ '^\d{4}-\d\d-\d\d$' and pg_input_is_valid(value #>> '{}', 'date'))
      then 'must be a date like 2026-11-20'
    when field_type = 'url' and not (jsonb_typeof(value) = 'string' and (value #>> '{}') ~* '^https?://[^\s]+$')
      then 'must be a web address starting with http:// or https://'
    when field_type = 'select' and not (jsonb_typeof(value) = 'string' and options @> jsonb_build_array(value))
      then 'must be one of the options'
    when field_type = 'multiselect' and not (jsonb_typeof(value) = 'array' and options @> value)
      then 'must be a list of the options'
    when field_type = 'money' and not (jsonb_typeof(value) = 'object'
      and jsonb_typeof(value -> 'amount') = 'number' and coalesce(value ->> 'currency', '') ~ '^[A-Z]{3}$')
      then 'must be an amount and a currency'
  end
$_$;

-- Name: deal_health_alert(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.deal_health_alert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if new.previous_score is distinct from new.score then
    perform realtime.send(jsonb_build_object(
      'deal_id', new.lead_id, 'new_score', new.score, 'previous_score', new.previous_score, 'color', new.color,
      'alert', new.color in ('yellow', 'red'), 'changed_reasons', new.changed_reasons
    ), 'health', 'org:' || new.org_id::text || ':deals:health', true);
  end if;
  return null;
end
$$;

-- Name: deal_health_on_lead(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.deal_health_on_lead() RETURNS trigger
    LANGUAGE plpgsql
    SET "app.derived" TO 'on'
    AS $$
begin
  update leads as l
  set health_score = new.score, health_color = new.color, health_partial = not new.complete, health_at = new.created_at
  where l.org_id = new.org_id and l.id = new.lead_id and (l.health_at is null or l.health_at <= new.created_at);
  if new.previous_score is null or new.previous_score <> new.score then
    perform app.announce('sales.deal_health_changed', new.lead_id, jsonb_build_object(
      'lead_id', new.lead_id, 'call_id', new.call_id, 'score', new.score, 'color', new.color,
      'previous_score', new.previous_score, 'complete', new.complete));
  end if;
  return null;
end
$$;

-- Name: definitions_changed(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.definitions_changed() RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$
begin
  if tg_event = 'ddl_command_end' and not exists (
    select from pg_event_trigger_ddl_commands() as c where c.schema_name is distinct from 'pg_temp'
  ) then
    return;
  end if;
  notify pgrst, 'reload schema';
end
$$;

-- Name: FUNCTION definitions_changed(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.definitions_changed() IS 'Tells web processes to look at the schema again.';

-- Name: demo_condition(text[]); Type: FUNCTION; Schema: app

CREATE FUNCTION app.demo_condition(id_columns text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select '(' || string_agg(format('(t.%I is not null and app.is_demo(t.%I))', k, k), ' or ') || ')' from unnest(id_columns) as k
$$;

-- Name: demo_sweep(regclass, text, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.demo_sweep(tbl regclass, condition text, in_org uuid) RETURNS bigint
    LANGUAGE plpgsql
    AS $_$
declare
  gone bigint;
begin
  execute format('delete from %s as t where t.org_id = $1 and %s', tbl, condition) using in_org;
  get diagnostics gone = row_count;
  return gone;
exception
  when foreign_key_violation then return null;
end
$_$;

-- Name: depth_p0(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.depth_p0(org uuid) RETURNS TABLE(queue text, state text, n bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
      select 'p0', t.state, count(*), min(t.enqueue_at) from absurd.t_p0 as t
      where t.org_id = org and (t.state in ('pending', 'sleeping', 'running')
        or (t.state = 'failed' and t.enqueue_at > now() - interval '1 day'))
      group by t.state
    $$;

-- Name: depth_p1(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.depth_p1(org uuid) RETURNS TABLE(queue text, state text, n bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
      select 'p1', t.state, count(*), min(t.enqueue_at) from absurd.t_p1 as t
      where t.org_id = org and (t.state in ('pending', 'sleeping', 'running')
        or (t.state = 'failed' and t.enqueue_at > now() - interval '1 day'))
      group by t.state
    $$;

-- Name: depth_p2(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.depth_p2(org uuid) RETURNS TABLE(queue text, state text, n bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
      select 'p2', t.state, count(*), min(t.enqueue_at) from absurd.t_p2 as t
      where t.org_id = org and (t.state in ('pending', 'sleeping', 'running')
        or (t.state = 'failed' and t.enqueue_at > now() - interval '1 day'))
      group by t.state
    $$;

-- Name: depth_p3(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.depth_p3(org uuid) RETURNS TABLE(queue text, state text, n bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
      select 'p3', t.state, count(*), min(t.enqueue_at) from absurd.t_p3 as t
      where t.org_id = org and (t.state in ('pending', 'sleeping', 'running')
        or (t.state = 'failed' and t.enqueue_at > now() - interval '1 day'))
      group by t.state
    $$;

-- Name: dispatch_facts(jsonb, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.dispatch_facts(handlers jsonb, at_most integer DEFAULT 500) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  f app.facts;
  h jsonb;
  handled integer := 0;
begin
  for f in
    select * from app.facts where dispatched_at is null order by id limit at_most for update skip locked
  loop
    for h in select * from jsonb_array_elements(coalesce(handlers -> f.kind, '[]')) loop
      perform absurd.spawn_task(
        h ->> 'queue', h ->> 'workflow',
        jsonb_build_object('payload', f.payload || jsonb_build_object('subject', f.subject, 'fact_id', f.id), 'who', f.who),
        jsonb_build_object(
          'idempotency_key', f.id::text || ':' || (h ->> 'workflow'), 'max_attempts', (h ->> 'attempts')::integer,
          'retry_strategy', app.retries()));
    end loop;
    if f.org_id is not null then
      perform app.hear_fact(f);
      perform app.wake_waiting(f);
    end if;
    update app.facts set dispatched_at = clock_timestamp() where id = f.id;
    handled := handled + 1;
  end loop;
  perform app.start_due();
  return handled;
end
$$;

-- Name: distribute(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.distribute(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  if exists (select from pg_extension where extname = 'citus') then
    execute format('select create_distributed_table(%L, %L)', tbl, 'org_id');
  end if;
end
$$;

-- Name: FUNCTION distribute(tbl text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.distribute(tbl text) IS 'Shards the table by organisation where Citus is installed; else nothing.';

-- Name: drop_objects_of(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.drop_objects_of() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "storage.allow_delete_query" TO 'true'
    AS $$
begin
  delete from storage.objects
  where org_id = old.org_id and record_kind = tg_argv[0] and record_id = old.id
    and (kept_until is null or kept_until <= now());
  return null;
end
$$;

-- Name: due_p0(uuid, integer, text[], integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.due_p0(after uuid, each integer, names text[], most integer) RETURNS TABLE(run_id uuid, org_id uuid, task_name text, available_at timestamp with time zone, rank bigint)
    LANGUAGE sql STABLE
    AS $$
      with recursive orgs (org_id, n) as (
        (select r.org_id, 1 from absurd.r_p0 as r
         where r.state in ('pending', 'sleeping') and r.org_id >= after and r.available_at <= now()
         order by r.org_id limit 1)
        union all
        select x.org_id, o.n + 1 from orgs as o
        cross join lateral (
          select r.org_id from absurd.r_p0 as r
          where r.state in ('pending', 'sleeping') and r.org_id > o.org_id and r.available_at <= now()
          order by r.org_id limit 1) as x
        where o.n < most
      )
      select d.run_id, o.org_id, d.task_name, d.available_at, row_number() over (partition by o.org_id order by d.available_at)
      from orgs as o
      cross join lateral (
        select r.run_id, r.task_name, r.available_at from absurd.r_p0 as r
        where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
          and r.task_name = any (names)
        order by r.org_id, r.available_at, r.run_id limit each) as d
    $$;

-- Name: due_p1(uuid, integer, text[], integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.due_p1(after uuid, each integer, names text[], most integer) RETURNS TABLE(run_id uuid, org_id uuid, task_name text, available_at timestamp with time zone, rank bigint)
    LANGUAGE sql STABLE
    AS $$
      with recursive orgs (org_id, n) as (
        (select r.org_id, 1 from absurd.r_p1 as r
         where r.state in ('pending', 'sleeping') and r.org_id >= after and r.available_at <= now()
         order by r.org_id limit 1)
        union all
        select x.org_id, o.n + 1 from orgs as o
        cross join lateral (
          select r.org_id from absurd.r_p1 as r
          where r.state in ('pending', 'sleeping') and r.org_id > o.org_id and r.available_at <= now()
          order by r.org_id limit 1) as x
        where o.n < most
      )
      select d.run_id, o.org_id, d.task_name, d.available_at, row_number() over (partition by o.org_id order by d.available_at)
      from orgs as o
      cross join lateral (
        select r.run_id, r.task_name, r.available_at from absurd.r_p1 as r
        where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
          and r.task_name = any (names)
        order by r.org_id, r.available_at, r.run_id limit each) as d
    $$;

-- Name: due_p2(uuid, integer, text[], integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.due_p2(after uuid, each integer, names text[], most integer) RETURNS TABLE(run_id uuid, org_id uuid, task_name text, available_at timestamp with time zone, rank bigint)
    LANGUAGE sql STABLE
    AS $$
      with recursive orgs (org_id, n) as (
        (select r.org_id, 1 from absurd.r_p2 as r
         where r.state in ('pending', 'sleeping') and r.org_id >= after and r.available_at <= now()
         order by r.org_id limit 1)
        union all
        select x.org_id, o.n + 1 from orgs as o
        cross join lateral (
          select r.org_id from absurd.r_p2 as r
          where r.state in ('pending', 'sleeping') and r.org_id > o.org_id and r.available_at <= now()
          order by r.org_id limit 1) as x
        where o.n < most
      )
      select d.run_id, o.org_id, d.task_name, d.available_at, row_number() over (partition by o.org_id order by d.available_at)
      from orgs as o
      cross join lateral (
        select r.run_id, r.task_name, r.available_at from absurd.r_p2 as r
        where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
          and r.task_name = any (names)
        order by r.org_id, r.available_at, r.run_id limit each) as d
    $$;

-- Name: due_p3(uuid, integer, text[], integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.due_p3(after uuid, each integer, names text[], most integer) RETURNS TABLE(run_id uuid, org_id uuid, task_name text, available_at timestamp with time zone, rank bigint)
    LANGUAGE sql STABLE
    AS $$
      with recursive orgs (org_id, n) as (
        (select r.org_id, 1 from absurd.r_p3 as r
         where r.state in ('pending', 'sleeping') and r.org_id >= after and r.available_at <= now()
         order by r.org_id limit 1)
        union all
        select x.org_id, o.n + 1 from orgs as o
        cross join lateral (
          select r.org_id from absurd.r_p3 as r
          where r.state in ('pending', 'sleeping') and r.org_id > o.org_id and r.available_at <= now()
          order by r.org_id limit 1) as x
        where o.n < most
      )
      select d.run_id, o.org_id, d.task_name, d.available_at, row_number() over (partition by o.org_id order by d.available_at)
      from orgs as o
      cross join lateral (
        select r.run_id, r.task_name, r.available_at from absurd.r_p3 as r
        where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
          and r.task_name = any (names)
        order by r.org_id, r.available_at, r.run_id limit each) as d
    $$;

-- Name: e164(text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.e164(phone text, country text DEFAULT NULL::text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
declare
  -- country: calling code, then the prefix dialled in front of national numbers (made from libphonenumber's metadata)
  dial constant jsonb := '{
    "AC":"247","AD":"376","AE":"971-0","AF":"93-0","AG":"1-1","AI":"1-1","AL":"355-0","AM":"374-0","AO":"244",
    "AR":"54-0","AS":"1-1","AT":"43-0","AU":"61-0","AW":"297","AX":"358-0","AZ":"994-0","BA":"387-0","BB":"1-1",
    "BD":"880-0","BE":"32-0","BF":"226","BG":"359-0","BH":"973","BI":"257","BJ":"229","BL":"590-0","BM":"1-1",
    "BN":"673","BO":"591-0","BQ":"599","BR":"55-0","BS":"1-1","BT":"975","BW":"267","BY":"375-8","BZ":"501",
    "CA":"1-1","CC":"61-0","CD":"243-0","CF":"236","CG":"242","CH":"41-0","CI":"225","CK":"682","CL":"56",
    "CM":"237","CN":"86-0","CO":"57-0","CR":"506","CU":"53-0","CV":"238","CW":"599","CX":"61-0","CY":"357",
    "CZ":"420","DE":"49-0","DJ":"253","DK":"45","DM":"1-1","DO":"1-1","DZ":"213-0","EC":"593-0","EE":"372",
    "EG":"20-0","EH":"212-0","ER":"291-0","ES":"34","ET":"251-0","FI":"358-0","FJ":"679","FK":"500","FM":"691",
    "FO":"298","FR":"33-0","GA":"241","GB":"44-0","GD":"1-1","GE":"995-0","GF":"594-0","GG":"44-0","GH":"233-0",
    "GI":"350","GL":"299","GM":"220","GN":"224","GP":"590-0","GQ":"240","GR":"30","GT":"502","GU":"1-1","GW":"245",
    "GY":"592","HK":"852","HN":"504","HR":"385-0","HT":"509","HU":"36-06","ID":"62-0","IE":"353-0","IL":"972-0",
    "IM":"44-0","IN":"91-0","IO":"246","IQ":"964-0","IR":"98-0","IS":"354","IT":"39","JE":"44-0","JM":"1-1",
    "JO":"962-0","JP":"81-0","KE":"254-0","KG":"996-0","KH":"855-0","KI":"686-0","KM":"269","KN":"1-1","KP":"850-0",
    "KR":"82-0","KW":"965","KY":"1-1","KZ":"7-8","LA":"856-0","LB":"961-0","LC":"1-1","LI":"423-0","LK":"94-0",
    "LR":"231-0","LS":"266","LT":"370-0","LU":"352","LV":"371","LY":"218-0","MA":"212-0","MC":"377-0","MD":"373-0",
    "ME":"382-0","MF":"590-0","MG":"261-0","MH":"692-1","MK":"389-0","ML":"223","MM":"95-0","MN":"976-0","MO":"853",
    "MP":"1-1","MQ":"596-0","MR":"222","MS":"1-1","MT":"356","MU":"230","MV":"960","MW":"265-0","MX":"52",
    "MY":"60-0","MZ":"258","NA":"264-0","NC":"687","NE":"227","NF":"672","NG":"234-0","NI":"505","NL":"31-0",
    "NO":"47","NP":"977-0","NR":"674","NU":"683","NZ":"64-0","OM":"968","PA":"507","PE":"51-0","PF":"689",
    "PG":"675","PH":"63-0","PK":"92-0","PL":"48","PM":"508-0","PR":"1-1","PS":"970-0","PT":"351","PW":"680",
    "PY":"595-0","QA":"974","RE":"262-0","RO":"40-0","RS":"381-0","RU":"7-8","RW":"250-0","SA":"966-0","SB":"677",
    "SC":"248","SD":"249-0","SE":"46-0","SG":"65","SH":"290","SI":"386-0","SJ":"47","SK":"421-0","SL":"232-0",
    "SM":"378","SN":"221","SO":"252-0","SR":"597","SS":"211-0","ST":"239","SV":"503","SX":"1-1","SY":"963-0",
    "SZ":"268","TA":"290","TC":"1-1","TD":"235","TG":"228","TH":"66-0","TJ":"992","TK":"690","TL":"670",
    "TM":"993-8","TN":"216","TO":"676","TR":"90-0","TT":"1-1","TV":"688","TW":"886-0","TZ":"255-0","UA":"380-0",
    "UG":"256-0","US":"1-1","UY":"598-0","UZ":"998","VA":"39","VC":"1-1","VE":"58-0","VG":"1-1","VI":"1-1",
    "VN":"84-0","VU":"678","WF":"681","WS":"685","XK":"383-0","YE":"967-0","YT":"262-0","ZA":"27-0","ZM":"260-0",
    "ZW":"263-0"}';
  plain constant text := substring(replace(phone, '(0)', '') from '^[^[:alpha:];,#]*');
  digits text := regexp_replace(plain, '\D', '', 'g');
  code text;
  trunk text;
begin
  if plain ~ '^\s*\+' then
    null;
  elsif digits like '00%' then
    digits := substr(digits, 3);
  else
    code := split_part(dial ->> upper(country), '-', 1);
    trunk := nullif(split_part(dial ->> upper(country), '-', 2), '');
    if code is null then
      return null;
    elsif code = '1' and length(digits) = 11 and digits like '1%' then
      null;
    else
      digits := code || case when digits like trunk || '%' then substr(digits, length(trunk) + 1) else digits end;
    end if;
  end if;
  return case when length(digits) between 6 and 15 and digits not like '0%' then '+' || digits end;
end
$$;

-- Name: FUNCTION e164(phone text, country text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.e164(phone text, country text) IS 'A phone number in E.164 form, or null.';

-- Name: edits_to_add(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.edits_to_add(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  execute format('alter policy %I on public.%I with check (org_id = auth.org_id()'
    ' and auth.org_role() = any (''{owner,admin,manager,rep,technician}''::text[])'
    ' and (auth.edits_all() or owner_id is null or owner_id = auth.uid() or auth.uid() = any (assignee_ids)'
    ' or team_id = auth.edits_team()))', tbl || '_insert', tbl);
end
$$;

-- Name: emit_event(text, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.emit_event(event text, payload jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  select absurd.emit_event(q, coalesce(auth.org_id()::text, '-') || ':' || event, payload)
  from unnest('{p0,p1,p2,p3}'::text[]) as q
$$;

-- Name: FUNCTION emit_event(event text, payload jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.emit_event(event text, payload jsonb) IS 'Wakes work of the caller''s organisation that waits for this event.';

-- Name: end_organization(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.end_organization(in_org uuid) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
  gone bigint;
begin
  insert into app.ended_organizations (organization, closed_at, closed_by, row_count, audit_rows, seal_number, seal_hash)
  select
    o.org_id, o.closed_at, o.closed_by, 0, (select count(*) from public.audit_logs as a where a.org_id = o.org_id),
    s.number, s.hash
  from public.organizations as o
  left join lateral (
    select x.number, x.hash from public.audit_seals as x where x.org_id = o.org_id order by x.number desc limit 1
  ) as s on true
  where o.org_id = in_org and o.closed_at is not null;
  if not found then
    raise exception 'Only an organisation that was deleted goes for good.' using errcode = '42501';
  end if;
  gone := app.remove_organisation(in_org);
  update app.ended_organizations set row_count = gone where organization = in_org;
  return gone;
end
$$;

-- Name: FUNCTION end_organization(in_org uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.end_organization(in_org uuid) IS 'Everything of a deleted organisation goes for good; how many rows.';

-- Name: expect_rows(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.expect_rows(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_restore_attribute_stats('schemaname', 'public', 'relname', tbl, 'attname', 'org_id', 'inherited', false,
    'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 5::real);
  if exists (select from pg_attribute where attrelid = format('public.%I', tbl)::regclass and attname = 'deleted_at') then
    perform pg_restore_attribute_stats('schemaname', 'public', 'relname', tbl, 'attname', 'deleted_at', 'inherited', false,
      'null_frac', 0.98::real, 'avg_width', 8, 'n_distinct', -0.02::real);
  end if;
end
$$;

-- Name: FUNCTION expect_rows(tbl text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.expect_rows(tbl text) IS 'Plans queries over a new table as if it were already full of one organisation''s rows.';

-- Name: expire_p0(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.expire_p0(most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
    declare
      x record;
      n integer := 0;
    begin
      for x in
        select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_p0 as r
        where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
        order by r.claim_expires_at limit most for update skip locked
      loop
        perform absurd.fail_run('p0', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
          'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
          'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), null);
        n := n + 1;
      end loop;
      return n;
    end $_$;

-- Name: expire_p1(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.expire_p1(most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
    declare
      x record;
      n integer := 0;
    begin
      for x in
        select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_p1 as r
        where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
        order by r.claim_expires_at limit most for update skip locked
      loop
        perform absurd.fail_run('p1', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
          'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
          'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), null);
        n := n + 1;
      end loop;
      return n;
    end $_$;

-- Name: expire_p2(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.expire_p2(most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
    declare
      x record;
      n integer := 0;
    begin
      for x in
        select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_p2 as r
        where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
        order by r.claim_expires_at limit most for update skip locked
      loop
        perform absurd.fail_run('p2', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
          'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
          'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), null);
        n := n + 1;
      end loop;
      return n;
    end $_$;

-- Name: expire_p3(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.expire_p3(most integer) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
    declare
      x record;
      n integer := 0;
    begin
      for x in
        select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_p3 as r
        where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
        order by r.claim_expires_at limit most for update skip locked
      loop
        perform absurd.fail_run('p3', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
          'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
          'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), null);
        n := n + 1;
      end loop;
      return n;
    end $_$;

-- Name: expire_work(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.expire_work() RETURNS integer
    LANGUAGE sql
    AS $$ select app.expire_p0(20) + app.expire_p1(20) + app.expire_p2(20) + app.expire_p3(20) $$;

-- Name: FUNCTION expire_work(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.expire_work() IS 'Gives back what a worker that died was doing.';

-- Name: export_limit(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.export_limit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if auth.role() = 'authenticated' and (
    select count(*) from public.export_jobs as e
    where e.org_id = new.org_id and e.user_id = new.user_id and e.created_at > now() - interval '1 hour'
  ) >= 5 then
    raise exception 'Five exports an hour are the limit.' using errcode = '54000', constraint = 'export_jobs_limit';
  end if;
  return new;
end
$$;

-- Name: fact_list(uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.fact_list(before uuid, most integer) RETURNS TABLE(id uuid, kind text, subject uuid, payload jsonb, at timestamp with time zone, dispatched_at timestamp with time zone, by text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select f.id, f.kind, f.subject, f.payload, f.at, f.dispatched_at,
      coalesce(f.who #>> '{actor,agent}', f.who #>> '{actor,name}', f.who #>> '{claims,email}')
    from app.facts as f where f.org_id = org and (before is null or f.id < before) order by f.id desc limit most;
end
$$;

-- Name: FUNCTION fact_list(before uuid, most integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.fact_list(before uuid, most integer) IS 'What happened in the caller''s organisation, newest first.';

-- Name: fact_work(uuid[]); Type: FUNCTION; Schema: app

CREATE FUNCTION app.fact_work(facts uuid[]) RETURNS TABLE(fact_id uuid, workflow text, id uuid, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select split_part(t.idempotency_key, ':', 1)::uuid, t.task_name, t.task_id, t.state
    from (
      select * from absurd.t_p0 union all select * from absurd.t_p1
      union all select * from absurd.t_p2 union all select * from absurd.t_p3) as t
    where t.org_id = org and t.enqueue_at > now() - interval '31 days'
      and t.idempotency_key ~ '^[0-9a-f-]{36}:' and split_part(t.idempotency_key, ':', 1)::uuid = any (facts);
end
$$;

-- Name: FUNCTION fact_work(facts uuid[]); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.fact_work(facts uuid[]) IS 'The work that facts started.';

-- Name: facts_of_kind(text, integer, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.facts_of_kind(wanted text, days integer, most integer) RETURNS TABLE(id uuid, subject uuid, payload jsonb, at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  select f.id, f.subject, f.payload, f.at from app.facts as f
  where f.org_id = auth.org_id() and f.kind = wanted and f.at > now() - make_interval(days => days)
    and coalesce(auth.has_role('owner', 'admin', 'manager'), false)
  order by f.id desc limit most
$$;

-- Name: FUNCTION facts_of_kind(wanted text, days integer, most integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.facts_of_kind(wanted text, days integer, most integer) IS 'Facts of a kind lately, for whoever makes automations.';

-- Name: fill_team(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.fill_team() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if tg_op = 'INSERT' or new.owner_id is distinct from old.owner_id then
    if new.owner_id is null then
      new.team_id := null;
    elsif new.owner_id = auth.uid() and auth.org_id() = new.org_id then
      new.team_id := auth.team_id();
    else
      select m.team_id into new.team_id from public.org_members as m
      where m.org_id = new.org_id and m.user_id = new.owner_id;
      if not found then
        raise exception 'The owner is not a member of this organisation.'
          using errcode = '23503', constraint = 'owner_is_member';
      end if;
    end if;
  end if;
  return new;
end
$$;

-- Name: finish_p0(uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.finish_p0(run uuid, value jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
    declare
      task uuid;
    begin
      update absurd.r_p0 set state = 'completed', completed_at = clock_timestamp(), result = value
      where run_id = run and state = 'running' returning task_id into task;
      if task is null then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      update absurd.t_p0 set state = 'completed', completed_payload = value, last_attempt_run = run where task_id = task;
      delete from absurd.w_p0 where run_id = run;
    end $$;

-- Name: finish_p1(uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.finish_p1(run uuid, value jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
    declare
      task uuid;
    begin
      update absurd.r_p1 set state = 'completed', completed_at = clock_timestamp(), result = value
      where run_id = run and state = 'running' returning task_id into task;
      if task is null then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      update absurd.t_p1 set state = 'completed', completed_payload = value, last_attempt_run = run where task_id = task;
      delete from absurd.w_p1 where run_id = run;
    end $$;

-- Name: finish_p2(uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.finish_p2(run uuid, value jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
    declare
      task uuid;
    begin
      update absurd.r_p2 set state = 'completed', completed_at = clock_timestamp(), result = value
      where run_id = run and state = 'running' returning task_id into task;
      if task is null then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      update absurd.t_p2 set state = 'completed', completed_payload = value, last_attempt_run = run where task_id = task;
      delete from absurd.w_p2 where run_id = run;
    end $$;

-- Name: finish_p3(uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.finish_p3(run uuid, value jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
    declare
      task uuid;
    begin
      update absurd.r_p3 set state = 'completed', completed_at = clock_timestamp(), result = value
      where run_id = run and state = 'running' returning task_id into task;
      if task is null then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      update absurd.t_p3 set state = 'completed', completed_payload = value, last_attempt_run = run where task_id = task;
      delete from absurd.w_p3 where run_id = run;
    end $$;

-- Name: finish_work(text, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.finish_work(queue text, run uuid, value jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  case queue
    when 'p0' then perform app.finish_p0(run, value);
    when 'p1' then perform app.finish_p1(run, value);
    when 'p2' then perform app.finish_p2(run, value);
    else perform app.finish_p3(run, value);
  end case;
end
$$;

-- Name: FUNCTION finish_work(queue text, run uuid, value jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.finish_work(queue text, run uuid, value jsonb) IS 'A run has ended well.';

-- Name: fold(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.fold(txt text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
declare
  folded text;
begin
  if octet_length(txt) = length(txt) then
    return lower(txt);
  end if;
  folded := normalize(replace(replace(replace(replace(replace(replace(lower(txt),
    'ß', 'ss'), 'ø', 'o'), 'ł', 'l'), 'đ', 'd'), 'æ', 'a'), 'œ', 'o'), nfd);
  -- the six marks of most European names; what is plain then needs no pattern
  folded := replace(replace(replace(replace(replace(replace(folded,
    u&'\0308', ''), u&'\0301', ''), u&'\0300', ''), u&'\0302', ''), u&'\0327', ''), u&'\030C', '');
  if octet_length(folded) = length(folded) then
    return folded;
  end if;
  folded := regexp_replace(folded, '[\u0300-\u036f]+', '', 'g');
  -- Korean and Japanese were decomposed too
  return case when folded ~ '[\u1100-\u11ff\u3099\u309a]' then normalize(folded, nfc) else folded end;
end
$$;

-- Name: FUNCTION fold(txt text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.fold(txt text) IS 'Lower case, Latin accents removed.';

-- Name: follow(text, text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow(tbl text, parent text, col text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
begin
  execute format($make$
    create function app.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog
    as $$
    begin
      if new.%3$I is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.%2$I as p where p.org_id = new.org_id and p.id = new.%3$I;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$$make$, 'follow_' || tbl, parent, col);
  execute format($make$
    create function app.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
    as $$
    begin
      update public.%2$I
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and %3$I = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$$make$, 'lead_' || tbl, tbl, col);
  execute format('alter function app.%I() owner to service_role', 'follow_' || tbl);
  execute format('alter function app.%I() owner to service_role', 'lead_' || tbl);
  execute format('create trigger follow_parent before insert or update of %I on public.%I for each row'
    ' when (%s) execute function app.%I()', col, tbl, app.not_derived(), 'follow_' || tbl);
  execute format('create trigger %I after update of owner_id, team_id, assignee_ids on public.%I for each row'
    ' when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))'
    ' execute function app.%I()', 'lead_' || tbl, parent, 'lead_' || tbl);
end
$_$;

-- Name: follow_action_items(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_action_items() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.call_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.calls as p where p.org_id = new.org_id and p.id = new.call_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_call_briefs(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_call_briefs() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.call_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.calls as p where p.org_id = new.org_id and p.id = new.call_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_call_signals(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_call_signals() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.call_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.calls as p where p.org_id = new.org_id and p.id = new.call_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_call_steps(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_call_steps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.call_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.calls as p where p.org_id = new.org_id and p.id = new.call_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_calls(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_calls() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.contact_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.contacts as p where p.org_id = new.org_id and p.id = new.contact_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_contact(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_contact() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
  from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  return new;
end
$$;

-- Name: follow_deal_health_scores(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_deal_health_scores() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.lead_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.leads as p where p.org_id = new.org_id and p.id = new.lead_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_import_errors(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_import_errors() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.import_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.import_jobs as p where p.org_id = new.org_id and p.id = new.import_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_lead_contacts(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_lead_contacts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.lead_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.leads as p where p.org_id = new.org_id and p.id = new.lead_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_lead_stages(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_lead_stages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
    begin
      if new.lead_id is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.leads as p where p.org_id = new.org_id and p.id = new.lead_id;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$;

-- Name: follow_people(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_people() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  assigned uuid;
begin
  if tg_argv[0] = 'assigned_to' then
    assigned := new.assigned_to;
  end if;
  if new.contact_id is not null then
    select c.owner_id, c.team_id, c.assignee_ids, coalesce(new.company_id, c.company_id)
    into new.owner_id, new.team_id, new.assignee_ids, new.company_id
    from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  elsif new.company_id is not null then
    select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
    from public.companies as c where c.org_id = new.org_id and c.id = new.company_id;
  elsif tg_op = 'INSERT' and auth.role() = 'authenticated' then
    new.owner_id := auth.uid();
    new.team_id := auth.team_id();
    new.assignee_ids := '{}';
  end if;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  if assigned is not null and assigned <> all (new.assignee_ids) and assigned is distinct from new.owner_id then
    new.assignee_ids := new.assignee_ids || assigned;
  end if;
  return new;
end
$$;

-- Name: follow_tagged(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.follow_tagged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if new.contact_id is not null then
    select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
    from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  else
    select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
    from public.companies as c where c.org_id = new.org_id and c.id = new.company_id;
  end if;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  return new;
end
$$;

-- Name: fx_rate(uuid, character, character, date); Type: FUNCTION; Schema: app

CREATE FUNCTION app.fx_rate(in_org uuid, currency character, base character, on_day date) RETURNS TABLE(rate numeric, day date)
    LANGUAGE sql STABLE
    AS $$
  with known as (
    (select o.rate, o.day, 1 as choice from public.fx_rates as o
     where o.org_id = in_org and o.currency = fx_rate.currency and o.day <= on_day order by o.day desc limit 1)
    union all
    (select b.per_euro / c.per_euro, least(b.day, c.day), 2
     from lateral (
       select f.per_euro, f.day from app.fx_rates as f where f.currency = fx_rate.currency
       order by f.day > on_day, abs(f.day - on_day) limit 1
     ) as c, lateral (
       select f.per_euro, f.day from app.fx_rates as f where f.currency = fx_rate.base
       order by f.day > on_day, abs(f.day - on_day) limit 1
     ) as b)
  )
  select 1::numeric, on_day where fx_rate.currency = fx_rate.base
  union all
  (select k.rate, k.day from known as k where fx_rate.currency <> fx_rate.base order by k.choice limit 1)
$$;

-- Name: FUNCTION fx_rate(in_org uuid, currency character, base character, on_day date); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.fx_rate(in_org uuid, currency character, base character, on_day date) IS 'What one unit of a currency is worth in another on a day, and the day that rate is of.';

-- Name: give_up_work(text, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.give_up_work(queue text, run uuid, reason jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
begin
  execute format('update absurd.%I as t set max_attempts = r.attempt from absurd.%I as r'
    ' where r.run_id = $1 and t.task_id = r.task_id', 't_' || queue, 'r_' || queue) using run;
  perform absurd.fail_run(queue, run, reason, null);
end
$_$;

-- Name: FUNCTION give_up_work(queue text, run uuid, reason jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.give_up_work(queue text, run uuid, reason jsonb) IS 'Ends a task whose failure trying again will not mend.';

-- Name: guard_members(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.guard_members() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  was_owner constant boolean := old.role = 'owner' and old.deleted_at is null;
  is_owner boolean := false;
  closing constant timestamptz := (select o.closed_at from public.organizations as o where o.org_id = old.org_id);
begin
  if tg_op = 'UPDATE' then
    is_owner := new.role = 'owner' and new.deleted_at is null;
    if (new.user_id, new.org_id, new.id) is distinct from (old.user_id, old.org_id, old.id) then
      raise exception 'A membership stays with its person.' using errcode = '42501';
    end if;
  end if;
  if was_owner <> is_owner and closing is null and auth.role() = 'authenticated'
    and auth.org_role() is distinct from 'owner' then
    raise exception 'Only an owner may make or unmake owners.' using errcode = '42501';
  end if;
  if was_owner and not is_owner and closing is null then
    -- one after another: two owners may be unmaking each other at this moment
    perform 1 from public.organizations as o where o.org_id = old.org_id for no key update;
    if not exists (
      select from public.org_members as m
      where m.org_id = old.org_id and m.id <> old.id and m.role = 'owner' and m.deleted_at is null
    ) and exists (select from public.organizations as o where o.org_id = old.org_id) then
      raise exception 'An organisation needs an owner.'
        using errcode = '23514', constraint = 'org_members_last_owner', table = 'org_members';
    end if;
  end if;
  return coalesce(new, old);
end
$$;

-- Name: facts; Type: TABLE; Schema: app

CREATE TABLE app.facts (
    id uuid DEFAULT app.uuid7() NOT NULL,
    org_id uuid,
    kind text NOT NULL,
    subject uuid,
    payload jsonb NOT NULL,
    who jsonb NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    dispatched_at timestamp with time zone
);

-- Name: TABLE facts; Type: COMMENT; Schema: app

COMMENT ON TABLE app.facts IS 'The outbox: facts in the order they were announced, each dispatched once.';

-- Name: hear_fact(app.facts); Type: FUNCTION; Schema: app

CREATE FUNCTION app.hear_fact(f app.facts) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform app.hear_fact_webhooks(f);
  perform app.hear_fact_automations(f);
end
$$;

-- Name: hear_fact_automations(app.facts); Type: FUNCTION; Schema: app

CREATE FUNCTION app.hear_fact_automations(f app.facts) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  a record;
begin
  for a in
    select x.id from public.automations as x
    where x.org_id = f.org_id and x.state = 'on' and x.trigger_kind = 'fact' and x.trigger_value = f.kind
  loop
    perform absurd.spawn_task('p2', 'office.automation',
      jsonb_build_object(
        'payload', jsonb_build_object('automation_id', a.id, 'cause', f.kind, 'subject', f.subject, 'fact_id', f.id,
          'given', f.payload, 'chain', coalesce(f.who #> '{claims,automation_chain}', '[]'::jsonb)),
        'who', app.house_in(f.org_id, 'automations')),
      jsonb_build_object('idempotency_key', f.id::text || ':automation:' || a.id::text, 'max_attempts', 5,
        'retry_strategy', app.retries()));
  end loop;
end
$$;

-- Name: hear_fact_webhooks(app.facts); Type: FUNCTION; Schema: app

CREATE FUNCTION app.hear_fact_webhooks(f app.facts) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  made uuid;
  w record;
begin
  for w in
    select h.id, h.state from public.webhooks as h
    where h.org_id = f.org_id and h.state <> 'off' and (f.kind = any (h.kinds) or '*' = any (h.kinds))
  loop
    insert into public.webhook_deliveries (org_id, webhook_id, fact_id, kind, subject, payload, state)
    values (f.org_id, w.id, f.id, f.kind, f.subject, f.payload, case when w.state = 'paused' then 'held' else 'waiting' end)
    on conflict do nothing returning id into made;
    if made is not null and w.state = 'active' then
      perform absurd.spawn_task('p2', 'office.deliver_webhook',
        jsonb_build_object('payload', jsonb_build_object('delivery_id', made), 'who', app.house_in(f.org_id, 'webhooks')),
        jsonb_build_object('idempotency_key', 'deliver:' || made::text, 'max_attempts', 10, 'retry_strategy', app.retries()));
    end if;
  end loop;
end
$$;

-- Name: hide_tag(uuid, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.hide_tag(in_org uuid, tag uuid) RETURNS void
    LANGUAGE plpgsql
    SET "app.derived" TO 'on'
    AS $_$
declare
  tbl text;
begin
  for tbl in select * from app.tables_with_tags() loop
    execute format(
      'with gone as (update public.%1$I as r set tag_ids = array_remove(r.tag_ids, $2)'
      ' where r.org_id = $1 and r.tag_ids @> array[$2] returning r.id)'
      ' insert into app.tagged_before as b (org_id, tag_id, relation, ids)'
      ' select $1, $2, %1$L, array_agg(g.id) from gone as g having count(*) > 0'
      ' on conflict (org_id, tag_id, relation) do update set ids = excluded.ids', tbl)
    using in_org, tag;
  end loop;
end
$_$;

-- Name: FUNCTION hide_tag(in_org uuid, tag uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.hide_tag(in_org uuid, tag uuid) IS 'Takes a tag off every record and remembers where it was.';

-- Name: holdings(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.holdings(victim uuid) RETURNS TABLE(relation text, held bigint)
    LANGUAGE plpgsql
    AS $_$
begin
  for relation in
    select c.relname::text from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname
  loop
    execute format('select count(*) from public.%I where org_id = $1', relation) into held using victim;
    return next;
  end loop;
end
$_$;

-- Name: house_in(uuid, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.house_in(org uuid, agent text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
  select jsonb_build_object('claims', jsonb_build_object('role', 'service_role', 'org_id', org),
    'actor', jsonb_build_object('agent', agent))
$$;

-- Name: FUNCTION house_in(org uuid, agent text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.house_in(org uuid, agent text) IS 'The house acting for itself in an organisation, in the shape work carries.';

-- Name: ids(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.ids(list jsonb) RETURNS uuid[]
    LANGUAGE sql IMMUTABLE
    AS $$ select array_agg(e::uuid) from jsonb_array_elements_text(list) as e $$;

-- Name: ids_of(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.ids_of(list jsonb) RETURNS uuid[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select case when list is not null then array(select x::uuid from jsonb_array_elements_text(list) as x) end $$;

-- Name: import_analyse(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_analyse() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$ begin analyze app.import_rows; end $$;

-- Name: FUNCTION import_analyse(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_analyse() IS 'Statistics for rows that have just been copied in.';

-- Name: import_analyse_targets(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_analyse_targets() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$ begin analyze contacts, contact_points, companies; end $$;

-- Name: FUNCTION import_analyse_targets(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_analyse_targets() IS 'Statistics for what was half loaded when the database crashed: it has forgotten how much that is.';

-- Name: import_audit(uuid, integer, integer, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_audit(job uuid, first_row integer, last_row integer, relation text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  actor constant jsonb := app.actor();
  me constant uuid := auth.uid();
  n bigint;
begin
  insert into public.audit_logs
    (org_id, id, user_id, agent, action, table_name, record_id, new_values, ip_address, user_agent, request_id)
  select
    r.org_id, r.record_id, me, 'import:' || job, 'insert', relation, r.record_id, r.data,
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from app.import_rows as r
  where r.org_id = auth.org_id() and r.job_id = job and r.row_no between import_audit.first_row and import_audit.last_row
    and r.action = 'n';
  get diagnostics n = row_count;
  return n;
end
$$;

-- Name: FUNCTION import_audit(job uuid, first_row integer, last_row integer, relation text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_audit(job uuid, first_row integer, last_row integer, relation text) IS 'Audit rows of a loaded chunk.';

-- Name: import_contact_parts(uuid, integer, integer, text, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_contact_parts(job uuid, from_row integer, to_row integer, said text, usual_owner uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  org constant uuid := auth.org_id();
  me constant uuid := auth.uid();
  made uuid[];
begin
  select coalesce(array_agg(r.record_id), '{}') into made from app.import_rows as r
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  -- ids are made from the contact's: a random one costs 3 microseconds, a fifth of the row
  insert into public.contact_points
    (org_id, id, contact_id, kind, label, value, normalised, is_primary, owner_id, team_id, created_by)
  select org, overlay(r.record_id::text placing lpad(to_hex(p.n), 4, '0') from 33)::uuid, r.record_id, p.kind, p.label,
    p.value, p.value, p.value = r.data ->> p.kind, m.user_id, m.team_id, me
  from app.import_rows as r
  cross join lateral rows from (jsonb_to_recordset(r.data -> 'points') as (kind text, label text, value text))
    with ordinality as p (kind, label, value, n)
  left join public.org_members as m on m.org_id = org and m.user_id = coalesce(r.owner_id, usual_owner)
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  -- not on the company's timeline: a hundred people of one company are a hundred entries that say nothing about it
  insert into public.activities
    (org_id, id, kind, contact_id, about_kind, about_id, subject, actor_kind, actor_id, owner_id, team_id, created_by)
  select org, r.record_id, 'system', r.record_id, 'import_jobs', job, said, 'import', me, m.user_id, m.team_id, me
  from app.import_rows as r
  left join public.org_members as m on m.org_id = org and m.user_id = coalesce(r.owner_id, usual_owner)
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  perform app.import_audit(job, from_row, to_row, 'contacts');
  perform app.unchecked(false);
  perform set_config('app.derived', 'on', true);
  insert into public.taggings (org_id, contact_id, tag_id, owner_id, team_id, created_by)
  select org, r.record_id, l.record_id, m.user_id, m.team_id, me
  from app.import_rows as r
  cross join lateral (select distinct lower(e) as key from jsonb_array_elements_text(r.data -> 'tags') as e) as t
  inner join app.import_links as l on l.org_id = org and l.job_id = job and l.relation = 'tags' and l.value = t.key
  left join public.org_members as m on m.org_id = org and m.user_id = coalesce(r.owner_id, usual_owner)
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n' and r.data ? 'tags';
  perform set_config('app.derived', 'off', true);
  insert into app.import_created (org_id, job_id, first_row, relation, ids)
  select org, job, from_row, 'contacts', made where cardinality(made) > 0;
  return cardinality(made);
end
$$;

-- Name: FUNCTION import_contact_parts(job uuid, from_row integer, to_row integer, said text, usual_owner uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_contact_parts(job uuid, from_row integer, to_row integer, said text, usual_owner uuid) IS 'Points, tags, timeline and audit of the contacts a chunk of an import has just created.';

-- Name: import_difference(jsonb, jsonb, boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_difference(now_is jsonb, given jsonb, filling boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce(jsonb_object_agg(g.key, case when g.key <> 'custom' then g.value
    when filling then g.value || (now_is -> 'custom') else (now_is -> 'custom') || g.value end), '{}')
  from jsonb_each(given) as g
  where case
    when g.key = any ('{points,company,owner,tags,created_at}'::text[]) then false
    when g.key = any ('{email,phone}'::text[]) then now_is ->> g.key is null
    when g.key = 'custom' and filling then not (coalesce(now_is -> 'custom', '{}') ?& array(select jsonb_object_keys(g.value)))
    when g.key = 'custom' then not (coalesce(now_is -> 'custom', '{}') @> g.value)
    when filling then coalesce(now_is ->> g.key, '') = ''
    else now_is ->> g.key is distinct from g.value #>> '{}'
  end
$$;

-- Name: FUNCTION import_difference(now_is jsonb, given jsonb, filling boolean); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_difference(now_is jsonb, given jsonb, filling boolean) IS 'The values of a row that would change a record.';

-- Name: import_lead_parts(uuid, integer, integer, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_lead_parts(job uuid, from_row integer, to_row integer, said text, OUT created integer, OUT refused integer[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
declare
  org constant uuid := auth.org_id();
  me constant uuid := auth.uid();
  made uuid[];
begin
  with gone as (
    update app.import_rows as r set action = 'b'
    where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n'
      and not exists (select from public.leads as l where l.org_id = org and l.id = r.record_id)
    returning r.row_no
  )
  select coalesce(array_agg(g.row_no), '{}') into refused from gone as g;
  select coalesce(array_agg(r.record_id), '{}') into made from app.import_rows as r
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  insert into public.lead_stages (org_id, lead_id, stage_id, stage, status, amount_base, reason, moved_by, agent, entered_at,
    owner_id, team_id, assignee_ids)
  select org, l.id, l.stage_id, s.name, l.status, l.amount_base, l.lost_reason, me, app.actor() ->> 'agent',
    l.stage_entered_at, l.owner_id, l.team_id, l.assignee_ids
  from public.leads as l
  inner join public.stages as s on s.org_id = org and s.id = l.stage_id
  where l.org_id = org and l.id = any (made);
  insert into public.activities (org_id, kind, lead_id, contact_id, company_id, about_kind, about_id, subject, actor_kind,
    actor_id, owner_id, team_id, assignee_ids, created_by)
  select org, 'system', l.id, l.contact_id, l.company_id, 'import_jobs', job, said, 'import', me, l.owner_id, l.team_id,
    l.assignee_ids, me
  from public.leads as l where l.org_id = org and l.id = any (made);
  perform app.import_audit(job, from_row, to_row, 'leads');
  insert into app.import_created (org_id, job_id, first_row, relation, ids)
  select org, job, from_row, 'leads', made where cardinality(made) > 0;
  created := cardinality(made);
end
$$;

-- Name: FUNCTION import_lead_parts(job uuid, from_row integer, to_row integer, said text, OUT created integer, OUT refused integer[]); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_lead_parts(job uuid, from_row integer, to_row integer, said text, OUT created integer, OUT refused integer[]) IS 'History, timeline and audit of the leads a chunk of an import has just created.';

-- Name: import_put_back(uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]) RETURNS record
    LANGUAGE plpgsql
    AS $_$
declare
  ids uuid[];
  cols text[];
  pairs text;
begin
  looked_at := 0;
  stayed := '{}';
  select c.relation into relation from app.import_changes as c
  where c.org_id = auth.org_id() and c.job_id = job order by c.relation limit 1;
  if relation is null then
    return;
  end if;
  select array_agg(s.record_id) into ids from (
    select c.record_id from app.import_changes as c
    where c.org_id = auth.org_id() and c.job_id = job and c.relation = import_put_back.relation
    order by c.record_id limit most) as s;
  select array_agg(distinct k) into cols from app.import_changes as c, jsonb_object_keys(c.new_values) as k
  where c.org_id = auth.org_id() and c.job_id = job and c.relation = import_put_back.relation and c.record_id = any (ids);
  select string_agg(format('%I = p.%I', k, k), ', ') into pairs from unnest(cols) as k;
  execute format(
    'with back as (update public.%I as t set %s from app.import_changes as c'
    '   inner join public.%I as o on o.org_id = $1 and o.id = c.record_id,'
    '   lateral jsonb_populate_record(o, c.old_values) as p'
    '   where t.org_id = $1 and t.id = o.id and c.org_id = $1 and c.job_id = $2 and c.relation = $3'
    '     and c.record_id = any ($4) and o.deleted_at is null'
    '     and not exists (select from jsonb_each(c.new_values) as n'
    '       where to_jsonb(o) ->> n.key is distinct from n.value #>> ''{}'')'
    '   returning t.id)'
    ' select coalesce(array_agg(i), ''{}'') from unnest($4) as i where i not in (select id from back)',
    relation, pairs, relation)
  into stayed using auth.org_id(), job, relation, ids;
  delete from app.import_changes as c
  where c.org_id = auth.org_id() and c.job_id = job and c.relation = import_put_back.relation and c.record_id = any (ids);
  looked_at := cardinality(ids);
end
$_$;

-- Name: FUNCTION import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]) IS 'Old values for records that still hold the imported ones.';

-- Name: import_take_back(text, uuid[], timestamp with time zone); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_take_back(rel text, ids uuid[], loaded timestamp with time zone) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $_$
declare
  has_trash constant boolean := exists (select from pg_attribute
    where attrelid = format('public.%I', rel)::regclass and attname = 'deleted_at');
  has_external constant boolean := exists (select from pg_attribute
    where attrelid = format('public.%I', rel)::regclass and attname = 'external_id');
  stayed uuid[];
begin
  if has_trash then
    execute format('update public.%I as t set deleted_at = now()%s where t.org_id = $1 and t.id = any ($2)'
      ' and t.deleted_at is null and t.updated_at <= $3', rel, case when has_external then ', external_id = null' else '' end)
    using auth.org_id(), ids, loaded;
    execute format('select coalesce(array_agg(t.id), ''{}'') from public.%I as t where t.org_id = $1 and t.id = any ($2)'
      ' and t.deleted_at is null', rel)
    into stayed using auth.org_id(), ids;
  else
    execute format('delete from public.%I as t where t.org_id = $1 and t.id = any ($2) and t.updated_at <= $3', rel)
    using auth.org_id(), ids, loaded;
    execute format('select coalesce(array_agg(t.id), ''{}'') from public.%I as t where t.org_id = $1 and t.id = any ($2)', rel)
    into stayed using auth.org_id(), ids;
  end if;
  return stayed;
end
$_$;

-- Name: FUNCTION import_take_back(rel text, ids uuid[], loaded timestamp with time zone); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_take_back(rel text, ids uuid[], loaded timestamp with time zone) IS 'Trashes records nobody changed; ids of the others.';

-- Name: import_taken(uuid, integer, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_taken(job uuid, from_row integer, to_row integer) RETURNS integer[]
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  with taken as (
    update app.import_rows as r set action = 'b'
    where r.org_id = auth.org_id() and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n'
      and (exists (select from public.contacts as c where c.org_id = auth.org_id() and c.email = r.data ->> 'email'
          and c.deleted_at is null)
        or exists (select from public.contacts as c where c.org_id = auth.org_id() and c.external_id = r.external_id
          and c.integration_id is null and c.external_platform is null))
    returning r.row_no
  )
  select coalesce(array_agg(t.row_no), '{}') from taken as t
$$;

-- Name: FUNCTION import_taken(job uuid, from_row integer, to_row integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_taken(job uuid, from_row integer, to_row integer) IS 'Marks rows whose address or id is taken; their numbers.';

-- Name: import_unchecked(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.import_unchecked(job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if not exists (
    select from public.import_jobs as j where j.org_id = auth.org_id() and j.id = job and j.status = 'loading'
  ) then
    raise exception 'This import is not being loaded.' using errcode = '42501';
  end if;
  perform set_config('app.derived', 'on', true);
  perform app.unchecked(true);
end
$$;

-- Name: FUNCTION import_unchecked(job uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.import_unchecked(job uuid) IS 'Rests checks and triggers for a chunk, until import_contact_parts is done.';

-- Name: insert_record(text, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.insert_record(rel text, given jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $_$
declare
  cols text;
  made uuid;
begin
  select string_agg(quote_ident(c), ', ') into cols from unnest(app.bulk_columns(rel, given)) as c;
  execute format('insert into public.%I (%s) select %s from jsonb_populate_record(null::public.%I, $1) returning id',
    rel, cols, cols, rel) into made using given;
  return made;
end
$_$;

-- Name: FUNCTION insert_record(rel text, given jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.insert_record(rel text, given jsonb) IS 'Inserts a record from named values, as the caller; its id.';

-- Name: is_demo(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.is_demo(id uuid) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select substr(id::text, 15, 4) = '8de0' $$;

-- Name: FUNCTION is_demo(id uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.is_demo(id uuid) IS 'Was the row with this id made by the demo?';

-- Name: is_public_mail(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.is_public_mail(domain text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select domain = any ('{gmail.com,googlemail.com,outlook.com,hotmail.com,live.com,msn.com,yahoo.com,yahoo.co.uk,yahoo.fr,
    ymail.com,icloud.com,me.com,mac.com,aol.com,gmx.de,gmx.net,gmx.at,gmx.ch,web.de,t-online.de,freenet.de,mail.com,mail.ru,
    yandex.ru,proton.me,protonmail.com,zoho.com,qq.com,163.com,126.com,orange.fr,wanadoo.fr,free.fr,laposte.net,libero.it,
    virgilio.it,hotmail.fr,hotmail.co.uk,hotmail.de,btinternet.com,comcast.net,verizon.net,att.net,bluewin.ch}'::text[])
$$;

-- Name: FUNCTION is_public_mail(domain text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.is_public_mail(domain text) IS 'Is this domain a public mail provider''s?';

-- Name: keep_p0(uuid, text, jsonb, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.keep_p0(task uuid, step text, value jsonb, run uuid, lease integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
    begin
      insert into absurd.c_p0 as k (task_id, checkpoint_name, state, owner_run_id)
      select task, step, value, run from absurd.r_p0 as r where r.run_id = run and r.state = 'running'
      on conflict (task_id, checkpoint_name) do update
      set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp();
      if not found then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      if lease > 0 then
        update absurd.r_p0 set claim_expires_at = clock_timestamp() + make_interval(secs => lease)
        where run_id = run and state = 'running';
      end if;
    end $$;

-- Name: keep_p1(uuid, text, jsonb, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.keep_p1(task uuid, step text, value jsonb, run uuid, lease integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
    begin
      insert into absurd.c_p1 as k (task_id, checkpoint_name, state, owner_run_id)
      select task, step, value, run from absurd.r_p1 as r where r.run_id = run and r.state = 'running'
      on conflict (task_id, checkpoint_name) do update
      set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp();
      if not found then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      if lease > 0 then
        update absurd.r_p1 set claim_expires_at = clock_timestamp() + make_interval(secs => lease)
        where run_id = run and state = 'running';
      end if;
    end $$;

-- Name: keep_p2(uuid, text, jsonb, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.keep_p2(task uuid, step text, value jsonb, run uuid, lease integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
    begin
      insert into absurd.c_p2 as k (task_id, checkpoint_name, state, owner_run_id)
      select task, step, value, run from absurd.r_p2 as r where r.run_id = run and r.state = 'running'
      on conflict (task_id, checkpoint_name) do update
      set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp();
      if not found then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      if lease > 0 then
        update absurd.r_p2 set claim_expires_at = clock_timestamp() + make_interval(secs => lease)
        where run_id = run and state = 'running';
      end if;
    end $$;

-- Name: keep_p3(uuid, text, jsonb, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.keep_p3(task uuid, step text, value jsonb, run uuid, lease integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
    begin
      insert into absurd.c_p3 as k (task_id, checkpoint_name, state, owner_run_id)
      select task, step, value, run from absurd.r_p3 as r where r.run_id = run and r.state = 'running'
      on conflict (task_id, checkpoint_name) do update
      set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp();
      if not found then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      if lease > 0 then
        update absurd.r_p3 set claim_expires_at = clock_timestamp() + make_interval(secs => lease)
        where run_id = run and state = 'running';
      end if;
    end $$;

-- Name: lead_action_items(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_action_items() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.action_items
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and call_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_attachments(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_attachments() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.attachments set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where org_id = new.org_id and contact_id is null and company_id is null
    and (about_kind = tg_argv[0] and about_id = new.id or tg_argv[0] = 'activities' and activity_id = new.id);
  return null;
end
$$;

-- Name: lead_call_briefs(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_call_briefs() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.call_briefs
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and call_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_call_signals(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_call_signals() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.call_signals
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and call_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_call_steps(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_call_steps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.call_steps
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and call_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_calls(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_calls() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.calls
  set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where org_id = new.org_id and contact_id = new.id and lead_id is null
    and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
  return null;
end
$$;

-- Name: lead_company(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_company() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  new.company := (select left(c.name, 160) from public.companies as c where c.org_id = new.org_id and c.id = new.company_id);
  return new;
end
$$;

-- Name: lead_contact_left(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_contact_left() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  update public.leads set contact_id = null
  where org_id = old.org_id and id = old.lead_id and contact_id = old.contact_id;
  return null;
end
$$;

-- Name: lead_deal_health_scores(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_deal_health_scores() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.deal_health_scores
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and lead_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_import_errors(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_import_errors() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.import_errors
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and import_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_lead_contacts(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_lead_contacts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.lead_contacts
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and lead_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_lead_stages(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_lead_stages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
    begin
      update public.lead_stages
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and lead_id = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$;

-- Name: lead_main_contact(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_main_contact() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  insert into public.lead_contacts (org_id, lead_id, contact_id, owner_id, team_id, assignee_ids)
  values (new.org_id, new.id, new.contact_id, new.owner_id, new.team_id, new.assignee_ids)
  on conflict (org_id, lead_id, contact_id) do nothing;
  return null;
end
$$;

-- Name: lead_money(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_money() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  base char(3);
  found_rate record;
begin
  select o.base_currency into base from public.organizations as o where o.org_id = new.org_id;
  new.currency := coalesce(upper(new.currency), base);
  if new.amount is null then
    new.amount_base := null;
    new.fx_rate := null;
    new.fx_date := null;
    return new;
  end if;
  select r.rate, r.day into found_rate
  from app.fx_rate(new.org_id, new.currency, base, case
    when tg_op = 'INSERT' or new.fx_date is distinct from old.fx_date then coalesce(new.fx_date, current_date)
    else current_date end) as r;
  if not found then
    raise exception 'There is no exchange rate for %.', new.currency
      using errcode = '23514', constraint = 'leads_currency_rate', table = 'leads', column = 'currency';
  end if;
  new.fx_rate := found_rate.rate;
  new.fx_date := found_rate.day;
  new.amount_base := round(new.amount * found_rate.rate, 2);
  return new;
end
$$;

-- Name: lead_object(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_object() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "storage.allow_delete_query" TO 'true'
    AS $$
begin
  if tg_op = 'DELETE' then
    delete from storage.objects where id = old.object_id;
  else
    update storage.objects
    set record_owner_id = new.owner_id, record_team_id = new.team_id, record_assignee_ids = new.assignee_ids
    where id = new.object_id;
  end if;
  return null;
end
$$;

-- Name: leads; Type: TABLE; Schema: public

CREATE TABLE public.leads (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    title text NOT NULL,
    pipeline_id uuid NOT NULL,
    stage_id uuid NOT NULL,
    status text NOT NULL,
    company_id uuid,
    company text,
    contact_id uuid,
    role text,
    location text,
    budget_min numeric(15,2),
    budget_max numeric(15,2),
    amount numeric(15,2),
    currency character(3),
    amount_base numeric(15,2),
    fx_rate numeric(20,8),
    fx_date date,
    probability smallint NOT NULL,
    weighted_base numeric(15,2) GENERATED ALWAYS AS (round(((amount_base * (probability)::numeric) / (100)::numeric), 2)) STORED,
    expected_close_on date,
    source text,
    description text,
    next_step text,
    lost_reason text,
    last_contact_at timestamp with time zone,
    stage_entered_at timestamp with time zone DEFAULT now() NOT NULL,
    open_stage_id uuid,
    rots_at timestamp with time zone,
    closed_at timestamp with time zone,
    "position" numeric NOT NULL,
    health_score smallint,
    health_color text,
    health_partial boolean DEFAULT false NOT NULL,
    health_at timestamp with time zone,
    tag_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    integration_id uuid,
    external_id text,
    external_platform text,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    sort_name text GENERATED ALWAYS AS (app.sort_key(VARIADIC ARRAY[title])) STORED NOT NULL,
    search tsvector GENERATED ALWAYS AS ((setweight(to_tsvector('simple'::regconfig, app.words(((title || ' '::text) || COALESCE(company, ''::text)))), 'A'::"char") || to_tsvector('simple'::regconfig, app.words(((((((((COALESCE(role, ''::text) || ' '::text) || COALESCE(location, ''::text)) || ' '::text) || COALESCE(source, ''::text)) || ' '::text) || COALESCE(next_step, ''::text)) || ' '::text) || COALESCE(description, ''::text)))))) STORED,
    CONSTRAINT leads_assignees_count CHECK ((cardinality(assignee_ids) <= 50)),
    CONSTRAINT leads_budget_min_range CHECK ((budget_min >= (0)::numeric)),
    CONSTRAINT leads_budget_order CHECK ((budget_max >= budget_min)),
    CONSTRAINT leads_company_length CHECK ((length(company) <= 160)),
    CONSTRAINT leads_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT leads_description_length CHECK ((length(description) <= 100000)),
    CONSTRAINT leads_external_length CHECK ((GREATEST(length(external_id), length(external_platform)) <= 500)),
    CONSTRAINT leads_health_color_known CHECK ((health_color = ANY (ARRAY['green'::text, 'yellow'::text, 'red'::text]))),
    CONSTRAINT leads_health_range CHECK (((health_score >= 0) AND (health_score <= 100))),
    CONSTRAINT leads_location_length CHECK ((length(location) <= 160)),
    CONSTRAINT leads_lost_reason_length CHECK ((length(lost_reason) <= 1000)),
    CONSTRAINT leads_next_step_length CHECK ((length(next_step) <= 1000)),
    CONSTRAINT leads_probability_range CHECK (((probability >= 0) AND (probability <= 100))),
    CONSTRAINT leads_role_length CHECK ((length(role) <= 160)),
    CONSTRAINT leads_source_length CHECK ((length(source) <= 160)),
    CONSTRAINT leads_status_known CHECK ((status = ANY (ARRAY['open'::text, 'cold'::text, 'won'::text, 'lost'::text]))),
    CONSTRAINT leads_title_length CHECK (((length(btrim(title)) >= 1) AND (length(btrim(title)) <= 200)))
);

ALTER TABLE ONLY public.leads FORCE ROW LEVEL SECURITY;

-- Name: TABLE leads; Type: COMMENT; Schema: public

COMMENT ON TABLE public.leads IS 'Leads (deals): who wants what, for how much, at which stage of which pipeline, and how healthy the deal is.';

-- Name: COLUMN leads.status; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.leads.status IS 'open, cold, won or lost; writing a stage''s name here moves the lead to that stage.';

-- Name: COLUMN leads.company; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.leads.company IS 'The company''s name: as asked for, or copied from company_id.';

-- Name: COLUMN leads.amount_base; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.leads.amount_base IS 'The amount in the organisation''s base currency, at fx_rate of fx_date.';

-- Name: COLUMN leads.rots_at; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.leads.rots_at IS 'When the lead counts as stale unless someone touches it: the board''s mark.';

-- Name: COLUMN leads."position"; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.leads."position" IS 'Place in its column of the board: between its neighbours'' positions.';

-- Name: COLUMN leads.health_score; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.leads.health_score IS 'The deal''s latest health, copied from deal_health_scores for board and list.';

-- Name: lead_on_timeline(public.leads, text, text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_on_timeline(l public.leads, fact text, from_name text, to_name text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into public.activities (
    org_id, kind, lead_id, contact_id, company_id, subject, metadata, actor_kind, actor_name, owner_id, team_id, assignee_ids)
  values (
    l.org_id, 'stage', l.id, l.contact_id, l.company_id, coalesce(from_name || ' → ', '') || to_name,
    jsonb_strip_nulls(jsonb_build_object(
      'fact', fact, 'lead', l.title, 'from', from_name, 'to', to_name, 'amount_base', l.amount_base, 'reason', l.lost_reason)),
    case when app.actor() ? 'agent' then 'agent' else 'person' end, app.actor() ->> 'agent',
    l.owner_id, l.team_id, l.assignee_ids)
$$;

-- Name: lead_stage(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_stage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  stage record;
  was text := '';
begin
  if tg_op = 'UPDATE' then
    was := old.status;
  end if;
  new.status := coalesce(lower(btrim(new.status)), 'open');
  if new.stage_id is null or (tg_op = 'UPDATE' and new.stage_id = old.stage_id) then
    if tg_op = 'INSERT' or new.pipeline_id is distinct from old.pipeline_id then
      new.pipeline_id := coalesce(new.pipeline_id, (
        select p.id from public.pipelines as p where p.org_id = new.org_id order by p.is_default desc, p.position limit 1));
      new.stage_id := app.stage_for(new.org_id, new.pipeline_id, new.status);
    elsif new.status in ('open', 'cold') and was in ('won', 'lost') then
      new.stage_id := coalesce(old.open_stage_id, app.stage_for(new.org_id, new.pipeline_id, 'open'));
    elsif new.status <> was and new.status not in ('open', 'cold') then
      new.stage_id := app.stage_for(new.org_id, new.pipeline_id, new.status);
    end if;
  end if;
  select s.id, s.pipeline_id, s.kind, s.probability, s.rotting_days into stage
  from public.stages as s where s.org_id = new.org_id and s.id = new.stage_id;
  if not found then
    raise exception 'There is no such stage in this pipeline.'
      using errcode = '23503', constraint = 'leads_stage_known', table = 'leads', detail = new.status;
  end if;
  new.pipeline_id := stage.pipeline_id;
  new.status := case when stage.kind <> 'open' then stage.kind when new.status = 'cold' then 'cold' else 'open' end;
  if stage.kind = 'open' then
    new.open_stage_id := stage.id;
    new.closed_at := null;
    new.lost_reason := null;
  elsif was is distinct from new.status then
    new.closed_at := coalesce(case when tg_op = 'INSERT' then new.closed_at end, now());
  end if;
  if stage.kind = 'won' then
    new.lost_reason := null;
  end if;
  if tg_op = 'INSERT' then
    new.position := coalesce(new.position, app.lead_top(new.org_id, new.stage_id));
  elsif new.stage_id <> old.stage_id then
    new.stage_entered_at := now();
    if new.probability = old.probability then
      new.probability := stage.probability;
    end if;
    if new.position = old.position then
      new.position := app.lead_top(new.org_id, new.stage_id);
    end if;
    if new.status = 'cold' and was = 'cold' then
      new.status := case when stage.kind = 'open' then 'open' else stage.kind end;
    end if;
  end if;
  new.probability := coalesce(new.probability, stage.probability);
  new.rots_at := case when stage.kind = 'open'
    then greatest(new.stage_entered_at, new.last_contact_at) + make_interval(days => stage.rotting_days) end;
  return new;
end
$$;

-- Name: lead_told(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
declare
  moved constant boolean := tg_op = 'UPDATE';
  came_from constant uuid := case when tg_op = 'UPDATE' then old.stage_id end;
  was constant text := case when tg_op = 'UPDATE' then old.status else '' end;
  to_name text;
  from_name text;
  fact constant text := case
    when not moved then 'sales.lead_created'
    when new.status = 'won' and was <> 'won' then 'sales.lead_won'
    when new.status = 'lost' and was <> 'lost' then 'sales.lead_lost'
    when new.status in ('open', 'cold') and was in ('won', 'lost') then 'sales.lead_reopened'
    else 'sales.lead_moved' end;
begin
  select s.name into to_name from public.stages as s where s.org_id = new.org_id and s.id = new.stage_id;
  select s.name into from_name from public.stages as s where s.org_id = new.org_id and s.id = came_from;
  insert into public.lead_stages (
    org_id, lead_id, stage_id, stage, from_stage_id, from_stage, status, amount_base, reason, moved_by, agent, entered_at,
    owner_id, team_id, assignee_ids)
  values (
    new.org_id, new.id, new.stage_id, to_name, came_from, from_name, new.status, new.amount_base, new.lost_reason,
    auth.uid(), app.actor() ->> 'agent', new.stage_entered_at, new.owner_id, new.team_id, new.assignee_ids);
  perform app.announce(fact, new.id, jsonb_build_object(
    'subject', new.id, 'title', new.title, 'stage_id', new.stage_id, 'stage', to_name, 'from_stage_id', came_from,
    'from_stage', from_name, 'amount_base', new.amount_base, 'owner_id', new.owner_id, 'contact_id', new.contact_id,
    'company_id', new.company_id, 'reason', new.lost_reason));
  if moved then
    perform app.lead_on_timeline(new, fact, from_name, to_name);
  end if;
  return null;
end
$$;

-- Name: lead_top(uuid, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_top(in_org uuid, in_stage uuid) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
  select coalesce(min(l.position), 0) - 1 from public.leads as l
  where l.org_id = in_org and l.stage_id = in_stage and l.deleted_at is null
$$;

-- Name: lead_values(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.lead_values(row_values jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select row_values - '{deal_name,close_date,stage,pipeline,full_name,first_name,last_name,email,phone,points}'::text[]
    - case when row_values ? 'stage_id' and row_values ->> 'status' is distinct from 'cold' then 'status' else '' end
    - case when coalesce(row_values ->> 'status', 'lost') <> 'lost' then 'lost_reason' else '' end
    || case when row_values ? 'deal_name' then jsonb_build_object('title', row_values ->> 'deal_name') else '{}' end
    || case when row_values ? 'close_date' then jsonb_build_object('expected_close_on', row_values ->> 'close_date')
      else '{}' end
    || coalesce((select jsonb_object_agg(m, round((row_values ->> m)::numeric, 2))
      from unnest('{amount,budget_min,budget_max}'::text[]) as m where row_values ? m), '{}')
$$;

-- Name: FUNCTION lead_values(row_values jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.lead_values(row_values jsonb) IS 'A row of an import as column values of a lead.';

-- Name: leads_contacted(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.leads_contacted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.leads as l set last_contact_at = t.at
  from (
    select s.org_id, s.lead_id, max(s.at) as at from (
      select n.org_id, n.lead_id, n.occurred_at as at from new_rows as n
      where n.lead_id is not null and n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now()
      union all
      select n.org_id, g.lead_id, n.occurred_at from new_rows as n
      inner join public.lead_contacts as g on g.org_id = n.org_id and g.contact_id = n.contact_id
      where n.lead_id is null and n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now()
    ) as s group by s.org_id, s.lead_id
  ) as t
  where l.org_id = t.org_id and l.id = t.lead_id and l.status in ('open', 'cold')
    and (l.last_contact_at is null or l.last_contact_at < t.at);
  return null;
end
$$;

-- Name: leads_follow_company(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.leads_follow_company() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.leads set company = left(new.name, 160)
  where org_id = new.org_id and company_id = new.id and company is distinct from left(new.name, 160);
  return null;
end
$$;

-- Name: leads_follow_currency(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.leads_follow_currency() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.leads as l set amount_base = round(l.amount * r.rate, 2), fx_rate = r.rate
  from (select distinct x.currency, x.fx_date from public.leads as x where x.org_id = new.org_id and x.amount is not null) as k
  cross join lateral app.fx_rate(new.org_id, k.currency, new.base_currency, k.fx_date) as r
  where l.org_id = new.org_id and l.currency = k.currency and l.fx_date = k.fx_date and l.amount is not null;
  return null;
end
$$;

-- Name: leads_follow_stage(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.leads_follow_stage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.leads as l set
    probability = case when l.probability = old.probability then new.probability else l.probability end,
    rots_at = greatest(l.stage_entered_at, l.last_contact_at) + make_interval(days => new.rotting_days)
  where l.org_id = new.org_id and l.stage_id = new.id and new.kind = 'open';
  return null;
end
$$;

-- Name: leads_lead_calls(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.leads_lead_calls() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  update public.calls as c
  set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where c.org_id = new.org_id and c.lead_id = new.id
    and (c.owner_id, c.team_id, c.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
  return null;
end
$$;

-- Name: leads_let_go(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.leads_let_go() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $_$
begin
  if current_setting('app.purge', true) = 'on' then
    execute format('update public.leads set %I = null where org_id = $1 and %I = $2', tg_argv[0], tg_argv[0])
    using old.org_id, old.id;
  end if;
  return old;
end
$_$;

-- Name: led_by_contact(text, boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.led_by_contact(tbl text, edits boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  execute format('drop trigger follow_parent on public.%I', tbl);
  execute format('drop trigger %I on public.contacts', 'lead_' || tbl);
  execute format('drop function app.%I(), app.%I()', 'follow_' || tbl, 'lead_' || tbl);
  execute format('create trigger follow_parent before insert or update of contact_id on public.%I for each row'
    ' when (current_setting(''app.derived'', true) is distinct from ''on'') execute function app.follow_contact()', tbl);
  if edits then
    execute format('alter policy %I on public.%I with check (org_id = auth.org_id()'
      ' and auth.org_role() = any (''{owner,admin,manager,rep,technician}''::text[])'
      ' and (auth.edits_all() or owner_id is null or owner_id = auth.uid() or auth.uid() = any (assignee_ids)'
      ' or team_id = auth.edits_team()))', tbl || '_insert', tbl);
  end if;
end
$$;

-- Name: led_by_people(text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.led_by_people(tbl text, assigned text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  execute format('drop trigger follow_parent on public.%I', tbl);
  execute format('drop trigger %I on public.contacts', 'lead_' || tbl);
  execute format('drop function app.%I(), app.%I()', 'follow_' || tbl, 'lead_' || tbl);
  execute format('create trigger follow_parent before insert or update of contact_id, company_id%s on public.%I for each row'
    ' when (current_setting(''app.derived'', true) is distinct from ''on'') execute function app.follow_people(%L)',
    case when assigned <> '' then ', ' || quote_ident(assigned) else '' end, tbl, assigned);
end
$$;

-- Name: live_tags(uuid, uuid, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.live_tags(in_org uuid, contact uuid, company uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
  select array(
    select g.tag_id from public.taggings as g
    inner join public.tags as t on t.org_id = g.org_id and t.id = g.tag_id and t.deleted_at is null
    where g.org_id = in_org and (g.contact_id = contact or g.company_id = company) order by g.created_at, g.id)
$$;

-- Name: FUNCTION live_tags(in_org uuid, contact uuid, company uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.live_tags(in_org uuid, contact uuid, company uuid) IS 'The tags a contact or a company bears, the oldest first.';

-- Name: log_agent_run(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.log_agent_run(run jsonb) RETURNS TABLE(id uuid, percent integer, tell boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  made uuid;
  quota public.ai_usage_quotas;
  now_percent integer;
  old_step integer;
begin
  insert into public.ai_agent_runs (
    org_id, agent, agent_version, priority, status, engine, model, subject_table, subject_id, input_hash, inputs, outputs,
    attempts, evidence_kept, evidence_dropped, tokens_in, tokens_out, cost_usd, latency_ms, confidence)
  select auth.org_id(), r.agent, r.agent_version, r.priority, r.status, r.engine, r.model, r.subject_table, r.subject_id,
    r.input_hash, r.inputs, r.outputs, coalesce(r.attempts, '[]'), r.evidence_kept, r.evidence_dropped, r.tokens_in,
    r.tokens_out, r.cost_usd, r.latency_ms, r.confidence
  from jsonb_to_record(run) as r (
    agent text, agent_version text, priority text, status text, engine text, model text, subject_table text,
    subject_id uuid, input_hash text, inputs jsonb, outputs jsonb, attempts jsonb, evidence_kept integer,
    evidence_dropped integer, tokens_in integer, tokens_out integer, cost_usd numeric, latency_ms integer, confidence real)
  returning ai_agent_runs.id into made;
  if coalesce((run ->> 'cost_usd')::numeric, 0) = 0 then
    return query select made, 0, false;
    return;
  end if;
  insert into public.ai_usage_quotas as u (org_id, current_spend)
  values (auth.org_id(), (run ->> 'cost_usd')::numeric)
  on conflict (org_id) do update set
    current_spend = case when u.reset_date <= now()::date then 0 else u.current_spend end + excluded.current_spend,
    told_percent = case when u.reset_date <= now()::date then 0 else u.told_percent end,
    reset_date = case when u.reset_date <= now()::date then excluded.reset_date else u.reset_date end
  returning * into quota;
  now_percent := case when quota.monthly_limit = 0 then 100
    else least(floor(100 * quota.current_spend / quota.monthly_limit), 999)::integer end;
  old_step := case when quota.told_percent >= 100 then 100 when quota.told_percent >= 80 then 80 else 0 end;
  if now_percent >= 100 and old_step < 100 or now_percent >= 80 and old_step < 80 then
    update public.ai_usage_quotas as u set told_percent = now_percent where u.org_id = auth.org_id();
    return query select made, now_percent, true;
  else
    return query select made, now_percent, false;
  end if;
end
$$;

-- Name: FUNCTION log_agent_run(run jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.log_agent_run(run jsonb) IS 'Writes a run of the caller''s organisation and adds its cost to the month.';

-- Name: make_fair(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.make_fair(queue text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
begin
  execute format($sql$
    alter table absurd.t_%1$s add column org_id uuid;
    alter table absurd.r_%1$s add column org_id uuid, add column task_name text;
    update absurd.t_%1$s set org_id = app.task_org(params);
    update absurd.r_%1$s as r set org_id = t.org_id, task_name = t.task_name
    from absurd.t_%1$s as t where t.task_id = r.task_id;
    create index t_%1$s_org on absurd.t_%1$s (org_id, task_id);
    create index r_%1$s_due on absurd.r_%1$s (org_id, available_at, run_id) where state in ('pending', 'sleeping');
    create index r_%1$s_busy on absurd.r_%1$s (org_id) where state = 'running';
    create trigger stamp before insert on absurd.t_%1$s for each row execute function app.stamp_task();
  $sql$, queue);

  execute format($sql$
    create function app.stamp_run_%1$s() returns trigger language plpgsql as $f$
    begin
      select t.org_id, t.task_name into new.org_id, new.task_name from absurd.t_%1$s as t where t.task_id = new.task_id;
      return new;
    end $f$;
    create trigger stamp before insert on absurd.r_%1$s for each row execute function app.stamp_run_%1$s();
  $sql$, queue);

  -- The first runs of each organisation that has any due, from organisation to organisation by the index.
  execute format($sql$
    create function app.due_%1$s(after uuid, each integer, names text[], most integer)
    returns table (run_id uuid, org_id uuid, task_name text, available_at timestamptz, rank bigint)
    language sql stable as $f$
      with recursive orgs (org_id, n) as (
        (select r.org_id, 1 from absurd.r_%1$s as r
         where r.state in ('pending', 'sleeping') and r.org_id >= after and r.available_at <= now()
         order by r.org_id limit 1)
        union all
        select x.org_id, o.n + 1 from orgs as o
        cross join lateral (
          select r.org_id from absurd.r_%1$s as r
          where r.state in ('pending', 'sleeping') and r.org_id > o.org_id and r.available_at <= now()
          order by r.org_id limit 1) as x
        where o.n < most
      )
      select d.run_id, o.org_id, d.task_name, d.available_at, row_number() over (partition by o.org_id order by d.available_at)
      from orgs as o
      cross join lateral (
        select r.run_id, r.task_name, r.available_at from absurd.r_%1$s as r
        where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
          and r.task_name = any (names)
        order by r.org_id, r.available_at, r.run_id limit each) as d
    $f$;
    create function app.busy_%1$s() returns table (org_id uuid, task_name text, claimed_by text)
    language sql stable as $f$
      select r.org_id, r.task_name, r.claimed_by from absurd.r_%1$s as r where r.state = 'running'
    $f$;
  $sql$, queue);

  -- Runs whose lease ran out fail, to be tried again; and chosen runs are claimed, as absurd.claim_task does both.
  execute format($sql$
    create function app.expire_%1$s(most integer) returns integer language plpgsql as $f$
    declare
      x record;
      n integer := 0;
    begin
      for x in
        select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_%1$s as r
        where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
        order by r.claim_expires_at limit most for update skip locked
      loop
        perform absurd.fail_run('%1$s', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
          'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
          'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), null);
        n := n + 1;
      end loop;
      return n;
    end $f$;
    create function app.take_%1$s(ids uuid[], worker text, lease integer)
    returns table (queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb,
      wake_event text, event_payload jsonb, checkpoints jsonb)
    language sql as $f$
      with chosen as (
        select r.run_id from absurd.r_%1$s as r
        inner join absurd.t_%1$s as t on t.task_id = r.task_id
        where r.run_id = any (ids) and r.state in ('pending', 'sleeping') and t.state in ('pending', 'sleeping', 'running')
        order by r.run_id for update of r skip locked
      ),
      claimed as (
        update absurd.r_%1$s as r
        set state = 'running', claimed_by = worker, claim_expires_at = clock_timestamp() + make_interval(secs => lease),
          started_at = clock_timestamp(), available_at = clock_timestamp()
        where r.run_id in (select c.run_id from chosen as c)
        returning r.run_id, r.task_id, r.attempt, r.wake_event, r.event_payload
      ),
      marked as (
        update absurd.t_%1$s as t
        set state = 'running', attempts = greatest(t.attempts, c.attempt),
          first_started_at = coalesce(t.first_started_at, clock_timestamp()), last_attempt_run = c.run_id
        from claimed as c where t.task_id = c.task_id
        returning t.task_id, t.task_name, t.params
      ),
      woken as (
        delete from absurd.w_%1$s as w using claimed as c
        where w.run_id = c.run_id and w.timeout_at <= clock_timestamp()
      )
      select '%1$s'::text, c.run_id, c.task_id, c.attempt, m.task_name, m.params, c.wake_event, c.event_payload,
        (select jsonb_object_agg(k.checkpoint_name, k.state) from absurd.c_%1$s as k where k.task_id = c.task_id)
      from claimed as c inner join marked as m on m.task_id = c.task_id
    $f$;
  $sql$, queue);

  -- A step's result and the end of a run, refused once the run is no longer the caller's. The lease is made longer only
  -- where `lease` says so: its index makes that dear.
  execute format($sql$
    create function app.keep_%1$s(task uuid, step text, value jsonb, run uuid, lease integer) returns void
    language plpgsql as $f$
    begin
      insert into absurd.c_%1$s as k (task_id, checkpoint_name, state, owner_run_id)
      select task, step, value, run from absurd.r_%1$s as r where r.run_id = run and r.state = 'running'
      on conflict (task_id, checkpoint_name) do update
      set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp();
      if not found then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      if lease > 0 then
        update absurd.r_%1$s set claim_expires_at = clock_timestamp() + make_interval(secs => lease)
        where run_id = run and state = 'running';
      end if;
    end $f$;
    create function app.finish_%1$s(run uuid, value jsonb) returns void language plpgsql as $f$
    declare
      task uuid;
    begin
      update absurd.r_%1$s set state = 'completed', completed_at = clock_timestamp(), result = value
      where run_id = run and state = 'running' returning task_id into task;
      if task is null then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      update absurd.t_%1$s set state = 'completed', completed_payload = value, last_attempt_run = run where task_id = task;
      delete from absurd.w_%1$s where run_id = run;
    end $f$;
  $sql$, queue);
end
$_$;

-- Name: make_seen(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.make_seen(queue text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
begin
  execute format($sql$
    create function app.seen_%1$s(org uuid, which_state text, which_workflow text, before uuid, most integer)
    returns setof app.work_seen language sql stable as $f$
      select '%1$s', t.task_id, t.task_name, t.state, t.attempts, t.max_attempts, t.enqueue_at, t.first_started_at,
        coalesce(t.cancelled_at, r.completed_at, case when t.state = 'failed' then r.failed_at end),
        case when t.state in ('pending', 'sleeping') and r.available_at < 'infinity' then r.available_at end, r.wake_event,
        case when t.state <> 'completed' then coalesce(r.failure_reason, p.failure_reason) ->> 'message' end,
        t.idempotency_key
      from absurd.t_%1$s as t
      left join absurd.r_%1$s as r on r.run_id = t.last_attempt_run
      left join lateral (
        select x.failure_reason from absurd.r_%1$s as x
        where x.task_id = t.task_id and x.failure_reason is not null order by x.attempt desc limit 1) as p on true
      where t.org_id = org and (before is null or t.task_id < before)
        and (which_state is null or t.state = which_state)
        and (which_workflow is null or t.task_name = which_workflow)
      order by t.task_id desc limit most
    $f$;
    create function app.depth_%1$s(org uuid)
    returns table (queue text, state text, n bigint, oldest timestamptz) language sql stable as $f$
      select '%1$s', t.state, count(*), min(t.enqueue_at) from absurd.t_%1$s as t
      where t.org_id = org and (t.state in ('pending', 'sleeping', 'running')
        or (t.state = 'failed' and t.enqueue_at > now() - interval '1 day'))
      group by t.state
    $f$;
  $sql$, queue);
end
$_$;

-- Name: member_changed_team(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.member_changed_team() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
declare
  owned regclass;
begin
  for owned in select t.tgrelid::regclass from pg_trigger as t where t.tgname = 'fill_team' and not t.tgisinternal loop
    execute format('update %s set team_id = $1 where org_id = $2 and owner_id = $3 and team_id is distinct from $1', owned)
    using new.team_id, new.org_id, new.user_id;
  end loop;
  return null;
end
$_$;

-- Name: member_has_profile(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.member_has_profile() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  insert into public.profiles (org_id, id, full_name) values (new.org_id, new.user_id, left(new.name, 200))
  on conflict (org_id, id) do nothing;
  return null;
end
$$;

-- Name: merge_gains(jsonb, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.merge_gains(w jsonb, l jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce(jsonb_object_agg(e.key, e.value), '{}')
    || case when l -> 'custom' <> '{}' then jsonb_build_object('custom', (l -> 'custom') || (w -> 'custom')) else '{}' end
    || case when l -> 'consent' <> '{}' then jsonb_build_object('consent', (l -> 'consent') || (w -> 'consent')) else '{}' end
    || case when coalesce((l ->> 'total_orders')::int, 0) > 0 then jsonb_build_object(
      'total_orders', (w ->> 'total_orders')::int + (l ->> 'total_orders')::int,
      'lifetime_value', (w ->> 'lifetime_value')::numeric + (l ->> 'lifetime_value')::numeric,
      'average_order_value', round(((w ->> 'lifetime_value')::numeric + (l ->> 'lifetime_value')::numeric)
        / ((w ->> 'total_orders')::int + (l ->> 'total_orders')::int), 2),
      'first_order_at', least((w ->> 'first_order_at')::timestamptz, (l ->> 'first_order_at')::timestamptz),
      'last_order_at', greatest((w ->> 'last_order_at')::timestamptz, (l ->> 'last_order_at')::timestamptz)) else '{}' end
    || case when (l ->> 'last_contact_at')::timestamptz > (w ->> 'last_contact_at')::timestamptz
      then jsonb_build_object('last_contact_at', l -> 'last_contact_at') else '{}' end
  from jsonb_each(l) as e
  where e.value <> 'null' and coalesce(w -> e.key, 'null') = 'null'
    and e.key <> all ('{id,org_id,created_at,created_by,updated_at,deleted_at,owner_id,team_id,assignee_ids,tag_ids,search,
      sort_name,full_name,name,custom,consent,source,source_id}'::text[])
$$;

-- Name: merge_pair(text, uuid, uuid, boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.merge_pair(rel text, winner uuid, loser uuid, loser_in_trash boolean) RETURNS jsonb[]
    LANGUAGE plpgsql
    AS $_$
declare
  pair jsonb[];
begin
  if winner = loser or rel <> all ('{contacts,companies}') then
    raise exception 'Choose two different records.' using errcode = '22023', constraint = 'merge_two_records';
  end if;
  execute format('select array_agg(r.j order by r.id = $2 desc) from (select t.id, to_jsonb(t) as j from public.%I as t'
    ' where t.org_id = $1 and (t.id = $2 and t.deleted_at is null or t.id = $3 and (t.deleted_at is not null) = $4)'
    ' order by t.id for update) as r', rel)
  into pair using auth.org_id(), winner, loser, loser_in_trash;
  if coalesce(cardinality(pair), 0) <> 2 then
    raise exception 'One of the two records is not there, or you may not change it.'
      using errcode = 'P0002', constraint = 'merge_not_found';
  end if;
  return pair;
end
$_$;

-- Name: merge_points(uuid, uuid, uuid, uuid[]); Type: FUNCTION; Schema: app

CREATE FUNCTION app.merge_points(org uuid, loser uuid, winner uuid, these uuid[] DEFAULT NULL::uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
declare
  moved uuid[];
begin
  perform app.own_org(org);
  with m as (
    update public.contact_points as p
    set contact_id = c.id, owner_id = c.owner_id, team_id = c.team_id, assignee_ids = c.assignee_ids, is_primary = false
    from public.contacts as c
    where p.org_id = org and p.contact_id = loser and c.org_id = org and c.id = winner and (these is null or p.id = any (these))
      and not exists (
        select from public.contact_points as q
        where q.org_id = org and q.contact_id = winner and q.kind = p.kind and q.normalised = p.normalised)
    returning p.id
  )
  select array_agg(id) into moved from m;
  return coalesce(moved, '{}');
end
$$;

-- Name: merge_record(uuid, text, uuid, uuid, jsonb, jsonb, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.merge_record(org uuid, rel text, winner uuid, loser uuid, before jsonb, after jsonb, moved_rows jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  made uuid;
begin
  perform app.own_org(org);
  insert into public.merges (org_id, relation, winner_id, loser_id, winner_before, winner_after, moved)
  values (org, rel, winner, loser, before, after, moved_rows) returning id into made;
  return made;
end
$$;

-- Name: merge_undone(uuid, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.merge_undone(org uuid, merge uuid, kept_values jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  perform app.own_org(org);
  update public.merges as m set undone_at = now(), undone_by = auth.uid(), kept = kept_values
  where m.org_id = org and m.id = merge;
end
$$;

-- Name: normal_point(text, text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.normal_point(kind text, value text, country text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case kind
    when 'phone' then left(coalesce(
      app.e164(value, country), nullif(regexp_replace(value, '[^0-9+*#]', '', 'g'), ''), btrim(value)), 320)
    else left(lower(btrim(value)), 320) end
$$;

-- Name: FUNCTION normal_point(kind text, value text, country text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.normal_point(kind text, value text, country text) IS 'How a contact point is compared.';

-- Name: not_derived(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.not_derived() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select 'current_setting(''app.derived'', true) is distinct from ''on''' $$;

-- Name: notify(uuid, text, text, text, text, text, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.notify(note_user uuid, note_kind text, note_title text, note_body text, note_url text, note_table text, note_subject uuid) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into public.notifications (org_id, user_id, kind, title, body, url, subject_table, subject_id)
  select auth.org_id(), m.user_id, note_kind, note_title, note_body, note_url, note_table, note_subject
  from public.org_members as m
  where m.org_id = auth.org_id() and m.user_id = note_user and m.deleted_at is null
  returning id
$$;

-- Name: FUNCTION notify(note_user uuid, note_kind text, note_title text, note_body text, note_url text, note_table text, note_subject uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.notify(note_user uuid, note_kind text, note_title text, note_body text, note_url text, note_table text, note_subject uuid) IS 'Leaves a note for a member of the caller''s organisation.';

-- Name: only_keys(jsonb, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.only_keys(full_record jsonb, wanted jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select coalesce(jsonb_object_agg(k, full_record -> k), '{}') from jsonb_object_keys(wanted) as k $$;

-- Name: own_org(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.own_org(org uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
begin
  if org is distinct from auth.org_id() and auth.role() is distinct from 'service_role' then
    raise exception 'There is no such record.' using errcode = '42501';
  end if;
end
$$;

-- Name: pipelines_one_default(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.pipelines_one_default() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  update pipelines set is_default = false where org_id = new.org_id and id <> new.id and is_default;
  return new;
end
$$;

-- Name: point_primary(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.point_primary() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
declare
  p public.contact_points := coalesce(new, old);
  said text;
begin
  if tg_op = 'DELETE' then
    update public.contact_points as x set is_primary = true
    where x.org_id = p.org_id and x.id = (
      select y.id from public.contact_points as y
      where y.org_id = p.org_id and y.contact_id = p.contact_id and y.kind = p.kind order by y.created_at, y.id limit 1)
    returning x.normalised into said;
  else
    said := p.normalised;
  end if;
  if p.kind = 'email' then
    update public.contacts as c set email = said, updated_at = clock_timestamp()
    where c.org_id = p.org_id and c.id = p.contact_id and c.email is distinct from said;
  elsif p.kind = 'phone' then
    update public.contacts as c set phone = said, updated_at = clock_timestamp()
    where c.org_id = p.org_id and c.id = p.contact_id and c.phone is distinct from said;
  end if;
  return null;
end
$$;

-- Name: point_written(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.point_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  new.value := btrim(new.value);
  new.normalised := app.normal_point(new.kind, new.value, coalesce(
    (select c.country from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id),
    (select o.country from public.organizations as o where o.org_id = new.org_id)));
  if tg_op = 'UPDATE' and new.normalised <> old.normalised then
    new.verified_at := null;
    new.verified_by := null;
  end if;
  if not new.is_primary and new.kind <> 'url' and not exists (
    select from public.contact_points as p
    where p.org_id = new.org_id and p.contact_id = new.contact_id and p.kind = new.kind and p.is_primary and p.id <> new.id
  ) then
    new.is_primary := true;  -- one of each kind is always primary
  end if;
  if new.is_primary then
    update public.contact_points as p set is_primary = false
    where p.org_id = new.org_id and p.contact_id = new.contact_id and p.kind = new.kind and p.is_primary and p.id <> new.id;
  end if;
  return new;
end
$$;

-- Name: post_mail(text, text, text, text, text, text, text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.post_mail(mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text, mail_text text, mail_html text, mail_link text) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into public.mails (org_id, kind, audience, recipient, recipient_name, subject, body_text, body_html, link)
  values (
    coalesce(auth.org_id(), '00000000-0000-0000-0000-000000000000'), mail_kind, mail_audience, mail_to,
    mail_to_name, mail_subject, mail_text, mail_html, mail_link)
  returning id
$$;

-- Name: FUNCTION post_mail(mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text, mail_text text, mail_html text, mail_link text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.post_mail(mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text, mail_text text, mail_html text, mail_link text) IS 'Puts a mail of the caller''s organisation into the outbox.';

-- Name: prefix_query(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.prefix_query(txt text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select to_tsquery('simple', string_agg('''' || w || ''':*', ' & '))
  from regexp_split_to_table(app.words(left(txt, 500)), '[^[:alnum:]]+') as w
  where w <> ''
$$;

-- Name: FUNCTION prefix_query(txt text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.prefix_query(txt text) IS 'What was typed into a search box, as a query of prefixes.';

-- Name: profile_shows(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.profile_shows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  update public.org_members set name = new.full_name, avatar_url = new.avatar_url
  where org_id = new.org_id and user_id = new.id
    and (name, avatar_url) is distinct from (new.full_name, new.avatar_url);
  return null;
end
$$;

-- Name: protect(text, text, text, text, text[], text[], boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.protect(tbl text, owner text DEFAULT NULL::text, follows text DEFAULT NULL::text, parent text DEFAULT NULL::text, write_roles text[] DEFAULT '{owner,admin,manager,rep,technician}'::text[], read_roles text[] DEFAULT NULL::text[], audit boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  in_org constant text := 'org_id = auth.org_id()';
  writer constant text := format('auth.org_role() = any (%L::text[])', write_roles);
  mine constant text := '(owner_id = auth.uid() or auth.uid() = any (assignee_ids))';
  sees text := in_org;
  edits text := in_org || ' and ' || writer;
  owned constant boolean := owner is not null or follows is not null;
begin
  perform app.distribute(tbl);
  if owned then
    sees := in_org || ' and (auth.sees_all() or ' || mine || ' or team_id = auth.sees_team())';
    edits := in_org || ' and ' || writer || ' and (auth.edits_all() or owner_id is null or ' || mine
      || ' or team_id = auth.edits_team())';
  elsif read_roles is not null then
    sees := in_org || format(' and auth.org_role() = any (%L::text[])', read_roles);
  end if;

  execute format('alter table public.%I enable row level security', tbl);
  execute format('alter table public.%I force row level security', tbl);
  execute format('create policy %I on public.%I for select to authenticated using (%s)', tbl || '_select', tbl, sees);
  execute format('create policy %I on public.%I for insert to authenticated with check (%s and %s)',
    tbl || '_insert', tbl, case when follows is not null then sees else in_org end, writer);
  -- with check says less than using: giving a record to a colleague is allowed, moving it to another organisation not
  execute format('create policy %I on public.%I for update to authenticated using (%s) with check (%s)',
    tbl || '_update', tbl, edits, in_org);
  execute format('create policy %I on public.%I for delete to authenticated using (%s)', tbl || '_delete', tbl, edits);
  execute format('grant select, insert, update, delete on public.%I to authenticated, service_role', tbl);
  execute format('revoke all on public.%I from anon', tbl);

  execute format('create trigger touch before update on public.%I for each row when (%s)'
    ' execute function app.touch()', tbl, app.not_derived());
  if exists (select from pg_attribute where attrelid = format('public.%I', tbl)::regclass
      and attname = 'deleted_at' and not attisdropped) then
    execute format(
      'create trigger soft_delete before delete on public.%I for each row execute function app.soft_delete()', tbl);
  end if;
  if follows is not null then
    perform app.follow(tbl, parent, follows);
  elsif owner is not null then
    execute format('create trigger fill_team before insert or update of owner_id on public.%I for each row'
      ' when (%s) execute function app.fill_team()', tbl, app.not_derived());
    execute format('create index %I on public.%I (org_id, owner_id)', tbl || '_owner', tbl);
  end if;
  if audit then
    perform app.audit_table(tbl);
  end if;
  perform app.alias_org(tbl);
  perform app.publish_live(tbl);
end
$$;

-- Name: FUNCTION protect(tbl text, owner text, follows text, parent text, write_roles text[], read_roles text[], audit boolean); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.protect(tbl text, owner text, follows text, parent text, write_roles text[], read_roles text[], audit boolean) IS 'Row security, grants, triggers and audit for a tenant table.';

-- Name: publish_live(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.publish_live(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  if not exists (select from pg_publication where pubname = 'comity_live') then
    create publication comity_live;
  end if;
  if exists (select from pg_publication_tables where pubname = 'comity_live' and schemaname = 'public' and tablename = tbl) then
    execute format('alter publication comity_live drop table public.%I', tbl);
  end if;
  execute format('alter publication comity_live add table public.%I', tbl);
exception
  when insufficient_privilege then
    raise notice 'No publication may be made here: pages follow the audit log instead.';
end
$$;

-- Name: FUNCTION publish_live(tbl text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.publish_live(tbl text) IS 'Lets pages hear of changes to the table.';

-- Name: purge_trash(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.purge_trash(older_than_days integer) RETURNS bigint
    LANGUAGE plpgsql
    AS $_$
declare
  t text;
  gone bigint := 0;
  n bigint;
begin
  perform set_config('app.purge', 'on', true);
  for t in
    select c.relname from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'deleted_at' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by (select count(*) from pg_constraint as f where f.confrelid = c.oid and f.contype = 'f'), c.relname
  loop
    begin
      execute format('delete from public.%I where deleted_at < now() - make_interval(days => $1)', t)
      using older_than_days;
      get diagnostics n = row_count;
      gone := gone + n;
    exception
      -- Something younger still points at these: they go with it, at a later run.
      when foreign_key_violation then null;
    end;
  end loop;
  perform set_config('app.purge', 'off', true);
  return gone;
end
$_$;

-- Name: FUNCTION purge_trash(older_than_days integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.purge_trash(older_than_days integer) IS 'Deletes for good what has been in the trash longer than this.';

-- Name: quietly(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.quietly() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if pg_replication_origin_session_is_setup() then
    return true;
  end if;
  for hand in 1 .. 8 loop
    begin
      perform pg_replication_origin_session_setup('comity_bulk_' || hand);
      return true;
    exception
      when object_in_use then null;  -- another hand has it
    end;
  end loop;
  return false;
exception when others then
  return false;
end
$$;

-- Name: FUNCTION quietly(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.quietly() IS 'Keeps the rest of this session out of the change feed, where the server allows it.';

-- Name: registrable_domain(text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.registrable_domain(txt text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
declare
  host constant text := rtrim(regexp_replace(lower(btrim(txt)), '^([a-z][a-z0-9+.-]*://)?([^/@]*@)?([^/:?#\s]*).*$', '\3'), '.');
  labels constant text[] := string_to_array(host, '.');
  n constant integer := cardinality(labels);
begin
  if n < 2 or host !~ '^[^\s.]+(\.[^\s.]+)+$' or host ~ '^[0-9.]+$' or length(host) > 253 then
    return null;
  elsif n > 2 and length(labels[n]) = 2
    and labels[n - 1] = any ('{co,com,net,org,gov,gob,gouv,ac,edu,ne,or,go,ltd,plc,me,sch,nhs,mil,in,asn,id,nom,ind,firm,gen}')
  then
    return array_to_string(labels[n - 2:], '.');
  end if;
  return array_to_string(labels[n - 1:], '.');
end
$_$;

-- Name: FUNCTION registrable_domain(txt text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.registrable_domain(txt text) IS 'example.co.uk of https://shop.example.co.uk/about, or null.';

-- Name: remove_demo(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.remove_demo(in_org uuid) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
  t record;
  n bigint;
  total bigint := 0;
  stuck boolean := true;
begin
  perform set_config('app.purge', 'on', true), set_config('app.derived', 'on', true);
  for pass in 1 .. 8 loop
    exit when not stuck;
    stuck := false;
    for t in
      select * from app.tenant_tables() as x
      where cardinality(x.id_columns) > 0 and x.tbl not in ('public.audit_logs'::regclass, 'public.audit_seals'::regclass)
    loop
      n := app.demo_sweep(t.tbl, app.demo_condition(t.id_columns), in_org);
      stuck := stuck or n is null;
      total := total + coalesce(n, 0);
    end loop;
  end loop;
  perform set_config('app.purge', 'off', true), set_config('app.derived', 'off', true);
  if stuck then
    raise exception 'Some demo records are still used by records of your own.' using errcode = '23503';
  end if;
  return total;
end
$$;

-- Name: FUNCTION remove_demo(in_org uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.remove_demo(in_org uuid) IS 'Removes the demo''s records from an organisation; how many rows went.';

-- Name: remove_organisation(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.remove_organisation(in_org uuid) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
  t record;
  n bigint;
  total bigint := 0;
  stuck boolean := true;
  people uuid[];
begin
  perform set_config('app.purge', 'on', true), set_config('app.derived', 'on', true),
    set_config('app.audit_maintenance', 'purge', true);
  select array_agg(m.user_id) into people from public.org_members as m where m.org_id = in_org;
  delete from public.organizations as o where o.org_id = in_org;  -- first: while it is there it needs an owner
  for pass in 1 .. 12 loop
    exit when not stuck;
    stuck := false;
    for t in select x.tbl from app.tenant_tables() as x loop
      n := app.demo_sweep(t.tbl, 'true', in_org);
      stuck := stuck or n is null;
      total := total + coalesce(n, 0);
    end loop;
  end loop;
  delete from auth.users as u
  where u.id = any (people) and not exists (select from public.org_members as m where m.user_id = u.id);
  -- what the last deletions themselves left behind
  for t in select x.tbl from app.tenant_tables() as x loop
    perform app.demo_sweep(t.tbl, 'true', in_org);
  end loop;
  perform set_config('app.purge', 'off', true), set_config('app.derived', 'off', true),
    set_config('app.audit_maintenance', '', true);
  return total;
end
$$;

-- Name: FUNCTION remove_organisation(in_org uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.remove_organisation(in_org uuid) IS 'Deletes an organisation with everything in it, for good.';

-- Name: repoint(text, uuid, uuid, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.repoint(rel text, org uuid, loser uuid, winner uuid, these jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
declare
  k record;
  one uuid;
  ids uuid[];
  moved jsonb := '{}';
begin
  perform app.own_org(org);
  for k in
    select c.relname as tbl, a.attname as col, c.relname || '.' || a.attname as name
    from pg_constraint as f
    inner join pg_class as c on c.oid = f.conrelid
    inner join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = any (f.conkey) and a.attname <> 'org_id'
    where f.contype = 'f' and f.confrelid = format('public.%I', rel)::regclass and f.conparentid = 0
      and c.relnamespace = 'public'::regnamespace and c.relname <> 'contact_points'
    order by 3
  loop
    continue when these is not null and not these ? k.name;
    begin
      execute format('with m as (update public.%I set %I = $1 where org_id = $2 and %I = $3 and ($4 is null or id = any ($4))'
        ' returning id) select array_agg(id) from m', k.tbl, k.col, k.col)
      into ids using winner, org, loser, app.ids_of(these -> k.name);
    exception when unique_violation then
      ids := '{}';
      for one in execute format('select id from public.%I where org_id = $1 and %I = $2 and ($3 is null or id = any ($3))',
        k.tbl, k.col) using org, loser, app.ids_of(these -> k.name)
      loop
        begin
          execute format('update public.%I set %I = $1 where org_id = $2 and id = $3', k.tbl, k.col) using winner, org, one;
          ids := ids || one;
        exception when unique_violation then
          null;  -- the winner has such a row already
        end;
      end loop;
    end;
    if cardinality(ids) > 0 then
      moved := moved || jsonb_build_object(k.name, to_jsonb(ids));
    end if;
  end loop;
  return moved;
end
$_$;

-- Name: retries(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.retries() RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$ select '{"kind": "exponential", "base_seconds": 1, "factor": 2, "max_seconds": 600}'::jsonb $$;

-- Name: seal_audit(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.seal_audit() RETURNS bigint
    LANGUAGE plpgsql
    SET "TimeZone" TO 'UTC'
    AS $$
declare
  low xid8;
  high constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  sealed bigint;
begin
  select up_to into low from app.audit_sealed for update skip locked;
  if low is null or low >= high then
    return 0;
  end if;
  with fresh as (
    select a.org_id, count(*) as n, sha256(string_agg(app.audit_digest(a, 2::smallint), ''::bytea order by a.tx, a.id)) as digest
    from public.audit_logs as a
    where a.tx >= low and a.tx < high
    group by a.org_id
  ), written as (
    insert into public.audit_seals (org_id, number, from_tx, to_tx, row_count, previous_hash, hash)
    select
      f.org_id, coalesce(p.number, 0) + 1, low, high, f.n, coalesce(p.hash, ''::bytea),
      sha256(coalesce(p.hash, ''::bytea) || f.digest)
    from fresh as f
    left join lateral (
      select s.number, s.hash from public.audit_seals as s
      where s.org_id = f.org_id order by s.number desc limit 1
    ) as p on true
    returning row_count
  )
  select coalesce(sum(row_count), 0) into sealed from written;
  update app.audit_sealed set up_to = high;
  return sealed;
end
$$;

-- Name: FUNCTION seal_audit(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.seal_audit() IS 'Adds a link to the chain of every organisation with unsealed log rows.';

-- Name: seed_pipeline(uuid, uuid, text, boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean DEFAULT true) RETURNS void
    LANGUAGE sql
    AS $$
  insert into public.pipelines (org_id, id, name, is_default) values (in_org, pipeline, pipeline_name, as_default)
  on conflict (org_id, id) do nothing;
  insert into public.stages (org_id, id, pipeline_id, name, kind, position, probability, rotting_days, required_fields)
  select
    in_org, app.uuid_of(pipeline, s.name), pipeline, s.name, s.kind, s.position, s.probability, s.rotting_days,
    s.required::text[]
  from (values
    ('New', 'open', 1, 10, 14, '{}'), ('Qualified', 'open', 2, 35, 21, '{}'),
    ('Proposal', 'open', 3, 65, 21, '{amount}'), ('Won', 'won', 4, 100, null, '{}'),
    ('Lost', 'lost', 5, 0, null, '{lost_reason}')
  ) as s (name, kind, position, probability, rotting_days, required)
  on conflict (org_id, id) do nothing
$$;

-- Name: FUNCTION seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean) IS 'Makes a pipeline with the stages New, Qualified, Proposal, Won and Lost, unless it is there.';

-- Name: seen_p0(uuid, text, text, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.seen_p0(org uuid, which_state text, which_workflow text, before uuid, most integer) RETURNS SETOF app.work_seen
    LANGUAGE sql STABLE
    AS $$
      select 'p0', t.task_id, t.task_name, t.state, t.attempts, t.max_attempts, t.enqueue_at, t.first_started_at,
        coalesce(t.cancelled_at, r.completed_at, case when t.state = 'failed' then r.failed_at end),
        case when t.state in ('pending', 'sleeping') and r.available_at < 'infinity' then r.available_at end, r.wake_event,
        case when t.state <> 'completed' then coalesce(r.failure_reason, p.failure_reason) ->> 'message' end,
        t.idempotency_key
      from absurd.t_p0 as t
      left join absurd.r_p0 as r on r.run_id = t.last_attempt_run
      left join lateral (
        select x.failure_reason from absurd.r_p0 as x
        where x.task_id = t.task_id and x.failure_reason is not null order by x.attempt desc limit 1) as p on true
      where t.org_id = org and (before is null or t.task_id < before)
        and (which_state is null or t.state = which_state)
        and (which_workflow is null or t.task_name = which_workflow)
      order by t.task_id desc limit most
    $$;

-- Name: seen_p1(uuid, text, text, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.seen_p1(org uuid, which_state text, which_workflow text, before uuid, most integer) RETURNS SETOF app.work_seen
    LANGUAGE sql STABLE
    AS $$
      select 'p1', t.task_id, t.task_name, t.state, t.attempts, t.max_attempts, t.enqueue_at, t.first_started_at,
        coalesce(t.cancelled_at, r.completed_at, case when t.state = 'failed' then r.failed_at end),
        case when t.state in ('pending', 'sleeping') and r.available_at < 'infinity' then r.available_at end, r.wake_event,
        case when t.state <> 'completed' then coalesce(r.failure_reason, p.failure_reason) ->> 'message' end,
        t.idempotency_key
      from absurd.t_p1 as t
      left join absurd.r_p1 as r on r.run_id = t.last_attempt_run
      left join lateral (
        select x.failure_reason from absurd.r_p1 as x
        where x.task_id = t.task_id and x.failure_reason is not null order by x.attempt desc limit 1) as p on true
      where t.org_id = org and (before is null or t.task_id < before)
        and (which_state is null or t.state = which_state)
        and (which_workflow is null or t.task_name = which_workflow)
      order by t.task_id desc limit most
    $$;

-- Name: seen_p2(uuid, text, text, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.seen_p2(org uuid, which_state text, which_workflow text, before uuid, most integer) RETURNS SETOF app.work_seen
    LANGUAGE sql STABLE
    AS $$
      select 'p2', t.task_id, t.task_name, t.state, t.attempts, t.max_attempts, t.enqueue_at, t.first_started_at,
        coalesce(t.cancelled_at, r.completed_at, case when t.state = 'failed' then r.failed_at end),
        case when t.state in ('pending', 'sleeping') and r.available_at < 'infinity' then r.available_at end, r.wake_event,
        case when t.state <> 'completed' then coalesce(r.failure_reason, p.failure_reason) ->> 'message' end,
        t.idempotency_key
      from absurd.t_p2 as t
      left join absurd.r_p2 as r on r.run_id = t.last_attempt_run
      left join lateral (
        select x.failure_reason from absurd.r_p2 as x
        where x.task_id = t.task_id and x.failure_reason is not null order by x.attempt desc limit 1) as p on true
      where t.org_id = org and (before is null or t.task_id < before)
        and (which_state is null or t.state = which_state)
        and (which_workflow is null or t.task_name = which_workflow)
      order by t.task_id desc limit most
    $$;

-- Name: seen_p3(uuid, text, text, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.seen_p3(org uuid, which_state text, which_workflow text, before uuid, most integer) RETURNS SETOF app.work_seen
    LANGUAGE sql STABLE
    AS $$
      select 'p3', t.task_id, t.task_name, t.state, t.attempts, t.max_attempts, t.enqueue_at, t.first_started_at,
        coalesce(t.cancelled_at, r.completed_at, case when t.state = 'failed' then r.failed_at end),
        case when t.state in ('pending', 'sleeping') and r.available_at < 'infinity' then r.available_at end, r.wake_event,
        case when t.state <> 'completed' then coalesce(r.failure_reason, p.failure_reason) ->> 'message' end,
        t.idempotency_key
      from absurd.t_p3 as t
      left join absurd.r_p3 as r on r.run_id = t.last_attempt_run
      left join lateral (
        select x.failure_reason from absurd.r_p3 as x
        where x.task_id = t.task_id and x.failure_reason is not null order by x.attempt desc limit 1) as p on true
      where t.org_id = org and (before is null or t.task_id < before)
        and (which_state is null or t.state = which_state)
        and (which_workflow is null or t.task_name = which_workflow)
      order by t.task_id desc limit most
    $$;

-- Name: set_columns(text, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.set_columns(rel text, record uuid, changes jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
declare
  pairs text;
  n integer;
begin
  select string_agg(case c when 'custom' then 'custom = jsonb_strip_nulls(t.custom || r.custom)'
    else format('%I = r.%I', c, c) end, ', ') into pairs from unnest(app.bulk_columns(rel, changes)) as c;
  execute format('update public.%I as t set %s from jsonb_populate_record(null::public.%I, $1) as r'
    ' where t.org_id = $2 and t.id = $3', rel, pairs, rel)
  using changes, auth.org_id(), record;
  get diagnostics n = row_count;
  return n;
end
$_$;

-- Name: set_values(text, uuid, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.set_values(rel text, record uuid, changes jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
declare
  pairs text;
begin
  if changes = '{}' then
    return;
  end if;
  select string_agg(format('%I = r.%I', c, c), ', ') into pairs from unnest(app.bulk_columns(rel, changes)) as c;
  execute format('update public.%I as t set %s from jsonb_populate_record(null::public.%I, $1) as r'
    ' where t.org_id = $2 and t.id = $3', rel, pairs, rel)
  using changes, auth.org_id(), record;
end
$_$;

-- Name: settle_points(uuid, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.settle_points(org uuid, contact uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $$
begin
  perform app.own_org(org);
  update public.contact_points as p set is_primary = false
  where p.org_id = org and p.contact_id = contact and p.is_primary;
  update public.contact_points as p set is_primary = true
  from public.contacts as c
  where p.org_id = org and p.contact_id = contact and c.org_id = org and c.id = contact
    and ((p.kind = 'email' and p.normalised = c.email) or (p.kind = 'phone' and p.normalised = c.phone));
end
$$;

-- Name: show_tag(uuid, uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.show_tag(in_org uuid, tag uuid) RETURNS void
    LANGUAGE plpgsql
    SET "app.derived" TO 'on'
    AS $_$
declare
  tbl text;
begin
  for tbl in select b.relation from app.tagged_before as b where b.org_id = in_org and b.tag_id = tag loop
    execute format(
      'update public.%1$I as r set tag_ids = array_append(r.tag_ids, $2)'
      ' from (select unnest(b.ids) as id from app.tagged_before as b'
      '   where b.org_id = $1 and b.tag_id = $2 and b.relation = %1$L) as was'
      ' where r.org_id = $1 and r.id = was.id and not r.tag_ids @> array[$2]', tbl)
    using in_org, tag;
  end loop;
  delete from app.tagged_before as b where b.org_id = in_org and b.tag_id = tag;
end
$_$;

-- Name: FUNCTION show_tag(in_org uuid, tag uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.show_tag(in_org uuid, tag uuid) IS 'Puts a tag back on the records that bore it.';

-- Name: soft_delete(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.soft_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
begin
  if current_setting('app.purge', true) = 'on' then
    return old;
  end if;
  execute format('update %I.%I set deleted_at = now() where org_id = $1 and id = $2 and deleted_at is null',
    tg_table_schema, tg_table_name) using old.org_id, old.id;
  return null;
end
$_$;

-- Name: FUNCTION soft_delete(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.soft_delete() IS 'Turns DELETE into a move to the trash, except for the purge.';

-- Name: stage_for(uuid, uuid, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stage_for(in_org uuid, in_pipeline uuid, wanted text) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
  select s.id from public.stages as s
  where s.org_id = in_org and s.pipeline_id = in_pipeline
    and case when wanted in ('won', 'lost') then s.kind = wanted
      when wanted in ('open', 'cold') then s.kind = 'open'
      else lower(s.name) = lower(btrim(wanted)) end
  order by s.position, s.id limit 1
$$;

-- Name: stages_complete(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stages_complete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if tg_op = 'UPDATE' and new.kind = old.kind and new.pipeline_id = old.pipeline_id then
    return new;
  elsif current_setting('app.purge', true) = 'on' then
    return old;  -- everything goes
  end if;
  if exists (select from pipelines as p where p.org_id = old.org_id and p.id = old.pipeline_id)
    and not exists (
      select from stages as s
      where s.org_id = old.org_id and s.pipeline_id = old.pipeline_id and s.kind = old.kind and s.id <> old.id
    )
  then
    raise exception 'A pipeline needs at least one open, one won and one lost stage.'
      using errcode = '23514', constraint = 'stages_complete', table = 'stages';
  end if;
  return coalesce(new, old);
end
$$;

-- Name: stamp_run_p0(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stamp_run_p0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      select t.org_id, t.task_name into new.org_id, new.task_name from absurd.t_p0 as t where t.task_id = new.task_id;
      return new;
    end $$;

-- Name: stamp_run_p1(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stamp_run_p1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      select t.org_id, t.task_name into new.org_id, new.task_name from absurd.t_p1 as t where t.task_id = new.task_id;
      return new;
    end $$;

-- Name: stamp_run_p2(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stamp_run_p2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      select t.org_id, t.task_name into new.org_id, new.task_name from absurd.t_p2 as t where t.task_id = new.task_id;
      return new;
    end $$;

-- Name: stamp_run_p3(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stamp_run_p3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      select t.org_id, t.task_name into new.org_id, new.task_name from absurd.t_p3 as t where t.task_id = new.task_id;
      return new;
    end $$;

-- Name: stamp_task(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.stamp_task() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.org_id := app.task_org(new.params);
  return new;
end
$$;

-- Name: start_due(integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.start_due(at_most integer DEFAULT 200) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  w app.work_later;
  started integer := 0;
begin
  for w in
    delete from app.work_later as l
    where (l.org_id, l.workflow, l.key) in (
      select d.org_id, d.workflow, d.key from app.work_later as d
      where d.due_at <= clock_timestamp() order by d.due_at limit at_most for update skip locked)
    returning l.*
  loop
    perform absurd.spawn_task(w.queue, w.workflow, jsonb_build_object('payload', w.payload, 'who', w.who),
      jsonb_build_object('max_attempts', w.attempts, 'retry_strategy', app.retries()));
    started := started + 1;
  end loop;
  return started;
end
$$;

-- Name: start_later(text, text, jsonb, text, integer, double precision, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.start_later(queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb DEFAULT NULL::jsonb) RETURNS timestamp with time zone
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  insert into app.work_later as w (org_id, workflow, key, queue, attempts, payload, who, due_at)
  values (
    coalesce(auth.org_id(), '00000000-0000-0000-0000-000000000000'), workflow, key, queue, attempts, payload,
    case when auth.role() = 'service_role' then coalesce(as_who, app.whoami()) else app.whoami() end,
    clock_timestamp() + make_interval(secs => seconds))
  on conflict (org_id, workflow, key) do update
  set payload = excluded.payload, who = excluded.who, queue = excluded.queue, attempts = excluded.attempts,
    due_at = least(excluded.due_at, w.first_at + make_interval(secs => seconds * 10))
  returning due_at
$$;

-- Name: FUNCTION start_later(queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.start_later(queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb) IS 'Starts a workflow once nobody asked for it again for a while.';

-- Name: start_work(text, text, jsonb, text, integer, jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.start_work(queue text, workflow text, payload jsonb, key text DEFAULT NULL::text, attempts integer DEFAULT 5, as_who jsonb DEFAULT NULL::jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  who constant jsonb := case when auth.role() = 'service_role' then coalesce(as_who, app.whoami()) else app.whoami() end;
begin
  return (
    select t.task_id from absurd.spawn_task(
      queue, workflow, jsonb_build_object('payload', payload, 'who', who),
      jsonb_strip_nulls(jsonb_build_object(
        'idempotency_key', case when key is not null then coalesce(auth.org_id()::text, '-') || ':' || key end,
        'max_attempts', attempts,
        'retry_strategy', jsonb_build_object('kind', 'exponential', 'base_seconds', 1, 'factor', 2, 'max_seconds', 600)
      ))
    ) as t);
end
$$;

-- Name: suspect_companies(uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.suspect_companies(org uuid, at_most integer DEFAULT 5000) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  n integer;
begin
  with scored as (
    select c.id as a, d.id as b, case when c.city is not distinct from d.city then 90 else 75 end as score
    from (
      select x.sort_name from companies as x where x.org_id = org and x.deleted_at is null
      group by x.sort_name having count(*) between 2 and 20
    ) as g
    inner join companies as c on c.org_id = org and c.deleted_at is null and c.sort_name = g.sort_name
    inner join companies as d on d.org_id = org and d.deleted_at is null and d.sort_name = g.sort_name and d.id > c.id
    order by 3 desc limit at_most
  ), kept as (
    insert into duplicates (org_id, relation, a_id, b_id, score, reasons)
    select org, 'companies', s.a, s.b, s.score, array['name'] from scored as s
    on conflict (org_id, relation, a_id, b_id) do update set score = excluded.score where duplicates.state = 'open'
    returning 1
  )
  select count(*) into n from kept;
  return n;
end
$$;

-- Name: suspect_contacts(uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.suspect_contacts(org uuid, at_most integer DEFAULT 5000) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  n integer;
begin
  with pairs as (
    select least(p.contact_id, q.contact_id) as a, greatest(p.contact_id, q.contact_id) as b,
      case p.kind when 'email' then 98 else 70 end as score, p.kind as reason
    from (
      select x.kind, x.normalised from contact_points as x where x.org_id = org and x.kind in ('email', 'phone')
      group by x.kind, x.normalised having count(distinct x.contact_id) between 2 and 8
    ) as g
    inner join contact_points as p
      on p.org_id = org and p.kind = g.kind and p.normalised = g.normalised
    inner join contact_points as q
      on q.org_id = org and q.kind = g.kind and q.normalised = g.normalised
        and q.contact_id > p.contact_id
    union all
    select least(c.id, d.id), greatest(c.id, d.id), case when c.last_name is not null then 88 else 60 end, 'name'
    from (
      select x.sort_name, x.company_name, x.city from contacts as x
      where x.org_id = org and x.deleted_at is null and x.full_name is not null
        and coalesce(x.company_name, x.city) is not null
      group by x.sort_name, x.company_name, x.city having count(*) between 2 and 8
    ) as g
    inner join contacts as c on c.org_id = org and c.deleted_at is null and c.sort_name = g.sort_name
      and c.company_name is not distinct from g.company_name and c.city is not distinct from g.city
    inner join contacts as d on d.org_id = org and d.deleted_at is null and d.sort_name = g.sort_name
      and d.company_name is not distinct from g.company_name and d.city is not distinct from g.city and d.id > c.id
  ), scored as (
    select p.a, p.b, least(100, max(p.score) + 6 * (count(distinct p.reason) - 1)) as score,
      array_agg(distinct p.reason) as reasons
    from pairs as p
    inner join contacts as c on c.org_id = org and c.id = p.a and c.deleted_at is null
    inner join contacts as d on d.org_id = org and d.id = p.b and d.deleted_at is null
    group by p.a, p.b
    order by 3 desc limit at_most
  ), kept as (
    insert into duplicates (org_id, relation, a_id, b_id, score, reasons)
    select org, 'contacts', s.a, s.b, s.score, s.reasons from scored as s
    on conflict (org_id, relation, a_id, b_id) do update
    set score = excluded.score, reasons = excluded.reasons where duplicates.state = 'open'
    returning 1
  )
  select count(*) into n from kept;
  return n;
end
$$;

-- Name: tables_with_tags(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.tables_with_tags() RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
  select c.relname::text from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tag_ids' and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
$$;

-- Name: FUNCTION tables_with_tags(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.tables_with_tags() IS 'Tables whose records bear tags.';

-- Name: tag_ids_row(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.tag_ids_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    AS $_$
begin
  execute format(
    'delete from public.taggings as g where g.org_id = $1 and g.%I = $2 and g.tag_id <> all ($3)'
    ' and exists (select from public.tags as t where t.org_id = g.org_id and t.id = g.tag_id and t.deleted_at is null)',
    tg_argv[0])
  using new.org_id, new.id, new.tag_ids;
  execute format(
    'insert into public.taggings (org_id, tag_id, %I, owner_id, team_id, assignee_ids)'
    ' select $1, t.id, $2, $4, $5, $6 from public.tags as t'
    ' where t.org_id = $1 and t.id = any ($3) and t.deleted_at is null on conflict do nothing', tg_argv[0])
  using new.org_id, new.id, new.tag_ids, new.owner_id, new.team_id, new.assignee_ids;
  execute format('update public.%I as r set tag_ids = app.live_tags($1, %s) where r.org_id = $1 and r.id = $2',
    tg_table_name, case tg_argv[0] when 'contact_id' then '$2, null' else 'null, $2' end)
  using new.org_id, new.id;
  return null;
end
$_$;

-- Name: tag_trashed(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.tag_trashed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if new.deleted_at is null then
    perform app.show_tag(new.org_id, new.id);
  else
    perform app.hide_tag(new.org_id, new.id);
  end if;
  return null;
end
$$;

-- Name: taggings_written(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.taggings_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    SET "app.derived" TO 'on'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  update public.contacts as c set tag_ids = array(
    select g.tag_id from public.taggings as g where g.org_id = c.org_id and g.contact_id = c.id order by g.created_at, g.id)
  from (select distinct r.org_id, r.contact_id from changed_rows as r) as t
  where c.org_id = t.org_id and c.id = t.contact_id;
  update public.companies as c set tag_ids = array(
    select g.tag_id from public.taggings as g where g.org_id = c.org_id and g.company_id = c.id order by g.created_at, g.id)
  from (select distinct r.org_id, r.company_id from changed_rows as r) as t
  where c.org_id = t.org_id and c.id = t.company_id;
  return null;
end
$$;

-- Name: take(text, double precision, double precision); Type: FUNCTION; Schema: app

CREATE FUNCTION app.take(which text, most double precision, seconds double precision) RETURNS double precision
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  now_is constant timestamptz := clock_timestamp();
  left_over double precision;
begin
  insert into app.buckets as b (bucket, tokens, at) values (which, most - 1, now_is)
  on conflict (bucket) do update set
    tokens = case
      when least(most, b.tokens + extract(epoch from now_is - b.at) * most / seconds) >= 1
        then least(most, b.tokens + extract(epoch from now_is - b.at) * most / seconds) - 1
      else b.tokens
    end,
    at = case
      when least(most, b.tokens + extract(epoch from now_is - b.at) * most / seconds) >= 1 then now_is
      else b.at
    end
  returning case when b.at = now_is then 0 else b.tokens + extract(epoch from now_is - b.at) * most / seconds end
  into left_over;
  return case when left_over = 0 then 0 else greatest((1 - left_over) * seconds / most, 0.001) end;
end
$$;

-- Name: FUNCTION take(which text, most double precision, seconds double precision); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.take(which text, most double precision, seconds double precision) IS 'Takes a token of a rate; the seconds to wait where none is left.';

-- Name: take_p0(uuid[], text, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.take_p0(ids uuid[], worker text, lease integer) RETURNS TABLE(queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb, wake_event text, event_payload jsonb, checkpoints jsonb)
    LANGUAGE sql
    AS $$
      with chosen as (
        select r.run_id from absurd.r_p0 as r
        inner join absurd.t_p0 as t on t.task_id = r.task_id
        where r.run_id = any (ids) and r.state in ('pending', 'sleeping') and t.state in ('pending', 'sleeping', 'running')
        order by r.run_id for update of r skip locked
      ),
      claimed as (
        update absurd.r_p0 as r
        set state = 'running', claimed_by = worker, claim_expires_at = clock_timestamp() + make_interval(secs => lease),
          started_at = clock_timestamp(), available_at = clock_timestamp()
        where r.run_id in (select c.run_id from chosen as c)
        returning r.run_id, r.task_id, r.attempt, r.wake_event, r.event_payload
      ),
      marked as (
        update absurd.t_p0 as t
        set state = 'running', attempts = greatest(t.attempts, c.attempt),
          first_started_at = coalesce(t.first_started_at, clock_timestamp()), last_attempt_run = c.run_id
        from claimed as c where t.task_id = c.task_id
        returning t.task_id, t.task_name, t.params
      ),
      woken as (
        delete from absurd.w_p0 as w using claimed as c
        where w.run_id = c.run_id and w.timeout_at <= clock_timestamp()
      )
      select 'p0'::text, c.run_id, c.task_id, c.attempt, m.task_name, m.params, c.wake_event, c.event_payload,
        (select jsonb_object_agg(k.checkpoint_name, k.state) from absurd.c_p0 as k where k.task_id = c.task_id)
      from claimed as c inner join marked as m on m.task_id = c.task_id
    $$;

-- Name: take_p1(uuid[], text, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.take_p1(ids uuid[], worker text, lease integer) RETURNS TABLE(queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb, wake_event text, event_payload jsonb, checkpoints jsonb)
    LANGUAGE sql
    AS $$
      with chosen as (
        select r.run_id from absurd.r_p1 as r
        inner join absurd.t_p1 as t on t.task_id = r.task_id
        where r.run_id = any (ids) and r.state in ('pending', 'sleeping') and t.state in ('pending', 'sleeping', 'running')
        order by r.run_id for update of r skip locked
      ),
      claimed as (
        update absurd.r_p1 as r
        set state = 'running', claimed_by = worker, claim_expires_at = clock_timestamp() + make_interval(secs => lease),
          started_at = clock_timestamp(), available_at = clock_timestamp()
        where r.run_id in (select c.run_id from chosen as c)
        returning r.run_id, r.task_id, r.attempt, r.wake_event, r.event_payload
      ),
      marked as (
        update absurd.t_p1 as t
        set state = 'running', attempts = greatest(t.attempts, c.attempt),
          first_started_at = coalesce(t.first_started_at, clock_timestamp()), last_attempt_run = c.run_id
        from claimed as c where t.task_id = c.task_id
        returning t.task_id, t.task_name, t.params
      ),
      woken as (
        delete from absurd.w_p1 as w using claimed as c
        where w.run_id = c.run_id and w.timeout_at <= clock_timestamp()
      )
      select 'p1'::text, c.run_id, c.task_id, c.attempt, m.task_name, m.params, c.wake_event, c.event_payload,
        (select jsonb_object_agg(k.checkpoint_name, k.state) from absurd.c_p1 as k where k.task_id = c.task_id)
      from claimed as c inner join marked as m on m.task_id = c.task_id
    $$;

-- Name: take_p2(uuid[], text, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.take_p2(ids uuid[], worker text, lease integer) RETURNS TABLE(queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb, wake_event text, event_payload jsonb, checkpoints jsonb)
    LANGUAGE sql
    AS $$
      with chosen as (
        select r.run_id from absurd.r_p2 as r
        inner join absurd.t_p2 as t on t.task_id = r.task_id
        where r.run_id = any (ids) and r.state in ('pending', 'sleeping') and t.state in ('pending', 'sleeping', 'running')
        order by r.run_id for update of r skip locked
      ),
      claimed as (
        update absurd.r_p2 as r
        set state = 'running', claimed_by = worker, claim_expires_at = clock_timestamp() + make_interval(secs => lease),
          started_at = clock_timestamp(), available_at = clock_timestamp()
        where r.run_id in (select c.run_id from chosen as c)
        returning r.run_id, r.task_id, r.attempt, r.wake_event, r.event_payload
      ),
      marked as (
        update absurd.t_p2 as t
        set state = 'running', attempts = greatest(t.attempts, c.attempt),
          first_started_at = coalesce(t.first_started_at, clock_timestamp()), last_attempt_run = c.run_id
        from claimed as c where t.task_id = c.task_id
        returning t.task_id, t.task_name, t.params
      ),
      woken as (
        delete from absurd.w_p2 as w using claimed as c
        where w.run_id = c.run_id and w.timeout_at <= clock_timestamp()
      )
      select 'p2'::text, c.run_id, c.task_id, c.attempt, m.task_name, m.params, c.wake_event, c.event_payload,
        (select jsonb_object_agg(k.checkpoint_name, k.state) from absurd.c_p2 as k where k.task_id = c.task_id)
      from claimed as c inner join marked as m on m.task_id = c.task_id
    $$;

-- Name: take_p3(uuid[], text, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.take_p3(ids uuid[], worker text, lease integer) RETURNS TABLE(queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb, wake_event text, event_payload jsonb, checkpoints jsonb)
    LANGUAGE sql
    AS $$
      with chosen as (
        select r.run_id from absurd.r_p3 as r
        inner join absurd.t_p3 as t on t.task_id = r.task_id
        where r.run_id = any (ids) and r.state in ('pending', 'sleeping') and t.state in ('pending', 'sleeping', 'running')
        order by r.run_id for update of r skip locked
      ),
      claimed as (
        update absurd.r_p3 as r
        set state = 'running', claimed_by = worker, claim_expires_at = clock_timestamp() + make_interval(secs => lease),
          started_at = clock_timestamp(), available_at = clock_timestamp()
        where r.run_id in (select c.run_id from chosen as c)
        returning r.run_id, r.task_id, r.attempt, r.wake_event, r.event_payload
      ),
      marked as (
        update absurd.t_p3 as t
        set state = 'running', attempts = greatest(t.attempts, c.attempt),
          first_started_at = coalesce(t.first_started_at, clock_timestamp()), last_attempt_run = c.run_id
        from claimed as c where t.task_id = c.task_id
        returning t.task_id, t.task_name, t.params
      ),
      woken as (
        delete from absurd.w_p3 as w using claimed as c
        where w.run_id = c.run_id and w.timeout_at <= clock_timestamp()
      )
      select 'p3'::text, c.run_id, c.task_id, c.attempt, m.task_name, m.params, c.wake_event, c.event_payload,
        (select jsonb_object_agg(k.checkpoint_name, k.state) from absurd.c_p3 as k where k.task_id = c.task_id)
      from claimed as c inner join marked as m on m.task_id = c.task_id
    $$;

-- Name: take_slot(text, integer, text, double precision); Type: FUNCTION; Schema: app

CREATE FUNCTION app.take_slot(at_service text, most integer, who_holds text, seconds double precision) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  perform pg_advisory_xact_lock(hashtextextended('slot ' || at_service, 0));
  delete from app.slots where service = at_service and until < clock_timestamp();
  if (select count(*) from app.slots where service = at_service and holder <> who_holds) >= most then
    return false;
  end if;
  insert into app.slots (service, holder, until)
  values (at_service, who_holds, clock_timestamp() + make_interval(secs => seconds))
  on conflict (service, holder) do update set until = excluded.until;
  return true;
end
$$;

-- Name: task_org(jsonb); Type: FUNCTION; Schema: app

CREATE FUNCTION app.task_org(params jsonb) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce((params #>> '{who,claims,org_id}')::uuid, '00000000-0000-0000-0000-000000000000'::uuid)
$$;

-- Name: FUNCTION task_org(params jsonb); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.task_org(params jsonb) IS 'The organisation a task works for; zeros for the house itself.';

-- Name: team_dissolves(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.team_dissolves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  update public.org_members set team_id = null where org_id = old.org_id and team_id = old.id;
  return old;
end
$$;

-- Name: tenant_tables(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.tenant_tables() RETURNS TABLE(tbl regclass, id_columns text[])
    LANGUAGE sql STABLE
    AS $$
  select c.oid::regclass, array(
    select x.attname::text from pg_attribute as x
    where x.attrelid = c.oid and x.atttypid = 'uuid'::regtype and not x.attisdropped
      and x.attname in ('id', 'record_id', 'subject_id', 'subject', 'about_id', 'lead_id', 'contact_id', 'company_id', 'call_id')
  )
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
$$;

-- Name: FUNCTION tenant_tables(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.tenant_tables() IS 'Tables that carry org_id, with their columns that may hold a record''s id.';

-- Name: touch(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.org_id <> old.org_id then
    raise exception 'A record cannot move to another organisation.' using errcode = '42501';
  end if;
  new.updated_at := clock_timestamp();
  return new;
end
$$;

-- Name: FUNCTION touch(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.touch() IS 'Keeps updated_at, and org_id unchangeable.';

-- Name: unchecked(boolean); Type: FUNCTION; Schema: app

CREATE FUNCTION app.unchecked(wanted boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  perform set_config('session_replication_role', case when wanted then 'replica' else 'origin' end, true);
exception when insufficient_privilege then
  null;
end
$$;

-- Name: FUNCTION unchecked(wanted boolean); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.unchecked(wanted boolean) IS 'Rests foreign keys and triggers until said otherwise or the transaction ends. For app.import_* only.';

-- Name: uuid7_at(timestamp with time zone); Type: FUNCTION; Schema: app

CREATE FUNCTION app.uuid7_at(at timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- Name: FUNCTION uuid7_at(at timestamp with time zone); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.uuid7_at(at timestamp with time zone) IS 'The smallest UUID version 7 of an instant: a bound for ranges over ids.';

-- Name: uuid_of(uuid, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.uuid_of(org_id uuid, name text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select encode(substr(sha256(convert_to(org_id::text || '/' || name, 'UTF8')), 1, 16), 'hex')::uuid
$$;

-- Name: FUNCTION uuid_of(org_id uuid, name text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.uuid_of(org_id uuid, name text) IS 'An id made from an organisation and a name.';

-- Name: vault_put(text, text, bytea); Type: FUNCTION; Schema: app

CREATE FUNCTION app.vault_put(service_name text, service_hint text, service_sealed bytea) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  made uuid;
begin
  if auth.role() <> 'service_role' and not coalesce(auth.has_role('owner', 'admin'), false) then
    raise exception 'Only owners and admins keep keys of outside services.' using errcode = '42501';
  end if;
  insert into public.credentials (org_id, service, hint, sealed)
  values (auth.org_id(), service_name, service_hint, service_sealed)
  on conflict (org_id, service) do update
  set hint = excluded.hint, sealed = excluded.sealed, is_active = true, last_error = null, last_tested_at = null
  returning id into made;
  perform app.announce('office.credential_put', made, jsonb_build_object('service', service_name));
  return made;
end
$$;

-- Name: FUNCTION vault_put(service_name text, service_hint text, service_sealed bytea); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.vault_put(service_name text, service_hint text, service_sealed bytea) IS 'Keeps a service''s sealed keys for the caller''s organisation.';

-- Name: verify_audit(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.verify_audit() RETURNS TABLE(org_id uuid, number bigint, reason text)
    LANGUAGE sql STABLE
    SET "TimeZone" TO 'UTC'
    AS $$
  with links as (
    select
      s.org_id, s.number, s.row_count, s.hash, s.previous_hash,
      lag(s.hash, 1, ''::bytea) over w as expected_previous,
      lag(s.number, 1, 0::bigint) over w as before,
      r.n, r.digest
    from public.audit_seals as s
    left join lateral (
      select count(*) as n, sha256(string_agg(app.audit_digest(a, s.form), ''::bytea order by a.tx, a.id)) as digest
      from public.audit_logs as a
      where a.org_id = s.org_id and a.tx >= s.from_tx and a.tx < s.to_tx
    ) as r on true
    window w as (partition by s.org_id order by s.number)
  ), verdicts as (
    select l.org_id, l.number, case
      when l.number <> l.before + 1 then 'a link is missing before this one'
      when l.previous_hash <> l.expected_previous then 'it does not continue the link before it'
      when l.n <> l.row_count then format('it sealed %s rows, the log now has %s', l.row_count, l.n)
      when l.hash <> sha256(l.previous_hash || l.digest) then 'a row it sealed was changed'
    end as reason
    from links as l
  )
  select distinct on (v.org_id) v.org_id, v.number, v.reason from verdicts as v
  where v.reason is not null order by v.org_id, v.number
$$;

-- Name: FUNCTION verify_audit(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.verify_audit() IS 'The first broken link of every organisation''s audit chain; no rows when all hold.';

-- Name: wake_waiting(app.facts); Type: FUNCTION; Schema: app

CREATE FUNCTION app.wake_waiting(f app.facts) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  w app.work_waits;
begin
  for w in
    delete from app.work_waits as x
    where x.org_id = f.org_id and x.kind = f.kind and (x.subject is null or x.subject = f.subject)
    returning x.*
  loop
    perform absurd.emit_event(w.queue, w.event, f.payload || jsonb_build_object('subject', f.subject, 'fact_id', f.id));
  end loop;
end
$$;

-- Name: watch_work(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.watch_work() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if auth.org_id() is null or not coalesce(auth.has_role('owner', 'admin'), false) then
    raise exception 'Only owners and admins watch the work.' using errcode = '42501';
  end if;
  return auth.org_id();
end
$$;

-- Name: FUNCTION watch_work(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.watch_work() IS 'The caller''s organisation, if the caller may watch its work.';

-- Name: weaker_role(text, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.weaker_role(one text, other text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select coalesce((
    select r from unnest('{readonly,technician,rep,manager,admin,owner}'::text[]) with ordinality as ranks (r, rank)
    where r in (one, other) order by rank limit 1
  ), 'readonly')
$$;

-- Name: FUNCTION weaker_role(one text, other text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.weaker_role(one text, other text) IS 'Of two roles the one that may do less.';

-- Name: whoami(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.whoami() RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$ select jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()) $$;

-- Name: FUNCTION whoami(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.whoami() IS 'The caller, in the shape background work carries (comity/core/who.py).';

-- Name: work_cancel(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_cancel(work uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  queue constant text := app.work_place(work);
begin
  if queue is null then
    return false;
  end if;
  perform absurd.cancel_task(queue, work);
  return true;
end
$$;

-- Name: FUNCTION work_cancel(work uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.work_cancel(work uuid) IS 'Stops a piece of the caller''s organisation''s work.';

-- Name: work_depth(); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_depth() RETURNS TABLE(queue text, state text, n bigint, oldest timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select * from app.depth_p0(org) union all select * from app.depth_p1(org)
    union all select * from app.depth_p2(org) union all select * from app.depth_p3(org);
end
$$;

-- Name: FUNCTION work_depth(); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.work_depth() IS 'How much waits, runs and failed lately on each queue, and since when.';

-- Name: work_list(text, text, uuid, integer); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_list(which_state text, which_workflow text, before uuid, most integer) RETURNS SETOF app.work_seen
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select s.* from (
      select * from app.seen_p0(org, which_state, which_workflow, before, most)
      union all select * from app.seen_p1(org, which_state, which_workflow, before, most)
      union all select * from app.seen_p2(org, which_state, which_workflow, before, most)
      union all select * from app.seen_p3(org, which_state, which_workflow, before, most)
    ) as s order by s.id desc limit most;
end
$$;

-- Name: FUNCTION work_list(which_state text, which_workflow text, before uuid, most integer); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.work_list(which_state text, which_workflow text, before uuid, most integer) IS 'Work of the caller''s organisation, newest first.';

-- Name: work_one(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_one(work uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
declare
  queue constant text := app.work_place(work);
  found_work jsonb;
begin
  if queue is null then
    return null;
  end if;
  execute format($q$
    select jsonb_build_object('queue', %L, 'id', t.task_id, 'workflow', t.task_name, 'state', t.state,
      'attempts', t.attempts, 'max_attempts', t.max_attempts, 'enqueued_at', t.enqueue_at,
      'started_at', t.first_started_at, 'key', t.idempotency_key, 'payload', t.params -> 'payload',
      'who', jsonb_build_object('email', t.params #> '{who,claims,email}', 'agent', t.params #> '{who,actor,agent}',
        'name', t.params #> '{who,actor,name}'),
      'result', t.completed_payload,
      'runs', (select coalesce(jsonb_agg(jsonb_build_object('attempt', r.attempt, 'state', r.state,
          'started_at', r.started_at, 'completed_at', r.completed_at, 'failed_at', r.failed_at, 'wake_event', r.wake_event,
          'available_at', case when r.available_at < 'infinity' then r.available_at end, 'by', r.claimed_by,
          'problem', r.failure_reason ->> 'message', 'problem_kind', r.failure_reason ->> 'name') order by r.attempt), '[]')
        from absurd.%I as r where r.task_id = t.task_id),
      'steps', (select coalesce(jsonb_agg(jsonb_build_object('name', c.checkpoint_name, 'at', c.updated_at, 'state', c.state)
          order by c.updated_at), '[]')
        from absurd.%I as c where c.task_id = t.task_id))
    from absurd.%I as t where t.task_id = $1$q$, queue, 'r_' || queue, 'c_' || queue, 't_' || queue)
  into found_work using work;
  return found_work;
end
$_$;

-- Name: FUNCTION work_one(work uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.work_one(work uuid) IS 'One piece of work with its runs, steps, input and output; null when there is none.';

-- Name: work_place(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_place(work uuid) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  org constant uuid := app.watch_work();
  found_on text;
begin
  select x.queue into found_on from (
    select 'p0' as queue from absurd.t_p0 where task_id = work and org_id = org
    union all select 'p1' from absurd.t_p1 where task_id = work and org_id = org
    union all select 'p2' from absurd.t_p2 where task_id = work and org_id = org
    union all select 'p3' from absurd.t_p3 where task_id = work and org_id = org) as x;
  return found_on;
end
$$;

-- Name: work_replay(uuid); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_replay(work uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
declare
  queue constant text := app.work_place(work);
  made uuid;
begin
  if queue is null then
    return null;
  end if;
  execute format('select s.task_id from absurd.%I as t cross join lateral absurd.spawn_task(%L, t.task_name, t.params,'
    ' jsonb_build_object(''max_attempts'', t.max_attempts, ''retry_strategy'', t.retry_strategy)) as s'
    ' where t.task_id = $1', 't_' || queue, queue) into made using work;
  return made;
end
$_$;

-- Name: FUNCTION work_replay(work uuid); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.work_replay(work uuid) IS 'Starts the same work once more, from the beginning, as whoever it was for.';

-- Name: work_retry(uuid, text); Type: FUNCTION; Schema: app

CREATE FUNCTION app.work_retry(work uuid, from_step text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
declare
  queue constant text := app.work_place(work);
  was text;
begin
  if queue is null then
    return false;
  end if;
  execute format('select t.state from absurd.%I as t where t.task_id = $1 for update', 't_' || queue) into was using work;
  if was not in ('failed', 'cancelled', 'completed') then
    raise exception 'This work is not over yet.' using errcode = '23514', constraint = 'work_not_over';
  end if;
  execute format('update absurd.%I set state = ''failed'', completed_payload = null, cancelled_at = null'
    ' where task_id = $1 and state in (''failed'', ''cancelled'', ''completed'')', 't_' || queue) using work;
  if from_step is not null then
    execute format('delete from absurd.%1$I where task_id = $1 and updated_at >='
      ' (select c.updated_at from absurd.%1$I as c where c.task_id = $1 and c.checkpoint_name = $2)', 'c_' || queue)
      using work, from_step;
  end if;
  perform absurd.retry_task(queue, work);
  return true;
end
$_$;

-- Name: FUNCTION work_retry(work uuid, from_step text); Type: COMMENT; Schema: app

COMMENT ON FUNCTION app.work_retry(work uuid, from_step text) IS 'Runs work again, from a step or from where it stopped.';

-- Name: attempt(text, integer, interval); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.attempt(what text, allowed integer, within interval) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  made integer;
  oldest timestamptz;
begin
  if random() < 0.01 then
    delete from auth.attempts where at < clock_timestamp() - interval '1 day';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('auth.attempt ' || what, 0));
  delete from auth.attempts where subject = what and at <= clock_timestamp() - within;
  select count(*), min(at) into made, oldest from auth.attempts where subject = what;
  if made >= allowed then
    return greatest(1, ceil(extract(epoch from oldest + within - clock_timestamp())))::integer;
  end if;
  insert into auth.attempts (subject) values (what);
  return 0;
end
$$;

-- Name: FUNCTION attempt(what text, allowed integer, within interval); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.attempt(what text, allowed integer, within interval) IS 'Counts an attempt; answers the seconds to wait, or 0.';

-- Name: call_hook(text, text, jsonb); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.call_hook(place text, hook text, event jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $_$
declare
  answer jsonb;
begin
  execute format('select to_jsonb(%I.%I($1))', place, hook) using event into answer;
  return answer;
end
$_$;

-- Name: FUNCTION call_hook(place text, hook text, event jsonb); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.call_hook(place text, hook text, event jsonb) IS 'Asks the operator''s own function, by schema and name, as the service.';

-- Name: came_by_sso(uuid, uuid); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.came_by_sso(session uuid, org uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select exists (
    select from auth.sessions as s
    inner join auth.sso_providers as p on p.id = s.sso_provider_id and p.org_id = org and not p.disabled
    where s.id = session)
$$;

-- Name: FUNCTION came_by_sso(session uuid, org uuid); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.came_by_sso(session uuid, org uuid) IS 'Whether a session was opened by an identity provider of an organisation.';

-- Name: demand(uuid, uuid); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.demand(session uuid, org uuid DEFAULT NULL::uuid) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  select case
    when o.settings ->> 'single_sign_on' = 'true' and m.role <> 'owner'
      and not auth.came_by_sso(session, m.org_id) then 'sso'
    when coalesce(s.aal, 'aal1') <> 'aal1' then null
    when exists (select from auth.mfa_factors as f where f.user_id = s.user_id and f.status = 'verified') then 'factor'
    when o.settings ->> 'second_factor' = 'true' and not auth.came_by_sso(session, m.org_id) then 'enrol'
  end
  from auth.sessions as s
  left join public.org_members as m on m.org_id = org and m.user_id = s.user_id and m.deleted_at is null
  left join public.organizations as o on o.org_id = m.org_id
  where s.id = session
$$;

-- Name: FUNCTION demand(session uuid, org uuid); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.demand(session uuid, org uuid) IS 'What a session still has to prove: null, factor, enrol or sso.';

-- Name: edits_all(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.edits_all() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select current_setting('comity.edits_all', true) = 'on' $$;

-- Name: FUNCTION edits_all(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.edits_all() IS 'May the caller change every record of the organisation?';

-- Name: edits_team(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.edits_team() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('comity.edits_team', true), '')::uuid $$;

-- Name: FUNCTION edits_team(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.edits_team() IS 'The team whose records a manager may change, or null.';

-- Name: email(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.email() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select auth.jwt() ->> 'email' $$;

-- Name: FUNCTION email(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.email() IS 'The caller''s e-mail address, or null.';

-- Name: has_role(text[]); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.has_role(VARIADIC roles text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select current_setting('comity.org_role', true) = any (roles) $$;

-- Name: FUNCTION has_role(VARIADIC roles text[]); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.has_role(VARIADIC roles text[]) IS 'Is the caller''s role in the organisation one of these?';

-- Name: jwt(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;

-- Name: FUNCTION jwt(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.jwt() IS 'All claims of the caller''s token.';

-- Name: key_holder(bytea); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.key_holder(hash bytea) RETURNS TABLE(key_id uuid, key_name text, user_id uuid, email text, org_id uuid, org_slug text, org_role text, team_id uuid, visibility text, full_name text, language text, timezone text)
    LANGUAGE sql STABLE
    AS $$
  select
    k.id, k.name, k.user_id, m.email, m.org_id, o.slug, app.weaker_role(k.role, m.role), m.team_id,
    o.visibility, m.name, o.language, o.timezone
  from public.api_keys as k
  inner join public.org_members as m on m.org_id = k.org_id and m.user_id = k.user_id and m.deleted_at is null
  inner join public.organizations as o on o.org_id = k.org_id
  where k.key_hash = hash and (k.expires_at is null or k.expires_at > now())
$$;

-- Name: FUNCTION key_holder(hash bytea); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.key_holder(hash bytea) IS 'Whom a program''s key acts below, while that person is a member.';

-- Name: key_used(bytea); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.key_used(hash bytea) RETURNS void
    LANGUAGE sql
    SET "app.derived" TO 'on'
    AS $$
  update public.api_keys set last_used_at = now()
  where key_hash = hash and (last_used_at is null or last_used_at < now() - interval '5 minutes')
$$;

-- Name: FUNCTION key_used(hash bytea); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.key_used(hash bytea) IS 'Notes when a program''s key was used last.';

-- Name: log_event(uuid, text, uuid, jsonb); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.log_event(person uuid, event text, org uuid DEFAULT NULL::uuid, details jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  place uuid := org;
  before constant text := coalesce(current_setting('comity.user_id', true), '');
begin
  insert into auth.audit_log_entries (payload, ip_address)
  values (
    json_build_object('action', event, 'actor_id', person, 'log_type', 'account', 'traits', details),
    coalesce(app.actor() ->> 'address', ''));
  if event not in ('login', 'login_failed', 'logout', 'user_updated_password', 'user_recovery_requested') then
    return;
  end if;
  if place is null and person is not null then
    select m.org_id into place from auth.membership(person) as m;
  end if;
  if place is not null then
    if event <> 'login_failed' then  -- who did it is the person, though the house writes it down
      perform set_config('comity.user_id', coalesce(person::text, before), true);
    end if;
    perform app.audit_event(
      place,
      case event when 'login' then 'sign_in' when 'login_failed' then 'sign_in_failed' when 'logout' then 'sign_out'
        else 'access' end,
      'users', person, details || jsonb_build_object('event', event, 'user_id', person));
    perform set_config('comity.user_id', before, true);
  end if;
end
$$;

-- Name: FUNCTION log_event(person uuid, event text, org uuid, details jsonb); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.log_event(person uuid, event text, org uuid, details jsonb) IS 'Writes what happened to an account into both logs.';

-- Name: membership(uuid, uuid); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.membership(member uuid, org uuid DEFAULT NULL::uuid) RETURNS TABLE(org_id uuid, org_slug text, org_name text, org_role text, team_id uuid, visibility text, full_name text, language text, timezone text)
    LANGUAGE sql STABLE
    AS $$
  select
    m.org_id, o.slug, o.name, m.role, m.team_id, o.visibility, m.name,
    coalesce(p.language, o.language), coalesce(p.timezone, o.timezone)
  from public.org_members as m
  inner join public.organizations as o on o.org_id = m.org_id
  left join public.profiles as p on p.org_id = m.org_id and p.id = m.user_id
  where m.user_id = member and m.deleted_at is null
  order by m.org_id = org desc nulls last, m.created_at, m.org_id
  limit 1
$$;

-- Name: FUNCTION membership(member uuid, org uuid); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.membership(member uuid, org uuid) IS 'Where a user belongs and as what; at most one row.';

-- Name: org_role(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.org_role() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('comity.org_role', true), '') $$;

-- Name: FUNCTION org_role(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.org_role() IS 'owner, admin, manager, rep, technician or readonly.';

-- Name: role(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.role() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select auth.jwt() ->> 'role' $$;

-- Name: FUNCTION role(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.role() IS 'anon, authenticated or service_role.';

-- Name: sees_all(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.sees_all() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select current_setting('comity.sees_all', true) = 'on' $$;

-- Name: FUNCTION sees_all(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.sees_all() IS 'May the caller read every record of the organisation?';

-- Name: sees_team(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.sees_team() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('comity.sees_team', true), '')::uuid $$;

-- Name: FUNCTION sees_team(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.sees_team() IS 'The team whose records the caller may read beside the caller''s own, or null.';

-- Name: set_claims(text, text, text); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.set_claims(claims text, actor text DEFAULT ''::text, request text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  c constant jsonb := coalesce(nullif(claims, ''), '{}')::jsonb;
  org_role constant text := coalesce(c ->> 'org_role', '');
  visibility constant text := coalesce(c ->> 'visibility', 'all-read');
  team constant text := coalesce(c ->> 'team_id', '');
  r jsonb;
begin
  perform
    set_config('request.jwt.claims', coalesce(claims, ''), true),
    set_config('comity.user_id', coalesce(c ->> 'sub', ''), true),
    set_config('comity.org_id', coalesce(c ->> 'org_id', ''), true),
    set_config('comity.org_role', org_role, true),
    set_config('comity.team_id', team, true),
    set_config('comity.actor', coalesce(actor, ''), true),
    set_config('comity.sees_all', case
      when org_role in ('owner', 'admin', 'manager', 'readonly') then 'on'
      when visibility = 'all-read' and org_role <> '' then 'on'
      else 'off' end, true),
    set_config('comity.sees_team', case when visibility = 'team' then team else '' end, true),
    set_config('comity.edits_all', case
      when org_role in ('owner', 'admin') then 'on'
      when org_role = 'manager' and team = '' then 'on'
      else 'off' end, true),
    set_config('comity.edits_team', case when org_role = 'manager' then team else '' end, true);
  if request is not null then
    r := request::jsonb;
    perform
      set_config('request.method', coalesce(r ->> 'method', ''), true),
      set_config('request.path', coalesce(r ->> 'path', ''), true),
      set_config('request.headers', coalesce(r ->> 'headers', '{}'), true),
      set_config('request.cookies', coalesce(r ->> 'cookies', '{}'), true);
    if r ? 'settings' then
      perform set_config(s.key, s.value, true) from jsonb_each_text(r -> 'settings') as s;
    end if;
  end if;
  perform set_config('role', coalesce(nullif(c ->> 'role', ''), 'anon'), true);
end
$$;

-- Name: FUNCTION set_claims(claims text, actor text, request text); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.set_claims(claims text, actor text, request text) IS 'First statement of every transaction: role, claims and actor, transaction-local.';

-- Name: team_id(); Type: FUNCTION; Schema: auth

CREATE FUNCTION auth.team_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('comity.team_id', true), '')::uuid $$;

-- Name: FUNCTION team_id(); Type: COMMENT; Schema: auth

COMMENT ON FUNCTION auth.team_id() IS 'The caller''s team, or null.';

-- Name: close_organization(text); Type: FUNCTION; Schema: public

CREATE FUNCTION public.close_organization(slug text) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  closing constant timestamptz := now();
begin
  if auth.org_role() is distinct from 'owner' then
    raise exception 'Only an owner deletes an organisation.' using errcode = '42501';
  end if;
  update public.organizations as o set closed_at = closing, closed_by = auth.uid()
  where o.org_id = auth.org_id() and o.slug = close_organization.slug and o.closed_at is null;
  if not found then
    raise exception 'That is not its short name.' using errcode = '23514', constraint = 'organization_not_confirmed';
  end if;
  update public.org_members as m set deleted_at = closing where m.org_id = auth.org_id() and m.deleted_at is null;
  update public.invitations as i set expires_at = closing
  where i.org_id = auth.org_id() and i.accepted_at is null and i.expires_at > closing;
  return closing + interval '30 days';
end
$$;

-- Name: FUNCTION close_organization(slug text); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.close_organization(slug text) IS 'Deletes the caller''s organisation, whose short name they repeat: nobody can enter any more, for 30 days it can be taken
back, then everything of it goes for good. Owners only. Answers until when.';

-- Name: leave_organization(); Type: FUNCTION; Schema: public

CREATE FUNCTION public.leave_organization() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  update public.org_members as m set deleted_at = now()
  where m.org_id = auth.org_id() and m.user_id = auth.uid() and m.deleted_at is null;
  if not found then
    raise exception 'You are not a member of this organisation.' using errcode = '42501';
  end if;
  delete from public.api_keys as k where k.org_id = auth.org_id() and k.user_id = auth.uid();
  return true;
end
$$;

-- Name: FUNCTION leave_organization(); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.leave_organization() IS 'Ends the caller''s own membership; what they did keeps their name. The last owner stays, or deletes the organisation.';

-- Name: merge_records(text, uuid, uuid, jsonb); Type: FUNCTION; Schema: public

CREATE FUNCTION public.merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb DEFAULT '{}'::jsonb) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
declare
  org constant uuid := auth.org_id();
  pair constant jsonb[] := app.merge_pair(relation, winner_id, loser_id, false);
  changes constant jsonb := app.merge_gains(pair[1], pair[2]) || choices;
  before jsonb;
  moved jsonb := '{}';
begin
  select coalesce(jsonb_object_agg(k, pair[1] -> k), '{}') into before from jsonb_object_keys(changes) as k;
  perform app.set_values(relation, loser_id, jsonb_build_object('deleted_at', now()));
  if relation = 'contacts' then
    moved := jsonb_build_object('contact_points.contact_id', to_jsonb(app.merge_points(org, loser_id, winner_id)));
  end if;
  perform app.set_values(relation, winner_id, changes);
  moved := moved || app.repoint(relation, org, loser_id, winner_id);
  return app.merge_record(org, relation, winner_id, loser_id, before, changes, moved);
end
$$;

-- Name: FUNCTION merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb) IS 'Merges one contact or company into another: fills what the winner lacks, points everything at it, trashes the loser. Returns the id to undo it with.';

-- Name: my_organizations(); Type: FUNCTION; Schema: public

CREATE FUNCTION public.my_organizations() RETURNS TABLE(org_id uuid, name text, slug text, role text, is_current boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  select o.org_id, o.name, o.slug, m.role, o.org_id = auth.org_id()
  from public.org_members as m
  inner join public.organizations as o on o.org_id = m.org_id
  where m.user_id = auth.uid() and m.deleted_at is null
  order by lower(o.name)
$$;

-- Name: FUNCTION my_organizations(); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.my_organizations() IS 'The organisations the caller belongs to.';

-- Name: action_items; Type: TABLE; Schema: public

CREATE TABLE public.action_items (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    call_id uuid NOT NULL,
    lead_id uuid,
    text text NOT NULL,
    assignee_name text,
    side text DEFAULT 'unknown'::text NOT NULL,
    due_on date,
    due_text text,
    done boolean DEFAULT false NOT NULL,
    done_at timestamp with time zone,
    done_by uuid,
    task_id uuid,
    confidence real DEFAULT 1 NOT NULL,
    engine text DEFAULT 'person'::text NOT NULL,
    model text,
    method text DEFAULT 'written'::text NOT NULL,
    quote text,
    span_start integer,
    span_end integer,
    turn integer,
    speaker text,
    at_seconds real,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    CONSTRAINT action_items_confidence_range CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT action_items_evidence CHECK (((engine = 'person'::text) OR ((quote IS NOT NULL) AND (span_end > span_start)))),
    CONSTRAINT action_items_side_known CHECK ((side = ANY (ARRAY['us'::text, 'customer'::text, 'unknown'::text]))),
    CONSTRAINT action_items_text_length CHECK (((length(btrim(text)) >= 1) AND (length(btrim(text)) <= 1000)))
);

ALTER TABLE ONLY public.action_items FORCE ROW LEVEL SECURITY;

-- Name: TABLE action_items; Type: COMMENT; Schema: public

COMMENT ON TABLE public.action_items IS 'What was promised or asked for in a call: by whom, until when, done or not, with the words.';

-- Name: COLUMN action_items.assignee_name; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.action_items.assignee_name IS 'Who is to do it, as named in the call.';

-- Name: COLUMN action_items.task_id; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.action_items.task_id IS 'The task it became, an activity.';

-- Name: organization_id(public.action_items); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.action_items) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.action_items); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.action_items) IS 'Another name of org_id.';

-- Name: activities; Type: TABLE; Schema: public

CREATE TABLE public.activities (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    kind text NOT NULL,
    contact_id uuid,
    company_id uuid,
    lead_id uuid,
    call_id uuid,
    about_kind text,
    about_id uuid,
    subject text,
    body text,
    preview text GENERATED ALWAYS AS ("left"(body, 500)) STORED,
    direction text,
    status text DEFAULT 'completed'::text NOT NULL,
    priority text DEFAULT 'normal'::text NOT NULL,
    assigned_to uuid,
    due_at timestamp with time zone,
    completed_at timestamp with time zone,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    duration_seconds integer,
    actor_kind text DEFAULT 'person'::text NOT NULL,
    actor_id uuid DEFAULT auth.uid(),
    actor_name text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    search tsvector GENERATED ALWAYS AS (
CASE
    WHEN (kind = ANY (ARRAY['email'::text, 'call'::text, 'sms'::text, 'meeting'::text, 'note'::text, 'task'::text])) THEN to_tsvector('simple'::regconfig, app.words(((COALESCE(subject, ''::text) || ' '::text) || COALESCE("left"(body, 20000), ''::text))))
    ELSE NULL::tsvector
END) STORED,
    CONSTRAINT activities_about_form CHECK ((about_kind ~ '^[a-z][a-z_]{0,62}$'::text)),
    CONSTRAINT activities_actor_known CHECK ((actor_kind = ANY (ARRAY['person'::text, 'agent'::text, 'import'::text, 'system'::text]))),
    CONSTRAINT activities_body_length CHECK ((octet_length(body) <= 16000000)),
    CONSTRAINT activities_direction_known CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
    CONSTRAINT activities_kind_known CHECK ((kind = ANY (ARRAY['email'::text, 'call'::text, 'sms'::text, 'meeting'::text, 'note'::text, 'task'::text, 'order'::text, 'job'::text, 'stage'::text, 'ai'::text, 'system'::text]))),
    CONSTRAINT activities_priority_known CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text]))),
    CONSTRAINT activities_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'completed'::text, 'cancelled'::text]))),
    CONSTRAINT activities_subject_length CHECK ((length(subject) <= 1000))
);

ALTER TABLE ONLY public.activities FORCE ROW LEVEL SECURITY;

-- Name: TABLE activities; Type: COMMENT; Schema: public

COMMENT ON TABLE public.activities IS 'The one timeline: what happened or is to be done, with whom, by whom (a person, an agent, an import). Seen by those who see its contact (else its company), and by whom it is assigned to.';

-- Name: COLUMN activities.lead_id; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.activities.lead_id IS 'The lead it is about; sales keeps it.';

-- Name: COLUMN activities.about_kind; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.activities.about_kind IS 'What else it is about (a table''s name), with about_id: an order, a job, a contract.';

-- Name: COLUMN activities.preview; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.activities.preview IS 'The beginning of the body: what lists show.';

-- Name: organization_id(public.activities); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.activities) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.activities); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.activities) IS 'Another name of org_id.';

-- Name: ai_agent_runs; Type: TABLE; Schema: public

CREATE TABLE public.ai_agent_runs (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    agent text NOT NULL,
    agent_version text DEFAULT '1'::text NOT NULL,
    priority text DEFAULT 'p2'::text NOT NULL,
    status text NOT NULL,
    engine text NOT NULL,
    model text,
    subject_table text,
    subject_id uuid,
    input_hash text NOT NULL,
    inputs jsonb DEFAULT '{}'::jsonb NOT NULL,
    outputs jsonb,
    attempts jsonb DEFAULT '[]'::jsonb NOT NULL,
    evidence_kept integer DEFAULT 0 NOT NULL,
    evidence_dropped integer DEFAULT 0 NOT NULL,
    tokens_in integer DEFAULT 0 NOT NULL,
    tokens_out integer DEFAULT 0 NOT NULL,
    cost_usd numeric(12,6) DEFAULT 0 NOT NULL,
    latency_ms integer DEFAULT 0 NOT NULL,
    confidence real,
    user_id uuid DEFAULT auth.uid(),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_agent_runs_priority_known CHECK ((priority = ANY (ARRAY['p0'::text, 'p1'::text, 'p2'::text, 'p3'::text]))),
    CONSTRAINT ai_agent_runs_status_known CHECK ((status = ANY (ARRAY['ok'::text, 'fallback'::text, 'cached'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.ai_agent_runs FORCE ROW LEVEL SECURITY;

-- Name: TABLE ai_agent_runs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.ai_agent_runs IS 'Every run of an agent, readable by owners and admins. Not audited: it is itself a log, written once by the house.';

-- Name: COLUMN ai_agent_runs.status; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.ai_agent_runs.status IS 'ok: the first choice answered; fallback: a later one did; cached: an earlier answer was used again; failed: none.';

-- Name: COLUMN ai_agent_runs.inputs; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.ai_agent_runs.inputs IS 'What it was given; long texts by their SHA-256, length and beginning.';

-- Name: COLUMN ai_agent_runs.attempts; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.ai_agent_runs.attempts IS 'Those who were asked and did not answer well: [{"engine", "model", "problem", "ms"}].';

-- Name: organization_id(public.ai_agent_runs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.ai_agent_runs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.ai_agent_runs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.ai_agent_runs) IS 'Another name of org_id.';

-- Name: ai_agent_runs_archive; Type: TABLE; Schema: public

CREATE TABLE public.ai_agent_runs_archive (
    org_id uuid DEFAULT auth.org_id() CONSTRAINT ai_agent_runs_org_id_not_null NOT NULL,
    id uuid DEFAULT app.uuid7() CONSTRAINT ai_agent_runs_id_not_null NOT NULL,
    agent text CONSTRAINT ai_agent_runs_agent_not_null NOT NULL,
    agent_version text DEFAULT '1'::text CONSTRAINT ai_agent_runs_agent_version_not_null NOT NULL,
    priority text DEFAULT 'p2'::text CONSTRAINT ai_agent_runs_priority_not_null NOT NULL,
    status text CONSTRAINT ai_agent_runs_status_not_null NOT NULL,
    engine text CONSTRAINT ai_agent_runs_engine_not_null NOT NULL,
    model text,
    subject_table text,
    subject_id uuid,
    input_hash text CONSTRAINT ai_agent_runs_input_hash_not_null NOT NULL,
    inputs jsonb DEFAULT '{}'::jsonb CONSTRAINT ai_agent_runs_inputs_not_null NOT NULL,
    outputs jsonb,
    attempts jsonb DEFAULT '[]'::jsonb CONSTRAINT ai_agent_runs_attempts_not_null NOT NULL,
    evidence_kept integer DEFAULT 0 CONSTRAINT ai_agent_runs_evidence_kept_not_null NOT NULL,
    evidence_dropped integer DEFAULT 0 CONSTRAINT ai_agent_runs_evidence_dropped_not_null NOT NULL,
    tokens_in integer DEFAULT 0 CONSTRAINT ai_agent_runs_tokens_in_not_null NOT NULL,
    tokens_out integer DEFAULT 0 CONSTRAINT ai_agent_runs_tokens_out_not_null NOT NULL,
    cost_usd numeric(12,6) DEFAULT 0 CONSTRAINT ai_agent_runs_cost_usd_not_null NOT NULL,
    latency_ms integer DEFAULT 0 CONSTRAINT ai_agent_runs_latency_ms_not_null NOT NULL,
    confidence real,
    user_id uuid DEFAULT auth.uid(),
    created_at timestamp with time zone DEFAULT now() CONSTRAINT ai_agent_runs_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT ai_agent_runs_updated_at_not_null NOT NULL,
    CONSTRAINT ai_agent_runs_priority_known CHECK ((priority = ANY (ARRAY['p0'::text, 'p1'::text, 'p2'::text, 'p3'::text]))),
    CONSTRAINT ai_agent_runs_status_known CHECK ((status = ANY (ARRAY['ok'::text, 'fallback'::text, 'cached'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.ai_agent_runs_archive FORCE ROW LEVEL SECURITY;

-- Name: TABLE ai_agent_runs_archive; Type: COMMENT; Schema: public

COMMENT ON TABLE public.ai_agent_runs_archive IS 'Runs older than three months. Not audited: it is a log.';

-- Name: organization_id(public.ai_agent_runs_archive); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.ai_agent_runs_archive) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.ai_agent_runs_archive); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.ai_agent_runs_archive) IS 'Another name of org_id.';

-- Name: ai_cache; Type: TABLE; Schema: public

CREATE TABLE public.ai_cache (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    key text NOT NULL,
    agent text NOT NULL,
    engine text NOT NULL,
    model text,
    output jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT ai_cache_key_form CHECK ((key ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE ONLY public.ai_cache FORCE ROW LEVEL SECURITY;

-- Name: TABLE ai_cache; Type: COMMENT; Schema: public

COMMENT ON TABLE public.ai_cache IS 'Answers of agents by hash of agent, version and input. Nobody reads it directly; whoever has the whole input may ask for its answer. Not audited: it holds copies that expire.';

-- Name: organization_id(public.ai_cache); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.ai_cache) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.ai_cache); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.ai_cache) IS 'Another name of org_id.';

-- Name: ai_feedback; Type: TABLE; Schema: public

CREATE TABLE public.ai_feedback (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    agent text NOT NULL,
    subject_table text NOT NULL,
    subject_id uuid NOT NULL,
    verdict text NOT NULL,
    note text,
    engine text,
    snapshot jsonb DEFAULT '{}'::jsonb NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_feedback_note_length CHECK ((length(note) <= 2000)),
    CONSTRAINT ai_feedback_subject_form CHECK ((subject_table ~ '^[a-z][a-z_]{0,62}$'::text)),
    CONSTRAINT ai_feedback_verdict_known CHECK ((verdict = ANY (ARRAY['right'::text, 'wrong'::text])))
);

ALTER TABLE ONLY public.ai_feedback FORCE ROW LEVEL SECURITY;

-- Name: TABLE ai_feedback; Type: COMMENT; Schema: public

COMMENT ON TABLE public.ai_feedback IS 'Verdicts on what agents found: right or wrong, by whom, with a copy of what was judged.';

-- Name: organization_id(public.ai_feedback); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.ai_feedback) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.ai_feedback); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.ai_feedback) IS 'Another name of org_id.';

-- Name: ai_usage_quotas; Type: TABLE; Schema: public

CREATE TABLE public.ai_usage_quotas (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    monthly_limit numeric(12,2) DEFAULT 50 NOT NULL,
    current_spend numeric(12,6) DEFAULT 0 NOT NULL,
    reset_date date DEFAULT ((date_trunc('month'::text, now()) + '1 mon'::interval))::date NOT NULL,
    told_percent integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_usage_quotas_limit_positive CHECK ((monthly_limit >= (0)::numeric))
);

ALTER TABLE ONLY public.ai_usage_quotas FORCE ROW LEVEL SECURITY;

-- Name: TABLE ai_usage_quotas; Type: COMMENT; Schema: public

COMMENT ON TABLE public.ai_usage_quotas IS 'The month''s limit and spend on AI models, in US dollars; at the limit only the offline engine answers. Not audited: it moves with every run, and the runs are logged.';

-- Name: COLUMN ai_usage_quotas.told_percent; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.ai_usage_quotas.told_percent IS 'The share of the limit the admins were last told of.';

-- Name: organization_id(public.ai_usage_quotas); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.ai_usage_quotas) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.ai_usage_quotas); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.ai_usage_quotas) IS 'Another name of org_id.';

-- Name: api_keys; Type: TABLE; Schema: public

CREATE TABLE public.api_keys (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    role text DEFAULT 'readonly'::text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT api_keys_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
    CONSTRAINT api_keys_role_known CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'rep'::text, 'technician'::text, 'readonly'::text])))
);

ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;

-- Name: TABLE api_keys; Type: COMMENT; Schema: public

COMMENT ON TABLE public.api_keys IS 'Keys of programs that act below a member; only a hash of the key is kept.';

-- Name: organization_id(public.api_keys); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.api_keys) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.api_keys); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.api_keys) IS 'Another name of org_id.';

-- Name: assignments; Type: TABLE; Schema: public

CREATE TABLE public.assignments (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    contact_id uuid NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    owner_id uuid,
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid()
);

ALTER TABLE ONLY public.assignments FORCE ROW LEVEL SECURITY;

-- Name: TABLE assignments; Type: COMMENT; Schema: public

COMMENT ON TABLE public.assignments IS 'Who looks after a contact beside its owner. Writing here keeps contacts.assignee_ids.';

-- Name: organization_id(public.assignments); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.assignments) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.assignments); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.assignments) IS 'Another name of org_id.';

-- Name: attachments; Type: TABLE; Schema: public

CREATE TABLE public.attachments (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    contact_id uuid,
    company_id uuid,
    activity_id uuid,
    about_kind text,
    about_id uuid,
    name text NOT NULL,
    media_type text DEFAULT 'application/octet-stream'::text NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    bucket text,
    path text,
    sha256 text,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    object_id uuid,
    CONSTRAINT attachments_about_form CHECK ((about_kind ~ '^[a-z][a-z_]{0,62}$'::text)),
    CONSTRAINT attachments_name_length CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT attachments_sha256_form CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT attachments_size_positive CHECK ((size >= 0))
);

ALTER TABLE ONLY public.attachments FORCE ROW LEVEL SECURITY;

-- Name: TABLE attachments; Type: COMMENT; Schema: public

COMMENT ON TABLE public.attachments IS 'Files of contacts, companies and activities: name, type, size and where the bytes lie.';

-- Name: COLUMN attachments.object_id; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.attachments.object_id IS 'The object that holds the bytes; null for what was only mentioned.';

-- Name: organization_id(public.attachments); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.attachments) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.attachments); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.attachments) IS 'Another name of org_id.';

-- Name: automation_members; Type: TABLE; Schema: public

CREATE TABLE public.automation_members (
    org_id uuid NOT NULL,
    automation_id uuid NOT NULL,
    record_id uuid NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.automation_members FORCE ROW LEVEL SECURITY;

-- Name: TABLE automation_members; Type: COMMENT; Schema: public

COMMENT ON TABLE public.automation_members IS 'Which records a view held when it was last looked at, so that entering it can be told from being in it. Not audited.';

-- Name: organization_id(public.automation_members); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.automation_members) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.automation_members); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.automation_members) IS 'Another name of org_id.';

-- Name: automation_runs; Type: TABLE; Schema: public

CREATE TABLE public.automation_runs (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    automation_id uuid NOT NULL,
    version integer NOT NULL,
    mode text DEFAULT 'live'::text NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    subject uuid,
    state text DEFAULT 'running'::text NOT NULL,
    why text,
    log jsonb DEFAULT '[]'::jsonb NOT NULL,
    work_id uuid,
    finished_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT automation_runs_mode_known CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
    CONSTRAINT automation_runs_state_known CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'skipped'::text, 'failed'::text, 'stopped'::text])))
);

ALTER TABLE ONLY public.automation_runs FORCE ROW LEVEL SECURITY;

-- Name: TABLE automation_runs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.automation_runs IS 'Each time an automation looked at something: what it did, or why not. Not audited: a log.';

-- Name: organization_id(public.automation_runs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.automation_runs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.automation_runs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.automation_runs) IS 'Another name of org_id.';

-- Name: automation_versions; Type: TABLE; Schema: public

CREATE TABLE public.automation_versions (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    automation_id uuid NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid()
);

ALTER TABLE ONLY public.automation_versions FORCE ROW LEVEL SECURITY;

-- Name: TABLE automation_versions; Type: COMMENT; Schema: public

COMMENT ON TABLE public.automation_versions IS 'What an automation was, version by version. Not audited: it is the history itself.';

-- Name: organization_id(public.automation_versions); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.automation_versions) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.automation_versions); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.automation_versions) IS 'Another name of org_id.';

-- Name: automations; Type: TABLE; Schema: public

CREATE TABLE public.automations (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    owner_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    state text DEFAULT 'off'::text NOT NULL,
    stopped_why text,
    version integer DEFAULT 1 NOT NULL,
    trigger_kind text NOT NULL,
    trigger_value text NOT NULL,
    relation text DEFAULT ''::text NOT NULL,
    condition text DEFAULT ''::text NOT NULL,
    steps jsonb DEFAULT '[]'::jsonb NOT NULL,
    primed_at timestamp with time zone,
    last_run_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT automations_condition_length CHECK ((length(condition) <= 4000)),
    CONSTRAINT automations_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
    CONSTRAINT automations_relation_form CHECK ((relation ~ '^[a-z_]{0,63}$'::text)),
    CONSTRAINT automations_state_known CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'stopped'::text]))),
    CONSTRAINT automations_steps_list CHECK (((jsonb_typeof(steps) = 'array'::text) AND (jsonb_array_length(steps) <= 30))),
    CONSTRAINT automations_trigger_known CHECK ((trigger_kind = ANY (ARRAY['fact'::text, 'schedule'::text, 'view'::text]))),
    CONSTRAINT automations_trigger_length CHECK (((length(trigger_value) >= 1) AND (length(trigger_value) <= 200)))
);

ALTER TABLE ONLY public.automations FORCE ROW LEVEL SECURITY;

-- Name: TABLE automations; Type: COMMENT; Schema: public

COMMENT ON TABLE public.automations IS 'When (a fact, a schedule, a record entering a view), if (the query dialect), then (steps). It acts as owner_id, with the
  rights that person has when it runs.';

-- Name: organization_id(public.automations); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.automations) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.automations); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.automations) IS 'Another name of org_id.';

-- Name: background_jobs; Type: TABLE; Schema: public

CREATE TABLE public.background_jobs (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid DEFAULT auth.uid(),
    kind text NOT NULL,
    title text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    total bigint,
    message text DEFAULT ''::text NOT NULL,
    result_url text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT background_jobs_result_url_local CHECK ((result_url ~ '^/([^/\\]|$)'::text)),
    CONSTRAINT background_jobs_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'paused'::text])))
);

ALTER TABLE ONLY public.background_jobs FORCE ROW LEVEL SECURITY;

-- Name: TABLE background_jobs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.background_jobs IS 'Progress of imports, exports and calls for the job tray. Not audited: it changes every second and says nothing of people.';

-- Name: organization_id(public.background_jobs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.background_jobs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.background_jobs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.background_jobs) IS 'Another name of org_id.';

-- Name: bulk_actions; Type: TABLE; Schema: public

CREATE TABLE public.bulk_actions (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    relation text NOT NULL,
    verb text NOT NULL,
    changes jsonb DEFAULT '{}'::jsonb NOT NULL,
    query text,
    state text DEFAULT 'running'::text NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    undone integer DEFAULT 0 NOT NULL,
    kept jsonb DEFAULT '[]'::jsonb NOT NULL,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    pending uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT bulk_actions_state_known CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'undoing'::text, 'undone'::text]))),
    CONSTRAINT bulk_actions_verb_known CHECK ((verb = ANY (ARRAY['set'::text, 'assign'::text, 'tag'::text, 'untag'::text, 'trash'::text, 'restore'::text])))
);

ALTER TABLE ONLY public.bulk_actions FORCE ROW LEVEL SECURITY;

-- Name: TABLE bulk_actions; Type: COMMENT; Schema: public

COMMENT ON TABLE public.bulk_actions IS 'A change to many records at once: what was asked, how far it came, and, after undo, what was kept and why. Not audited: every record it changes is.';

-- Name: COLUMN bulk_actions.kept; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.bulk_actions.kept IS 'Records that undo left alone because someone touched them since: [{"id": ..., "relation": ...}].';

-- Name: COLUMN bulk_actions.pending; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.bulk_actions.pending IS 'Ids a large change has still to reach; emptied chunk by chunk.';

-- Name: organization_id(public.bulk_actions); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.bulk_actions) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.bulk_actions); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.bulk_actions) IS 'Another name of org_id.';

-- Name: call_briefs; Type: TABLE; Schema: public

CREATE TABLE public.call_briefs (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    call_id uuid NOT NULL,
    lead_id uuid,
    headline text DEFAULT ''::text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    points jsonb DEFAULT '{}'::jsonb NOT NULL,
    people jsonb DEFAULT '[]'::jsonb NOT NULL,
    sentiment real,
    sentiment_change real,
    language text,
    missing text[] DEFAULT '{}'::text[] NOT NULL,
    engine text NOT NULL,
    model text,
    method text DEFAULT 'extracted'::text NOT NULL,
    fallback boolean DEFAULT false NOT NULL,
    confidence real,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, app.words("left"(((headline || ' '::text) || summary), 100000)))) STORED,
    CONSTRAINT call_briefs_points_form CHECK ((jsonb_typeof(points) = 'object'::text))
);

ALTER TABLE ONLY public.call_briefs FORCE ROW LEVEL SECURITY;

-- Name: TABLE call_briefs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.call_briefs IS 'One brief per call. Not audited: an agent writes it from the call, which is audited, and every run is logged.';

-- Name: COLUMN call_briefs.points; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.call_briefs.points IS 'What it says and where that stands: {"summary": [...], "needs": [...], "decisions": [...], "questions": [...]}, each {"text", "confidence", "evidence": {"quote", "start", "end", "turn", "speaker", "side", "at"}}.';

-- Name: organization_id(public.call_briefs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.call_briefs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.call_briefs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.call_briefs) IS 'Another name of org_id.';

-- Name: call_signals; Type: TABLE; Schema: public

CREATE TABLE public.call_signals (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    call_id uuid NOT NULL,
    lead_id uuid,
    kind text NOT NULL,
    value text NOT NULL,
    detail text,
    polarity real DEFAULT 0 NOT NULL,
    amount_low numeric(18,2),
    amount_high numeric(18,2),
    currency character(3),
    due_on date,
    confidence real NOT NULL,
    engine text NOT NULL,
    model text,
    method text NOT NULL,
    quote text NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    turn integer,
    speaker text,
    side text DEFAULT 'unknown'::text NOT NULL,
    at_seconds real,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT call_signals_confidence_range CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT call_signals_detail_length CHECK ((length(detail) <= 200)),
    CONSTRAINT call_signals_evidence CHECK (((length(quote) >= 1) AND (length(quote) <= 1000))),
    CONSTRAINT call_signals_kind_known CHECK ((kind = ANY (ARRAY['budget'::text, 'timeline'::text, 'authority'::text, 'need'::text, 'competitor'::text, 'objection'::text, 'commitment'::text, 'risk'::text, 'next_step'::text, 'sentiment'::text]))),
    CONSTRAINT call_signals_polarity_range CHECK (((polarity >= ('-1'::integer)::double precision) AND (polarity <= (1)::double precision))),
    CONSTRAINT call_signals_side_known CHECK ((side = ANY (ARRAY['us'::text, 'customer'::text, 'unknown'::text]))),
    CONSTRAINT call_signals_span CHECK (((span_start >= 0) AND (span_end > span_start))),
    CONSTRAINT call_signals_value_length CHECK (((length(value) >= 1) AND (length(value) <= 60)))
);

ALTER TABLE ONLY public.call_signals FORCE ROW LEVEL SECURITY;

-- Name: TABLE call_signals; Type: COMMENT; Schema: public

COMMENT ON TABLE public.call_signals IS 'What was said about budget, time, authority, need, rivals, doubts, promises, risks and next steps, each with its span in the transcript. Not audited: agents write them from the call, which is audited, and every run is logged.';

-- Name: organization_id(public.call_signals); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.call_signals) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.call_signals); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.call_signals) IS 'Another name of org_id.';

-- Name: call_steps; Type: TABLE; Schema: public

CREATE TABLE public.call_steps (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    call_id uuid NOT NULL,
    step text NOT NULL,
    "position" smallint NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    engine text,
    model text,
    message text,
    attempts integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT call_steps_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'skipped'::text, 'failed'::text]))),
    CONSTRAINT call_steps_step_known CHECK ((step = ANY (ARRAY['ingest'::text, 'transcribe'::text, 'signals'::text, 'brief'::text, 'health'::text, 'notify'::text])))
);

ALTER TABLE ONLY public.call_steps FORCE ROW LEVEL SECURITY;

-- Name: TABLE call_steps; Type: COMMENT; Schema: public

COMMENT ON TABLE public.call_steps IS 'The steps of understanding a call: which is running, which are done, by what engine. Not audited: it is progress.';

-- Name: organization_id(public.call_steps); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.call_steps) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.call_steps); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.call_steps) IS 'Another name of org_id.';

-- Name: calls; Type: TABLE; Schema: public

CREATE TABLE public.calls (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    lead_id uuid,
    contact_id uuid,
    company_id uuid,
    title text DEFAULT 'Call'::text NOT NULL,
    direction text DEFAULT 'outbound'::text NOT NULL,
    status text DEFAULT 'completed'::text NOT NULL,
    from_number text,
    to_number text,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    duration_seconds integer,
    source text DEFAULT 'api'::text NOT NULL,
    external_id text,
    consent text DEFAULT 'unknown'::text NOT NULL,
    language text,
    recording_file text,
    recording_name text,
    recording_type text,
    recording_size bigint,
    recording_sha256 text,
    transcript text,
    transcript_format text,
    transcript_hash text,
    transcript_words integer,
    transcribed_by text,
    segments jsonb DEFAULT '[]'::jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    problem text,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    search tsvector GENERATED ALWAYS AS ((setweight(to_tsvector('simple'::regconfig, app.words(title)), 'A'::"char") || to_tsvector('simple'::regconfig, app.words("left"(COALESCE(transcript, ''::text), 300000))))) STORED,
    CONSTRAINT calls_consent_known CHECK ((consent = ANY (ARRAY['unknown'::text, 'granted'::text, 'announced'::text, 'refused'::text, 'not_needed'::text]))),
    CONSTRAINT calls_direction_known CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
    CONSTRAINT calls_duration_positive CHECK ((duration_seconds >= 0)),
    CONSTRAINT calls_external_length CHECK ((length(external_id) <= 500)),
    CONSTRAINT calls_from_length CHECK ((length(from_number) <= 50)),
    CONSTRAINT calls_language_form CHECK ((language ~ '^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT calls_recording_file_place CHECK ((recording_file ~ (('^'::text || (org_id)::text) || '/recordings/[0-9a-f]{64}[.][a-z0-9]{2,4}$'::text))),
    CONSTRAINT calls_recording_name_length CHECK ((length(recording_name) <= 300)),
    CONSTRAINT calls_recording_sha256_form CHECK ((recording_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT calls_recording_size_positive CHECK ((recording_size >= 0)),
    CONSTRAINT calls_segments_form CHECK ((jsonb_typeof(segments) = 'array'::text)),
    CONSTRAINT calls_source_form CHECK ((source ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
    CONSTRAINT calls_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'queued'::text, 'running'::text, 'done'::text, 'failed'::text]))),
    CONSTRAINT calls_status_known CHECK ((status = ANY (ARRAY['scheduled'::text, 'ringing'::text, 'in_progress'::text, 'completed'::text, 'missed'::text, 'voicemail'::text, 'busy'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT calls_title_length CHECK (((length(btrim(title)) >= 1) AND (length(btrim(title)) <= 200))),
    CONSTRAINT calls_to_length CHECK ((length(to_number) <= 50)),
    CONSTRAINT calls_transcript_hash_form CHECK ((transcript_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT calls_transcript_length CHECK ((octet_length(transcript) <= 8000000))
);

ALTER TABLE ONLY public.calls FORCE ROW LEVEL SECURITY;

-- Name: TABLE calls; Type: COMMENT; Schema: public

COMMENT ON TABLE public.calls IS 'Calls: direction, numbers, time, recording, and the transcript with who said what and when. Seen like the lead it is about, else like its contact.';

-- Name: COLUMN calls.consent; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.calls.consent IS 'Whether the people recorded agreed: unknown, granted, announced, refused, not_needed.';

-- Name: COLUMN calls.recording_file; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.calls.recording_file IS 'Where the recording lies under the home''s files; written by the app alone.';

-- Name: COLUMN calls.transcript; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.calls.transcript IS 'Lines of "Speaker: words", as Comity laid them out; offsets of evidence point here.';

-- Name: COLUMN calls.segments; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.calls.segments IS 'The transcript''s turns: [{"speaker", "side": us|customer|unknown, "start", "end", "at", "until"}], start and end being character offsets in transcript, at and until seconds in the call.';

-- Name: COLUMN calls.state; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.calls.state IS 'How far Comity is with understanding it: waiting for words, queued, running, done, failed.';

-- Name: organization_id(public.calls); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.calls) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.calls); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.calls) IS 'Another name of org_id.';

-- Name: companies; Type: TABLE; Schema: public

CREATE TABLE public.companies (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    name text NOT NULL,
    domain text,
    website text,
    lifecycle text DEFAULT 'prospect'::text NOT NULL,
    industry text,
    size text,
    year_founded integer,
    annual_revenue numeric(15,2),
    currency text,
    email text,
    phone text,
    address text,
    postal_code text,
    city text,
    region text,
    country text,
    timezone text,
    language text,
    linkedin_url text,
    description text,
    tag_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    source text,
    source_id uuid,
    integration_id uuid,
    external_id text,
    external_platform text,
    last_contact_at timestamp with time zone,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    sort_name text GENERATED ALWAYS AS (app.sort_key(VARIADIC ARRAY[name])) STORED NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, app.words(((((((((((name || ' '::text) || COALESCE(domain, ''::text)) || ' '::text) || COALESCE(city, ''::text)) || ' '::text) || COALESCE(industry, ''::text)) || ' '::text) || COALESCE(phone, ''::text)) || ' '::text) || COALESCE(email, ''::text))))) STORED,
    CONSTRAINT companies_assignees_count CHECK ((cardinality(assignee_ids) <= 50)),
    CONSTRAINT companies_country_form CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT companies_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT companies_language_form CHECK ((language ~ '^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT companies_lifecycle_known CHECK ((lifecycle = ANY (ARRAY['subscriber'::text, 'prospect'::text, 'lead'::text, 'customer'::text, 'former'::text]))),
    CONSTRAINT companies_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 500))),
    CONSTRAINT companies_size_known CHECK ((size = ANY (ARRAY['1'::text, '2-10'::text, '11-50'::text, '51-200'::text, '201-500'::text, '501-1000'::text, '1001-5000'::text, '5001-10000'::text, '10001+'::text]))),
    CONSTRAINT companies_text_length CHECK (((GREATEST(length(website), length(linkedin_url), length(address)) <= 2000) AND (GREATEST(length(industry), length(postal_code), length(city), length(region), length(timezone), length(email), length(phone), length(external_id), length(external_platform), length(source)) <= 500))),
    CONSTRAINT companies_year_founded_range CHECK (((year_founded >= 1000) AND (year_founded <= 9999)))
);

ALTER TABLE ONLY public.companies FORCE ROW LEVEL SECURITY;

-- Name: TABLE companies; Type: COMMENT; Schema: public

COMMENT ON TABLE public.companies IS 'Every business, one row each. domain: the registrable one, unique in the organisation.';

-- Name: COLUMN companies.sort_name; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.companies.sort_name IS 'What lists sort by: the name without case and accents.';

-- Name: organization_id(public.companies); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.companies) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.companies); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.companies) IS 'Another name of org_id.';

-- Name: contact_points; Type: TABLE; Schema: public

CREATE TABLE public.contact_points (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    contact_id uuid NOT NULL,
    kind text NOT NULL,
    label text,
    value text NOT NULL,
    normalised text NOT NULL,
    is_primary boolean DEFAULT false NOT NULL,
    verified_at timestamp with time zone,
    verified_by text,
    owner_id uuid,
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT contact_points_email_form CHECK (((kind <> 'email'::text) OR (normalised ~ '^[^@\s]+@[^@\s]+$'::text))),
    CONSTRAINT contact_points_kind_known CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'url'::text]))),
    CONSTRAINT contact_points_label_length CHECK ((length(label) <= 60)),
    CONSTRAINT contact_points_normalised_length CHECK ((length(normalised) <= 320)),
    CONSTRAINT contact_points_value_length CHECK (((length(value) >= 1) AND (length(value) <= 2000))),
    CONSTRAINT contact_points_verified_by_length CHECK ((length(verified_by) <= 200))
);

ALTER TABLE ONLY public.contact_points FORCE ROW LEVEL SECURITY;

-- Name: TABLE contact_points; Type: COMMENT; Schema: public

COMMENT ON TABLE public.contact_points IS 'E-mails, phones and web addresses of contacts. normalised: lower case, E.164; what is compared.';

-- Name: COLUMN contact_points.verified_by; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.contact_points.verified_by IS 'What verified it: a person, a provider, a reply.';

-- Name: organization_id(public.contact_points); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.contact_points) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.contact_points); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.contact_points) IS 'Another name of org_id.';

-- Name: organization_id(public.contacts); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.contacts) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.contacts); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.contacts) IS 'Another name of org_id.';

-- Name: credentials; Type: TABLE; Schema: public

CREATE TABLE public.credentials (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    service text NOT NULL,
    hint text DEFAULT ''::text NOT NULL,
    sealed bytea NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    last_used_at timestamp with time zone,
    last_tested_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT credentials_hint_length CHECK ((length(hint) <= 200)),
    CONSTRAINT credentials_service_form CHECK ((service ~ '^[a-z][a-z0-9_-]{0,59}$'::text))
);

ALTER TABLE ONLY public.credentials FORCE ROW LEVEL SECURITY;

-- Name: TABLE credentials; Type: COMMENT; Schema: public

COMMENT ON TABLE public.credentials IS 'Keys of outside services, one set a service: sealed by AES-256-GCM under the organisation''s key. Admins see that they
  are there and how they fare, nobody reads them. Not audited: the log would hold what is sealed; app.vault_put tells.';

-- Name: organization_id(public.credentials); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.credentials) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.credentials); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.credentials) IS 'Another name of org_id.';

-- Name: custom_fields; Type: TABLE; Schema: public

CREATE TABLE public.custom_fields (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    relation text NOT NULL,
    key text NOT NULL,
    label text NOT NULL,
    type text DEFAULT 'text'::text NOT NULL,
    options jsonb DEFAULT '[]'::jsonb NOT NULL,
    required boolean DEFAULT false NOT NULL,
    help text,
    "position" integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    CONSTRAINT custom_fields_key_form CHECK ((key ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
    CONSTRAINT custom_fields_label_length CHECK (((length(btrim(label)) >= 1) AND (length(btrim(label)) <= 100))),
    CONSTRAINT custom_fields_options_form CHECK (((jsonb_typeof(options) = 'array'::text) AND (NOT jsonb_path_exists(options, '$[*]?(@.type() != "string")'::jsonpath)))),
    CONSTRAINT custom_fields_options_needed CHECK (((type <> ALL (ARRAY['select'::text, 'multiselect'::text])) OR (options <> '[]'::jsonb))),
    CONSTRAINT custom_fields_relation_form CHECK ((relation ~ '^[a-z][a-z_]{0,62}$'::text)),
    CONSTRAINT custom_fields_type_known CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'bool'::text, 'select'::text, 'multiselect'::text, 'url'::text, 'money'::text])))
);

ALTER TABLE ONLY public.custom_fields FORCE ROW LEVEL SECURITY;

-- Name: TABLE custom_fields; Type: COMMENT; Schema: public

COMMENT ON TABLE public.custom_fields IS 'Definitions of added fields, per relation. Values live in the record''s custom column under `key`. A deleted definition keeps its values: they may stay, but not change.';

-- Name: COLUMN custom_fields.required; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.custom_fields.required IS 'Forms and imports insist on it; the wire may leave it out.';

-- Name: organization_id(public.custom_fields); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.custom_fields) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.custom_fields); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.custom_fields) IS 'Another name of org_id.';

-- Name: deal_health_scores; Type: TABLE; Schema: public

CREATE TABLE public.deal_health_scores (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    lead_id uuid NOT NULL,
    call_id uuid,
    cause text DEFAULT 'call'::text NOT NULL,
    score smallint NOT NULL,
    color text GENERATED ALWAYS AS (
CASE
    WHEN (score > 80) THEN 'green'::text
    WHEN (score >= 50) THEN 'yellow'::text
    ELSE 'red'::text
END) STORED NOT NULL,
    previous_score smallint,
    complete boolean DEFAULT true NOT NULL,
    missing text[] DEFAULT '{}'::text[] NOT NULL,
    reasons jsonb DEFAULT '[]'::jsonb NOT NULL,
    changed_reasons jsonb DEFAULT '[]'::jsonb NOT NULL,
    engine text DEFAULT 'rules'::text NOT NULL,
    version text DEFAULT '1'::text NOT NULL,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT deal_health_scores_cause_known CHECK ((cause = ANY (ARRAY['call'::text, 'time'::text, 'person'::text, 'change'::text]))),
    CONSTRAINT deal_health_scores_range CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT deal_health_scores_reasons_form CHECK ((jsonb_typeof(reasons) = 'array'::text))
);

ALTER TABLE ONLY public.deal_health_scores FORCE ROW LEVEL SECURITY;

-- Name: TABLE deal_health_scores; Type: COMMENT; Schema: public

COMMENT ON TABLE public.deal_health_scores IS 'The history of a lead''s health: over 80 green, 50 to 80 yellow, under 50 red, with its reasons for and against.';

-- Name: COLUMN deal_health_scores.missing; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.deal_health_scores.missing IS 'What was not known when it was reckoned; complete is false then.';

-- Name: COLUMN deal_health_scores.reasons; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.deal_health_scores.reasons IS 'What speaks for and against: [{"code", "sign": 1|-1, "weight", "count", "call_id", "quote", "start", "end", "speaker", "confidence"}], heaviest first. Reasons from the lead itself have no words.';

-- Name: organization_id(public.deal_health_scores); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.deal_health_scores) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.deal_health_scores); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.deal_health_scores) IS 'Another name of org_id.';

-- Name: duplicates; Type: TABLE; Schema: public

CREATE TABLE public.duplicates (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    relation text NOT NULL,
    a_id uuid NOT NULL,
    b_id uuid NOT NULL,
    score integer NOT NULL,
    reasons text[] DEFAULT '{}'::text[] NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT duplicates_order CHECK ((a_id < b_id)),
    CONSTRAINT duplicates_relation_known CHECK ((relation = ANY (ARRAY['contacts'::text, 'companies'::text]))),
    CONSTRAINT duplicates_score_range CHECK (((score >= 0) AND (score <= 100))),
    CONSTRAINT duplicates_state_known CHECK ((state = ANY (ARRAY['open'::text, 'dismissed'::text, 'merged'::text])))
);

ALTER TABLE ONLY public.duplicates FORCE ROW LEVEL SECURITY;

-- Name: TABLE duplicates; Type: COMMENT; Schema: public

COMMENT ON TABLE public.duplicates IS 'Pairs of records suspected to be the same, with a score and the reasons. Not audited: found again by every search, and it holds ids and reasons, no values.';

-- Name: organization_id(public.duplicates); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.duplicates) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.duplicates); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.duplicates) IS 'Another name of org_id.';

-- Name: email_templates; Type: TABLE; Schema: public

CREATE TABLE public.email_templates (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    name text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    CONSTRAINT email_templates_body_length CHECK ((length(body) <= 100000)),
    CONSTRAINT email_templates_language_form CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT email_templates_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
    CONSTRAINT email_templates_subject_length CHECK ((length(subject) <= 300))
);

ALTER TABLE ONLY public.email_templates FORCE ROW LEVEL SECURITY;

-- Name: TABLE email_templates; Type: COMMENT; Schema: public

COMMENT ON TABLE public.email_templates IS 'Mails to begin with, by name and language. {contact.first_name} and the like stand for what is known of the reader.';

-- Name: organization_id(public.email_templates); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.email_templates) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.email_templates); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.email_templates) IS 'Another name of org_id.';

-- Name: export_jobs; Type: TABLE; Schema: public

CREATE TABLE public.export_jobs (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid DEFAULT auth.uid(),
    relation text NOT NULL,
    query text DEFAULT ''::text NOT NULL,
    columns text[] DEFAULT '{}'::text[] NOT NULL,
    format text DEFAULT 'csv'::text NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    row_count bigint DEFAULT 0 NOT NULL,
    file_size bigint DEFAULT 0 NOT NULL,
    message text DEFAULT ''::text NOT NULL,
    background_job_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    completed_at timestamp with time zone,
    expires_at timestamp with time zone DEFAULT (now() + '7 days'::interval) NOT NULL,
    CONSTRAINT export_jobs_columns_count CHECK ((cardinality(columns) <= 500)),
    CONSTRAINT export_jobs_format_known CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text, 'xlsx'::text]))),
    CONSTRAINT export_jobs_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT export_jobs_query_length CHECK ((length(query) <= 8000)),
    CONSTRAINT export_jobs_relation_form CHECK ((relation ~ '^[a-z][a-z_0-9]{0,62}$'::text)),
    CONSTRAINT export_jobs_status_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.export_jobs FORCE ROW LEVEL SECURITY;

-- Name: TABLE export_jobs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.export_jobs IS 'Lists asked for as files: which, in which format, by whom. Only that person and admins see and download them.';

-- Name: organization_id(public.export_jobs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.export_jobs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.export_jobs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.export_jobs) IS 'Another name of org_id.';

-- Name: fx_rates; Type: TABLE; Schema: public

CREATE TABLE public.fx_rates (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    currency character(3) NOT NULL,
    day date DEFAULT CURRENT_DATE NOT NULL,
    rate numeric(20,8) NOT NULL,
    source text DEFAULT 'own'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT fx_rates_own_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT fx_rates_own_positive CHECK ((rate > (0)::numeric)),
    CONSTRAINT fx_rates_source_length CHECK ((length(source) <= 200))
);

ALTER TABLE ONLY public.fx_rates FORCE ROW LEVEL SECURITY;

-- Name: TABLE fx_rates; Type: COMMENT; Schema: public

COMMENT ON TABLE public.fx_rates IS 'An organisation''s own exchange rates: what one unit of the currency is worth in the base currency from that day on.';

-- Name: organization_id(public.fx_rates); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.fx_rates) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.fx_rates); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.fx_rates) IS 'Another name of org_id.';

-- Name: import_errors; Type: TABLE; Schema: public

CREATE TABLE public.import_errors (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    import_id uuid NOT NULL,
    row_number integer NOT NULL,
    column_name text DEFAULT ''::text NOT NULL,
    value text DEFAULT ''::text NOT NULL,
    reason text NOT NULL,
    weight text DEFAULT 'cell'::text NOT NULL,
    owner_id uuid,
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT import_errors_weight_known CHECK ((weight = ANY (ARRAY['row'::text, 'cell'::text, 'note'::text])))
);

ALTER TABLE ONLY public.import_errors FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_errors; Type: COMMENT; Schema: public

COMMENT ON TABLE public.import_errors IS 'What is wrong with rows of an import: row = cannot be taken, cell = a value was left out, note = kept as written. At most 10,000 an import; the error file has them all. Not audited: it repeats the file.';

-- Name: organization_id(public.import_errors); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.import_errors) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.import_errors); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.import_errors) IS 'Another name of org_id.';

-- Name: import_jobs; Type: TABLE; Schema: public

CREATE TABLE public.import_jobs (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    source_system text DEFAULT 'file'::text NOT NULL,
    status text DEFAULT 'uploaded'::text NOT NULL,
    file text,
    file_size bigint DEFAULT 0 NOT NULL,
    layout jsonb DEFAULT '{}'::jsonb NOT NULL,
    plan jsonb DEFAULT '{}'::jsonb NOT NULL,
    total_rows bigint DEFAULT 0 NOT NULL,
    staged_rows bigint DEFAULT 0 NOT NULL,
    processed_rows bigint DEFAULT 0 NOT NULL,
    new_count bigint DEFAULT 0 NOT NULL,
    changed_count bigint DEFAULT 0 NOT NULL,
    same_count bigint DEFAULT 0 NOT NULL,
    duplicate_count bigint DEFAULT 0 NOT NULL,
    error_count bigint DEFAULT 0 NOT NULL,
    created_count bigint DEFAULT 0 NOT NULL,
    updated_count bigint DEFAULT 0 NOT NULL,
    undone_count bigint DEFAULT 0 NOT NULL,
    kept_count bigint DEFAULT 0 NOT NULL,
    message text DEFAULT ''::text NOT NULL,
    background_job_id uuid,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT import_jobs_kind_form CHECK ((kind ~ '^[a-z][a-z_]{0,40}$'::text)),
    CONSTRAINT import_jobs_name_length CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT import_jobs_source_length CHECK ((length(source_system) <= 60)),
    CONSTRAINT import_jobs_status_known CHECK ((status = ANY (ARRAY['uploaded'::text, 'checking'::text, 'checked'::text, 'loading'::text, 'paused'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'undoing'::text, 'undone'::text])))
);

ALTER TABLE ONLY public.import_jobs FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_jobs; Type: COMMENT; Schema: public

COMMENT ON TABLE public.import_jobs IS 'Files on their way into the CRM: what they are, how columns are understood, how far they are, what came of them.';

-- Name: COLUMN import_jobs.layout; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.import_jobs.layout IS 'How the file is read (comity.office.imports.readers.Layout).';

-- Name: COLUMN import_jobs.plan; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.import_jobs.plan IS 'What its columns mean (comity.office.imports.mapping.plan.Plan).';

-- Name: COLUMN import_jobs.error_count; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.import_jobs.error_count IS 'Rows that cannot be taken. What is wrong with each: import_errors.';

-- Name: organization_id(public.import_jobs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.import_jobs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.import_jobs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.import_jobs) IS 'Another name of org_id.';

-- Name: import_mappings; Type: TABLE; Schema: public

CREATE TABLE public.import_mappings (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    kind text NOT NULL,
    fingerprint text NOT NULL,
    plan jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT import_mappings_fingerprint_form CHECK ((fingerprint ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT import_mappings_kind_form CHECK ((kind ~ '^[a-z][a-z_]{0,40}$'::text))
);

ALTER TABLE ONLY public.import_mappings FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_mappings; Type: COMMENT; Schema: public

COMMENT ON TABLE public.import_mappings IS 'How this organisation maps files with these columns: remembered from the last import.';

-- Name: organization_id(public.import_mappings); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.import_mappings) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.import_mappings); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.import_mappings) IS 'Another name of org_id.';

-- Name: invitations; Type: TABLE; Schema: public

CREATE TABLE public.invitations (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    email text NOT NULL,
    role text DEFAULT 'rep'::text NOT NULL,
    team_id uuid,
    token_hash bytea NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '7 days'::interval) NOT NULL,
    accepted_at timestamp with time zone,
    accepted_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT invitations_email_form CHECK (((email ~ '^[^\s@]+@[^\s@]+$'::text) AND (length(email) <= 255))),
    CONSTRAINT invitations_role_known CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'rep'::text, 'technician'::text, 'readonly'::text])))
);

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;

-- Name: TABLE invitations; Type: COMMENT; Schema: public

COMMENT ON TABLE public.invitations IS 'Who was asked to join, in which role; open until accepted, withdrawn or expired.';

-- Name: organization_id(public.invitations); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.invitations) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.invitations); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.invitations) IS 'Another name of org_id.';

-- Name: lead_contacts; Type: TABLE; Schema: public

CREATE TABLE public.lead_contacts (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    lead_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    part text DEFAULT 'contact'::text NOT NULL,
    owner_id uuid,
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT lead_contacts_part_known CHECK ((part = ANY (ARRAY['contact'::text, 'decision_maker'::text, 'champion'::text, 'influencer'::text, 'user'::text, 'gatekeeper'::text, 'blocker'::text])))
);

ALTER TABLE ONLY public.lead_contacts FORCE ROW LEVEL SECURITY;

-- Name: TABLE lead_contacts; Type: COMMENT; Schema: public

COMMENT ON TABLE public.lead_contacts IS 'The people of a lead: its main contact and the rest of the buying group.';

-- Name: organization_id(public.lead_contacts); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.lead_contacts) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.lead_contacts); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.lead_contacts) IS 'Another name of org_id.';

-- Name: lead_stages; Type: TABLE; Schema: public

CREATE TABLE public.lead_stages (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    lead_id uuid NOT NULL,
    stage_id uuid NOT NULL,
    stage text NOT NULL,
    from_stage_id uuid,
    from_stage text,
    status text NOT NULL,
    amount_base numeric(15,2),
    reason text,
    moved_by uuid DEFAULT auth.uid(),
    agent text,
    entered_at timestamp with time zone DEFAULT now() NOT NULL,
    owner_id uuid,
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid()
);

ALTER TABLE ONLY public.lead_stages FORCE ROW LEVEL SECURITY;

-- Name: TABLE lead_stages; Type: COMMENT; Schema: public

COMMENT ON TABLE public.lead_stages IS 'Every stage a lead entered, by the name it had then: when, from where, at what amount, by whom. Kept by trigger; not audited a second time.';

-- Name: organization_id(public.lead_stages); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.lead_stages) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.lead_stages); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.lead_stages) IS 'Another name of org_id.';

-- Name: organization_id(public.leads); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.leads) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.leads); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.leads) IS 'Another name of org_id.';

-- Name: mails; Type: TABLE; Schema: public

CREATE TABLE public.mails (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    kind text NOT NULL,
    audience text DEFAULT 'admins'::text NOT NULL,
    recipient text NOT NULL,
    recipient_name text,
    subject text NOT NULL,
    body_text text NOT NULL,
    body_html text NOT NULL,
    link text,
    state text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    sent_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT mails_audience_known CHECK ((audience = ANY (ARRAY['admins'::text, 'owner'::text, 'operator'::text]))),
    CONSTRAINT mails_recipient_form CHECK ((recipient ~ '^[^\s@]+@[^\s@]+$'::text)),
    CONSTRAINT mails_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.mails FORCE ROW LEVEL SECURITY;

-- Name: TABLE mails; Type: COMMENT; Schema: public

COMMENT ON TABLE public.mails IS 'Mail the house sends. Not audited: the log would keep for seven years the secrets that links carry for an hour.';

-- Name: organization_id(public.mails); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.mails) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.mails); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.mails) IS 'Another name of org_id.';

-- Name: merges; Type: TABLE; Schema: public

CREATE TABLE public.merges (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    relation text NOT NULL,
    winner_id uuid NOT NULL,
    loser_id uuid NOT NULL,
    winner_before jsonb NOT NULL,
    winner_after jsonb NOT NULL,
    moved jsonb DEFAULT '{}'::jsonb NOT NULL,
    kept jsonb,
    owner_id uuid DEFAULT auth.uid(),
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    undone_at timestamp with time zone,
    undone_by uuid,
    CONSTRAINT merges_relation_known CHECK ((relation = ANY (ARRAY['contacts'::text, 'companies'::text])))
);

ALTER TABLE ONLY public.merges FORCE ROW LEVEL SECURITY;

-- Name: TABLE merges; Type: COMMENT; Schema: public

COMMENT ON TABLE public.merges IS 'Which record went into which: the changed values before and after, and every row that was pointed elsewhere. Written by merge_records and undo_merge only.';

-- Name: COLUMN merges.kept; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.merges.kept IS 'What undo left as it was, because someone changed it after the merge.';

-- Name: organization_id(public.merges); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.merges) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.merges); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.merges) IS 'Another name of org_id.';

-- Name: notifications; Type: TABLE; Schema: public

CREATE TABLE public.notifications (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    url text,
    subject_table text,
    subject_id uuid,
    actor_id uuid DEFAULT auth.uid(),
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT notifications_url_local CHECK ((url ~ '^/([^/\\]|$)'::text))
);

ALTER TABLE ONLY public.notifications FORCE ROW LEVEL SECURITY;

-- Name: TABLE notifications; Type: COMMENT; Schema: public

COMMENT ON TABLE public.notifications IS 'Notes to one person: what happened, where to look. Not audited: each repeats a fact the log already has.';

-- Name: organization_id(public.notifications); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.notifications) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.notifications); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.notifications) IS 'Another name of org_id.';

-- Name: org_members; Type: TABLE; Schema: public

CREATE TABLE public.org_members (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid NOT NULL,
    role text DEFAULT 'rep'::text NOT NULL,
    team_id uuid,
    name text DEFAULT ''::text NOT NULL,
    email text NOT NULL,
    avatar_url text,
    invited_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    CONSTRAINT org_members_role_known CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'rep'::text, 'technician'::text, 'readonly'::text])))
);

ALTER TABLE ONLY public.org_members FORCE ROW LEVEL SECURITY;

-- Name: TABLE org_members; Type: COMMENT; Schema: public

COMMENT ON TABLE public.org_members IS 'Members of an organisation, with their role, team, and a copy of their name and address. deleted_at: removed.';

-- Name: COLUMN org_members.role; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.org_members.role IS 'owner, admin, manager, rep (also agent, member), technician or readonly.';

-- Name: organization_id(public.org_members); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.org_members) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.org_members); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.org_members) IS 'Another name of org_id.';

-- Name: organizations; Type: TABLE; Schema: public

CREATE TABLE public.organizations (
    org_id uuid DEFAULT app.uuid7() NOT NULL,
    id uuid GENERATED ALWAYS AS (org_id) STORED NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    owner_id uuid NOT NULL,
    plan text DEFAULT 'starter'::text NOT NULL,
    stripe_customer_id text,
    stripe_subscription_id text,
    base_currency character(3) DEFAULT 'USD'::bpchar NOT NULL,
    country character(2) DEFAULT 'US'::bpchar NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    visibility text DEFAULT 'all-read'::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    closed_at timestamp with time zone,
    closed_by uuid,
    CONSTRAINT organizations_base_currency_form CHECK ((base_currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT organizations_country_form CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT organizations_language_form CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT organizations_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 200))),
    CONSTRAINT organizations_plan_known CHECK ((plan = ANY (ARRAY['starter'::text, 'growth'::text, 'scale'::text, 'enterprise'::text]))),
    CONSTRAINT organizations_slug_form CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'::text)),
    CONSTRAINT organizations_visibility_known CHECK ((visibility = ANY (ARRAY['own'::text, 'team'::text, 'all-read'::text])))
);

ALTER TABLE ONLY public.organizations FORCE ROW LEVEL SECURITY;

-- Name: TABLE organizations; Type: COMMENT; Schema: public

COMMENT ON TABLE public.organizations IS 'One row an organisation: its name, plan, base currency, country, timezone, language and who sees whose records.';

-- Name: COLUMN organizations.visibility; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.organizations.visibility IS 'Whose records a rep reads: own, team, or all-read (everyone''s). Managers, admins, owners and readonly read all.';

-- Name: COLUMN organizations.closed_at; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.organizations.closed_at IS 'When its owner deleted it; thirty days later everything of it goes for good.';

-- Name: COLUMN organizations.closed_by; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.organizations.closed_by IS 'The owner who deleted it.';

-- Name: organization_id(public.organizations); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.organizations) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.organizations); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.organizations) IS 'Another name of org_id.';

-- Name: outside_calls; Type: TABLE; Schema: public

CREATE TABLE public.outside_calls (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    service text NOT NULL,
    method text NOT NULL,
    host text NOT NULL,
    path text DEFAULT ''::text NOT NULL,
    status integer,
    attempts integer DEFAULT 1 NOT NULL,
    ms integer DEFAULT 0 NOT NULL,
    cost_usd numeric(12,6),
    problem text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.outside_calls FORCE ROW LEVEL SECURITY;

-- Name: TABLE outside_calls; Type: COMMENT; Schema: public

COMMENT ON TABLE public.outside_calls IS 'Requests to outside services, kept 30 days, without bodies, queries or keys. Not audited: it is a log itself.';

-- Name: organization_id(public.outside_calls); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.outside_calls) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.outside_calls); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.outside_calls) IS 'Another name of org_id.';

-- Name: pipelines; Type: TABLE; Schema: public

CREATE TABLE public.pipelines (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    name text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT pipelines_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100)))
);

ALTER TABLE ONLY public.pipelines FORCE ROW LEVEL SECURITY;

-- Name: TABLE pipelines; Type: COMMENT; Schema: public

COMMENT ON TABLE public.pipelines IS 'Ways of selling, each with its own stages; one is the default for new leads.';

-- Name: organization_id(public.pipelines); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.pipelines) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.pipelines); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.pipelines) IS 'Another name of org_id.';

-- Name: playbooks; Type: TABLE; Schema: public

CREATE TABLE public.playbooks (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    name text NOT NULL,
    kind text DEFAULT 'process'::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    steps jsonb DEFAULT '[]'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    CONSTRAINT playbooks_kind_known CHECK ((kind = ANY (ARRAY['process'::text, 'discovery'::text, 'objections'::text, 'negotiation'::text, 'follow_up'::text, 'onboarding'::text]))),
    CONSTRAINT playbooks_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 200))),
    CONSTRAINT playbooks_steps_form CHECK ((jsonb_typeof(steps) = 'array'::text))
);

ALTER TABLE ONLY public.playbooks FORCE ROW LEVEL SECURITY;

-- Name: TABLE playbooks; Type: COMMENT; Schema: public

COMMENT ON TABLE public.playbooks IS 'Guides for selling. steps: [{"title", "stage", "goal", "questions": [], "do": [], "done_when"}].';

-- Name: organization_id(public.playbooks); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.playbooks) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.playbooks); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.playbooks) IS 'Another name of org_id.';

-- Name: profiles; Type: TABLE; Schema: public

CREATE TABLE public.profiles (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT auth.uid() NOT NULL,
    full_name text DEFAULT ''::text NOT NULL,
    title text,
    phone text,
    avatar_url text,
    timezone text,
    language text,
    signature text,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT profiles_avatar_url_form CHECK (((avatar_url ~ '^(/|https://)'::text) AND (length(avatar_url) <= 2000))),
    CONSTRAINT profiles_full_name_length CHECK ((length(full_name) <= 200)),
    CONSTRAINT profiles_language_form CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT profiles_phone_length CHECK ((length(phone) <= 40)),
    CONSTRAINT profiles_signature_length CHECK ((length(signature) <= 10000)),
    CONSTRAINT profiles_title_length CHECK ((length(title) <= 200))
);

ALTER TABLE ONLY public.profiles FORCE ROW LEVEL SECURITY;

-- Name: TABLE profiles; Type: COMMENT; Schema: public

COMMENT ON TABLE public.profiles IS 'Name, picture, timezone, language and preferences of a member; id is the user''s id.';

-- Name: organization_id(public.profiles); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.profiles) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.profiles); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.profiles) IS 'Another name of org_id.';

-- Name: recent_records; Type: TABLE; Schema: public

CREATE TABLE public.recent_records (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    relation text NOT NULL,
    record_id uuid NOT NULL,
    title text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT recent_records_title_length CHECK ((length(title) <= 300))
);

ALTER TABLE ONLY public.recent_records FORCE ROW LEVEL SECURITY;

-- Name: TABLE recent_records; Type: COMMENT; Schema: public

COMMENT ON TABLE public.recent_records IS 'Records a person opened lately, private to them: what the palette offers first. Not audited.';

-- Name: organization_id(public.recent_records); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.recent_records) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.recent_records); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.recent_records) IS 'Another name of org_id.';

-- Name: saved_views; Type: TABLE; Schema: public

CREATE TABLE public.saved_views (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    owner_id uuid DEFAULT auth.uid() NOT NULL,
    relation text NOT NULL,
    name text NOT NULL,
    query text DEFAULT ''::text NOT NULL,
    columns text[] DEFAULT '{}'::text[] NOT NULL,
    shared boolean DEFAULT false NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT saved_views_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
    CONSTRAINT saved_views_query_length CHECK ((length(query) <= 8000))
);

ALTER TABLE ONLY public.saved_views FORCE ROW LEVEL SECURITY;

-- Name: TABLE saved_views; Type: COMMENT; Schema: public

COMMENT ON TABLE public.saved_views IS 'Saved views of a list: filters, order and columns as a query string; private to owner_id, or shared with everyone.';

-- Name: organization_id(public.saved_views); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.saved_views) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.saved_views); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.saved_views) IS 'Another name of org_id.';

-- Name: search_history; Type: TABLE; Schema: public

CREATE TABLE public.search_history (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    user_id uuid DEFAULT auth.uid() NOT NULL,
    text text NOT NULL,
    kind text DEFAULT 'words'::text NOT NULL,
    relation text,
    query text,
    understood jsonb DEFAULT '[]'::jsonb NOT NULL,
    unknown jsonb DEFAULT '[]'::jsonb NOT NULL,
    engine text DEFAULT 'rules'::text NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT search_history_kind_known CHECK ((kind = ANY (ARRAY['words'::text, 'question'::text]))),
    CONSTRAINT search_history_text_length CHECK (((length(text) >= 1) AND (length(text) <= 500)))
);

ALTER TABLE ONLY public.search_history FORCE ROW LEVEL SECURITY;

-- Name: TABLE search_history; Type: COMMENT; Schema: public

COMMENT ON TABLE public.search_history IS 'Searches and typed questions of one person, private to them: the text, the query it became, what was not understood. Not audited: reading is not logged (GD03).';

-- Name: organization_id(public.search_history); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.search_history) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.search_history); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.search_history) IS 'Another name of org_id.';

-- Name: stages; Type: TABLE; Schema: public

CREATE TABLE public.stages (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    pipeline_id uuid NOT NULL,
    name text NOT NULL,
    kind text DEFAULT 'open'::text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    probability smallint DEFAULT 0 NOT NULL,
    rotting_days integer,
    required_fields text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT stages_kind_known CHECK ((kind = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text]))),
    CONSTRAINT stages_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 60))),
    CONSTRAINT stages_probability_range CHECK (((probability >= 0) AND (probability <= 100))),
    CONSTRAINT stages_required_known CHECK ((required_fields <@ ARRAY['company'::text, 'contact_id'::text, 'amount'::text, 'expected_close_on'::text, 'location'::text, 'budget_min'::text, 'source'::text, 'next_step'::text, 'lost_reason'::text])),
    CONSTRAINT stages_rotting_range CHECK (((rotting_days >= 1) AND (rotting_days <= 3650)))
);

ALTER TABLE ONLY public.stages FORCE ROW LEVEL SECURITY;

-- Name: TABLE stages; Type: COMMENT; Schema: public

COMMENT ON TABLE public.stages IS 'Columns of a pipeline''s board. Won and lost leads stand in stages of that kind; a lead rots after rotting_days idle.';

-- Name: COLUMN stages.required_fields; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.stages.required_fields IS 'Fields our pages ask for before a lead enters this stage.';

-- Name: organization_id(public.stages); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.stages) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.stages); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.stages) IS 'Another name of org_id.';

-- Name: taggings; Type: TABLE; Schema: public

CREATE TABLE public.taggings (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    tag_id uuid NOT NULL,
    contact_id uuid,
    company_id uuid,
    owner_id uuid,
    team_id uuid,
    assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT taggings_one_record CHECK ((num_nonnulls(contact_id, company_id) = 1))
);

ALTER TABLE ONLY public.taggings FORCE ROW LEVEL SECURITY;

-- Name: TABLE taggings; Type: COMMENT; Schema: public

COMMENT ON TABLE public.taggings IS 'One row a tag on a record. Writing here keeps tag_ids of contacts and companies.';

-- Name: organization_id(public.taggings); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.taggings) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.taggings); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.taggings) IS 'Another name of org_id.';

-- Name: tags; Type: TABLE; Schema: public

CREATE TABLE public.tags (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    name text NOT NULL,
    color text DEFAULT 'gray'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    deleted_at timestamp with time zone,
    CONSTRAINT tags_color_form CHECK ((color ~ '^([a-z]{3,20}|#[0-9a-fA-F]{6})$'::text)),
    CONSTRAINT tags_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 60)))
);

ALTER TABLE ONLY public.tags FORCE ROW LEVEL SECURITY;

-- Name: TABLE tags; Type: COMMENT; Schema: public

COMMENT ON TABLE public.tags IS 'Words to mark records with. A deleted tag disappears everywhere and comes back when restored.';

-- Name: organization_id(public.tags); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.tags) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.tags); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.tags) IS 'Another name of org_id.';

-- Name: teams; Type: TABLE; Schema: public

CREATE TABLE public.teams (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT teams_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100)))
);

ALTER TABLE ONLY public.teams FORCE ROW LEVEL SECURITY;

-- Name: TABLE teams; Type: COMMENT; Schema: public

COMMENT ON TABLE public.teams IS 'Teams of an organisation: managers edit their team''s records, and visibility may stop at it.';

-- Name: organization_id(public.teams); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.teams) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.teams); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.teams) IS 'Another name of org_id.';

-- Name: webhook_deliveries; Type: TABLE; Schema: public

CREATE TABLE public.webhook_deliveries (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    webhook_id uuid NOT NULL,
    fact_id uuid,
    kind text NOT NULL,
    subject uuid,
    payload jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    status integer,
    problem text,
    next_at timestamp with time zone,
    sent_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhook_deliveries_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'held'::text, 'skipped'::text])))
);

ALTER TABLE ONLY public.webhook_deliveries FORCE ROW LEVEL SECURITY;

-- Name: TABLE webhook_deliveries; Type: COMMENT; Schema: public

COMMENT ON TABLE public.webhook_deliveries IS 'Deliveries of outbound webhooks, kept 30 days. Not audited: it is a log itself.';

-- Name: organization_id(public.webhook_deliveries); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.webhook_deliveries) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.webhook_deliveries); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.webhook_deliveries) IS 'Another name of org_id.';

-- Name: webhook_endpoints; Type: TABLE; Schema: public

CREATE TABLE public.webhook_endpoints (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    provider text NOT NULL,
    name text NOT NULL,
    sealed bytea,
    is_active boolean DEFAULT true NOT NULL,
    last_received_at timestamp with time zone,
    refused bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT webhook_endpoints_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
    CONSTRAINT webhook_endpoints_provider_form CHECK ((provider ~ '^[a-z][a-z0-9_-]{0,39}$'::text))
);

ALTER TABLE ONLY public.webhook_endpoints FORCE ROW LEVEL SECURITY;

-- Name: TABLE webhook_endpoints; Type: COMMENT; Schema: public

COMMENT ON TABLE public.webhook_endpoints IS 'Addresses that outside services send to: /hooks/{provider}/{id}. The secret is sealed; no role of the wire
  reads it. Not audited: the log would hold what is sealed.';

-- Name: organization_id(public.webhook_endpoints); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.webhook_endpoints) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.webhook_endpoints); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.webhook_endpoints) IS 'Another name of org_id.';

-- Name: webhook_events; Type: TABLE; Schema: public

CREATE TABLE public.webhook_events (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    endpoint_id uuid NOT NULL,
    provider text NOT NULL,
    event_type text DEFAULT ''::text NOT NULL,
    external_id text NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    body bytea NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    problem text,
    retry_count integer DEFAULT 0 NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    processed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhook_events_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.webhook_events FORCE ROW LEVEL SECURITY;

-- Name: TABLE webhook_events; Type: COMMENT; Schema: public

COMMENT ON TABLE public.webhook_events IS 'What came in, as it came; each message once, however often it is sent. Not audited: it is a log itself, kept 30 days.';

-- Name: organization_id(public.webhook_events); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.webhook_events) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.webhook_events); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.webhook_events) IS 'Another name of org_id.';

-- Name: webhooks; Type: TABLE; Schema: public

CREATE TABLE public.webhooks (
    org_id uuid DEFAULT auth.org_id() NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    owner_id uuid DEFAULT auth.uid() NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    kinds text[] NOT NULL,
    relation text DEFAULT ''::text NOT NULL,
    filter text DEFAULT ''::text NOT NULL,
    sealed bytea,
    state text DEFAULT 'active'::text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    last_status integer,
    last_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid DEFAULT auth.uid(),
    CONSTRAINT webhooks_filter_length CHECK ((length(filter) <= 4000)),
    CONSTRAINT webhooks_kinds_some CHECK (((cardinality(kinds) >= 1) AND (cardinality(kinds) <= 50))),
    CONSTRAINT webhooks_name_length CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
    CONSTRAINT webhooks_relation_form CHECK ((relation ~ '^[a-z_]{0,63}$'::text)),
    CONSTRAINT webhooks_state_known CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'off'::text]))),
    CONSTRAINT webhooks_url_form CHECK (((url ~ '^https?://\S+$'::text) AND (length(url) <= 2000)))
);

ALTER TABLE ONLY public.webhooks FORCE ROW LEVEL SECURITY;

-- Name: TABLE webhooks; Type: COMMENT; Schema: public

COMMENT ON TABLE public.webhooks IS 'Outbound webhooks: which facts go where, filtered in the query dialect under the rights of owner_id; signed as Standard
  Webhooks says. The secret is sealed. Not audited: its deliveries change it, and the log would hold what is sealed.';

-- Name: organization_id(public.webhooks); Type: FUNCTION; Schema: public

CREATE FUNCTION public.organization_id(r public.webhooks) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION organization_id(r public.webhooks); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.organization_id(r public.webhooks) IS 'Another name of org_id.';

-- Name: record_history(text, uuid, integer, uuid); Type: FUNCTION; Schema: public

CREATE FUNCTION public.record_history(relation text, record_id uuid, most integer DEFAULT 100, before uuid DEFAULT NULL::uuid) RETURNS TABLE(id uuid, user_id uuid, agent text, action text, old_values jsonb, new_values jsonb, created_at timestamp with time zone)
    LANGUAGE plpgsql STABLE
    AS $_$
declare
  seen boolean;
begin
  execute format('select true from public.%I as t where t.org_id = $1 and t.id = $2', relation)
  into seen using auth.org_id(), record_id;
  if seen is null then
    raise exception 'There is no such record.' using errcode = 'P0002', constraint = 'record_not_found';
  end if;
  return query select * from app.audit_of(auth.org_id(), relation, record_id, least(most, 500), before);
end
$_$;

-- Name: FUNCTION record_history(relation text, record_id uuid, most integer, before uuid); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.record_history(relation text, record_id uuid, most integer, before uuid) IS 'Every change of one record the caller may see: who, when, old and new values.';

-- Name: reopen_organization(uuid); Type: FUNCTION; Schema: public

CREATE FUNCTION public.reopen_organization(organization uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  closing timestamptz;
begin
  select o.closed_at into closing from public.organizations as o where o.org_id = organization for update;
  if closing is null or not exists (
    select from public.org_members as m
    where m.org_id = organization and m.user_id = auth.uid() and m.role = 'owner' and m.deleted_at = closing
  ) then
    raise exception 'Only somebody who owned it when it was deleted can take it back.' using errcode = '42501';
  end if;
  update public.org_members as m set deleted_at = null where m.org_id = organization and m.deleted_at = closing;
  update public.organizations as o set closed_at = null, closed_by = null where o.org_id = organization;
  return true;
end
$$;

-- Name: FUNCTION reopen_organization(organization uuid); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.reopen_organization(organization uuid) IS 'Takes back an organisation that was deleted, with everybody who belonged to it. For those who owned it.';

-- Name: switch_organization(uuid); Type: FUNCTION; Schema: public

CREATE FUNCTION public.switch_organization(organization uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  if not exists (
    select from public.org_members as m
    where m.org_id = organization and m.user_id = auth.uid() and m.deleted_at is null
  ) then
    raise exception 'You are not a member of this organisation.' using errcode = '42501';
  end if;
  update auth.sessions set org_id = organization, updated_at = now()
  where id = (auth.jwt() ->> 'session_id')::uuid and user_id = auth.uid();
  return found;
end
$$;

-- Name: FUNCTION switch_organization(organization uuid); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.switch_organization(organization uuid) IS 'Works in another organisation from the next token on: refresh the session afterwards.';

-- Name: tenant_id(public.action_items); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.action_items) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.action_items); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.action_items) IS 'Another name of org_id.';

-- Name: tenant_id(public.activities); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.activities) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.activities); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.activities) IS 'Another name of org_id.';

-- Name: tenant_id(public.ai_agent_runs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.ai_agent_runs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.ai_agent_runs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.ai_agent_runs) IS 'Another name of org_id.';

-- Name: tenant_id(public.ai_agent_runs_archive); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.ai_agent_runs_archive) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.ai_agent_runs_archive); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.ai_agent_runs_archive) IS 'Another name of org_id.';

-- Name: tenant_id(public.ai_cache); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.ai_cache) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.ai_cache); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.ai_cache) IS 'Another name of org_id.';

-- Name: tenant_id(public.ai_feedback); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.ai_feedback) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.ai_feedback); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.ai_feedback) IS 'Another name of org_id.';

-- Name: tenant_id(public.ai_usage_quotas); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.ai_usage_quotas) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.ai_usage_quotas); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.ai_usage_quotas) IS 'Another name of org_id.';

-- Name: tenant_id(public.api_keys); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.api_keys) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.api_keys); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.api_keys) IS 'Another name of org_id.';

-- Name: tenant_id(public.assignments); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.assignments) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.assignments); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.assignments) IS 'Another name of org_id.';

-- Name: tenant_id(public.attachments); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.attachments) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.attachments); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.attachments) IS 'Another name of org_id.';

-- Name: tenant_id(public.automation_members); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.automation_members) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.automation_members); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.automation_members) IS 'Another name of org_id.';

-- Name: tenant_id(public.automation_runs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.automation_runs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.automation_runs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.automation_runs) IS 'Another name of org_id.';

-- Name: tenant_id(public.automation_versions); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.automation_versions) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.automation_versions); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.automation_versions) IS 'Another name of org_id.';

-- Name: tenant_id(public.automations); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.automations) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.automations); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.automations) IS 'Another name of org_id.';

-- Name: tenant_id(public.background_jobs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.background_jobs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.background_jobs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.background_jobs) IS 'Another name of org_id.';

-- Name: tenant_id(public.bulk_actions); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.bulk_actions) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.bulk_actions); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.bulk_actions) IS 'Another name of org_id.';

-- Name: tenant_id(public.call_briefs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.call_briefs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.call_briefs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.call_briefs) IS 'Another name of org_id.';

-- Name: tenant_id(public.call_signals); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.call_signals) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.call_signals); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.call_signals) IS 'Another name of org_id.';

-- Name: tenant_id(public.call_steps); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.call_steps) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.call_steps); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.call_steps) IS 'Another name of org_id.';

-- Name: tenant_id(public.calls); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.calls) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.calls); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.calls) IS 'Another name of org_id.';

-- Name: tenant_id(public.companies); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.companies) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.companies); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.companies) IS 'Another name of org_id.';

-- Name: tenant_id(public.contact_points); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.contact_points) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.contact_points); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.contact_points) IS 'Another name of org_id.';

-- Name: tenant_id(public.contacts); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.contacts) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.contacts); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.contacts) IS 'Another name of org_id.';

-- Name: tenant_id(public.credentials); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.credentials) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.credentials); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.credentials) IS 'Another name of org_id.';

-- Name: tenant_id(public.custom_fields); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.custom_fields) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.custom_fields); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.custom_fields) IS 'Another name of org_id.';

-- Name: tenant_id(public.deal_health_scores); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.deal_health_scores) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.deal_health_scores); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.deal_health_scores) IS 'Another name of org_id.';

-- Name: tenant_id(public.duplicates); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.duplicates) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.duplicates); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.duplicates) IS 'Another name of org_id.';

-- Name: tenant_id(public.email_templates); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.email_templates) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.email_templates); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.email_templates) IS 'Another name of org_id.';

-- Name: tenant_id(public.export_jobs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.export_jobs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.export_jobs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.export_jobs) IS 'Another name of org_id.';

-- Name: tenant_id(public.fx_rates); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.fx_rates) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.fx_rates); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.fx_rates) IS 'Another name of org_id.';

-- Name: tenant_id(public.import_errors); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.import_errors) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.import_errors); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.import_errors) IS 'Another name of org_id.';

-- Name: tenant_id(public.import_jobs); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.import_jobs) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.import_jobs); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.import_jobs) IS 'Another name of org_id.';

-- Name: tenant_id(public.import_mappings); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.import_mappings) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.import_mappings); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.import_mappings) IS 'Another name of org_id.';

-- Name: tenant_id(public.invitations); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.invitations) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.invitations); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.invitations) IS 'Another name of org_id.';

-- Name: tenant_id(public.lead_contacts); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.lead_contacts) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.lead_contacts); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.lead_contacts) IS 'Another name of org_id.';

-- Name: tenant_id(public.lead_stages); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.lead_stages) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.lead_stages); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.lead_stages) IS 'Another name of org_id.';

-- Name: tenant_id(public.leads); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.leads) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.leads); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.leads) IS 'Another name of org_id.';

-- Name: tenant_id(public.mails); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.mails) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.mails); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.mails) IS 'Another name of org_id.';

-- Name: tenant_id(public.merges); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.merges) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.merges); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.merges) IS 'Another name of org_id.';

-- Name: tenant_id(public.notifications); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.notifications) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.notifications); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.notifications) IS 'Another name of org_id.';

-- Name: tenant_id(public.org_members); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.org_members) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.org_members); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.org_members) IS 'Another name of org_id.';

-- Name: tenant_id(public.organizations); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.organizations) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.organizations); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.organizations) IS 'Another name of org_id.';

-- Name: tenant_id(public.outside_calls); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.outside_calls) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.outside_calls); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.outside_calls) IS 'Another name of org_id.';

-- Name: tenant_id(public.pipelines); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.pipelines) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.pipelines); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.pipelines) IS 'Another name of org_id.';

-- Name: tenant_id(public.playbooks); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.playbooks) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.playbooks); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.playbooks) IS 'Another name of org_id.';

-- Name: tenant_id(public.profiles); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.profiles) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.profiles); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.profiles) IS 'Another name of org_id.';

-- Name: tenant_id(public.recent_records); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.recent_records) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.recent_records); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.recent_records) IS 'Another name of org_id.';

-- Name: tenant_id(public.saved_views); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.saved_views) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.saved_views); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.saved_views) IS 'Another name of org_id.';

-- Name: tenant_id(public.search_history); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.search_history) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.search_history); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.search_history) IS 'Another name of org_id.';

-- Name: tenant_id(public.stages); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.stages) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.stages); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.stages) IS 'Another name of org_id.';

-- Name: tenant_id(public.taggings); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.taggings) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.taggings); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.taggings) IS 'Another name of org_id.';

-- Name: tenant_id(public.tags); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.tags) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.tags); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.tags) IS 'Another name of org_id.';

-- Name: tenant_id(public.teams); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.teams) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.teams); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.teams) IS 'Another name of org_id.';

-- Name: tenant_id(public.webhook_deliveries); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.webhook_deliveries) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.webhook_deliveries); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.webhook_deliveries) IS 'Another name of org_id.';

-- Name: tenant_id(public.webhook_endpoints); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.webhook_endpoints) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.webhook_endpoints); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.webhook_endpoints) IS 'Another name of org_id.';

-- Name: tenant_id(public.webhook_events); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.webhook_events) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.webhook_events); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.webhook_events) IS 'Another name of org_id.';

-- Name: tenant_id(public.webhooks); Type: FUNCTION; Schema: public

CREATE FUNCTION public.tenant_id(r public.webhooks) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$select r.org_id$$;

-- Name: FUNCTION tenant_id(r public.webhooks); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.tenant_id(r public.webhooks) IS 'Another name of org_id.';

-- Name: undo_merge(uuid); Type: FUNCTION; Schema: public

CREATE FUNCTION public.undo_merge(merge_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  org constant uuid := auth.org_id();
  m merges;
  pair jsonb[];
  back jsonb := '{}';
  kept jsonb := '{}';
  k text;
begin
  select * into m from merges where org_id = org and id = merge_id and undone_at is null;
  if not found then
    raise exception 'There is no such merge to undo.' using errcode = 'P0002', constraint = 'merge_not_found';
  end if;
  pair := app.merge_pair(m.relation, m.winner_id, m.loser_id, true);
  for k in select * from jsonb_object_keys(m.winner_after) loop
    if pair[1] -> k is not distinct from m.winner_after -> k then
      back := back || jsonb_build_object(k, m.winner_before -> k);
    else
      kept := kept || jsonb_build_object(k, pair[1] -> k);
    end if;
  end loop;
  if m.relation = 'contacts' then
    perform app.merge_points(org, m.winner_id, m.loser_id, app.ids_of(m.moved -> 'contact_points.contact_id'));
  end if;
  perform app.set_values(m.relation, m.winner_id, back);
  perform app.set_values(m.relation, m.loser_id, '{"deleted_at": null}');
  if m.relation = 'contacts' then
    perform app.settle_points(org, m.winner_id), app.settle_points(org, m.loser_id);
  end if;
  perform app.repoint(m.relation, org, m.winner_id, m.loser_id, m.moved);
  perform app.merge_undone(org, m.id, kept);
  return kept;
end
$$;

-- Name: FUNCTION undo_merge(merge_id uuid); Type: COMMENT; Schema: public

COMMENT ON FUNCTION public.undo_merge(merge_id uuid) IS 'Takes a merge apart: both records and all that pointed at them as before; keeps and returns what was changed since.';

-- Name: broadcast_changes(text, text, text, text, text, record, record, text); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text DEFAULT 'ROW'::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

-- Name: FUNCTION broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) IS 'For row triggers: broadcasts the change to a private channel.';

-- Name: canonical(text, text); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.canonical(kind text, value text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
declare
  written text;
begin
  execute format('select $1::%s::text', kind::regtype) using value into written;
  return written;
end
$_$;

-- Name: FUNCTION canonical(kind text, value text); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.canonical(kind text, value text) IS 'A value as the database writes values of that type.';

-- Name: holds(text, text, text, text); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.holds(kind text, operator text, value text, operand text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'public'
    SET statement_timeout TO '1s'
    AS $_$
declare
  symbol constant text := case operator
    when 'eq' then '=' when 'neq' then '<>' when 'lt' then '<' when 'lte' then '<=' when 'gt' then '>' when 'gte' then '>='
    when 'match' then '~' when 'imatch' then '~*' when 'like' then '~~' when 'ilike' then '~~*' end;
  held boolean;
begin
  if operator in ('match', 'imatch', 'like', 'ilike') then
    execute format('select $1 %s $2', symbol) using value, operand into held;
  elsif operator = 'isdistinct' then
    execute format('select $1::%1$s is distinct from $2::%1$s', kind::regtype) using value, operand into held;
  else
    execute format('select $1::%1$s %2$s $2::%1$s', kind::regtype, symbol) using value, operand into held;
  end if;
  return held;
exception
  when data_exception or undefined_function or syntax_error_or_access_rule_violation or query_canceled then return false;
end
$_$;

-- Name: FUNCTION holds(kind text, operator text, value text, operand text); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.holds(kind text, operator text, value text, operand text) IS 'Does a filter of postgres_changes hold for a value?';

-- Name: in_my_organization(text); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.in_my_organization(topic text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select auth.org_id() is not null and starts_with(topic, 'org:' || auth.org_id()::text || ':') $$;

-- Name: FUNCTION in_my_organization(topic text); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.in_my_organization(topic text) IS 'Is this a channel of the organisation the caller acts in?';

-- Name: send(jsonb, text, text, boolean); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

-- Name: FUNCTION send(payload jsonb, event text, topic text, private boolean); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean) IS 'Broadcasts to a channel when this transaction commits.';

-- Name: send_binary(bytea, text, text, boolean); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (binary_payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception
  when others then raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- Name: FUNCTION send_binary(payload bytea, event text, topic text, private boolean); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean) IS 'Broadcasts bytes when this transaction commits.';

-- Name: topic(); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.topic() RETURNS text
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('realtime.topic', true), '') $$;

-- Name: FUNCTION topic(); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.topic() IS 'The channel a policy is asked about, without "realtime:".';

-- Name: turn_days(integer); Type: FUNCTION; Schema: realtime

CREATE FUNCTION realtime.turn_days(keep_days integer DEFAULT 3) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
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
$_$;

-- Name: FUNCTION turn_days(keep_days integer); Type: COMMENT; Schema: realtime

COMMENT ON FUNCTION realtime.turn_days(keep_days integer) IS 'Makes the coming days'' partitions of realtime.messages and drops old ones.';

-- Name: allow_any_operation(text[]); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.allow_any_operation(expected_operations text[]) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select coalesce(bool_or(storage.allow_only_operation(o)), false) from unnest(expected_operations) as o $$;

-- Name: allow_only_operation(text); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.allow_only_operation(expected_operation text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select coalesce(
    regexp_replace(storage.operation(), '^storage\.', '') = regexp_replace(expected_operation, '^storage\.', ''), false)
$$;

-- Name: complete_upload(uuid); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.complete_upload(upload uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  update storage.resumable_uploads set completed_at = now()
  where id = upload and (org_id is null or org_id = auth.org_id() or auth.role() = 'service_role')
    and owner_id is not distinct from coalesce(auth.jwt() ->> 'sub', owner_id)
$$;

-- Name: FUNCTION complete_upload(upload uuid); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.complete_upload(upload uuid) IS 'Notes that the object of the caller''s own upload is there.';

-- Name: extension(text); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.extension(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select reverse(split_part(reverse((string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))]), '.', 1)) $$;

-- Name: FUNCTION extension(name text); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.extension(name text) IS 'What follows the last dot of an object''s name.';

-- Name: filename(text); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.filename(name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))] $$;

-- Name: FUNCTION filename(name text); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.filename(name text) IS 'The last part of an object''s name.';

-- Name: foldername(text); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.foldername(name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1] $$;

-- Name: FUNCTION foldername(name text); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.foldername(name text) IS 'The folders of an object''s name.';

-- Name: follow_records(text); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.follow_records(tbl text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  insert into storage.record_kinds (kind) values (tbl);
  execute format('create trigger lead_objects after update of owner_id, team_id, assignee_ids on public.%I for each row'
    ' when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))'
    ' execute function storage.lead_objects(%L)', tbl, tbl);
end
$$;

-- Name: FUNCTION follow_records(tbl text); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.follow_records(tbl text) IS 'Lets objects be attached to records of a table, and follow their visibility.';

-- Name: lead_objects(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.lead_objects() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
begin
  update storage.objects
  set record_owner_id = new.owner_id, record_team_id = new.team_id, record_assignee_ids = new.assignee_ids
  where org_id = new.org_id and record_kind = tg_argv[0] and record_id = new.id;
  return null;
end
$$;

-- Name: meter(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.meter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  was storage.usage;
  bytes_limit bigint;
  files_limit bigint;
  more_bytes bigint := 0;
  more_files bigint := 0;
begin
  if tg_op <> 'INSERT' and old.org_id is not null and (tg_op = 'DELETE' or new.org_id is distinct from old.org_id) then
    update storage.usage set bytes = bytes - old.size, files = files - 1 where org_id = old.org_id;
  elsif tg_op = 'UPDATE' then
    more_bytes := new.size - old.size;
  end if;
  if tg_op = 'DELETE' or new.org_id is null then
    return null;
  end if;
  if tg_op = 'INSERT' or new.org_id is distinct from old.org_id then
    more_bytes := new.size;
    more_files := 1;
  end if;
  if more_bytes = 0 and more_files = 0 then
    return null;
  end if;
  insert into storage.usage as u (org_id, bytes, files) values (new.org_id, more_bytes, more_files)
  on conflict (org_id) do update set bytes = u.bytes + excluded.bytes, files = u.files + excluded.files
  returning u.* into was;
  bytes_limit := coalesce(was.most_bytes, nullif(current_setting('storage.most_bytes', true), '')::bigint);
  files_limit := coalesce(was.most_files, nullif(current_setting('storage.most_files', true), '')::bigint);
  if more_bytes > 0 and was.bytes > bytes_limit then
    raise exception 'Your organisation may keep % MB of files and this would make % MB. Delete files, or ask for more room.',
      round(bytes_limit / 1e6), round(was.bytes / 1e6) using errcode = '53400', constraint = 'storage_quota';
  elsif more_files > 0 and was.files > files_limit then
    raise exception 'Your organisation may keep % files. Delete some, or ask for more room.', files_limit
      using errcode = '53400', constraint = 'storage_quota';
  end if;
  if was.bytes > bytes_limit * 0.8 and (was.told_at is null or was.told_at < now() - interval '7 days') then
    update storage.usage set told_at = now() where org_id = new.org_id;
    insert into app.facts (org_id, kind, subject, payload, who) values (
      new.org_id, 'storage.nearly_full', new.org_id, jsonb_build_object('bytes', was.bytes, 'most_bytes', bytes_limit),
      jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()));
  end if;
  return null;
end
$$;

-- Name: FUNCTION meter(); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.meter() IS 'Keeps storage.usage, refuses what is over it, and tells at 80 %.  seed: ST13';

-- Name: names_below(text, text, text, integer, boolean, boolean); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean DEFAULT true) RETURNS TABLE(entry text, is_folder boolean)
    LANGUAGE plpgsql STABLE
    AS $$
declare
  edge text;
  cursor_at text := after;
  met text;
  cut integer;
  found_one boolean;
  returned integer := 0;
begin
  loop
    found_one := false;
    if descending then
      edge := coalesce(cursor_at, prefix || chr(1114111));
      for met in
        select o.name from storage.objects as o
        where o.bucket_id = bucket and o.name >= prefix and o.name < edge order by o.name desc limit least(most, 1000) + 1
      loop
        found_one := true;
        cut := case when delimited then strpos(substr(met, length(prefix) + 1), '/') else 0 end;
        if cut > 0 then
          met := left(met, length(prefix) + cut - 1);
          cursor_at := met || '/';
        else
          cursor_at := met;
        end if;
        entry := met; is_folder := cut > 0; return next;
        returned := returned + 1;
        exit when cut > 0 or returned >= most;
      end loop;
    else
      for met in
        select o.name from storage.objects as o
        where o.bucket_id = bucket and o.name > coalesce(cursor_at, prefix) and o.name < prefix || chr(1114111)
        order by o.name limit least(most, 1000) + 1
      loop
        found_one := true;
        cut := case when delimited then strpos(substr(met, length(prefix) + 1), '/') else 0 end;
        if cut > 0 then
          met := left(met, length(prefix) + cut - 1);
          cursor_at := met || '/' || chr(1114111);
        else
          cursor_at := met;
        end if;
        entry := met; is_folder := cut > 0; return next;
        returned := returned + 1;
        exit when cut > 0 or returned >= most;
      end loop;
    end if;
    exit when not found_one or returned >= most;
  end loop;
end
$$;

-- Name: FUNCTION names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean) IS 'Objects and folders of one level below a prefix, after a name, as the caller may see them.';

-- Name: operation(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.operation() RETURNS text
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('storage.operation', true), '') $$;

-- Name: FUNCTION operation(); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.operation() IS 'What the storage service is doing, for policies: storage.object.upload and so on.';

-- Name: place_object(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.place_object() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
declare
  bucket storage.buckets;
  parts constant text[] := string_to_array(new.name, '/');
  an_id constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
begin
  select b.* into bucket from storage.buckets as b where b.id = new.bucket_id;
  new.reach := bucket.reach;
  if bucket.reach is null then
    new.org_id := coalesce(auth.org_id(), new.org_id);
    return new;
  end if;
  if coalesce(parts[1], '') !~ an_id or cardinality(parts) < 2 then
    raise exception 'A name in this bucket begins with the id of its organisation.'
      using errcode = '23514', constraint = 'objects_house_name';
  end if;
  new.org_id := parts[1]::uuid;
  new.kept_until := now() + make_interval(days => bucket.keep_days);
  if bucket.reach = 'record' then
    if cardinality(parts) < 4 or parts[2] !~ '^[a-z_]{1,40}$' or parts[3] !~ an_id then
      raise exception 'A name in this bucket says the record it belongs to: organisation/table/record/name.'
        using errcode = '23514', constraint = 'objects_house_name';
    end if;
    new.record_kind := parts[2];
    new.record_id := parts[3]::uuid;
    select f.owner_id, f.team_id, f.assignee_ids
    into new.record_owner_id, new.record_team_id, new.record_assignee_ids
    from storage.record_of(new.org_id, new.record_kind, new.record_id) as f;
    if not found then
      raise exception 'There is no such record, or you may not see it.'
        using errcode = '23503', constraint = 'objects_record_known';
    end if;
  end if;
  return new;
end
$_$;

-- Name: FUNCTION place_object(); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.place_object() IS 'Fills an object''s organisation, reach and the people of its record.';

-- Name: protect_delete(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.protect_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501', hint = 'This prevents accidental data loss from orphaned objects.';
  end if;
  return null;
end
$$;

-- Name: FUNCTION protect_delete(); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.protect_delete() IS 'Deleting is the storage service''s to do: it knows where the bytes lie.';

-- Name: record_of(uuid, text, uuid); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.record_of(org uuid, kind text, id uuid) RETURNS TABLE(owner_id uuid, team_id uuid, assignee_ids uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $_$
begin
  if exists (select from storage.record_kinds as k where k.kind = record_of.kind) then
    return query execute format(
      'select r.owner_id, r.team_id, r.assignee_ids from public.%I as r where r.org_id = $1 and r.id = $2', kind)
    using org, id;
  end if;
end
$_$;

-- Name: FUNCTION record_of(org uuid, kind text, id uuid); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.record_of(org uuid, kind text, id uuid) IS 'Who a record belongs to; no row when there is none.';

-- Name: search(text, text, integer, integer, integer, text, text, text); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.search(prefix text, bucketname text, limits integer DEFAULT 100, levels integer DEFAULT 1, offsets integer DEFAULT 0, search text DEFAULT ''::text, sortcolumn text DEFAULT 'name'::text, sortorder text DEFAULT 'asc'::text) RETURNS TABLE(name text, id uuid, updated_at timestamp with time zone, created_at timestamp with time zone, last_accessed_at timestamp with time zone, metadata jsonb)
    LANGUAGE plpgsql STABLE
    AS $_$
declare
  folder constant text := array_to_string((string_to_array(prefix || search, '/'))[1 : greatest(levels, 1) - 1], '/');
  inside constant text := case when folder = '' then '' else folder || '/' end;
  asked constant text := lower(substr(prefix || search, length(inside) + 1));
  desc_order constant boolean := lower(sortorder) = 'desc';
  most constant integer := least(coalesce(limits, 100), 1500);
begin
  if sortcolumn = 'name' then
    return query
    select substr(n.entry, length(inside) + 1), o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
    from (
      select e.entry, e.is_folder, row_number() over () as place
      from storage.names_below(bucketname, inside, null,
        case when asked = '' then offsets + most else 2147483646 end, desc_order) as e
      where asked = '' or starts_with(lower(substr(e.entry, length(inside) + 1)), asked)
      offset offsets limit most
    ) as n
    left join storage.objects as o on o.bucket_id = bucketname and o.name = n.entry and not n.is_folder
    order by n.place;
    return;
  end if;
  return query execute format($q$
    select f.name, f.id, f.updated_at, f.created_at, f.last_accessed_at, f.metadata from (
      select substr(o.name, $2 + 1) as name, o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
      from storage.objects as o
      where o.bucket_id = $1 and o.name > $3 and o.name < $3 || chr(1114111) and strpos(substr(o.name, $2 + 1), '/') = 0
      union all
      select distinct on (1) split_part(substr(o.name, $2 + 1), '/', 1), null::uuid, null::timestamptz, null::timestamptz,
        null::timestamptz, null::jsonb
      from storage.objects as o
      where o.bucket_id = $1 and o.name > $3 and o.name < $3 || chr(1114111) and strpos(substr(o.name, $2 + 1), '/') > 0
    ) as f
    where starts_with(lower(f.name), $4)
    order by (f.id is not null), f.%I %s, f.name limit $5 offset $6$q$,
    case when sortcolumn in ('updated_at', 'created_at', 'last_accessed_at') then sortcolumn else 'name' end,
    case when desc_order then 'desc' else 'asc' end)
  using bucketname, length(inside), inside, asked, most, offsets;
end
$_$;

-- Name: FUNCTION search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text) IS 'One level of a bucket below a prefix, as the caller may see it.';

-- Name: tell(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.tell() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
declare
  o constant storage.objects := case when tg_op = 'DELETE' then old else new end;
begin
  if o.org_id is null or (tg_op = 'UPDATE' and new.version is not distinct from old.version) then
    return null;
  end if;
  insert into app.facts (org_id, kind, subject, payload, who) values (
    o.org_id, case when tg_op = 'DELETE' then 'storage.object_removed' else 'storage.object_stored' end, o.id,
    jsonb_build_object(
      'subject', o.id, 'object_id', o.id, 'bucket', o.bucket_id, 'name', o.name, 'size', o.size,
      'mimetype', o.metadata ->> 'mimetype', 'record_kind', o.record_kind, 'record_id', o.record_id),
    jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()));
  return null;
end
$$;

-- Name: FUNCTION tell(); Type: COMMENT; Schema: storage

COMMENT ON FUNCTION storage.tell() IS 'Announces that an object was stored, stored anew or removed.';

-- Name: update_updated_at_column(); Type: FUNCTION; Schema: storage

CREATE FUNCTION storage.update_updated_at_column() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.updated_at := now();
  return new;
end
$$;

-- Name: audit_sealed; Type: TABLE; Schema: app

CREATE TABLE app.audit_sealed (
    id boolean DEFAULT true NOT NULL,
    up_to xid8 NOT NULL,
    CONSTRAINT audit_sealed_id_check CHECK (id)
);

-- Name: buckets; Type: TABLE; Schema: app

CREATE UNLOGGED TABLE app.buckets (
    bucket text NOT NULL,
    tokens double precision NOT NULL,
    at timestamp with time zone NOT NULL
);

-- Name: TABLE buckets; Type: COMMENT; Schema: app

COMMENT ON TABLE app.buckets IS 'Token buckets: what is left of a rate, as of when. Unlogged: after a crash everybody starts full.';

-- Name: bulk_changes; Type: TABLE; Schema: app

CREATE TABLE app.bulk_changes (
    org_id uuid NOT NULL,
    action_id uuid NOT NULL,
    relation text NOT NULL,
    record_id uuid NOT NULL,
    old_values jsonb,
    new_values jsonb
);

ALTER TABLE ONLY app.bulk_changes FORCE ROW LEVEL SECURITY;

-- Name: TABLE bulk_changes; Type: COMMENT; Schema: app

COMMENT ON TABLE app.bulk_changes IS 'What a bulk action changed: null old values were created by it, null new values deleted.';

-- Name: ended_organizations; Type: TABLE; Schema: app

CREATE TABLE app.ended_organizations (
    organization uuid NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    closed_by uuid,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    row_count bigint NOT NULL,
    audit_rows bigint NOT NULL,
    seal_number bigint,
    seal_hash bytea
);

-- Name: TABLE ended_organizations; Type: COMMENT; Schema: app

COMMENT ON TABLE app.ended_organizations IS 'Organisations that are gone for good: who ended them and when, how much went, and the last link of their audit chain.';

-- Name: function_answers; Type: TABLE; Schema: app

CREATE TABLE app.function_answers (
    caller text NOT NULL,
    function text NOT NULL,
    key text NOT NULL,
    asked bytea NOT NULL,
    status integer,
    content_type text,
    body bytea,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

-- Name: TABLE function_answers; Type: COMMENT; Schema: app

COMMENT ON TABLE app.function_answers IS 'Answers of functions by caller, function and idempotency key, kept for a day; without status while one is at work.';

-- Name: fx_rates; Type: TABLE; Schema: app

CREATE TABLE app.fx_rates (
    currency character(3) NOT NULL,
    day date NOT NULL,
    per_euro numeric(20,8) NOT NULL,
    source text NOT NULL,
    CONSTRAINT fx_rates_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT fx_rates_positive CHECK ((per_euro > (0)::numeric))
);

-- Name: TABLE fx_rates; Type: COMMENT; Schema: app

COMMENT ON TABLE app.fx_rates IS 'Reference rates by day, as units for one euro: those we ship, and European Central Bank files loaded since.';

-- Name: import_changes; Type: TABLE; Schema: app

CREATE TABLE app.import_changes (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    relation text NOT NULL,
    record_id uuid NOT NULL,
    old_values jsonb NOT NULL,
    new_values jsonb NOT NULL
);

ALTER TABLE ONLY app.import_changes FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_changes; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_changes IS 'Records an import changed: only the columns that changed, before and after.';

-- Name: import_chunks; Type: TABLE; Schema: app

CREATE TABLE app.import_chunks (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    first_row integer NOT NULL,
    last_row integer NOT NULL,
    rows integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    loaded_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY app.import_chunks FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_chunks; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_chunks IS 'What has been loaded. The chunk before the first row is what rows share: companies, tags.';

-- Name: import_created; Type: TABLE; Schema: app

CREATE TABLE app.import_created (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    first_row integer NOT NULL,
    relation text NOT NULL,
    ids uuid[] NOT NULL
);

ALTER TABLE ONLY app.import_created FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_created; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_created IS 'Records an import created.';

-- Name: import_fixes; Type: TABLE; Schema: app

CREATE TABLE app.import_fixes (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    row_no integer NOT NULL,
    cells jsonb NOT NULL
);

ALTER TABLE ONLY app.import_fixes FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_fixes; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_fixes IS 'Cells people corrected before loading: {column: value}.';

-- Name: import_kept; Type: TABLE; Schema: app

CREATE TABLE app.import_kept (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    relation text NOT NULL,
    record_id uuid NOT NULL,
    reason text NOT NULL
);

ALTER TABLE ONLY app.import_kept FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_kept; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_kept IS 'What undoing an import left alone, and why.';

-- Name: import_links; Type: TABLE; Schema: app

CREATE TABLE app.import_links (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    relation text NOT NULL,
    value text NOT NULL,
    record_id uuid NOT NULL,
    label text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY app.import_links FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_links; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_links IS 'What a file calls a company, a tag, a stage -> the record meant.';

-- Name: import_rows; Type: TABLE; Schema: app

CREATE UNLOGGED TABLE app.import_rows (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    row_no integer NOT NULL,
    record_id uuid DEFAULT uuidv7() NOT NULL,
    action text DEFAULT 'n'::text NOT NULL,
    emails text[],
    phones text[],
    external_id text,
    data jsonb NOT NULL,
    problems jsonb,
    twin integer,
    matched text,
    company_id uuid,
    owner_id uuid
)
WITH (autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_threshold='1000000000');
ALTER TABLE ONLY app.import_rows ALTER COLUMN org_id SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN job_id SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN row_no SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN record_id SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN action SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN emails SET STATISTICS 0;
ALTER TABLE ONLY app.import_rows ALTER COLUMN phones SET STATISTICS 0;
ALTER TABLE ONLY app.import_rows ALTER COLUMN external_id SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN data SET STATISTICS 0;
ALTER TABLE ONLY app.import_rows ALTER COLUMN problems SET STATISTICS 0;
ALTER TABLE ONLY app.import_rows ALTER COLUMN twin SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN matched SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN company_id SET STATISTICS 10;
ALTER TABLE ONLY app.import_rows ALTER COLUMN owner_id SET STATISTICS 10;

ALTER TABLE ONLY app.import_rows FORCE ROW LEVEL SECURITY;

-- Name: TABLE import_rows; Type: COMMENT; Schema: app

COMMENT ON TABLE app.import_rows IS 'Rows of files on their way in.';

-- Name: migrations; Type: TABLE; Schema: app

CREATE TABLE app.migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE migrations; Type: COMMENT; Schema: app

COMMENT ON TABLE app.migrations IS 'Which steps of migrations/ this database has taken.';

-- Name: own_activities; Type: VIEW; Schema: app

CREATE VIEW app.own_activities AS
 SELECT org_id,
    id,
    kind,
    contact_id,
    company_id,
    lead_id,
    call_id,
    about_kind,
    about_id,
    subject,
    body,
    preview,
    direction,
    status,
    priority,
    assigned_to,
    due_at,
    completed_at,
    occurred_at,
    duration_seconds,
    actor_kind,
    actor_id,
    actor_name,
    metadata,
    custom,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    search
   FROM public.activities
  WHERE ((org_id = auth.org_id()) AND (NOT auth.sees_all()) AND ((owner_id = ( SELECT auth.uid() AS uid)) OR (team_id = ( SELECT auth.sees_team() AS sees_team)) OR (( SELECT auth.uid() AS uid) = ANY (assignee_ids))));

-- Name: VIEW own_activities; Type: COMMENT; Schema: app

COMMENT ON VIEW app.own_activities IS 'activities as those see it who see their own; for counting.';

-- Name: own_companies; Type: VIEW; Schema: app

CREATE VIEW app.own_companies AS
 SELECT org_id,
    id,
    name,
    domain,
    website,
    lifecycle,
    industry,
    size,
    year_founded,
    annual_revenue,
    currency,
    email,
    phone,
    address,
    postal_code,
    city,
    region,
    country,
    timezone,
    language,
    linkedin_url,
    description,
    tag_ids,
    custom,
    source,
    source_id,
    integration_id,
    external_id,
    external_platform,
    last_contact_at,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    sort_name,
    search
   FROM public.companies
  WHERE ((org_id = auth.org_id()) AND (NOT auth.sees_all()) AND ((owner_id = ( SELECT auth.uid() AS uid)) OR (team_id = ( SELECT auth.sees_team() AS sees_team)) OR (( SELECT auth.uid() AS uid) = ANY (assignee_ids))));

-- Name: VIEW own_companies; Type: COMMENT; Schema: app

COMMENT ON VIEW app.own_companies IS 'companies as those see it who see their own; for counting.';

-- Name: own_contacts; Type: VIEW; Schema: app

CREATE VIEW app.own_contacts AS
 SELECT org_id,
    id,
    lifecycle,
    status,
    first_name,
    last_name,
    full_name,
    name,
    title,
    email,
    phone,
    company_id,
    company_name,
    is_decision_maker,
    address,
    postal_code,
    city,
    region,
    country,
    timezone,
    language,
    currency,
    birthday,
    linkedin_url,
    website,
    description,
    consent,
    tag_ids,
    custom,
    lifetime_value,
    total_orders,
    average_order_value,
    first_order_at,
    last_order_at,
    source,
    source_id,
    integration_id,
    external_id,
    external_platform,
    last_contact_at,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    sort_name,
    search
   FROM public.contacts
  WHERE ((org_id = auth.org_id()) AND (NOT auth.sees_all()) AND ((owner_id = ( SELECT auth.uid() AS uid)) OR (team_id = ( SELECT auth.sees_team() AS sees_team)) OR (( SELECT auth.uid() AS uid) = ANY (assignee_ids))));

-- Name: VIEW own_contacts; Type: COMMENT; Schema: app

COMMENT ON VIEW app.own_contacts IS 'contacts as those see it who see their own; for counting.';

-- Name: own_leads; Type: VIEW; Schema: app

CREATE VIEW app.own_leads AS
 SELECT org_id,
    id,
    title,
    pipeline_id,
    stage_id,
    status,
    company_id,
    company,
    contact_id,
    role,
    location,
    budget_min,
    budget_max,
    amount,
    currency,
    amount_base,
    fx_rate,
    fx_date,
    probability,
    weighted_base,
    expected_close_on,
    source,
    description,
    next_step,
    lost_reason,
    last_contact_at,
    stage_entered_at,
    open_stage_id,
    rots_at,
    closed_at,
    "position",
    health_score,
    health_color,
    health_partial,
    health_at,
    tag_ids,
    custom,
    integration_id,
    external_id,
    external_platform,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    sort_name,
    search
   FROM public.leads
  WHERE ((org_id = auth.org_id()) AND (NOT auth.sees_all()) AND ((owner_id = ( SELECT auth.uid() AS uid)) OR (team_id = ( SELECT auth.sees_team() AS sees_team)) OR (( SELECT auth.uid() AS uid) = ANY (assignee_ids))));

-- Name: VIEW own_leads; Type: COMMENT; Schema: app

COMMENT ON VIEW app.own_leads IS 'leads as those see it who see their own; for counting.';

-- Name: realtime_feeds; Type: TABLE; Schema: app

CREATE TABLE app.realtime_feeds (
    feed text NOT NULL,
    "position" pg_lsn,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

-- Name: TABLE realtime_feeds; Type: COMMENT; Schema: app

COMMENT ON TABLE app.realtime_feeds IS 'How far each process has told its listeners.';

-- Name: realtime_listeners; Type: TABLE; Schema: app

CREATE TABLE app.realtime_listeners (
    feed text NOT NULL,
    fingerprint bytea NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    joined_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    left_at timestamp with time zone,
    "position" pg_lsn
);

-- Name: TABLE realtime_listeners; Type: COMMENT; Schema: app

COMMENT ON TABLE app.realtime_listeners IS 'One row for every channel that follows changes, by the feed that carried it; kept for a minute after its line broke.';

-- Name: seen_activities; Type: VIEW; Schema: app

CREATE VIEW app.seen_activities AS
 SELECT org_id,
    id,
    kind,
    contact_id,
    company_id,
    lead_id,
    call_id,
    about_kind,
    about_id,
    subject,
    body,
    preview,
    direction,
    status,
    priority,
    assigned_to,
    due_at,
    completed_at,
    occurred_at,
    duration_seconds,
    actor_kind,
    actor_id,
    actor_name,
    metadata,
    custom,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    search
   FROM public.activities
  WHERE ((org_id = auth.org_id()) AND auth.sees_all());

-- Name: VIEW seen_activities; Type: COMMENT; Schema: app

COMMENT ON VIEW app.seen_activities IS 'activities as those see it who see all; for counting.';

-- Name: seen_companies; Type: VIEW; Schema: app

CREATE VIEW app.seen_companies AS
 SELECT org_id,
    id,
    name,
    domain,
    website,
    lifecycle,
    industry,
    size,
    year_founded,
    annual_revenue,
    currency,
    email,
    phone,
    address,
    postal_code,
    city,
    region,
    country,
    timezone,
    language,
    linkedin_url,
    description,
    tag_ids,
    custom,
    source,
    source_id,
    integration_id,
    external_id,
    external_platform,
    last_contact_at,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    sort_name,
    search
   FROM public.companies
  WHERE ((org_id = auth.org_id()) AND auth.sees_all());

-- Name: VIEW seen_companies; Type: COMMENT; Schema: app

COMMENT ON VIEW app.seen_companies IS 'companies as those see it who see all; for counting.';

-- Name: seen_contacts; Type: VIEW; Schema: app

CREATE VIEW app.seen_contacts AS
 SELECT org_id,
    id,
    lifecycle,
    status,
    first_name,
    last_name,
    full_name,
    name,
    title,
    email,
    phone,
    company_id,
    company_name,
    is_decision_maker,
    address,
    postal_code,
    city,
    region,
    country,
    timezone,
    language,
    currency,
    birthday,
    linkedin_url,
    website,
    description,
    consent,
    tag_ids,
    custom,
    lifetime_value,
    total_orders,
    average_order_value,
    first_order_at,
    last_order_at,
    source,
    source_id,
    integration_id,
    external_id,
    external_platform,
    last_contact_at,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    sort_name,
    search
   FROM public.contacts
  WHERE ((org_id = auth.org_id()) AND auth.sees_all());

-- Name: VIEW seen_contacts; Type: COMMENT; Schema: app

COMMENT ON VIEW app.seen_contacts IS 'contacts as those see it who see all; for counting.';

-- Name: seen_leads; Type: VIEW; Schema: app

CREATE VIEW app.seen_leads AS
 SELECT org_id,
    id,
    title,
    pipeline_id,
    stage_id,
    status,
    company_id,
    company,
    contact_id,
    role,
    location,
    budget_min,
    budget_max,
    amount,
    currency,
    amount_base,
    fx_rate,
    fx_date,
    probability,
    weighted_base,
    expected_close_on,
    source,
    description,
    next_step,
    lost_reason,
    last_contact_at,
    stage_entered_at,
    open_stage_id,
    rots_at,
    closed_at,
    "position",
    health_score,
    health_color,
    health_partial,
    health_at,
    tag_ids,
    custom,
    integration_id,
    external_id,
    external_platform,
    owner_id,
    team_id,
    assignee_ids,
    created_at,
    updated_at,
    created_by,
    deleted_at,
    sort_name,
    search
   FROM public.leads
  WHERE ((org_id = auth.org_id()) AND auth.sees_all());

-- Name: VIEW seen_leads; Type: COMMENT; Schema: app

COMMENT ON VIEW app.seen_leads IS 'leads as those see it who see all; for counting.';

-- Name: slots; Type: TABLE; Schema: app

CREATE UNLOGGED TABLE app.slots (
    service text NOT NULL,
    holder text NOT NULL,
    until timestamp with time zone NOT NULL
);

-- Name: TABLE slots; Type: COMMENT; Schema: app

COMMENT ON TABLE app.slots IS 'Who is at an outside service now. Unlogged: after a crash nobody is.';

-- Name: tagged_before; Type: TABLE; Schema: app

CREATE TABLE app.tagged_before (
    org_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    relation text NOT NULL,
    ids uuid[] NOT NULL
);

-- Name: TABLE tagged_before; Type: COMMENT; Schema: app

COMMENT ON TABLE app.tagged_before IS 'The records that bore a tag when it went to the trash, a row a table.';

-- Name: vault_keys; Type: TABLE; Schema: app

CREATE TABLE app.vault_keys (
    org_id uuid NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    wrapped bytea NOT NULL,
    master_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    retired_at timestamp with time zone
);

-- Name: TABLE vault_keys; Type: COMMENT; Schema: app

COMMENT ON TABLE app.vault_keys IS 'Data keys of organisations, each wrapped by the home''s master key; retired ones open what they sealed.';

-- Name: work_later; Type: TABLE; Schema: app

CREATE TABLE app.work_later (
    org_id uuid NOT NULL,
    workflow text NOT NULL,
    key text NOT NULL,
    queue text NOT NULL,
    attempts integer NOT NULL,
    payload jsonb NOT NULL,
    who jsonb NOT NULL,
    first_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone NOT NULL
);

-- Name: TABLE work_later; Type: COMMENT; Schema: app

COMMENT ON TABLE app.work_later IS 'Work to start at a time. Asked for again under the same key it starts later, with what was said last (debouncing).';

-- Name: work_waits; Type: TABLE; Schema: app

CREATE TABLE app.work_waits (
    event text NOT NULL,
    queue text NOT NULL,
    org_id uuid NOT NULL,
    kind text NOT NULL,
    subject uuid,
    until timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

-- Name: TABLE work_waits; Type: COMMENT; Schema: app

COMMENT ON TABLE app.work_waits IS 'Workflows that wait for a fact of a kind, about one record or any.';

-- Name: attempts; Type: TABLE; Schema: auth

CREATE TABLE auth.attempts (
    subject text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

-- Name: TABLE attempts; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.attempts IS 'Recent attempts by subject (what, which account, from where); forgotten after a day.';

-- Name: audit_log_entries; Type: TABLE; Schema: auth

CREATE TABLE auth.audit_log_entries (
    instance_id uuid,
    id uuid DEFAULT app.uuid7() NOT NULL,
    payload json,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    ip_address character varying(64) DEFAULT ''::character varying NOT NULL
);

-- Name: TABLE audit_log_entries; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.audit_log_entries IS 'Sign-ins, sign-outs, recoveries and changes of accounts, for the operator.';

-- Name: flow_state; Type: TABLE; Schema: auth

CREATE TABLE auth.flow_state (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid,
    auth_code text,
    code_challenge_method auth.code_challenge_method,
    code_challenge text,
    provider_type text NOT NULL,
    provider_access_token text,
    provider_refresh_token text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    authentication_method text NOT NULL,
    auth_code_issued_at timestamp with time zone
);

-- Name: TABLE flow_state; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.flow_state IS 'PKCE: a challenge waiting for its verifier.';

-- Name: identities; Type: TABLE; Schema: auth

CREATE TABLE auth.identities (
    provider_id text NOT NULL,
    user_id uuid NOT NULL,
    identity_data jsonb NOT NULL,
    provider text NOT NULL,
    last_sign_in_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    email text GENERATED ALWAYS AS (lower((identity_data ->> 'email'::text))) STORED,
    id uuid DEFAULT gen_random_uuid() NOT NULL
);

-- Name: TABLE identities; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.identities IS 'The ways a user can prove to be that user: e-mail, or an account elsewhere.';

-- Name: mfa_amr_claims; Type: TABLE; Schema: auth

CREATE TABLE auth.mfa_amr_claims (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    authentication_method text NOT NULL
);

-- Name: TABLE mfa_amr_claims; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.mfa_amr_claims IS 'How a session was authenticated: password, otp, recovery, totp.';

-- Name: mfa_challenges; Type: TABLE; Schema: auth

CREATE TABLE auth.mfa_challenges (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    factor_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    verified_at timestamp with time zone,
    ip_address inet NOT NULL,
    otp_code text,
    web_authn_session_data jsonb
);

-- Name: TABLE mfa_challenges; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.mfa_challenges IS 'A factor was asked for a code; answered within five minutes, once.';

-- Name: mfa_factors; Type: TABLE; Schema: auth

CREATE TABLE auth.mfa_factors (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    friendly_name text,
    factor_type auth.factor_type NOT NULL,
    status auth.factor_status DEFAULT 'unverified'::auth.factor_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    secret text,
    phone text,
    last_challenged_at timestamp with time zone,
    web_authn_credential jsonb,
    web_authn_aaguid uuid,
    last_step bigint DEFAULT 0 NOT NULL
);

-- Name: TABLE mfa_factors; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.mfa_factors IS 'Second factors of users. A factor counts once a code of it was typed (verified).';

-- Name: mfa_recovery_codes; Type: TABLE; Schema: auth

CREATE TABLE auth.mfa_recovery_codes (
    user_id uuid NOT NULL,
    code_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);

-- Name: TABLE mfa_recovery_codes; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.mfa_recovery_codes IS 'Codes that stand for a lost factor, hashed; each works once.';

-- Name: oauth_authorizations; Type: TABLE; Schema: auth

CREATE TABLE auth.oauth_authorizations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    client_id uuid NOT NULL,
    user_id uuid,
    redirect_uri text NOT NULL,
    scope text NOT NULL,
    state text,
    resource text,
    code_challenge text NOT NULL,
    nonce text,
    status text DEFAULT 'pending'::text NOT NULL,
    code_hash text,
    agreed_session_id uuid,
    session_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '00:10:00'::interval) NOT NULL,
    CONSTRAINT oauth_authorizations_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'used'::text])))
);

-- Name: TABLE oauth_authorizations; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.oauth_authorizations IS 'Requests of programs for access, until they are answered and redeemed.';

-- Name: oauth_clients; Type: TABLE; Schema: auth

CREATE TABLE auth.oauth_clients (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    client_secret_hash text,
    registration_type text NOT NULL,
    redirect_uris text[] NOT NULL,
    grant_types text[] NOT NULL,
    client_name text,
    client_uri text,
    logo_uri text,
    client_type text NOT NULL,
    token_endpoint_auth_method text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT oauth_clients_registration_known CHECK ((registration_type = ANY (ARRAY['dynamic'::text, 'manual'::text]))),
    CONSTRAINT oauth_clients_type_known CHECK ((client_type = ANY (ARRAY['public'::text, 'confidential'::text])))
);

-- Name: TABLE oauth_clients; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.oauth_clients IS 'Programs that may ask users for access; secrets are kept hashed.';

-- Name: oauth_consents; Type: TABLE; Schema: auth

CREATE TABLE auth.oauth_consents (
    user_id uuid NOT NULL,
    client_id uuid NOT NULL,
    scopes text NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE oauth_consents; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.oauth_consents IS 'Which programs a user has let in, until it is taken back.';

-- Name: oauth_states; Type: TABLE; Schema: auth

CREATE TABLE auth.oauth_states (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    state_hash text NOT NULL,
    provider text NOT NULL,
    nonce text NOT NULL,
    code_verifier text NOT NULL,
    redirect_to text NOT NULL,
    code_challenge text,
    code_challenge_method auth.code_challenge_method,
    linking_user_id uuid,
    invitation text,
    bound boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE oauth_states; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.oauth_states IS 'A browser was sent to a provider and is awaited within ten minutes; used once.';

-- Name: one_time_tokens; Type: TABLE; Schema: auth

CREATE TABLE auth.one_time_tokens (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    token_type auth.one_time_token_type NOT NULL,
    token_hash text NOT NULL,
    relates_to text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    otp_hash text,
    attempts integer DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '01:00:00'::interval) NOT NULL
);

-- Name: TABLE one_time_tokens; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.one_time_tokens IS 'Secrets of mailed links and codes, hashed; a new one replaces the old.';

-- Name: refresh_tokens; Type: TABLE; Schema: auth

CREATE TABLE auth.refresh_tokens (
    instance_id uuid,
    id bigint NOT NULL,
    token character varying(255),
    user_id character varying(255),
    revoked boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    parent character varying(255),
    session_id uuid,
    generation integer DEFAULT 0 NOT NULL
);

-- Name: TABLE refresh_tokens; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.refresh_tokens IS 'The chain of refresh tokens of each session; only one is active.';

-- Name: refresh_tokens_id_seq; Type: SEQUENCE; Schema: auth

ALTER TABLE auth.refresh_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME auth.refresh_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: saml_assertions_seen; Type: TABLE; Schema: auth

CREATE TABLE auth.saml_assertions_seen (
    sso_provider_id uuid NOT NULL,
    assertion_id text NOT NULL,
    until timestamp with time zone NOT NULL
);

-- Name: TABLE saml_assertions_seen; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.saml_assertions_seen IS 'Answers that were used, until they expire by themselves: none opens a second session.';

-- Name: saml_providers; Type: TABLE; Schema: auth

CREATE TABLE auth.saml_providers (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sso_provider_id uuid NOT NULL,
    entity_id text NOT NULL,
    metadata_xml text NOT NULL,
    metadata_url text,
    attribute_mapping jsonb DEFAULT '{}'::jsonb NOT NULL,
    name_id_format text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE saml_providers; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.saml_providers IS 'The SAML metadata of identity providers: their address and certificates.';

-- Name: saml_relay_states; Type: TABLE; Schema: auth

CREATE TABLE auth.saml_relay_states (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sso_provider_id uuid NOT NULL,
    request_id text NOT NULL,
    for_email text,
    redirect_to text,
    code_challenge text,
    code_challenge_method auth.code_challenge_method,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE saml_relay_states; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.saml_relay_states IS 'Requests to identity providers that wait for their answer, for ten minutes; used once.';

-- Name: sessions; Type: TABLE; Schema: auth

CREATE TABLE auth.sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    factor_id uuid,
    aal auth.aal_level DEFAULT 'aal1'::auth.aal_level,
    not_after timestamp with time zone,
    refreshed_at timestamp with time zone,
    user_agent text,
    ip inet,
    tag text,
    org_id uuid,
    cookie_hash bytea,
    sso_provider_id uuid,
    oauth_client_id uuid,
    scopes text
);

-- Name: TABLE sessions; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.sessions IS 'One row for every place a user is signed in; deleting it signs that place out.';

-- Name: sso_domains; Type: TABLE; Schema: auth

CREATE TABLE auth.sso_domains (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    sso_provider_id uuid NOT NULL,
    domain text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sso_domains_domain_length CHECK ((length(domain) > 0))
);

-- Name: TABLE sso_domains; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.sso_domains IS 'Which identity provider people of a mail domain sign in with; only addresses below it may come by it.';

-- Name: sso_providers; Type: TABLE; Schema: auth

CREATE TABLE auth.sso_providers (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    resource_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    disabled boolean DEFAULT false NOT NULL,
    org_id uuid,
    default_role text DEFAULT 'rep'::text NOT NULL,
    CONSTRAINT sso_providers_resource_id_length CHECK (((resource_id IS NULL) OR (length(resource_id) > 0)))
);

-- Name: TABLE sso_providers; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.sso_providers IS 'Identity providers of organisations. Whoever comes by one becomes a member of its organisation.';

-- Name: users; Type: TABLE; Schema: auth

CREATE TABLE auth.users (
    instance_id uuid,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    aud character varying(255) DEFAULT 'authenticated'::character varying,
    role character varying(255) DEFAULT 'authenticated'::character varying,
    email character varying(255),
    encrypted_password character varying(255),
    email_confirmed_at timestamp with time zone,
    invited_at timestamp with time zone,
    confirmation_token character varying(255) DEFAULT ''::character varying,
    confirmation_sent_at timestamp with time zone,
    recovery_token character varying(255) DEFAULT ''::character varying,
    recovery_sent_at timestamp with time zone,
    email_change_token_new character varying(255) DEFAULT ''::character varying,
    email_change character varying(255) DEFAULT ''::character varying,
    email_change_sent_at timestamp with time zone,
    last_sign_in_at timestamp with time zone,
    raw_app_meta_data jsonb DEFAULT '{}'::jsonb,
    raw_user_meta_data jsonb DEFAULT '{}'::jsonb,
    is_super_admin boolean,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    phone text,
    phone_confirmed_at timestamp with time zone,
    phone_change text DEFAULT ''::text,
    phone_change_token character varying(255) DEFAULT ''::character varying,
    phone_change_sent_at timestamp with time zone,
    confirmed_at timestamp with time zone GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current character varying(255) DEFAULT ''::character varying,
    email_change_confirm_status smallint DEFAULT 0,
    banned_until timestamp with time zone,
    reauthentication_token character varying(255) DEFAULT ''::character varying,
    reauthentication_sent_at timestamp with time zone,
    is_sso_user boolean DEFAULT false NOT NULL,
    deleted_at timestamp with time zone,
    is_anonymous boolean DEFAULT false NOT NULL,
    CONSTRAINT users_email_change_confirm_status_check CHECK (((email_change_confirm_status >= 0) AND (email_change_confirm_status <= 2)))
);

-- Name: TABLE users; Type: COMMENT; Schema: auth

COMMENT ON TABLE auth.users IS 'Everyone who can sign in. Membership in organisations is in public.org_members.';

-- Name: user_objects; Type: VIEW; Schema: auth

CREATE VIEW auth.user_objects AS
 SELECT instance_id,
    id,
    aud,
    role,
    email,
    encrypted_password,
    email_confirmed_at,
    invited_at,
    confirmation_token,
    confirmation_sent_at,
    recovery_token,
    recovery_sent_at,
    email_change_token_new,
    email_change,
    email_change_sent_at,
    last_sign_in_at,
    raw_app_meta_data,
    raw_user_meta_data,
    is_super_admin,
    created_at,
    updated_at,
    phone,
    phone_confirmed_at,
    phone_change,
    phone_change_token,
    phone_change_sent_at,
    confirmed_at,
    email_change_token_current,
    email_change_confirm_status,
    banned_until,
    reauthentication_token,
    reauthentication_sent_at,
    is_sso_user,
    deleted_at,
    is_anonymous,
    COALESCE(( SELECT jsonb_agg(jsonb_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data, 'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email) ORDER BY i.created_at) AS jsonb_agg
           FROM auth.identities i
          WHERE (i.user_id = u.id)), '[]'::jsonb) AS identities,
    ( SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', f.id, 'friendly_name', f.friendly_name, 'factor_type', f.factor_type, 'status', f.status, 'created_at', f.created_at, 'updated_at', f.updated_at)) ORDER BY f.created_at) AS jsonb_agg
           FROM auth.mfa_factors f
          WHERE (f.user_id = u.id)) AS factors
   FROM auth.users u
  WHERE (deleted_at IS NULL);

-- Name: VIEW user_objects; Type: COMMENT; Schema: auth

COMMENT ON VIEW auth.user_objects IS 'Users with their identities and factors.';

-- Name: audit_logs_2026_11; Type: TABLE; Schema: public

CREATE TABLE public.audit_logs_2026_11 (
    org_id uuid CONSTRAINT audit_logs_org_id_not_null NOT NULL,
    id uuid DEFAULT app.uuid7() CONSTRAINT audit_logs_id_not_null NOT NULL,
    user_id uuid,
    agent text,
    action text CONSTRAINT audit_logs_action_not_null NOT NULL,
    table_name text CONSTRAINT audit_logs_table_name_not_null NOT NULL,
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address text,
    user_agent text,
    request_id text,
    created_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_logs_created_at_not_null NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_logs_tx_not_null NOT NULL,
    erased_digest bytea,
    CONSTRAINT audit_logs_action_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text, 'export'::text, 'access'::text])))
);

ALTER TABLE ONLY public.audit_logs_2026_11 FORCE ROW LEVEL SECURITY;

-- Name: audit_logs_2026_12; Type: TABLE; Schema: public

CREATE TABLE public.audit_logs_2026_12 (
    org_id uuid CONSTRAINT audit_logs_org_id_not_null NOT NULL,
    id uuid DEFAULT app.uuid7() CONSTRAINT audit_logs_id_not_null NOT NULL,
    user_id uuid,
    agent text,
    action text CONSTRAINT audit_logs_action_not_null NOT NULL,
    table_name text CONSTRAINT audit_logs_table_name_not_null NOT NULL,
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address text,
    user_agent text,
    request_id text,
    created_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_logs_created_at_not_null NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_logs_tx_not_null NOT NULL,
    erased_digest bytea,
    CONSTRAINT audit_logs_action_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text, 'export'::text, 'access'::text])))
);

ALTER TABLE ONLY public.audit_logs_2026_12 FORCE ROW LEVEL SECURITY;

-- Name: audit_logs_2027_01; Type: TABLE; Schema: public

CREATE TABLE public.audit_logs_2027_01 (
    org_id uuid CONSTRAINT audit_logs_org_id_not_null NOT NULL,
    id uuid DEFAULT app.uuid7() CONSTRAINT audit_logs_id_not_null NOT NULL,
    user_id uuid,
    agent text,
    action text CONSTRAINT audit_logs_action_not_null NOT NULL,
    table_name text CONSTRAINT audit_logs_table_name_not_null NOT NULL,
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address text,
    user_agent text,
    request_id text,
    created_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_logs_created_at_not_null NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_logs_tx_not_null NOT NULL,
    erased_digest bytea,
    CONSTRAINT audit_logs_action_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text, 'export'::text, 'access'::text])))
);

ALTER TABLE ONLY public.audit_logs_2027_01 FORCE ROW LEVEL SECURITY;

-- Name: audit_logs_2027_02; Type: TABLE; Schema: public

CREATE TABLE public.audit_logs_2027_02 (
    org_id uuid CONSTRAINT audit_logs_org_id_not_null NOT NULL,
    id uuid DEFAULT app.uuid7() CONSTRAINT audit_logs_id_not_null NOT NULL,
    user_id uuid,
    agent text,
    action text CONSTRAINT audit_logs_action_not_null NOT NULL,
    table_name text CONSTRAINT audit_logs_table_name_not_null NOT NULL,
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address text,
    user_agent text,
    request_id text,
    created_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_logs_created_at_not_null NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_logs_tx_not_null NOT NULL,
    erased_digest bytea,
    CONSTRAINT audit_logs_action_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text, 'export'::text, 'access'::text])))
);

ALTER TABLE ONLY public.audit_logs_2027_02 FORCE ROW LEVEL SECURITY;

-- Name: audit_logs_default; Type: TABLE; Schema: public

CREATE TABLE public.audit_logs_default (
    org_id uuid CONSTRAINT audit_logs_org_id_not_null NOT NULL,
    id uuid DEFAULT app.uuid7() CONSTRAINT audit_logs_id_not_null NOT NULL,
    user_id uuid,
    agent text,
    action text CONSTRAINT audit_logs_action_not_null NOT NULL,
    table_name text CONSTRAINT audit_logs_table_name_not_null NOT NULL,
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address text,
    user_agent text,
    request_id text,
    created_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_logs_created_at_not_null NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_logs_tx_not_null NOT NULL,
    erased_digest bytea,
    CONSTRAINT audit_logs_action_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text, 'sign_in'::text, 'sign_in_failed'::text, 'sign_out'::text, 'export'::text, 'access'::text])))
);

ALTER TABLE ONLY public.audit_logs_default FORCE ROW LEVEL SECURITY;

-- Name: audit_seals; Type: TABLE; Schema: public

CREATE TABLE public.audit_seals (
    org_id uuid NOT NULL,
    id uuid DEFAULT app.uuid7() NOT NULL,
    number bigint NOT NULL,
    from_tx xid8 NOT NULL,
    to_tx xid8 NOT NULL,
    row_count integer NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    form smallint DEFAULT 2 NOT NULL
);

ALTER TABLE ONLY public.audit_seals FORCE ROW LEVEL SECURITY;

-- Name: TABLE audit_seals; Type: COMMENT; Schema: public

COMMENT ON TABLE public.audit_seals IS 'The hash chain over the audit log: each seal covers the rows of a range of finished transactions.';

-- Name: COLUMN audit_seals.form; Type: COMMENT; Schema: public

COMMENT ON COLUMN public.audit_seals.form IS 'How the rows under it are digested: 1 as JSON, 2 in the binary form of their columns.';

-- Name: clients; Type: VIEW; Schema: public

CREATE VIEW public.clients WITH (security_invoker='on') AS
 SELECT org_id,
    id,
    first_name,
    last_name,
    name,
    email,
    phone,
    title,
    company_id,
    company_name,
    status,
    lifecycle,
    owner_id,
    created_at,
    updated_at,
    created_by
   FROM public.contacts
  WHERE ((lifecycle = 'customer'::text) AND (deleted_at IS NULL));

-- Name: VIEW clients; Type: COMMENT; Schema: public

COMMENT ON VIEW public.clients IS 'Contacts in lifecycle customer, as agencies call them; rows may be added and changed here.';

-- Name: customers; Type: VIEW; Schema: public

CREATE VIEW public.customers WITH (security_invoker='on') AS
 SELECT org_id,
    id,
    email,
    first_name,
    last_name,
    phone,
    company_name,
    country AS country_code,
    region,
    city,
    postal_code,
    timezone,
    language,
    currency,
    status,
    custom AS custom_fields,
    lifetime_value,
    total_orders,
    average_order_value,
    first_order_at AS first_order_date,
    last_order_at AS last_order_date,
    external_id,
    external_platform,
    integration_id,
    owner_id,
    tag_ids,
    created_at,
    updated_at,
    created_by,
    lifecycle
   FROM public.contacts
  WHERE ((lifecycle = 'customer'::text) AND (deleted_at IS NULL));

-- Name: VIEW customers; Type: COMMENT; Schema: public

COMMENT ON VIEW public.customers IS 'Contacts in lifecycle customer, under the names online shops use; rows may be added and changed here.';

-- Name: deal_health_summary; Type: VIEW; Schema: public

CREATE VIEW public.deal_health_summary WITH (security_invoker='true') AS
 SELECT org_id,
    pipeline_id,
    health_color AS color,
    count(*) AS deals,
    round(avg(health_score), 1) AS average_score,
    COALESCE(sum(amount_base), (0)::numeric) AS amount_base
   FROM public.leads l
  WHERE ((deleted_at IS NULL) AND (status = 'open'::text) AND (health_color IS NOT NULL))
  GROUP BY org_id, pipeline_id, health_color;

-- Name: VIEW deal_health_summary; Type: COMMENT; Schema: public

COMMENT ON VIEW public.deal_health_summary IS 'Open deals by pipeline and colour of health: how many, their average score and sum.';

-- Name: forecasts; Type: VIEW; Schema: public

CREATE VIEW public.forecasts WITH (security_invoker='true') AS
 SELECT l.org_id,
    l.pipeline_id,
    l.stage_id,
    s.name AS stage,
    s.kind,
    s."position",
    l.owner_id,
    (date_trunc('month'::text, (l.expected_close_on)::timestamp with time zone))::date AS month,
    count(*) AS leads,
    COALESCE(sum(l.amount_base), (0)::numeric) AS amount_base,
    COALESCE(sum(l.weighted_base), (0)::numeric) AS weighted_base
   FROM (public.leads l
     JOIN public.stages s ON (((s.org_id = l.org_id) AND (s.id = l.stage_id))))
  WHERE (l.deleted_at IS NULL)
  GROUP BY l.org_id, l.pipeline_id, l.stage_id, s.name, s.kind, s."position", l.owner_id, (date_trunc('month'::text, (l.expected_close_on)::timestamp with time zone));

-- Name: VIEW forecasts; Type: COMMENT; Schema: public

COMMENT ON VIEW public.forecasts IS 'Leads by stage, owner and expected month: how many, their sum, and the sum weighted by probability, in base currency.';

-- Name: notes; Type: VIEW; Schema: public

CREATE VIEW public.notes WITH (security_invoker='on') AS
 SELECT org_id,
    id,
    kind,
    contact_id,
    company_id,
    lead_id,
    about_kind,
    about_id,
    subject,
    body,
    occurred_at,
    actor_kind,
    actor_id,
    actor_name,
    metadata,
    owner_id,
    created_at,
    updated_at,
    created_by
   FROM public.activities
  WHERE ((kind = 'note'::text) AND (deleted_at IS NULL));

-- Name: VIEW notes; Type: COMMENT; Schema: public

COMMENT ON VIEW public.notes IS 'Activities of kind note that are not in the trash; rows may be added and changed here.';

-- Name: tasks; Type: VIEW; Schema: public

CREATE VIEW public.tasks WITH (security_invoker='on') AS
 SELECT org_id,
    id,
    kind,
    contact_id,
    company_id,
    lead_id,
    call_id,
    about_kind,
    about_id,
    subject,
    body,
    status,
    priority,
    assigned_to,
    due_at,
    completed_at,
    actor_kind,
    actor_id,
    actor_name,
    metadata,
    owner_id,
    created_at,
    updated_at,
    created_by
   FROM public.activities
  WHERE ((kind = 'task'::text) AND (deleted_at IS NULL));

-- Name: VIEW tasks; Type: COMMENT; Schema: public

COMMENT ON VIEW public.tasks IS 'Activities of kind task that are not in the trash; rows may be added and changed here.';

-- Name: messages; Type: TABLE; Schema: realtime

CREATE TABLE realtime.messages (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    topic text NOT NULL,
    extension text NOT NULL,
    payload jsonb,
    binary_payload bytea,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() NOT NULL,
    org_id uuid DEFAULT auth.org_id(),
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL)))
)
PARTITION BY RANGE (inserted_at);

-- Name: TABLE messages; Type: COMMENT; Schema: realtime

COMMENT ON TABLE realtime.messages IS 'Messages broadcast from SQL, a partition a day, kept three days; its policies say who may hear and speak in private channels.';

-- Name: messages_2026_11_21; Type: TABLE; Schema: realtime

CREATE TABLE realtime.messages_2026_11_21 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT messages_id_not_null NOT NULL,
    topic text CONSTRAINT messages_topic_not_null NOT NULL,
    extension text CONSTRAINT messages_extension_not_null NOT NULL,
    payload jsonb,
    binary_payload bytea,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() CONSTRAINT messages_updated_at_not_null NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() CONSTRAINT messages_inserted_at_not_null NOT NULL,
    org_id uuid DEFAULT auth.org_id(),
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT messages_tx_not_null NOT NULL,
    CONSTRAINT messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL)))
);

-- Name: messages_2026_11_22; Type: TABLE; Schema: realtime

CREATE TABLE realtime.messages_2026_11_22 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT messages_id_not_null NOT NULL,
    topic text CONSTRAINT messages_topic_not_null NOT NULL,
    extension text CONSTRAINT messages_extension_not_null NOT NULL,
    payload jsonb,
    binary_payload bytea,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() CONSTRAINT messages_updated_at_not_null NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() CONSTRAINT messages_inserted_at_not_null NOT NULL,
    org_id uuid DEFAULT auth.org_id(),
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT messages_tx_not_null NOT NULL,
    CONSTRAINT messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL)))
);

-- Name: messages_2026_11_23; Type: TABLE; Schema: realtime

CREATE TABLE realtime.messages_2026_11_23 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT messages_id_not_null NOT NULL,
    topic text CONSTRAINT messages_topic_not_null NOT NULL,
    extension text CONSTRAINT messages_extension_not_null NOT NULL,
    payload jsonb,
    binary_payload bytea,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() CONSTRAINT messages_updated_at_not_null NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() CONSTRAINT messages_inserted_at_not_null NOT NULL,
    org_id uuid DEFAULT auth.org_id(),
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT messages_tx_not_null NOT NULL,
    CONSTRAINT messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL)))
);

-- Name: messages_2026_11_24; Type: TABLE; Schema: realtime

CREATE TABLE realtime.messages_2026_11_24 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT messages_id_not_null NOT NULL,
    topic text CONSTRAINT messages_topic_not_null NOT NULL,
    extension text CONSTRAINT messages_extension_not_null NOT NULL,
    payload jsonb,
    binary_payload bytea,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() CONSTRAINT messages_updated_at_not_null NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() CONSTRAINT messages_inserted_at_not_null NOT NULL,
    org_id uuid DEFAULT auth.org_id(),
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT messages_tx_not_null NOT NULL,
    CONSTRAINT messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL)))
);

-- Name: messages_default; Type: TABLE; Schema: realtime

CREATE TABLE realtime.messages_default (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT messages_id_not_null NOT NULL,
    topic text CONSTRAINT messages_topic_not_null NOT NULL,
    extension text CONSTRAINT messages_extension_not_null NOT NULL,
    payload jsonb,
    binary_payload bytea,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() CONSTRAINT messages_updated_at_not_null NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() CONSTRAINT messages_inserted_at_not_null NOT NULL,
    org_id uuid DEFAULT auth.org_id(),
    tx xid8 DEFAULT pg_current_xact_id() CONSTRAINT messages_tx_not_null NOT NULL,
    CONSTRAINT messages_payload_exclusive CHECK (((payload IS NULL) OR (binary_payload IS NULL)))
);

-- Name: buckets; Type: TABLE; Schema: storage

CREATE TABLE storage.buckets (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    owner uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    public boolean DEFAULT false,
    avif_autodetection boolean DEFAULT false,
    file_size_limit bigint,
    allowed_mime_types text[],
    owner_id text,
    type storage.buckettype DEFAULT 'STANDARD'::storage.buckettype NOT NULL,
    reach text,
    keep_days integer,
    delete_after_days integer,
    cold_after_days integer,
    CONSTRAINT buckets_cold_after_days_positive CHECK ((cold_after_days > 0)),
    CONSTRAINT buckets_delete_after_days_positive CHECK ((delete_after_days > 0)),
    CONSTRAINT buckets_keep_days_positive CHECK ((keep_days > 0)),
    CONSTRAINT buckets_name_length CHECK (((length(id) >= 1) AND (length(id) <= 100))),
    CONSTRAINT buckets_reach_known CHECK ((reach = ANY (ARRAY['organisation'::text, 'record'::text, 'backend'::text])))
);

-- Name: TABLE buckets; Type: COMMENT; Schema: storage

COMMENT ON TABLE storage.buckets IS 'Buckets: whether public, which sizes and types; `reach` says who may see the house''s own.';

-- Name: COLUMN buckets.owner; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.buckets.owner IS 'Deprecated upstream: owner_id instead.';

-- Name: COLUMN buckets.reach; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.buckets.reach IS 'Of the house''s own buckets: organisation, record (as the record is seen) or backend; null for anybody else''s.';

-- Name: COLUMN buckets.keep_days; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.buckets.keep_days IS 'Days during which nobody but the house may delete an object.';

-- Name: COLUMN buckets.delete_after_days; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.buckets.delete_after_days IS 'Days after which the house deletes an object.';

-- Name: COLUMN buckets.cold_after_days; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.buckets.cold_after_days IS 'Days after which an object''s bytes move to the cold store, if there is one.';

-- Name: objects; Type: TABLE; Schema: storage

CREATE TABLE storage.objects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    bucket_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    owner uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    last_accessed_at timestamp with time zone DEFAULT now() NOT NULL,
    metadata jsonb,
    path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/'::text)) STORED,
    version text,
    owner_id text,
    user_metadata jsonb,
    blob text,
    sha256 text,
    size bigint DEFAULT 0 NOT NULL,
    org_id uuid,
    reach text,
    record_kind text,
    record_id uuid,
    record_owner_id uuid,
    record_team_id uuid,
    record_assignee_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    kept_until timestamp with time zone,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT objects_name_length CHECK (((octet_length(name) >= 1) AND (octet_length(name) <= 1024))),
    CONSTRAINT objects_size_positive CHECK ((size >= 0))
);

-- Name: TABLE objects; Type: COMMENT; Schema: storage

COMMENT ON TABLE storage.objects IS 'Files: name and metadata as upstream has them; where the bytes lie; whose they are.';

-- Name: COLUMN objects.owner; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.objects.owner IS 'Deprecated upstream: owner_id instead.';

-- Name: COLUMN objects.blob; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.objects.blob IS 'Where the bytes lie: a key of the store, the same for the same bytes of one organisation.';

-- Name: COLUMN objects.org_id; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.objects.org_id IS 'The organisation it is metered for and, in the house''s own buckets, walled in by.';

-- Name: COLUMN objects.reach; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.objects.reach IS 'Its bucket''s reach, carried here so that policies need no look elsewhere (scale.md rule 3).';

-- Name: COLUMN objects.record_kind; Type: COMMENT; Schema: storage

COMMENT ON COLUMN storage.objects.record_kind IS 'The table of the record it is attached to.';

-- Name: record_kinds; Type: TABLE; Schema: storage

CREATE TABLE storage.record_kinds (
    kind text NOT NULL,
    CONSTRAINT record_kinds_form CHECK ((kind ~ '^[a-z_]{1,40}$'::text))
);

-- Name: TABLE record_kinds; Type: COMMENT; Schema: storage

COMMENT ON TABLE storage.record_kinds IS 'Tables of records that objects of the house''s buckets can belong to.';

-- Name: resumable_uploads; Type: TABLE; Schema: storage

CREATE TABLE storage.resumable_uploads (
    id uuid NOT NULL,
    bucket_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    org_id uuid,
    owner_id text,
    role text NOT NULL,
    signed boolean DEFAULT false NOT NULL,
    size bigint,
    upsert boolean DEFAULT false NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    user_metadata jsonb,
    said text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    CONSTRAINT resumable_uploads_size_positive CHECK ((size >= 0))
);

-- Name: TABLE resumable_uploads; Type: COMMENT; Schema: storage

COMMENT ON TABLE storage.resumable_uploads IS 'TUS uploads: whose, how large, until when. How far one has come is known by its draft, never by a row.';

-- Name: scrubs; Type: TABLE; Schema: storage

CREATE TABLE storage.scrubs (
    blob text NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    whole boolean NOT NULL,
    read_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE scrubs; Type: COMMENT; Schema: storage

COMMENT ON TABLE storage.scrubs IS 'The integrity scrub''s memory: blobs, when last compared with their hash, and the verdict.';

-- Name: usage; Type: TABLE; Schema: storage

CREATE TABLE storage.usage (
    org_id uuid NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    files bigint DEFAULT 0 NOT NULL,
    most_bytes bigint,
    most_files bigint,
    told_at timestamp with time zone,
    CONSTRAINT usage_most_bytes_positive CHECK ((most_bytes >= 0)),
    CONSTRAINT usage_most_files_positive CHECK ((most_files >= 0))
);

ALTER TABLE ONLY storage.usage FORCE ROW LEVEL SECURITY;

-- Name: TABLE usage; Type: COMMENT; Schema: storage

COMMENT ON TABLE storage.usage IS 'What an organisation keeps, and how much it may; without a figure of its own, as the settings say.';

-- Name: audit_logs_2026_11; Type: TABLE ATTACH; Schema: public

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_2026_11 FOR VALUES FROM ('01a19467-e800-7000-8000-000000000000') TO ('01a22ee6-b000-7000-8000-000000000000');

-- Name: audit_logs_2026_12; Type: TABLE ATTACH; Schema: public

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_2026_12 FOR VALUES FROM ('01a22ee6-b000-7000-8000-000000000000') TO ('01a2ce8b-d400-7000-8000-000000000000');

-- Name: audit_logs_2027_01; Type: TABLE ATTACH; Schema: public

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_2027_01 FOR VALUES FROM ('01a2ce8b-d400-7000-8000-000000000000') TO ('01a36e30-f800-7000-8000-000000000000');

-- Name: audit_logs_2027_02; Type: TABLE ATTACH; Schema: public

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_2027_02 FOR VALUES FROM ('01a36e30-f800-7000-8000-000000000000') TO ('01a3fe63-0800-7000-8000-000000000000');

-- Name: audit_logs_default; Type: TABLE ATTACH; Schema: public

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_default DEFAULT;

-- Name: messages_2026_11_21; Type: TABLE ATTACH; Schema: realtime

ALTER TABLE ONLY realtime.messages ATTACH PARTITION realtime.messages_2026_11_21 FOR VALUES FROM ('2026-11-21 00:00:00') TO ('2026-11-22 00:00:00');

-- Name: messages_2026_11_22; Type: TABLE ATTACH; Schema: realtime

ALTER TABLE ONLY realtime.messages ATTACH PARTITION realtime.messages_2026_11_22 FOR VALUES FROM ('2026-11-22 00:00:00') TO ('2026-11-23 00:00:00');

-- Name: messages_2026_11_23; Type: TABLE ATTACH; Schema: realtime

ALTER TABLE ONLY realtime.messages ATTACH PARTITION realtime.messages_2026_11_23 FOR VALUES FROM ('2026-11-23 00:00:00') TO ('2026-11-24 00:00:00');

-- Name: messages_2026_11_24; Type: TABLE ATTACH; Schema: realtime

ALTER TABLE ONLY realtime.messages ATTACH PARTITION realtime.messages_2026_11_24 FOR VALUES FROM ('2026-11-24 00:00:00') TO ('2026-11-25 00:00:00');

-- Name: messages_default; Type: TABLE ATTACH; Schema: realtime

ALTER TABLE ONLY realtime.messages ATTACH PARTITION realtime.messages_default DEFAULT;

-- Name: clients lifecycle; Type: DEFAULT; Schema: public

ALTER TABLE ONLY public.clients ALTER COLUMN lifecycle SET DEFAULT 'customer'::text;

-- Name: customers lifecycle; Type: DEFAULT; Schema: public

ALTER TABLE ONLY public.customers ALTER COLUMN lifecycle SET DEFAULT 'customer'::text;

-- Name: notes kind; Type: DEFAULT; Schema: public

ALTER TABLE ONLY public.notes ALTER COLUMN kind SET DEFAULT 'note'::text;

-- Name: tasks kind; Type: DEFAULT; Schema: public

ALTER TABLE ONLY public.tasks ALTER COLUMN kind SET DEFAULT 'task'::text;

-- Name: tasks status; Type: DEFAULT; Schema: public

ALTER TABLE ONLY public.tasks ALTER COLUMN status SET DEFAULT 'pending'::text;

-- Name: audit_sealed audit_sealed_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.audit_sealed
    ADD CONSTRAINT audit_sealed_pkey PRIMARY KEY (id);

-- Name: buckets buckets_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.buckets
    ADD CONSTRAINT buckets_pkey PRIMARY KEY (bucket);

-- Name: bulk_changes bulk_changes_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.bulk_changes
    ADD CONSTRAINT bulk_changes_pkey PRIMARY KEY (org_id, action_id, relation, record_id);

-- Name: ended_organizations ended_organizations_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.ended_organizations
    ADD CONSTRAINT ended_organizations_pkey PRIMARY KEY (organization);

-- Name: facts facts_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (id);

-- Name: function_answers function_answers_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.function_answers
    ADD CONSTRAINT function_answers_pkey PRIMARY KEY (caller, function, key);

-- Name: fx_rates fx_rates_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.fx_rates
    ADD CONSTRAINT fx_rates_pkey PRIMARY KEY (currency, day);

-- Name: import_changes import_changes_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_changes
    ADD CONSTRAINT import_changes_pkey PRIMARY KEY (org_id, job_id, relation, record_id);

-- Name: import_chunks import_chunks_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_chunks
    ADD CONSTRAINT import_chunks_pkey PRIMARY KEY (org_id, job_id, first_row);

-- Name: import_created import_created_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_created
    ADD CONSTRAINT import_created_pkey PRIMARY KEY (org_id, job_id, first_row, relation);

-- Name: import_fixes import_fixes_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_fixes
    ADD CONSTRAINT import_fixes_pkey PRIMARY KEY (org_id, job_id, row_no);

-- Name: import_kept import_kept_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_kept
    ADD CONSTRAINT import_kept_pkey PRIMARY KEY (org_id, job_id, relation, record_id);

-- Name: import_links import_links_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_links
    ADD CONSTRAINT import_links_pkey PRIMARY KEY (org_id, job_id, relation, value);

-- Name: import_rows import_rows_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (org_id, job_id, row_no);

-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

-- Name: realtime_feeds realtime_feeds_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.realtime_feeds
    ADD CONSTRAINT realtime_feeds_pkey PRIMARY KEY (feed);

-- Name: realtime_listeners realtime_listeners_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.realtime_listeners
    ADD CONSTRAINT realtime_listeners_pkey PRIMARY KEY (id);

-- Name: slots slots_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.slots
    ADD CONSTRAINT slots_pkey PRIMARY KEY (service, holder);

-- Name: tagged_before tagged_before_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.tagged_before
    ADD CONSTRAINT tagged_before_pkey PRIMARY KEY (org_id, tag_id, relation);

-- Name: vault_keys vault_keys_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.vault_keys
    ADD CONSTRAINT vault_keys_pkey PRIMARY KEY (org_id, id);

-- Name: work_later work_later_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.work_later
    ADD CONSTRAINT work_later_pkey PRIMARY KEY (org_id, workflow, key);

-- Name: work_waits work_waits_pkey; Type: CONSTRAINT; Schema: app

ALTER TABLE ONLY app.work_waits
    ADD CONSTRAINT work_waits_pkey PRIMARY KEY (event);

-- Name: audit_log_entries audit_log_entries_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.audit_log_entries
    ADD CONSTRAINT audit_log_entries_pkey PRIMARY KEY (id);

-- Name: flow_state flow_state_auth_code_unique; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.flow_state
    ADD CONSTRAINT flow_state_auth_code_unique UNIQUE (auth_code);

-- Name: flow_state flow_state_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.flow_state
    ADD CONSTRAINT flow_state_pkey PRIMARY KEY (id);

-- Name: identities identities_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);

-- Name: identities identities_provider_id_provider_unique; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.identities
    ADD CONSTRAINT identities_provider_id_provider_unique UNIQUE (provider_id, provider);

-- Name: mfa_amr_claims mfa_amr_claims_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_amr_claims
    ADD CONSTRAINT mfa_amr_claims_pkey PRIMARY KEY (id);

-- Name: mfa_amr_claims mfa_amr_claims_session_id_authentication_method_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_amr_claims
    ADD CONSTRAINT mfa_amr_claims_session_id_authentication_method_pkey UNIQUE (session_id, authentication_method);

-- Name: mfa_challenges mfa_challenges_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_challenges
    ADD CONSTRAINT mfa_challenges_pkey PRIMARY KEY (id);

-- Name: mfa_factors mfa_factors_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_factors
    ADD CONSTRAINT mfa_factors_pkey PRIMARY KEY (id);

-- Name: mfa_recovery_codes mfa_recovery_codes_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_recovery_codes
    ADD CONSTRAINT mfa_recovery_codes_pkey PRIMARY KEY (user_id, code_hash);

-- Name: oauth_authorizations oauth_authorizations_code_unique; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_authorizations
    ADD CONSTRAINT oauth_authorizations_code_unique UNIQUE (code_hash);

-- Name: oauth_authorizations oauth_authorizations_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_authorizations
    ADD CONSTRAINT oauth_authorizations_pkey PRIMARY KEY (id);

-- Name: oauth_clients oauth_clients_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_clients
    ADD CONSTRAINT oauth_clients_pkey PRIMARY KEY (id);

-- Name: oauth_consents oauth_consents_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_consents
    ADD CONSTRAINT oauth_consents_pkey PRIMARY KEY (user_id, client_id);

-- Name: oauth_states oauth_states_hash_unique; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_states
    ADD CONSTRAINT oauth_states_hash_unique UNIQUE (state_hash);

-- Name: oauth_states oauth_states_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_states
    ADD CONSTRAINT oauth_states_pkey PRIMARY KEY (id);

-- Name: one_time_tokens one_time_tokens_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.one_time_tokens
    ADD CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id);

-- Name: one_time_tokens one_time_tokens_user_id_token_type_key; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.one_time_tokens
    ADD CONSTRAINT one_time_tokens_user_id_token_type_key UNIQUE (user_id, token_type);

-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id);

-- Name: refresh_tokens refresh_tokens_token_unique; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_token_unique UNIQUE (token);

-- Name: saml_assertions_seen saml_assertions_seen_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_assertions_seen
    ADD CONSTRAINT saml_assertions_seen_pkey PRIMARY KEY (sso_provider_id, assertion_id);

-- Name: saml_providers saml_providers_entity_id_key; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_providers
    ADD CONSTRAINT saml_providers_entity_id_key UNIQUE (entity_id);

-- Name: saml_providers saml_providers_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_providers
    ADD CONSTRAINT saml_providers_pkey PRIMARY KEY (id);

-- Name: saml_relay_states saml_relay_states_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_relay_states
    ADD CONSTRAINT saml_relay_states_pkey PRIMARY KEY (id);

-- Name: sessions sessions_cookie_hash_unique; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_cookie_hash_unique UNIQUE (cookie_hash);

-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

-- Name: sso_domains sso_domains_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sso_domains
    ADD CONSTRAINT sso_domains_pkey PRIMARY KEY (id);

-- Name: sso_providers sso_providers_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sso_providers
    ADD CONSTRAINT sso_providers_pkey PRIMARY KEY (id);

-- Name: users users_phone_key; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_phone_key UNIQUE (phone);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: action_items action_items_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.action_items
    ADD CONSTRAINT action_items_once UNIQUE (org_id, call_id, span_start, span_end, text);

-- Name: action_items action_items_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.action_items
    ADD CONSTRAINT action_items_pkey PRIMARY KEY (org_id, id);

-- Name: activities activities_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (org_id, id);

-- Name: ai_agent_runs_archive ai_agent_runs_archive_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.ai_agent_runs_archive
    ADD CONSTRAINT ai_agent_runs_archive_pkey PRIMARY KEY (org_id, id);

-- Name: ai_agent_runs ai_agent_runs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.ai_agent_runs
    ADD CONSTRAINT ai_agent_runs_pkey PRIMARY KEY (org_id, id);

-- Name: ai_cache ai_cache_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.ai_cache
    ADD CONSTRAINT ai_cache_pkey PRIMARY KEY (org_id, key);

-- Name: ai_feedback ai_feedback_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.ai_feedback
    ADD CONSTRAINT ai_feedback_once UNIQUE (org_id, subject_table, subject_id, user_id);

-- Name: ai_feedback ai_feedback_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.ai_feedback
    ADD CONSTRAINT ai_feedback_pkey PRIMARY KEY (org_id, id);

-- Name: ai_usage_quotas ai_usage_quotas_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.ai_usage_quotas
    ADD CONSTRAINT ai_usage_quotas_pkey PRIMARY KEY (org_id);

-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (org_id, id);

-- Name: assignments assignments_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.assignments
    ADD CONSTRAINT assignments_once UNIQUE (org_id, contact_id, user_id);

-- Name: assignments assignments_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.assignments
    ADD CONSTRAINT assignments_pkey PRIMARY KEY (org_id, id);

-- Name: attachments attachments_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (org_id, id);

-- Name: audit_logs audit_logs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (org_id, id);

-- Name: audit_logs_2026_11 audit_logs_2026_11_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_logs_2026_11
    ADD CONSTRAINT audit_logs_2026_11_pkey PRIMARY KEY (org_id, id);

-- Name: audit_logs_2026_12 audit_logs_2026_12_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_logs_2026_12
    ADD CONSTRAINT audit_logs_2026_12_pkey PRIMARY KEY (org_id, id);

-- Name: audit_logs_2027_01 audit_logs_2027_01_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_logs_2027_01
    ADD CONSTRAINT audit_logs_2027_01_pkey PRIMARY KEY (org_id, id);

-- Name: audit_logs_2027_02 audit_logs_2027_02_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_logs_2027_02
    ADD CONSTRAINT audit_logs_2027_02_pkey PRIMARY KEY (org_id, id);

-- Name: audit_logs_default audit_logs_default_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_logs_default
    ADD CONSTRAINT audit_logs_default_pkey PRIMARY KEY (org_id, id);

-- Name: audit_seals audit_seals_number_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_number_unique UNIQUE (org_id, number);

-- Name: audit_seals audit_seals_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (org_id, id);

-- Name: automation_members automation_members_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automation_members
    ADD CONSTRAINT automation_members_pkey PRIMARY KEY (org_id, automation_id, record_id);

-- Name: automation_runs automation_runs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automation_runs
    ADD CONSTRAINT automation_runs_pkey PRIMARY KEY (org_id, id);

-- Name: automation_versions automation_versions_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automation_versions
    ADD CONSTRAINT automation_versions_pkey PRIMARY KEY (org_id, id);

-- Name: automations automations_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automations
    ADD CONSTRAINT automations_pkey PRIMARY KEY (org_id, id);

-- Name: background_jobs background_jobs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.background_jobs
    ADD CONSTRAINT background_jobs_pkey PRIMARY KEY (org_id, id);

-- Name: bulk_actions bulk_actions_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.bulk_actions
    ADD CONSTRAINT bulk_actions_pkey PRIMARY KEY (org_id, id);

-- Name: call_briefs call_briefs_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_briefs
    ADD CONSTRAINT call_briefs_once UNIQUE (org_id, call_id);

-- Name: call_briefs call_briefs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_briefs
    ADD CONSTRAINT call_briefs_pkey PRIMARY KEY (org_id, id);

-- Name: call_signals call_signals_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_signals
    ADD CONSTRAINT call_signals_once UNIQUE NULLS NOT DISTINCT (org_id, call_id, kind, value, detail, span_start, span_end);

-- Name: call_signals call_signals_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_signals
    ADD CONSTRAINT call_signals_pkey PRIMARY KEY (org_id, id);

-- Name: call_steps call_steps_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_steps
    ADD CONSTRAINT call_steps_once UNIQUE (org_id, call_id, step);

-- Name: call_steps call_steps_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_steps
    ADD CONSTRAINT call_steps_pkey PRIMARY KEY (org_id, id);

-- Name: calls calls_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_pkey PRIMARY KEY (org_id, id);

-- Name: companies companies_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.companies
    ADD CONSTRAINT companies_pkey PRIMARY KEY (org_id, id);

-- Name: contact_points contact_points_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_pkey PRIMARY KEY (org_id, id);

-- Name: contacts contacts_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (org_id, id);

-- Name: credentials credentials_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (org_id, id);

-- Name: custom_fields custom_fields_key_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.custom_fields
    ADD CONSTRAINT custom_fields_key_unique UNIQUE (org_id, relation, key);

-- Name: custom_fields custom_fields_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.custom_fields
    ADD CONSTRAINT custom_fields_pkey PRIMARY KEY (org_id, id);

-- Name: deal_health_scores deal_health_scores_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.deal_health_scores
    ADD CONSTRAINT deal_health_scores_once UNIQUE (org_id, lead_id, call_id, cause, version, created_at);

-- Name: deal_health_scores deal_health_scores_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.deal_health_scores
    ADD CONSTRAINT deal_health_scores_pkey PRIMARY KEY (org_id, id);

-- Name: duplicates duplicates_pair_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.duplicates
    ADD CONSTRAINT duplicates_pair_unique UNIQUE (org_id, relation, a_id, b_id);

-- Name: duplicates duplicates_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.duplicates
    ADD CONSTRAINT duplicates_pkey PRIMARY KEY (org_id, id);

-- Name: email_templates email_templates_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.email_templates
    ADD CONSTRAINT email_templates_pkey PRIMARY KEY (org_id, id);

-- Name: export_jobs export_jobs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.export_jobs
    ADD CONSTRAINT export_jobs_pkey PRIMARY KEY (org_id, id);

-- Name: fx_rates fx_rates_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.fx_rates
    ADD CONSTRAINT fx_rates_pkey PRIMARY KEY (org_id, id);

-- Name: fx_rates fx_rates_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.fx_rates
    ADD CONSTRAINT fx_rates_unique UNIQUE (org_id, currency, day);

-- Name: import_errors import_errors_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.import_errors
    ADD CONSTRAINT import_errors_pkey PRIMARY KEY (org_id, id);

-- Name: import_jobs import_jobs_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.import_jobs
    ADD CONSTRAINT import_jobs_pkey PRIMARY KEY (org_id, id);

-- Name: import_mappings import_mappings_once; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.import_mappings
    ADD CONSTRAINT import_mappings_once UNIQUE (org_id, kind, fingerprint);

-- Name: import_mappings import_mappings_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.import_mappings
    ADD CONSTRAINT import_mappings_pkey PRIMARY KEY (org_id, id);

-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (org_id, id);

-- Name: lead_contacts lead_contacts_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.lead_contacts
    ADD CONSTRAINT lead_contacts_pkey PRIMARY KEY (org_id, id);

-- Name: lead_contacts lead_contacts_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.lead_contacts
    ADD CONSTRAINT lead_contacts_unique UNIQUE (org_id, lead_id, contact_id);

-- Name: lead_stages lead_stages_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.lead_stages
    ADD CONSTRAINT lead_stages_pkey PRIMARY KEY (org_id, id);

-- Name: leads leads_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_pkey PRIMARY KEY (org_id, id);

-- Name: mails mails_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (org_id, id);

-- Name: merges merges_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_pkey PRIMARY KEY (org_id, id);

-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (org_id, id);

-- Name: org_members org_members_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.org_members
    ADD CONSTRAINT org_members_pkey PRIMARY KEY (org_id, id);

-- Name: org_members org_members_user_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.org_members
    ADD CONSTRAINT org_members_user_unique UNIQUE (org_id, user_id);

-- Name: organizations organizations_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (org_id);

-- Name: outside_calls outside_calls_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.outside_calls
    ADD CONSTRAINT outside_calls_pkey PRIMARY KEY (org_id, id);

-- Name: pipelines pipelines_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.pipelines
    ADD CONSTRAINT pipelines_pkey PRIMARY KEY (org_id, id);

-- Name: playbooks playbooks_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.playbooks
    ADD CONSTRAINT playbooks_pkey PRIMARY KEY (org_id, id);

-- Name: profiles profiles_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (org_id, id);

-- Name: recent_records recent_records_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.recent_records
    ADD CONSTRAINT recent_records_pkey PRIMARY KEY (org_id, id);

-- Name: recent_records recent_records_unique; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.recent_records
    ADD CONSTRAINT recent_records_unique UNIQUE (org_id, user_id, relation, record_id);

-- Name: saved_views saved_views_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.saved_views
    ADD CONSTRAINT saved_views_pkey PRIMARY KEY (org_id, id);

-- Name: search_history search_history_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.search_history
    ADD CONSTRAINT search_history_pkey PRIMARY KEY (org_id, id);

-- Name: stages stages_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.stages
    ADD CONSTRAINT stages_pkey PRIMARY KEY (org_id, id);

-- Name: taggings taggings_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT taggings_pkey PRIMARY KEY (org_id, id);

-- Name: tags tags_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (org_id, id);

-- Name: teams teams_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (org_id, id);

-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (org_id, id);

-- Name: webhook_endpoints webhook_endpoints_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (org_id, id);

-- Name: webhook_events webhook_events_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_pkey PRIMARY KEY (org_id, id);

-- Name: webhooks webhooks_pkey; Type: CONSTRAINT; Schema: public

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (org_id, id);

-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: realtime

ALTER TABLE ONLY realtime.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id, inserted_at);

-- Name: messages_2026_11_21 messages_2026_11_21_pkey; Type: CONSTRAINT; Schema: realtime

ALTER TABLE ONLY realtime.messages_2026_11_21
    ADD CONSTRAINT messages_2026_11_21_pkey PRIMARY KEY (id, inserted_at);

-- Name: messages_2026_11_22 messages_2026_11_22_pkey; Type: CONSTRAINT; Schema: realtime

ALTER TABLE ONLY realtime.messages_2026_11_22
    ADD CONSTRAINT messages_2026_11_22_pkey PRIMARY KEY (id, inserted_at);

-- Name: messages_2026_11_23 messages_2026_11_23_pkey; Type: CONSTRAINT; Schema: realtime

ALTER TABLE ONLY realtime.messages_2026_11_23
    ADD CONSTRAINT messages_2026_11_23_pkey PRIMARY KEY (id, inserted_at);

-- Name: messages_2026_11_24 messages_2026_11_24_pkey; Type: CONSTRAINT; Schema: realtime

ALTER TABLE ONLY realtime.messages_2026_11_24
    ADD CONSTRAINT messages_2026_11_24_pkey PRIMARY KEY (id, inserted_at);

-- Name: messages_default messages_default_pkey; Type: CONSTRAINT; Schema: realtime

ALTER TABLE ONLY realtime.messages_default
    ADD CONSTRAINT messages_default_pkey PRIMARY KEY (id, inserted_at);

-- Name: buckets buckets_pkey; Type: CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.buckets
    ADD CONSTRAINT buckets_pkey PRIMARY KEY (id);

-- Name: objects objects_pkey; Type: CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.objects
    ADD CONSTRAINT objects_pkey PRIMARY KEY (id);

-- Name: record_kinds record_kinds_pkey; Type: CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.record_kinds
    ADD CONSTRAINT record_kinds_pkey PRIMARY KEY (kind);

-- Name: resumable_uploads resumable_uploads_pkey; Type: CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.resumable_uploads
    ADD CONSTRAINT resumable_uploads_pkey PRIMARY KEY (id);

-- Name: scrubs scrubs_pkey; Type: CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.scrubs
    ADD CONSTRAINT scrubs_pkey PRIMARY KEY (blob);

-- Name: usage usage_pkey; Type: CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.usage
    ADD CONSTRAINT usage_pkey PRIMARY KEY (org_id);

-- Name: facts_of_organisation; Type: INDEX; Schema: app

CREATE INDEX facts_of_organisation ON app.facts USING btree (org_id, id DESC);

-- Name: facts_subject; Type: INDEX; Schema: app

CREATE INDEX facts_subject ON app.facts USING btree (org_id, subject, id DESC);

-- Name: facts_waiting; Type: INDEX; Schema: app

CREATE INDEX facts_waiting ON app.facts USING btree (id) WHERE (dispatched_at IS NULL);

-- Name: function_answers_age; Type: INDEX; Schema: app

CREATE INDEX function_answers_age ON app.function_answers USING btree (at);

-- Name: import_rows_action; Type: INDEX; Schema: app

CREATE INDEX import_rows_action ON app.import_rows USING btree (org_id, job_id, action, row_no) WHERE (action <> 'n'::text);

-- Name: realtime_listeners_fingerprint; Type: INDEX; Schema: app

CREATE INDEX realtime_listeners_fingerprint ON app.realtime_listeners USING btree (fingerprint);

-- Name: vault_keys_current; Type: INDEX; Schema: app

CREATE UNIQUE INDEX vault_keys_current ON app.vault_keys USING btree (org_id) WHERE (retired_at IS NULL);

-- Name: work_later_due; Type: INDEX; Schema: app

CREATE INDEX work_later_due ON app.work_later USING btree (due_at);

-- Name: work_waits_kind; Type: INDEX; Schema: app

CREATE INDEX work_waits_kind ON app.work_waits USING btree (org_id, kind);

-- Name: attempts_subject; Type: INDEX; Schema: auth

CREATE INDEX attempts_subject ON auth.attempts USING btree (subject, at);

-- Name: flow_state_user; Type: INDEX; Schema: auth

CREATE INDEX flow_state_user ON auth.flow_state USING btree (user_id, authentication_method);

-- Name: identities_email; Type: INDEX; Schema: auth

CREATE INDEX identities_email ON auth.identities USING btree (email);

-- Name: identities_user_id; Type: INDEX; Schema: auth

CREATE INDEX identities_user_id ON auth.identities USING btree (user_id);

-- Name: mfa_challenges_factor; Type: INDEX; Schema: auth

CREATE INDEX mfa_challenges_factor ON auth.mfa_challenges USING btree (factor_id, created_at);

-- Name: mfa_factors_user; Type: INDEX; Schema: auth

CREATE INDEX mfa_factors_user ON auth.mfa_factors USING btree (user_id, created_at);

-- Name: mfa_factors_user_friendly_name_unique; Type: INDEX; Schema: auth

CREATE UNIQUE INDEX mfa_factors_user_friendly_name_unique ON auth.mfa_factors USING btree (friendly_name, user_id) WHERE (btrim(friendly_name) <> ''::text);

-- Name: oauth_authorizations_agreed; Type: INDEX; Schema: auth

CREATE INDEX oauth_authorizations_agreed ON auth.oauth_authorizations USING btree (agreed_session_id);

-- Name: oauth_authorizations_client; Type: INDEX; Schema: auth

CREATE INDEX oauth_authorizations_client ON auth.oauth_authorizations USING btree (client_id);

-- Name: oauth_authorizations_session; Type: INDEX; Schema: auth

CREATE INDEX oauth_authorizations_session ON auth.oauth_authorizations USING btree (session_id);

-- Name: oauth_authorizations_user; Type: INDEX; Schema: auth

CREATE INDEX oauth_authorizations_user ON auth.oauth_authorizations USING btree (user_id);

-- Name: oauth_consents_client; Type: INDEX; Schema: auth

CREATE INDEX oauth_consents_client ON auth.oauth_consents USING btree (client_id);

-- Name: oauth_states_age; Type: INDEX; Schema: auth

CREATE INDEX oauth_states_age ON auth.oauth_states USING btree (created_at);

-- Name: oauth_states_user; Type: INDEX; Schema: auth

CREATE INDEX oauth_states_user ON auth.oauth_states USING btree (linking_user_id);

-- Name: one_time_tokens_relates_to; Type: INDEX; Schema: auth

CREATE INDEX one_time_tokens_relates_to ON auth.one_time_tokens USING btree (lower(relates_to));

-- Name: one_time_tokens_token_hash; Type: INDEX; Schema: auth

CREATE INDEX one_time_tokens_token_hash ON auth.one_time_tokens USING btree (token_hash);

-- Name: refresh_tokens_session; Type: INDEX; Schema: auth

CREATE INDEX refresh_tokens_session ON auth.refresh_tokens USING btree (session_id, revoked);

-- Name: saml_providers_provider; Type: INDEX; Schema: auth

CREATE INDEX saml_providers_provider ON auth.saml_providers USING btree (sso_provider_id);

-- Name: saml_relay_states_age; Type: INDEX; Schema: auth

CREATE INDEX saml_relay_states_age ON auth.saml_relay_states USING btree (created_at);

-- Name: sessions_oauth_client; Type: INDEX; Schema: auth

CREATE INDEX sessions_oauth_client ON auth.sessions USING btree (oauth_client_id) WHERE (oauth_client_id IS NOT NULL);

-- Name: sessions_user_id; Type: INDEX; Schema: auth

CREATE INDEX sessions_user_id ON auth.sessions USING btree (user_id, created_at DESC);

-- Name: sso_domains_domain; Type: INDEX; Schema: auth

CREATE UNIQUE INDEX sso_domains_domain ON auth.sso_domains USING btree (lower(domain));

-- Name: sso_domains_provider; Type: INDEX; Schema: auth

CREATE INDEX sso_domains_provider ON auth.sso_domains USING btree (sso_provider_id);

-- Name: sso_providers_org; Type: INDEX; Schema: auth

CREATE INDEX sso_providers_org ON auth.sso_providers USING btree (org_id);

-- Name: sso_providers_resource_id; Type: INDEX; Schema: auth

CREATE UNIQUE INDEX sso_providers_resource_id ON auth.sso_providers USING btree (lower(resource_id));

-- Name: users_email_partial_key; Type: INDEX; Schema: auth

CREATE UNIQUE INDEX users_email_partial_key ON auth.users USING btree (lower((email)::text)) WHERE (NOT is_sso_user);

-- Name: action_items_of_call; Type: INDEX; Schema: public

CREATE INDEX action_items_of_call ON public.action_items USING btree (org_id, call_id, span_start) WHERE (deleted_at IS NULL);

-- Name: action_items_open; Type: INDEX; Schema: public

CREATE INDEX action_items_open ON public.action_items USING btree (org_id, lead_id, due_on) WHERE ((NOT done) AND (deleted_at IS NULL));

-- Name: activities_by_actor; Type: INDEX; Schema: public

CREATE INDEX activities_by_actor ON public.activities USING btree (org_id, actor_id, occurred_at DESC) WHERE (actor_kind <> 'import'::text);

-- Name: activities_of_company; Type: INDEX; Schema: public

CREATE INDEX activities_of_company ON public.activities USING btree (org_id, company_id, occurred_at DESC, id DESC) WHERE (company_id IS NOT NULL);

-- Name: activities_of_contact; Type: INDEX; Schema: public

CREATE INDEX activities_of_contact ON public.activities USING btree (org_id, contact_id, occurred_at DESC, id DESC) WHERE (contact_id IS NOT NULL);

-- Name: activities_of_lead; Type: INDEX; Schema: public

CREATE INDEX activities_of_lead ON public.activities USING btree (org_id, lead_id, occurred_at DESC, id DESC) WHERE (lead_id IS NOT NULL);

-- Name: activities_open_tasks; Type: INDEX; Schema: public

CREATE INDEX activities_open_tasks ON public.activities USING btree (org_id, assigned_to, due_at, id) WHERE ((kind = 'task'::text) AND (status = 'pending'::text) AND (deleted_at IS NULL));

-- Name: activities_recent; Type: INDEX; Schema: public

CREATE INDEX activities_recent ON public.activities USING btree (org_id, created_at, id) INCLUDE (owner_id, team_id, assignee_ids) WHERE (deleted_at IS NULL);

-- Name: activities_search; Type: INDEX; Schema: public

CREATE INDEX activities_search ON public.activities USING gin (search) WHERE (search IS NOT NULL);

-- Name: ai_agent_runs_agent; Type: INDEX; Schema: public

CREATE INDEX ai_agent_runs_agent ON public.ai_agent_runs USING btree (org_id, agent, created_at DESC);

-- Name: ai_agent_runs_recent; Type: INDEX; Schema: public

CREATE INDEX ai_agent_runs_recent ON public.ai_agent_runs USING btree (org_id, created_at DESC);

-- Name: ai_agent_runs_subject; Type: INDEX; Schema: public

CREATE INDEX ai_agent_runs_subject ON public.ai_agent_runs USING btree (org_id, subject_table, subject_id);

-- Name: ai_cache_expiry; Type: INDEX; Schema: public

CREATE INDEX ai_cache_expiry ON public.ai_cache USING btree (org_id, expires_at);

-- Name: ai_feedback_agent; Type: INDEX; Schema: public

CREATE INDEX ai_feedback_agent ON public.ai_feedback USING btree (org_id, agent, created_at DESC);

-- Name: api_keys_hash; Type: INDEX; Schema: public

CREATE INDEX api_keys_hash ON public.api_keys USING btree (key_hash);

-- Name: api_keys_user; Type: INDEX; Schema: public

CREATE INDEX api_keys_user ON public.api_keys USING btree (org_id, user_id);

-- Name: assignments_user; Type: INDEX; Schema: public

CREATE INDEX assignments_user ON public.assignments USING btree (org_id, user_id);

-- Name: attachments_about; Type: INDEX; Schema: public

CREATE INDEX attachments_about ON public.attachments USING btree (org_id, about_kind, about_id, created_at DESC) WHERE (about_id IS NOT NULL);

-- Name: attachments_of_activity; Type: INDEX; Schema: public

CREATE INDEX attachments_of_activity ON public.attachments USING btree (org_id, activity_id) WHERE (activity_id IS NOT NULL);

-- Name: attachments_of_company; Type: INDEX; Schema: public

CREATE INDEX attachments_of_company ON public.attachments USING btree (org_id, company_id, created_at DESC) WHERE (company_id IS NOT NULL);

-- Name: attachments_of_contact; Type: INDEX; Schema: public

CREATE INDEX attachments_of_contact ON public.attachments USING btree (org_id, contact_id, created_at DESC) WHERE (contact_id IS NOT NULL);

-- Name: attachments_of_object; Type: INDEX; Schema: public

CREATE INDEX attachments_of_object ON public.attachments USING btree (object_id) WHERE (object_id IS NOT NULL);

-- Name: audit_logs_record; Type: INDEX; Schema: public

CREATE INDEX audit_logs_record ON ONLY public.audit_logs USING btree (org_id, table_name, record_id, id DESC);

-- Name: audit_logs_2026_11_org_id_table_name_record_id_id_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2026_11_org_id_table_name_record_id_id_idx ON public.audit_logs_2026_11 USING btree (org_id, table_name, record_id, id DESC);

-- Name: audit_logs_unsealed; Type: INDEX; Schema: public

CREATE INDEX audit_logs_unsealed ON ONLY public.audit_logs USING btree (tx);

-- Name: audit_logs_2026_11_tx_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2026_11_tx_idx ON public.audit_logs_2026_11 USING btree (tx);

-- Name: audit_logs_2026_12_org_id_table_name_record_id_id_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2026_12_org_id_table_name_record_id_id_idx ON public.audit_logs_2026_12 USING btree (org_id, table_name, record_id, id DESC);

-- Name: audit_logs_2026_12_tx_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2026_12_tx_idx ON public.audit_logs_2026_12 USING btree (tx);

-- Name: audit_logs_2027_01_org_id_table_name_record_id_id_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2027_01_org_id_table_name_record_id_id_idx ON public.audit_logs_2027_01 USING btree (org_id, table_name, record_id, id DESC);

-- Name: audit_logs_2027_01_tx_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2027_01_tx_idx ON public.audit_logs_2027_01 USING btree (tx);

-- Name: audit_logs_2027_02_org_id_table_name_record_id_id_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2027_02_org_id_table_name_record_id_id_idx ON public.audit_logs_2027_02 USING btree (org_id, table_name, record_id, id DESC);

-- Name: audit_logs_2027_02_tx_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_2027_02_tx_idx ON public.audit_logs_2027_02 USING btree (tx);

-- Name: audit_logs_default_org_id_table_name_record_id_id_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_default_org_id_table_name_record_id_id_idx ON public.audit_logs_default USING btree (org_id, table_name, record_id, id DESC);

-- Name: audit_logs_default_tx_idx; Type: INDEX; Schema: public

CREATE INDEX audit_logs_default_tx_idx ON public.audit_logs_default USING btree (tx);

-- Name: automation_runs_of; Type: INDEX; Schema: public

CREATE INDEX automation_runs_of ON public.automation_runs USING btree (org_id, automation_id, id DESC);

-- Name: automation_versions_once; Type: INDEX; Schema: public

CREATE UNIQUE INDEX automation_versions_once ON public.automation_versions USING btree (org_id, automation_id, version);

-- Name: automations_fact; Type: INDEX; Schema: public

CREATE INDEX automations_fact ON public.automations USING btree (org_id, trigger_value) WHERE ((state = 'on'::text) AND (trigger_kind = 'fact'::text));

-- Name: background_jobs_of_person; Type: INDEX; Schema: public

CREATE INDEX background_jobs_of_person ON public.background_jobs USING btree (org_id, user_id, id DESC);

-- Name: bulk_actions_owner; Type: INDEX; Schema: public

CREATE INDEX bulk_actions_owner ON public.bulk_actions USING btree (org_id, owner_id);

-- Name: bulk_actions_recent; Type: INDEX; Schema: public

CREATE INDEX bulk_actions_recent ON public.bulk_actions USING btree (org_id, created_at DESC, id DESC);

-- Name: call_briefs_of_lead; Type: INDEX; Schema: public

CREATE INDEX call_briefs_of_lead ON public.call_briefs USING btree (org_id, lead_id) WHERE (lead_id IS NOT NULL);

-- Name: call_briefs_search; Type: INDEX; Schema: public

CREATE INDEX call_briefs_search ON public.call_briefs USING gin (search);

-- Name: call_signals_of_lead; Type: INDEX; Schema: public

CREATE INDEX call_signals_of_lead ON public.call_signals USING btree (org_id, lead_id, kind) WHERE (lead_id IS NOT NULL);

-- Name: calls_external_id_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX calls_external_id_unique ON public.calls USING btree (org_id, source, external_id) WHERE (external_id IS NOT NULL);

-- Name: calls_of_company; Type: INDEX; Schema: public

CREATE INDEX calls_of_company ON public.calls USING btree (org_id, company_id, started_at DESC) WHERE (company_id IS NOT NULL);

-- Name: calls_of_contact; Type: INDEX; Schema: public

CREATE INDEX calls_of_contact ON public.calls USING btree (org_id, contact_id, started_at DESC) WHERE (contact_id IS NOT NULL);

-- Name: calls_of_lead; Type: INDEX; Schema: public

CREATE INDEX calls_of_lead ON public.calls USING btree (org_id, lead_id, started_at DESC) WHERE (lead_id IS NOT NULL);

-- Name: calls_recent; Type: INDEX; Schema: public

CREATE INDEX calls_recent ON public.calls USING btree (org_id, started_at DESC, id DESC) INCLUDE (owner_id, team_id, assignee_ids) WHERE (deleted_at IS NULL);

-- Name: calls_recording; Type: INDEX; Schema: public

CREATE INDEX calls_recording ON public.calls USING btree (org_id, recording_sha256) WHERE (recording_sha256 IS NOT NULL);

-- Name: calls_search; Type: INDEX; Schema: public

CREATE INDEX calls_search ON public.calls USING gin (search);

-- Name: calls_transcript_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX calls_transcript_unique ON public.calls USING btree (org_id, lead_id, contact_id, transcript_hash) NULLS NOT DISTINCT WHERE ((transcript_hash IS NOT NULL) AND (deleted_at IS NULL));

-- Name: companies_by_name; Type: INDEX; Schema: public

CREATE INDEX companies_by_name ON public.companies USING btree (org_id, sort_name, id) WHERE (deleted_at IS NULL);

-- Name: companies_contacted; Type: INDEX; Schema: public

CREATE INDEX companies_contacted ON public.companies USING btree (org_id, last_contact_at DESC NULLS LAST, id DESC) WHERE (deleted_at IS NULL);

-- Name: companies_custom; Type: INDEX; Schema: public

CREATE INDEX companies_custom ON public.companies USING gin (custom jsonb_path_ops);

-- Name: companies_domain_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX companies_domain_unique ON public.companies USING btree (org_id, domain) WHERE ((domain IS NOT NULL) AND (deleted_at IS NULL));

-- Name: companies_external_id_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX companies_external_id_unique ON public.companies USING btree (org_id, integration_id, external_platform, external_id) NULLS NOT DISTINCT WHERE (external_id IS NOT NULL);

-- Name: companies_owner; Type: INDEX; Schema: public

CREATE INDEX companies_owner ON public.companies USING btree (org_id, owner_id);

-- Name: companies_recent; Type: INDEX; Schema: public

CREATE INDEX companies_recent ON public.companies USING btree (org_id, created_at DESC, id DESC) INCLUDE (owner_id, team_id, assignee_ids) WHERE (deleted_at IS NULL);

-- Name: companies_search; Type: INDEX; Schema: public

CREATE INDEX companies_search ON public.companies USING gin (search);

-- Name: companies_tags; Type: INDEX; Schema: public

CREATE INDEX companies_tags ON public.companies USING gin (tag_ids);

-- Name: contact_points_once; Type: INDEX; Schema: public

CREATE UNIQUE INDEX contact_points_once ON public.contact_points USING btree (org_id, contact_id, kind, normalised);

-- Name: contact_points_primary; Type: INDEX; Schema: public

CREATE UNIQUE INDEX contact_points_primary ON public.contact_points USING btree (org_id, contact_id, kind) WHERE is_primary;

-- Name: contact_points_value; Type: INDEX; Schema: public

CREATE INDEX contact_points_value ON public.contact_points USING btree (org_id, kind, normalised);

-- Name: contacts_by_company; Type: INDEX; Schema: public

CREATE INDEX contacts_by_company ON public.contacts USING btree (org_id, company_name, id) WHERE (deleted_at IS NULL);

-- Name: contacts_by_name; Type: INDEX; Schema: public

CREATE INDEX contacts_by_name ON public.contacts USING btree (org_id, sort_name, id) WHERE (deleted_at IS NULL);

-- Name: contacts_company; Type: INDEX; Schema: public

CREATE INDEX contacts_company ON public.contacts USING btree (org_id, company_id) WHERE (company_id IS NOT NULL);

-- Name: contacts_contacted; Type: INDEX; Schema: public

CREATE INDEX contacts_contacted ON public.contacts USING btree (org_id, last_contact_at NULLS FIRST, id) WHERE (deleted_at IS NULL);

-- Name: contacts_country; Type: INDEX; Schema: public

CREATE INDEX contacts_country ON public.contacts USING btree (org_id, country, status) WHERE (deleted_at IS NULL);

-- Name: contacts_custom; Type: INDEX; Schema: public

CREATE INDEX contacts_custom ON public.contacts USING gin (custom jsonb_path_ops);

-- Name: contacts_email_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX contacts_email_unique ON public.contacts USING btree (org_id, email) WHERE (deleted_at IS NULL);

-- Name: contacts_external_id_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX contacts_external_id_unique ON public.contacts USING btree (org_id, integration_id, external_platform, external_id) NULLS NOT DISTINCT WHERE (external_id IS NOT NULL);

-- Name: contacts_owner; Type: INDEX; Schema: public

CREATE INDEX contacts_owner ON public.contacts USING btree (org_id, owner_id);

-- Name: contacts_phone; Type: INDEX; Schema: public

CREATE INDEX contacts_phone ON public.contacts USING btree (org_id, phone) WHERE ((phone IS NOT NULL) AND (deleted_at IS NULL));

-- Name: contacts_recent; Type: INDEX; Schema: public

CREATE INDEX contacts_recent ON public.contacts USING btree (org_id, created_at, id) INCLUDE (owner_id, team_id, assignee_ids) WHERE (deleted_at IS NULL);

-- Name: contacts_search; Type: INDEX; Schema: public

CREATE INDEX contacts_search ON public.contacts USING gin (search);

-- Name: contacts_stage; Type: INDEX; Schema: public

CREATE INDEX contacts_stage ON public.contacts USING btree (org_id, lifecycle, status, created_at, id) WHERE (deleted_at IS NULL);

-- Name: contacts_tags; Type: INDEX; Schema: public

CREATE INDEX contacts_tags ON public.contacts USING gin (tag_ids);

-- Name: contacts_trash; Type: INDEX; Schema: public

CREATE INDEX contacts_trash ON public.contacts USING btree (org_id, deleted_at DESC) WHERE (deleted_at IS NOT NULL);

-- Name: contacts_value; Type: INDEX; Schema: public

CREATE INDEX contacts_value ON public.contacts USING btree (org_id, lifetime_value, id) WHERE (deleted_at IS NULL);

-- Name: credentials_service_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX credentials_service_unique ON public.credentials USING btree (org_id, service);

-- Name: deal_health_scores_ix02; Type: INDEX; Schema: public

CREATE INDEX deal_health_scores_ix02 ON public.deal_health_scores USING btree (org_id, score, updated_at DESC);

-- Name: deal_health_scores_of_lead; Type: INDEX; Schema: public

CREATE INDEX deal_health_scores_of_lead ON public.deal_health_scores USING btree (org_id, lead_id, created_at DESC);

-- Name: duplicates_open; Type: INDEX; Schema: public

CREATE INDEX duplicates_open ON public.duplicates USING btree (org_id, relation, score DESC, id DESC) WHERE (state = 'open'::text);

-- Name: email_templates_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX email_templates_name_unique ON public.email_templates USING btree (org_id, lower(name), language) WHERE (deleted_at IS NULL);

-- Name: export_jobs_of_person; Type: INDEX; Schema: public

CREATE INDEX export_jobs_of_person ON public.export_jobs USING btree (org_id, user_id, created_at DESC);

-- Name: import_errors_of_import; Type: INDEX; Schema: public

CREATE INDEX import_errors_of_import ON public.import_errors USING btree (org_id, import_id, row_number);

-- Name: import_jobs_owner; Type: INDEX; Schema: public

CREATE INDEX import_jobs_owner ON public.import_jobs USING btree (org_id, owner_id);

-- Name: import_jobs_recent; Type: INDEX; Schema: public

CREATE INDEX import_jobs_recent ON public.import_jobs USING btree (org_id, created_at DESC, id);

-- Name: invitations_open_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX invitations_open_unique ON public.invitations USING btree (org_id, lower(email)) WHERE (accepted_at IS NULL);

-- Name: invitations_token; Type: INDEX; Schema: public

CREATE INDEX invitations_token ON public.invitations USING btree (token_hash);

-- Name: lead_contacts_of_contact; Type: INDEX; Schema: public

CREATE INDEX lead_contacts_of_contact ON public.lead_contacts USING btree (org_id, contact_id);

-- Name: lead_stages_of_lead; Type: INDEX; Schema: public

CREATE INDEX lead_stages_of_lead ON public.lead_stages USING btree (org_id, lead_id, entered_at DESC);

-- Name: lead_stages_of_stage; Type: INDEX; Schema: public

CREATE INDEX lead_stages_of_stage ON public.lead_stages USING btree (org_id, stage_id, entered_at DESC);

-- Name: leads_board; Type: INDEX; Schema: public

CREATE INDEX leads_board ON public.leads USING btree (org_id, stage_id, "position", id) WHERE (deleted_at IS NULL);

-- Name: leads_by_amount; Type: INDEX; Schema: public

CREATE INDEX leads_by_amount ON public.leads USING btree (org_id, amount_base DESC NULLS LAST, id) WHERE (deleted_at IS NULL);

-- Name: leads_by_name; Type: INDEX; Schema: public

CREATE INDEX leads_by_name ON public.leads USING btree (org_id, sort_name, id) WHERE (deleted_at IS NULL);

-- Name: leads_closing; Type: INDEX; Schema: public

CREATE INDEX leads_closing ON public.leads USING btree (org_id, expected_close_on, id) WHERE (deleted_at IS NULL);

-- Name: leads_custom; Type: INDEX; Schema: public

CREATE INDEX leads_custom ON public.leads USING gin (custom jsonb_path_ops);

-- Name: leads_external_id_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX leads_external_id_unique ON public.leads USING btree (org_id, integration_id, external_platform, external_id) NULLS NOT DISTINCT WHERE (external_id IS NOT NULL);

-- Name: leads_ix01; Type: INDEX; Schema: public

CREATE INDEX leads_ix01 ON public.leads USING btree (org_id, company, role, location, budget_min);

-- Name: leads_ix05; Type: INDEX; Schema: public

CREATE INDEX leads_ix05 ON public.leads USING btree (org_id, last_contact_at) WHERE (status = 'cold'::text);

-- Name: leads_ix06; Type: INDEX; Schema: public

CREATE INDEX leads_ix06 ON public.leads USING btree (org_id, budget_min) WHERE ((status <> 'lost'::text) AND (budget_min > (50000)::numeric));

-- Name: leads_newest; Type: INDEX; Schema: public

CREATE INDEX leads_newest ON public.leads USING btree (org_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);

-- Name: leads_of_company; Type: INDEX; Schema: public

CREATE INDEX leads_of_company ON public.leads USING btree (org_id, company_id);

-- Name: leads_of_contact; Type: INDEX; Schema: public

CREATE INDEX leads_of_contact ON public.leads USING btree (org_id, contact_id);

-- Name: leads_owner; Type: INDEX; Schema: public

CREATE INDEX leads_owner ON public.leads USING btree (org_id, owner_id);

-- Name: leads_search; Type: INDEX; Schema: public

CREATE INDEX leads_search ON public.leads USING gin (search);

-- Name: leads_tags; Type: INDEX; Schema: public

CREATE INDEX leads_tags ON public.leads USING gin (tag_ids);

-- Name: leads_totals; Type: INDEX; Schema: public

CREATE INDEX leads_totals ON public.leads USING btree (org_id, pipeline_id, stage_id) INCLUDE (amount_base, weighted_base, owner_id, team_id, assignee_ids, closed_at) WHERE (deleted_at IS NULL);

-- Name: mails_queued; Type: INDEX; Schema: public

CREATE INDEX mails_queued ON public.mails USING btree (id) WHERE (state = 'queued'::text);

-- Name: merges_of_loser; Type: INDEX; Schema: public

CREATE INDEX merges_of_loser ON public.merges USING btree (org_id, loser_id);

-- Name: merges_of_record; Type: INDEX; Schema: public

CREATE INDEX merges_of_record ON public.merges USING btree (org_id, winner_id, created_at DESC);

-- Name: merges_owner; Type: INDEX; Schema: public

CREATE INDEX merges_owner ON public.merges USING btree (org_id, owner_id);

-- Name: notifications_of_person; Type: INDEX; Schema: public

CREATE INDEX notifications_of_person ON public.notifications USING btree (org_id, user_id, id DESC);

-- Name: notifications_unread; Type: INDEX; Schema: public

CREATE INDEX notifications_unread ON public.notifications USING btree (org_id, user_id) WHERE (read_at IS NULL);

-- Name: org_members_user; Type: INDEX; Schema: public

CREATE INDEX org_members_user ON public.org_members USING btree (user_id) WHERE (deleted_at IS NULL);

-- Name: organizations_slug_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX organizations_slug_unique ON public.organizations USING btree (slug);

-- Name: outside_calls_of_service; Type: INDEX; Schema: public

CREATE INDEX outside_calls_of_service ON public.outside_calls USING btree (org_id, service, id DESC);

-- Name: pipelines_default_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX pipelines_default_unique ON public.pipelines USING btree (org_id) WHERE is_default;

-- Name: pipelines_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX pipelines_name_unique ON public.pipelines USING btree (org_id, lower(name));

-- Name: playbooks_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX playbooks_name_unique ON public.playbooks USING btree (org_id, lower(name)) WHERE (deleted_at IS NULL);

-- Name: recent_records_recent; Type: INDEX; Schema: public

CREATE INDEX recent_records_recent ON public.recent_records USING btree (org_id, user_id, updated_at DESC);

-- Name: saved_views_default_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX saved_views_default_unique ON public.saved_views USING btree (org_id, owner_id, relation) WHERE is_default;

-- Name: saved_views_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX saved_views_name_unique ON public.saved_views USING btree (org_id, owner_id, relation, lower(name));

-- Name: saved_views_relation; Type: INDEX; Schema: public

CREATE INDEX saved_views_relation ON public.saved_views USING btree (org_id, relation, "position");

-- Name: search_history_recent; Type: INDEX; Schema: public

CREATE INDEX search_history_recent ON public.search_history USING btree (org_id, user_id, updated_at DESC);

-- Name: search_history_text_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX search_history_text_unique ON public.search_history USING btree (org_id, user_id, lower(text));

-- Name: stages_in_order; Type: INDEX; Schema: public

CREATE INDEX stages_in_order ON public.stages USING btree (org_id, pipeline_id, "position");

-- Name: stages_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX stages_name_unique ON public.stages USING btree (org_id, pipeline_id, lower(name));

-- Name: taggings_company_once; Type: INDEX; Schema: public

CREATE UNIQUE INDEX taggings_company_once ON public.taggings USING btree (org_id, company_id, tag_id) WHERE (company_id IS NOT NULL);

-- Name: taggings_contact_once; Type: INDEX; Schema: public

CREATE UNIQUE INDEX taggings_contact_once ON public.taggings USING btree (org_id, contact_id, tag_id) WHERE (contact_id IS NOT NULL);

-- Name: taggings_tag; Type: INDEX; Schema: public

CREATE INDEX taggings_tag ON public.taggings USING btree (org_id, tag_id);

-- Name: tags_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX tags_name_unique ON public.tags USING btree (org_id, lower(name)) WHERE (deleted_at IS NULL);

-- Name: teams_name_unique; Type: INDEX; Schema: public

CREATE UNIQUE INDEX teams_name_unique ON public.teams USING btree (org_id, lower(name));

-- Name: webhook_deliveries_of; Type: INDEX; Schema: public

CREATE INDEX webhook_deliveries_of ON public.webhook_deliveries USING btree (org_id, webhook_id, id DESC);

-- Name: webhook_deliveries_once; Type: INDEX; Schema: public

CREATE UNIQUE INDEX webhook_deliveries_once ON public.webhook_deliveries USING btree (org_id, webhook_id, fact_id) WHERE (fact_id IS NOT NULL);

-- Name: webhook_endpoints_id; Type: INDEX; Schema: public

CREATE INDEX webhook_endpoints_id ON public.webhook_endpoints USING btree (id);

-- Name: webhook_events_of_endpoint; Type: INDEX; Schema: public

CREATE INDEX webhook_events_of_endpoint ON public.webhook_events USING btree (org_id, endpoint_id, id DESC);

-- Name: webhook_events_once; Type: INDEX; Schema: public

CREATE UNIQUE INDEX webhook_events_once ON public.webhook_events USING btree (org_id, endpoint_id, external_id);

-- Name: messages_replay; Type: INDEX; Schema: realtime

CREATE INDEX messages_replay ON ONLY realtime.messages USING btree (topic, inserted_at DESC) WHERE ((extension = 'broadcast'::text) AND private);

-- Name: messages_2026_11_21_topic_inserted_at_idx; Type: INDEX; Schema: realtime

CREATE INDEX messages_2026_11_21_topic_inserted_at_idx ON realtime.messages_2026_11_21 USING btree (topic, inserted_at DESC) WHERE ((extension = 'broadcast'::text) AND private);

-- Name: messages_2026_11_22_topic_inserted_at_idx; Type: INDEX; Schema: realtime

CREATE INDEX messages_2026_11_22_topic_inserted_at_idx ON realtime.messages_2026_11_22 USING btree (topic, inserted_at DESC) WHERE ((extension = 'broadcast'::text) AND private);

-- Name: messages_2026_11_23_topic_inserted_at_idx; Type: INDEX; Schema: realtime

CREATE INDEX messages_2026_11_23_topic_inserted_at_idx ON realtime.messages_2026_11_23 USING btree (topic, inserted_at DESC) WHERE ((extension = 'broadcast'::text) AND private);

-- Name: messages_2026_11_24_topic_inserted_at_idx; Type: INDEX; Schema: realtime

CREATE INDEX messages_2026_11_24_topic_inserted_at_idx ON realtime.messages_2026_11_24 USING btree (topic, inserted_at DESC) WHERE ((extension = 'broadcast'::text) AND private);

-- Name: messages_default_topic_inserted_at_idx; Type: INDEX; Schema: realtime

CREATE INDEX messages_default_topic_inserted_at_idx ON realtime.messages_default USING btree (topic, inserted_at DESC) WHERE ((extension = 'broadcast'::text) AND private);

-- Name: bname; Type: INDEX; Schema: storage

CREATE UNIQUE INDEX bname ON storage.buckets USING btree (name);

-- Name: bucketid_objname; Type: INDEX; Schema: storage

CREATE UNIQUE INDEX bucketid_objname ON storage.objects USING btree (bucket_id, name);

-- Name: objects_of_blob; Type: INDEX; Schema: storage

CREATE INDEX objects_of_blob ON storage.objects USING btree (blob);

-- Name: objects_of_organisation; Type: INDEX; Schema: storage

CREATE INDEX objects_of_organisation ON storage.objects USING btree (org_id) WHERE (org_id IS NOT NULL);

-- Name: objects_of_record; Type: INDEX; Schema: storage

CREATE INDEX objects_of_record ON storage.objects USING btree (org_id, record_kind, record_id) WHERE (record_id IS NOT NULL);

-- Name: resumable_uploads_expiring; Type: INDEX; Schema: storage

CREATE INDEX resumable_uploads_expiring ON storage.resumable_uploads USING btree (expires_at);

-- Name: audit_logs_2026_11_org_id_table_name_record_id_id_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_record ATTACH PARTITION public.audit_logs_2026_11_org_id_table_name_record_id_id_idx;

-- Name: audit_logs_2026_11_pkey; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_2026_11_pkey;

-- Name: audit_logs_2026_11_tx_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_unsealed ATTACH PARTITION public.audit_logs_2026_11_tx_idx;

-- Name: audit_logs_2026_12_org_id_table_name_record_id_id_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_record ATTACH PARTITION public.audit_logs_2026_12_org_id_table_name_record_id_id_idx;

-- Name: audit_logs_2026_12_pkey; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_2026_12_pkey;

-- Name: audit_logs_2026_12_tx_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_unsealed ATTACH PARTITION public.audit_logs_2026_12_tx_idx;

-- Name: audit_logs_2027_01_org_id_table_name_record_id_id_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_record ATTACH PARTITION public.audit_logs_2027_01_org_id_table_name_record_id_id_idx;

-- Name: audit_logs_2027_01_pkey; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_2027_01_pkey;

-- Name: audit_logs_2027_01_tx_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_unsealed ATTACH PARTITION public.audit_logs_2027_01_tx_idx;

-- Name: audit_logs_2027_02_org_id_table_name_record_id_id_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_record ATTACH PARTITION public.audit_logs_2027_02_org_id_table_name_record_id_id_idx;

-- Name: audit_logs_2027_02_pkey; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_2027_02_pkey;

-- Name: audit_logs_2027_02_tx_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_unsealed ATTACH PARTITION public.audit_logs_2027_02_tx_idx;

-- Name: audit_logs_default_org_id_table_name_record_id_id_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_record ATTACH PARTITION public.audit_logs_default_org_id_table_name_record_id_id_idx;

-- Name: audit_logs_default_pkey; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_default_pkey;

-- Name: audit_logs_default_tx_idx; Type: INDEX ATTACH; Schema: public

ALTER INDEX public.audit_logs_unsealed ATTACH PARTITION public.audit_logs_default_tx_idx;

-- Name: messages_2026_11_21_pkey; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_pkey ATTACH PARTITION realtime.messages_2026_11_21_pkey;

-- Name: messages_2026_11_21_topic_inserted_at_idx; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_replay ATTACH PARTITION realtime.messages_2026_11_21_topic_inserted_at_idx;

-- Name: messages_2026_11_22_pkey; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_pkey ATTACH PARTITION realtime.messages_2026_11_22_pkey;

-- Name: messages_2026_11_22_topic_inserted_at_idx; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_replay ATTACH PARTITION realtime.messages_2026_11_22_topic_inserted_at_idx;

-- Name: messages_2026_11_23_pkey; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_pkey ATTACH PARTITION realtime.messages_2026_11_23_pkey;

-- Name: messages_2026_11_23_topic_inserted_at_idx; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_replay ATTACH PARTITION realtime.messages_2026_11_23_topic_inserted_at_idx;

-- Name: messages_2026_11_24_pkey; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_pkey ATTACH PARTITION realtime.messages_2026_11_24_pkey;

-- Name: messages_2026_11_24_topic_inserted_at_idx; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_replay ATTACH PARTITION realtime.messages_2026_11_24_topic_inserted_at_idx;

-- Name: messages_default_pkey; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_pkey ATTACH PARTITION realtime.messages_default_pkey;

-- Name: messages_default_topic_inserted_at_idx; Type: INDEX ATTACH; Schema: realtime

ALTER INDEX realtime.messages_replay ATTACH PARTITION realtime.messages_default_topic_inserted_at_idx;

-- Name: contacts_kinds; Type: STATISTICS; Schema: public

CREATE STATISTICS public.contacts_kinds (mcv) ON lifecycle, status, country FROM public.contacts;

-- Name: activities a_activity_on_lead; Type: TRIGGER; Schema: public

CREATE TRIGGER a_activity_on_lead BEFORE INSERT ON public.activities FOR EACH ROW WHEN (((new.lead_id IS NOT NULL) AND (new.contact_id IS NULL) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.activity_on_lead();

-- Name: leads a_lead_stage; Type: TRIGGER; Schema: public

CREATE TRIGGER a_lead_stage BEFORE UPDATE ON public.leads FOR EACH ROW WHEN ((((((new.stage_id IS DISTINCT FROM old.stage_id) OR (new.pipeline_id IS DISTINCT FROM old.pipeline_id)) OR (new.status IS DISTINCT FROM old.status)) OR (new.last_contact_at IS DISTINCT FROM old.last_contact_at)) OR (new.probability IS NULL))) EXECUTE FUNCTION app.lead_stage();

-- Name: leads a_lead_stage_new; Type: TRIGGER; Schema: public

CREATE TRIGGER a_lead_stage_new BEFORE INSERT ON public.leads FOR EACH ROW EXECUTE FUNCTION app.lead_stage();

-- Name: calls a_normalise; Type: TRIGGER; Schema: public

CREATE TRIGGER a_normalise BEFORE INSERT OR UPDATE ON public.calls FOR EACH ROW EXECUTE FUNCTION app.call_normalise();

-- Name: leads activities_follow_lead; Type: TRIGGER; Schema: public

CREATE TRIGGER activities_follow_lead AFTER UPDATE OF owner_id ON public.leads FOR EACH ROW WHEN ((new.owner_id IS DISTINCT FROM old.owner_id)) EXECUTE FUNCTION app.activities_follow_lead();

-- Name: activities activity_written; Type: TRIGGER; Schema: public

CREATE TRIGGER activity_written BEFORE INSERT OR UPDATE OF kind, status, completed_at ON public.activities FOR EACH ROW EXECUTE FUNCTION app.activity_written();

-- Name: deal_health_scores alert; Type: TRIGGER; Schema: public

CREATE TRIGGER alert AFTER INSERT ON public.deal_health_scores FOR EACH ROW EXECUTE FUNCTION app.deal_health_alert();

-- Name: assignments assigned; Type: TRIGGER; Schema: public

CREATE TRIGGER assigned AFTER INSERT ON public.assignments REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.assignments_written();

-- Name: contacts assigned; Type: TRIGGER; Schema: public

CREATE TRIGGER assigned AFTER UPDATE OF assignee_ids ON public.contacts FOR EACH ROW WHEN (((old.assignee_ids <> new.assignee_ids) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.contacts_assigned();

-- Name: assignments assignee_is_member; Type: TRIGGER; Schema: public

CREATE TRIGGER assignee_is_member BEFORE INSERT OR UPDATE OF user_id ON public.assignments FOR EACH ROW EXECUTE FUNCTION app.assignee_is_member();

-- Name: action_items audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.action_items REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('action_items');

-- Name: activities audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('activities');

-- Name: ai_feedback audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.ai_feedback REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('ai_feedback');

-- Name: api_keys audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.api_keys REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('api_keys');

-- Name: assignments audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.assignments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('assignments');

-- Name: attachments audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.attachments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('attachments');

-- Name: automations audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.automations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('automations');

-- Name: calls audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.calls REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('calls');

-- Name: companies audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.companies REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('companies');

-- Name: contact_points audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.contact_points REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('contact_points');

-- Name: contacts audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('contacts');

-- Name: custom_fields audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.custom_fields REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('custom_fields');

-- Name: deal_health_scores audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.deal_health_scores REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('deal_health_scores');

-- Name: email_templates audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.email_templates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('email_templates');

-- Name: export_jobs audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.export_jobs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('export_jobs');

-- Name: fx_rates audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.fx_rates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('fx_rates');

-- Name: import_jobs audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.import_jobs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('import_jobs');

-- Name: import_mappings audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.import_mappings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('import_mappings');

-- Name: invitations audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.invitations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('invitations');

-- Name: lead_contacts audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.lead_contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('lead_contacts');

-- Name: leads audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('leads');

-- Name: merges audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.merges REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('merges');

-- Name: org_members audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.org_members REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('org_members');

-- Name: organizations audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('organizations');

-- Name: pipelines audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.pipelines REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('pipelines');

-- Name: playbooks audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.playbooks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('playbooks');

-- Name: profiles audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.profiles REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('profiles');

-- Name: saved_views audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.saved_views REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('saved_views');

-- Name: stages audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.stages REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('stages');

-- Name: taggings audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.taggings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('taggings');

-- Name: tags audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.tags REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('tags');

-- Name: teams audit_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_delete AFTER DELETE ON public.teams REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_delete('teams');

-- Name: action_items audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.action_items REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('action_items');

-- Name: activities audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('activities');

-- Name: ai_feedback audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.ai_feedback REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('ai_feedback');

-- Name: api_keys audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.api_keys REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('api_keys');

-- Name: assignments audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.assignments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('assignments');

-- Name: attachments audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.attachments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('attachments');

-- Name: automations audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.automations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('automations');

-- Name: calls audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.calls REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('calls');

-- Name: companies audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.companies REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('companies');

-- Name: contact_points audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.contact_points REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('contact_points');

-- Name: contacts audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('contacts');

-- Name: custom_fields audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.custom_fields REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('custom_fields');

-- Name: deal_health_scores audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.deal_health_scores REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('deal_health_scores');

-- Name: email_templates audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.email_templates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('email_templates');

-- Name: export_jobs audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.export_jobs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('export_jobs');

-- Name: fx_rates audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.fx_rates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('fx_rates');

-- Name: import_jobs audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.import_jobs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('import_jobs');

-- Name: import_mappings audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.import_mappings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('import_mappings');

-- Name: invitations audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.invitations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('invitations');

-- Name: lead_contacts audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.lead_contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('lead_contacts');

-- Name: leads audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('leads');

-- Name: merges audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.merges REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('merges');

-- Name: org_members audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.org_members REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('org_members');

-- Name: organizations audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('organizations');

-- Name: pipelines audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.pipelines REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('pipelines');

-- Name: playbooks audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.playbooks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('playbooks');

-- Name: profiles audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.profiles REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('profiles');

-- Name: saved_views audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.saved_views REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('saved_views');

-- Name: stages audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.stages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('stages');

-- Name: taggings audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.taggings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('taggings');

-- Name: tags audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.tags REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('tags');

-- Name: teams audit_insert; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_insert AFTER INSERT ON public.teams REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_insert('teams');

-- Name: audit_logs audit_logs_append_only; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_logs_append_only BEFORE DELETE OR UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION app.audit_is_append_only();

-- Name: audit_seals audit_seals_append_only; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_seals_append_only BEFORE DELETE OR UPDATE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION app.audit_is_append_only();

-- Name: action_items audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.action_items REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('action_items');

-- Name: activities audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('activities');

-- Name: ai_feedback audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.ai_feedback REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('ai_feedback');

-- Name: api_keys audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.api_keys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('api_keys');

-- Name: assignments audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.assignments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('assignments');

-- Name: attachments audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.attachments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('attachments');

-- Name: automations audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.automations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('automations');

-- Name: calls audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.calls REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('calls');

-- Name: companies audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.companies REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('companies');

-- Name: contact_points audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.contact_points REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('contact_points');

-- Name: contacts audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('contacts');

-- Name: custom_fields audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.custom_fields REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('custom_fields');

-- Name: deal_health_scores audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.deal_health_scores REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('deal_health_scores');

-- Name: email_templates audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.email_templates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('email_templates');

-- Name: export_jobs audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.export_jobs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('export_jobs');

-- Name: fx_rates audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.fx_rates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('fx_rates');

-- Name: import_jobs audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.import_jobs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('import_jobs');

-- Name: import_mappings audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.import_mappings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('import_mappings');

-- Name: invitations audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.invitations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('invitations');

-- Name: lead_contacts audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.lead_contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('lead_contacts');

-- Name: leads audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('leads');

-- Name: merges audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.merges REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('merges');

-- Name: org_members audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.org_members REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('org_members');

-- Name: organizations audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('organizations');

-- Name: pipelines audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.pipelines REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('pipelines');

-- Name: playbooks audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.playbooks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('playbooks');

-- Name: profiles audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.profiles REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('profiles');

-- Name: saved_views audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.saved_views REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('saved_views');

-- Name: stages audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.stages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('stages');

-- Name: taggings audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.taggings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('taggings');

-- Name: tags audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.tags REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('tags');

-- Name: teams audit_update; Type: TRIGGER; Schema: public

CREATE TRIGGER audit_update AFTER UPDATE ON public.teams REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.audit_update('teams');

-- Name: leads b_lead_money; Type: TRIGGER; Schema: public

CREATE TRIGGER b_lead_money BEFORE UPDATE ON public.leads FOR EACH ROW WHEN ((((new.amount IS DISTINCT FROM old.amount) OR (new.currency IS DISTINCT FROM old.currency)) OR (new.fx_date IS DISTINCT FROM old.fx_date))) EXECUTE FUNCTION app.lead_money();

-- Name: leads b_lead_money_new; Type: TRIGGER; Schema: public

CREATE TRIGGER b_lead_money_new BEFORE INSERT ON public.leads FOR EACH ROW EXECUTE FUNCTION app.lead_money();

-- Name: leads c_lead_company; Type: TRIGGER; Schema: public

CREATE TRIGGER c_lead_company BEFORE UPDATE ON public.leads FOR EACH ROW WHEN (((new.company_id IS NOT NULL) AND (new.company_id IS DISTINCT FROM old.company_id))) EXECUTE FUNCTION app.lead_company();

-- Name: leads c_lead_company_new; Type: TRIGGER; Schema: public

CREATE TRIGGER c_lead_company_new BEFORE INSERT ON public.leads FOR EACH ROW WHEN ((new.company_id IS NOT NULL)) EXECUTE FUNCTION app.lead_company();

-- Name: calls call_told; Type: TRIGGER; Schema: public

CREATE TRIGGER call_told AFTER UPDATE ON public.calls FOR EACH ROW WHEN (((new.transcript IS NOT NULL) AND (new.state <> 'running'::text) AND ((old.transcript IS NULL) OR ((new.transcript <> old.transcript) AND (new.segments = old.segments))))) EXECUTE FUNCTION app.call_told();

-- Name: calls call_told_new; Type: TRIGGER; Schema: public

CREATE TRIGGER call_told_new AFTER INSERT ON public.calls FOR EACH ROW WHEN ((((new.transcript IS NOT NULL) OR (new.recording_file IS NOT NULL)) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.call_told();

-- Name: automations changes; Type: TRIGGER; Schema: public

CREATE TRIGGER changes BEFORE UPDATE ON public.automations FOR EACH ROW EXECUTE FUNCTION app.automation_changes();

-- Name: activities check_custom; Type: TRIGGER; Schema: public

CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON public.activities FOR EACH ROW WHEN (((new.custom <> '{}'::jsonb) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.check_custom('activities');

-- Name: companies check_custom; Type: TRIGGER; Schema: public

CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON public.companies FOR EACH ROW WHEN (((new.custom <> '{}'::jsonb) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.check_custom('companies');

-- Name: contacts check_custom; Type: TRIGGER; Schema: public

CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON public.contacts FOR EACH ROW WHEN (((new.custom <> '{}'::jsonb) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.check_custom('contacts');

-- Name: leads check_custom; Type: TRIGGER; Schema: public

CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON public.leads FOR EACH ROW WHEN ((new.custom <> '{}'::jsonb)) EXECUTE FUNCTION app.check_custom('leads');

-- Name: companies company_renamed; Type: TRIGGER; Schema: public

CREATE TRIGGER company_renamed AFTER UPDATE OF name ON public.companies FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION app.company_renamed();

-- Name: activities contacted; Type: TRIGGER; Schema: public

CREATE TRIGGER contacted AFTER INSERT ON public.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.activities_contacted();

-- Name: attachments drop_object; Type: TRIGGER; Schema: public

CREATE TRIGGER drop_object AFTER DELETE ON public.attachments FOR EACH ROW WHEN ((old.object_id IS NOT NULL)) EXECUTE FUNCTION app.lead_object();

-- Name: calls drop_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER drop_objects AFTER DELETE ON public.calls FOR EACH ROW EXECUTE FUNCTION app.drop_objects_of('calls');

-- Name: companies drop_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER drop_objects AFTER DELETE ON public.companies FOR EACH ROW EXECUTE FUNCTION app.drop_objects_of('companies');

-- Name: contacts drop_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER drop_objects AFTER DELETE ON public.contacts FOR EACH ROW EXECUTE FUNCTION app.drop_objects_of('contacts');

-- Name: leads drop_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER drop_objects AFTER DELETE ON public.leads FOR EACH ROW EXECUTE FUNCTION app.drop_objects_of('leads');

-- Name: export_jobs export_limit; Type: TRIGGER; Schema: public

CREATE TRIGGER export_limit BEFORE INSERT ON public.export_jobs FOR EACH ROW EXECUTE FUNCTION app.export_limit();

-- Name: bulk_actions fill_team; Type: TRIGGER; Schema: public

CREATE TRIGGER fill_team BEFORE INSERT OR UPDATE OF owner_id ON public.bulk_actions FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.fill_team();

-- Name: companies fill_team; Type: TRIGGER; Schema: public

CREATE TRIGGER fill_team BEFORE INSERT OR UPDATE OF owner_id ON public.companies FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.fill_team();

-- Name: contacts fill_team; Type: TRIGGER; Schema: public

CREATE TRIGGER fill_team BEFORE INSERT OR UPDATE OF owner_id ON public.contacts FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.fill_team();

-- Name: import_jobs fill_team; Type: TRIGGER; Schema: public

CREATE TRIGGER fill_team BEFORE INSERT OR UPDATE OF owner_id ON public.import_jobs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.fill_team();

-- Name: leads fill_team; Type: TRIGGER; Schema: public

CREATE TRIGGER fill_team BEFORE INSERT OR UPDATE OF owner_id ON public.leads FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.fill_team();

-- Name: merges fill_team; Type: TRIGGER; Schema: public

CREATE TRIGGER fill_team BEFORE INSERT OR UPDATE OF owner_id ON public.merges FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.fill_team();

-- Name: action_items follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF call_id ON public.action_items FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_action_items();

-- Name: activities follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF contact_id, company_id, assigned_to ON public.activities FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_people('assigned_to');

-- Name: assignments follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF contact_id ON public.assignments FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_contact();

-- Name: attachments follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF contact_id, company_id ON public.attachments FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_people('');

-- Name: call_briefs follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF call_id ON public.call_briefs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_call_briefs();

-- Name: call_signals follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF call_id ON public.call_signals FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_call_signals();

-- Name: call_steps follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF call_id ON public.call_steps FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_call_steps();

-- Name: calls follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF contact_id ON public.calls FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_calls();

-- Name: contact_points follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF contact_id ON public.contact_points FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_contact();

-- Name: deal_health_scores follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF lead_id ON public.deal_health_scores FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_deal_health_scores();

-- Name: import_errors follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF import_id ON public.import_errors FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_import_errors();

-- Name: lead_contacts follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF lead_id ON public.lead_contacts FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_lead_contacts();

-- Name: lead_stages follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF lead_id ON public.lead_stages FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_lead_stages();

-- Name: taggings follow_parent; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent BEFORE INSERT OR UPDATE OF contact_id, company_id ON public.taggings FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.follow_tagged();

-- Name: activities follow_parent_lead; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent_lead BEFORE INSERT OR UPDATE OF lead_id ON public.activities FOR EACH ROW WHEN (((new.lead_id IS NOT NULL) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.activity_seen_by_lead();

-- Name: calls follow_parent_lead; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_parent_lead BEFORE INSERT OR UPDATE OF lead_id, contact_id ON public.calls FOR EACH ROW WHEN (((new.lead_id IS NOT NULL) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.call_on_lead();

-- Name: attachments follow_record; Type: TRIGGER; Schema: public

CREATE TRIGGER follow_record BEFORE INSERT OR UPDATE OF about_kind, about_id, activity_id ON public.attachments FOR EACH ROW WHEN (((new.contact_id IS NULL) AND (new.company_id IS NULL) AND ((new.about_id IS NOT NULL) OR (new.activity_id IS NOT NULL)))) EXECUTE FUNCTION app.attachment_about();

-- Name: org_members guard_members; Type: TRIGGER; Schema: public

CREATE TRIGGER guard_members BEFORE DELETE OR UPDATE ON public.org_members FOR EACH ROW EXECUTE FUNCTION app.guard_members();

-- Name: calls lead_action_items; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_action_items AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.calls FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_action_items();

-- Name: calls lead_call_briefs; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_call_briefs AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.calls FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_call_briefs();

-- Name: calls lead_call_signals; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_call_signals AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.calls FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_call_signals();

-- Name: calls lead_call_steps; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_call_steps AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.calls FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_call_steps();

-- Name: contacts lead_calls; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_calls AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.contacts FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_calls();

-- Name: leads lead_calls; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_calls AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.leads FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.leads_lead_calls();

-- Name: lead_contacts lead_contact_left; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_contact_left AFTER DELETE ON public.lead_contacts FOR EACH ROW EXECUTE FUNCTION app.lead_contact_left();

-- Name: leads lead_deal_health_scores; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_deal_health_scores AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.leads FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_deal_health_scores();

-- Name: calls lead_files; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_files AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.calls FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_attachments('calls');

-- Name: leads lead_files; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_files AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.leads FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_attachments('leads');

-- Name: companies lead_followers; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_followers AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.companies FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.companies_lead();

-- Name: contacts lead_followers; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_followers AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.contacts FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.contacts_lead();

-- Name: import_jobs lead_import_errors; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_import_errors AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.import_jobs FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_import_errors();

-- Name: leads lead_lead_contacts; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_lead_contacts AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.leads FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_lead_contacts();

-- Name: leads lead_lead_stages; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_lead_stages AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.leads FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION app.lead_lead_stages();

-- Name: leads lead_main_contact; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_main_contact AFTER UPDATE OF contact_id ON public.leads FOR EACH ROW WHEN (((new.contact_id IS NOT NULL) AND (new.contact_id IS DISTINCT FROM old.contact_id))) EXECUTE FUNCTION app.lead_main_contact();

-- Name: leads lead_main_contact_new; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_main_contact_new AFTER INSERT ON public.leads FOR EACH ROW WHEN ((new.contact_id IS NOT NULL)) EXECUTE FUNCTION app.lead_main_contact();

-- Name: attachments lead_object; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_object AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.attachments FOR EACH ROW WHEN ((new.object_id IS NOT NULL)) EXECUTE FUNCTION app.lead_object();

-- Name: activities lead_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_objects AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.activities FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION storage.lead_objects('activities');

-- Name: calls lead_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_objects AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.calls FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION storage.lead_objects('calls');

-- Name: companies lead_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_objects AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.companies FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION storage.lead_objects('companies');

-- Name: contacts lead_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_objects AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.contacts FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION storage.lead_objects('contacts');

-- Name: leads lead_objects; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_objects AFTER UPDATE OF owner_id, team_id, assignee_ids ON public.leads FOR EACH ROW WHEN ((((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.assignee_ids IS DISTINCT FROM new.assignee_ids))) EXECUTE FUNCTION storage.lead_objects('leads');

-- Name: leads lead_told; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_told AFTER UPDATE ON public.leads FOR EACH ROW WHEN (((new.stage_id IS DISTINCT FROM old.stage_id) OR (new.status IS DISTINCT FROM old.status))) EXECUTE FUNCTION app.lead_told();

-- Name: leads lead_told_new; Type: TRIGGER; Schema: public

CREATE TRIGGER lead_told_new AFTER INSERT ON public.leads FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.lead_told();

-- Name: activities leads_contacted; Type: TRIGGER; Schema: public

CREATE TRIGGER leads_contacted AFTER INSERT ON public.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.leads_contacted();

-- Name: companies leads_follow_company; Type: TRIGGER; Schema: public

CREATE TRIGGER leads_follow_company AFTER UPDATE OF name ON public.companies FOR EACH ROW WHEN ((new.name IS DISTINCT FROM old.name)) EXECUTE FUNCTION app.leads_follow_company();

-- Name: organizations leads_follow_currency; Type: TRIGGER; Schema: public

CREATE TRIGGER leads_follow_currency AFTER UPDATE OF base_currency ON public.organizations FOR EACH ROW WHEN ((new.base_currency IS DISTINCT FROM old.base_currency)) EXECUTE FUNCTION app.leads_follow_currency();

-- Name: stages leads_follow_stage; Type: TRIGGER; Schema: public

CREATE TRIGGER leads_follow_stage AFTER UPDATE OF probability, rotting_days ON public.stages FOR EACH ROW EXECUTE FUNCTION app.leads_follow_stage();

-- Name: companies leads_let_go; Type: TRIGGER; Schema: public

CREATE TRIGGER leads_let_go BEFORE DELETE ON public.companies FOR EACH ROW EXECUTE FUNCTION app.leads_let_go('company_id');

-- Name: contacts leads_let_go; Type: TRIGGER; Schema: public

CREATE TRIGGER leads_let_go BEFORE DELETE ON public.contacts FOR EACH ROW EXECUTE FUNCTION app.leads_let_go('contact_id');

-- Name: org_members member_changed_team; Type: TRIGGER; Schema: public

CREATE TRIGGER member_changed_team AFTER UPDATE OF team_id ON public.org_members FOR EACH ROW WHEN ((old.team_id IS DISTINCT FROM new.team_id)) EXECUTE FUNCTION app.member_changed_team();

-- Name: org_members member_has_profile; Type: TRIGGER; Schema: public

CREATE TRIGGER member_has_profile AFTER INSERT ON public.org_members FOR EACH ROW EXECUTE FUNCTION app.member_has_profile();

-- Name: companies normalise; Type: TRIGGER; Schema: public

CREATE TRIGGER normalise BEFORE INSERT OR UPDATE ON public.companies FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.company_normalise();

-- Name: contacts normalise; Type: TRIGGER; Schema: public

CREATE TRIGGER normalise BEFORE INSERT OR UPDATE ON public.contacts FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.contact_normalise();

-- Name: deal_health_scores on_lead; Type: TRIGGER; Schema: public

CREATE TRIGGER on_lead AFTER INSERT ON public.deal_health_scores FOR EACH ROW EXECUTE FUNCTION app.deal_health_on_lead();

-- Name: calls on_timeline; Type: TRIGGER; Schema: public

CREATE TRIGGER on_timeline AFTER INSERT ON public.calls FOR EACH ROW WHEN (((num_nonnulls(new.contact_id, new.company_id, new.lead_id) > 0) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.call_on_timeline();

-- Name: pipelines pipelines_one_default; Type: TRIGGER; Schema: public

CREATE TRIGGER pipelines_one_default BEFORE INSERT OR UPDATE OF is_default ON public.pipelines FOR EACH ROW WHEN (new.is_default) EXECUTE FUNCTION app.pipelines_one_default();

-- Name: contact_points point_primary; Type: TRIGGER; Schema: public

CREATE TRIGGER point_primary AFTER INSERT OR UPDATE ON public.contact_points FOR EACH ROW WHEN ((new.is_primary AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.point_primary();

-- Name: contact_points point_primary_gone; Type: TRIGGER; Schema: public

CREATE TRIGGER point_primary_gone AFTER DELETE ON public.contact_points FOR EACH ROW WHEN ((old.is_primary AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.point_primary();

-- Name: contact_points point_written; Type: TRIGGER; Schema: public

CREATE TRIGGER point_written BEFORE INSERT OR UPDATE OF value, kind, is_primary ON public.contact_points FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.point_written();

-- Name: contacts points_changed; Type: TRIGGER; Schema: public

CREATE TRIGGER points_changed AFTER UPDATE OF email, phone ON public.contacts FOR EACH ROW WHEN ((((old.email IS DISTINCT FROM new.email) OR (old.phone IS DISTINCT FROM new.phone)) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.contacts_points_changed();

-- Name: contacts points_new; Type: TRIGGER; Schema: public

CREATE TRIGGER points_new AFTER INSERT ON public.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.contacts_points_new();

-- Name: profiles profile_shows; Type: TRIGGER; Schema: public

CREATE TRIGGER profile_shows AFTER INSERT OR UPDATE OF full_name, avatar_url ON public.profiles FOR EACH ROW EXECUTE FUNCTION app.profile_shows();

-- Name: assignments reassigned; Type: TRIGGER; Schema: public

CREATE TRIGGER reassigned AFTER UPDATE ON public.assignments REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.assignments_written();

-- Name: taggings retagged_from; Type: TRIGGER; Schema: public

CREATE TRIGGER retagged_from AFTER UPDATE ON public.taggings REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.taggings_written();

-- Name: taggings retagged_to; Type: TRIGGER; Schema: public

CREATE TRIGGER retagged_to AFTER UPDATE ON public.taggings REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.taggings_written();

-- Name: action_items soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.action_items FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: activities soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.activities FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: attachments soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.attachments FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: calls soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.calls FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: companies soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.companies FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: contacts soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.contacts FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: custom_fields soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.custom_fields FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: email_templates soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.email_templates FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: leads soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.leads FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: org_members soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.org_members FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: playbooks soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.playbooks FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: tags soft_delete; Type: TRIGGER; Schema: public

CREATE TRIGGER soft_delete BEFORE DELETE ON public.tags FOR EACH ROW EXECUTE FUNCTION app.soft_delete();

-- Name: stages stages_complete; Type: TRIGGER; Schema: public

CREATE TRIGGER stages_complete BEFORE DELETE OR UPDATE ON public.stages FOR EACH ROW EXECUTE FUNCTION app.stages_complete();

-- Name: companies tag_ids_changed; Type: TRIGGER; Schema: public

CREATE TRIGGER tag_ids_changed AFTER UPDATE OF tag_ids ON public.companies FOR EACH ROW WHEN (((new.tag_ids IS DISTINCT FROM old.tag_ids) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.tag_ids_row('company_id');

-- Name: contacts tag_ids_changed; Type: TRIGGER; Schema: public

CREATE TRIGGER tag_ids_changed AFTER UPDATE OF tag_ids ON public.contacts FOR EACH ROW WHEN (((new.tag_ids IS DISTINCT FROM old.tag_ids) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.tag_ids_row('contact_id');

-- Name: companies tag_ids_given; Type: TRIGGER; Schema: public

CREATE TRIGGER tag_ids_given AFTER INSERT ON public.companies FOR EACH ROW WHEN (((new.tag_ids <> '{}'::uuid[]) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.tag_ids_row('company_id');

-- Name: contacts tag_ids_given; Type: TRIGGER; Schema: public

CREATE TRIGGER tag_ids_given AFTER INSERT ON public.contacts FOR EACH ROW WHEN (((new.tag_ids <> '{}'::uuid[]) AND (current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION app.tag_ids_row('contact_id');

-- Name: tags tag_trashed; Type: TRIGGER; Schema: public

CREATE TRIGGER tag_trashed AFTER UPDATE OF deleted_at ON public.tags FOR EACH ROW WHEN (((old.deleted_at IS NULL) IS DISTINCT FROM (new.deleted_at IS NULL))) EXECUTE FUNCTION app.tag_trashed();

-- Name: taggings tagged; Type: TRIGGER; Schema: public

CREATE TRIGGER tagged AFTER INSERT ON public.taggings REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION app.taggings_written();

-- Name: teams team_dissolves; Type: TRIGGER; Schema: public

CREATE TRIGGER team_dissolves BEFORE DELETE ON public.teams FOR EACH ROW EXECUTE FUNCTION app.team_dissolves();

-- Name: action_items ticked; Type: TRIGGER; Schema: public

CREATE TRIGGER ticked BEFORE UPDATE OF done ON public.action_items FOR EACH ROW EXECUTE FUNCTION app.action_item_ticked();

-- Name: action_items touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.action_items FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: activities touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.activities FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: ai_agent_runs touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.ai_agent_runs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: ai_agent_runs_archive touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.ai_agent_runs_archive FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: ai_cache touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.ai_cache FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: ai_feedback touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.ai_feedback FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: ai_usage_quotas touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.ai_usage_quotas FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: api_keys touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.api_keys FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: assignments touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.assignments FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: attachments touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.attachments FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: automation_members touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.automation_members FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: automation_runs touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.automation_runs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: automation_versions touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.automation_versions FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: automations touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.automations FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: background_jobs touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.background_jobs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: bulk_actions touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.bulk_actions FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: call_briefs touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.call_briefs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: call_signals touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.call_signals FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: call_steps touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.call_steps FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: calls touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.calls FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: companies touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.companies FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: contact_points touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.contact_points FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: contacts touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.contacts FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: credentials touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.credentials FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: custom_fields touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.custom_fields FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: deal_health_scores touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.deal_health_scores FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: duplicates touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.duplicates FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: email_templates touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.email_templates FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: export_jobs touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.export_jobs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: fx_rates touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.fx_rates FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: import_errors touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.import_errors FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: import_jobs touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.import_jobs FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: import_mappings touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.import_mappings FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: invitations touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.invitations FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: lead_contacts touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.lead_contacts FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: lead_stages touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.lead_stages FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: leads touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.leads FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: mails touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.mails FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: merges touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.merges FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: notifications touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.notifications FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: org_members touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.org_members FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: organizations touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.organizations FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: outside_calls touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.outside_calls FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: pipelines touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.pipelines FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: playbooks touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.playbooks FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: profiles touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.profiles FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: recent_records touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.recent_records FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: saved_views touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.saved_views FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: search_history touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.search_history FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: stages touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.stages FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: taggings touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.taggings FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: tags touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.tags FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: teams touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.teams FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: webhook_deliveries touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.webhook_deliveries FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: webhook_endpoints touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.webhook_endpoints FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: webhook_events touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.webhook_events FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: webhooks touch; Type: TRIGGER; Schema: public

CREATE TRIGGER touch BEFORE UPDATE ON public.webhooks FOR EACH ROW WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.touch();

-- Name: calls trashed; Type: TRIGGER; Schema: public

CREATE TRIGGER trashed AFTER UPDATE OF deleted_at ON public.calls FOR EACH ROW WHEN ((new.deleted_at IS DISTINCT FROM old.deleted_at)) EXECUTE FUNCTION app.call_trashed();

-- Name: assignments unassigned; Type: TRIGGER; Schema: public

CREATE TRIGGER unassigned AFTER DELETE ON public.assignments REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT WHEN ((current_setting('app.derived'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION app.assignments_written();

-- Name: companies unlink_contacts; Type: TRIGGER; Schema: public

CREATE TRIGGER unlink_contacts BEFORE DELETE ON public.companies FOR EACH ROW WHEN ((current_setting('app.purge'::text, true) = 'on'::text)) EXECUTE FUNCTION app.company_purged();

-- Name: taggings untagged; Type: TRIGGER; Schema: public

CREATE TRIGGER untagged AFTER DELETE ON public.taggings REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION app.taggings_written();

-- Name: objects a_place_object; Type: TRIGGER; Schema: storage

CREATE TRIGGER a_place_object BEFORE INSERT OR UPDATE OF bucket_id, name ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.place_object();

-- Name: objects attach; Type: TRIGGER; Schema: storage

CREATE TRIGGER attach AFTER INSERT OR DELETE OR UPDATE OF name, bucket_id, version ON storage.objects FOR EACH ROW EXECUTE FUNCTION app.attach_object();

-- Name: objects meter; Type: TRIGGER; Schema: storage

CREATE TRIGGER meter AFTER INSERT OR DELETE OR UPDATE OF size, org_id, bucket_id, name ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.meter();

-- Name: buckets protect_buckets_delete; Type: TRIGGER; Schema: storage

CREATE TRIGGER protect_buckets_delete BEFORE DELETE ON storage.buckets FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete();

-- Name: objects protect_objects_delete; Type: TRIGGER; Schema: storage

CREATE TRIGGER protect_objects_delete BEFORE DELETE ON storage.objects FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete();

-- Name: objects tell; Type: TRIGGER; Schema: storage

CREATE TRIGGER tell AFTER INSERT OR DELETE OR UPDATE ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.tell();

-- Name: buckets update_buckets_updated_at; Type: TRIGGER; Schema: storage

CREATE TRIGGER update_buckets_updated_at BEFORE UPDATE ON storage.buckets FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();

-- Name: objects update_objects_updated_at; Type: TRIGGER; Schema: storage

CREATE TRIGGER update_objects_updated_at BEFORE UPDATE ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();

-- Name: bulk_changes bulk_changes_org_id_action_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.bulk_changes
    ADD CONSTRAINT bulk_changes_org_id_action_id_fkey FOREIGN KEY (org_id, action_id) REFERENCES public.bulk_actions(org_id, id) ON DELETE CASCADE;

-- Name: import_changes import_changes_org_id_job_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_changes
    ADD CONSTRAINT import_changes_org_id_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: import_chunks import_chunks_org_id_job_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_chunks
    ADD CONSTRAINT import_chunks_org_id_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: import_created import_created_org_id_job_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_created
    ADD CONSTRAINT import_created_org_id_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: import_fixes import_fixes_org_id_job_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_fixes
    ADD CONSTRAINT import_fixes_org_id_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: import_kept import_kept_org_id_job_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_kept
    ADD CONSTRAINT import_kept_org_id_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: import_links import_links_org_id_job_id_fkey; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.import_links
    ADD CONSTRAINT import_links_org_id_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: tagged_before tagged_before_tag; Type: FK CONSTRAINT; Schema: app

ALTER TABLE ONLY app.tagged_before
    ADD CONSTRAINT tagged_before_tag FOREIGN KEY (org_id, tag_id) REFERENCES public.tags(org_id, id) ON DELETE CASCADE;

-- Name: flow_state flow_state_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.flow_state
    ADD CONSTRAINT flow_state_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: identities identities_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.identities
    ADD CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: mfa_amr_claims mfa_amr_claims_session_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_amr_claims
    ADD CONSTRAINT mfa_amr_claims_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;

-- Name: mfa_challenges mfa_challenges_auth_factor_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_challenges
    ADD CONSTRAINT mfa_challenges_auth_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES auth.mfa_factors(id) ON DELETE CASCADE;

-- Name: mfa_factors mfa_factors_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_factors
    ADD CONSTRAINT mfa_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: mfa_recovery_codes mfa_recovery_codes_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.mfa_recovery_codes
    ADD CONSTRAINT mfa_recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: oauth_authorizations oauth_authorizations_agreed_session_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_authorizations
    ADD CONSTRAINT oauth_authorizations_agreed_session_id_fkey FOREIGN KEY (agreed_session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;

-- Name: oauth_authorizations oauth_authorizations_client_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_authorizations
    ADD CONSTRAINT oauth_authorizations_client_id_fkey FOREIGN KEY (client_id) REFERENCES auth.oauth_clients(id) ON DELETE CASCADE;

-- Name: oauth_authorizations oauth_authorizations_session_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_authorizations
    ADD CONSTRAINT oauth_authorizations_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE SET NULL;

-- Name: oauth_authorizations oauth_authorizations_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_authorizations
    ADD CONSTRAINT oauth_authorizations_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: oauth_consents oauth_consents_client_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_consents
    ADD CONSTRAINT oauth_consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES auth.oauth_clients(id) ON DELETE CASCADE;

-- Name: oauth_consents oauth_consents_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_consents
    ADD CONSTRAINT oauth_consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: oauth_states oauth_states_linking_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.oauth_states
    ADD CONSTRAINT oauth_states_linking_user_id_fkey FOREIGN KEY (linking_user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: one_time_tokens one_time_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.one_time_tokens
    ADD CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;

-- Name: saml_assertions_seen saml_assertions_seen_sso_provider_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_assertions_seen
    ADD CONSTRAINT saml_assertions_seen_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers(id) ON DELETE CASCADE;

-- Name: saml_providers saml_providers_sso_provider_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_providers
    ADD CONSTRAINT saml_providers_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers(id) ON DELETE CASCADE;

-- Name: saml_relay_states saml_relay_states_sso_provider_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.saml_relay_states
    ADD CONSTRAINT saml_relay_states_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers(id) ON DELETE CASCADE;

-- Name: sessions sessions_oauth_client_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_oauth_client_id_fkey FOREIGN KEY (oauth_client_id) REFERENCES auth.oauth_clients(id) ON DELETE CASCADE;

-- Name: sessions sessions_sso_provider_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers(id) ON DELETE SET NULL;

-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- Name: sso_domains sso_domains_sso_provider_id_fkey; Type: FK CONSTRAINT; Schema: auth

ALTER TABLE ONLY auth.sso_domains
    ADD CONSTRAINT sso_domains_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers(id) ON DELETE CASCADE;

-- Name: action_items action_items_call; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.action_items
    ADD CONSTRAINT action_items_call FOREIGN KEY (org_id, call_id) REFERENCES public.calls(org_id, id) ON DELETE CASCADE;

-- Name: action_items action_items_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.action_items
    ADD CONSTRAINT action_items_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: activities activities_company; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_company FOREIGN KEY (org_id, company_id) REFERENCES public.companies(org_id, id);

-- Name: activities activities_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: activities activities_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: api_keys api_keys_member; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_member FOREIGN KEY (org_id, user_id) REFERENCES public.org_members(org_id, user_id);

-- Name: assignments assignments_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.assignments
    ADD CONSTRAINT assignments_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: attachments attachments_activity; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_activity FOREIGN KEY (org_id, activity_id) REFERENCES public.activities(org_id, id) ON DELETE CASCADE;

-- Name: attachments attachments_company; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_company FOREIGN KEY (org_id, company_id) REFERENCES public.companies(org_id, id) ON DELETE CASCADE;

-- Name: attachments attachments_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: automation_members automation_members_automation; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automation_members
    ADD CONSTRAINT automation_members_automation FOREIGN KEY (org_id, automation_id) REFERENCES public.automations(org_id, id) ON DELETE CASCADE;

-- Name: automation_runs automation_runs_automation; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automation_runs
    ADD CONSTRAINT automation_runs_automation FOREIGN KEY (org_id, automation_id) REFERENCES public.automations(org_id, id) ON DELETE CASCADE;

-- Name: automation_versions automation_versions_automation; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.automation_versions
    ADD CONSTRAINT automation_versions_automation FOREIGN KEY (org_id, automation_id) REFERENCES public.automations(org_id, id) ON DELETE CASCADE;

-- Name: call_briefs call_briefs_call; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_briefs
    ADD CONSTRAINT call_briefs_call FOREIGN KEY (org_id, call_id) REFERENCES public.calls(org_id, id) ON DELETE CASCADE;

-- Name: call_briefs call_briefs_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_briefs
    ADD CONSTRAINT call_briefs_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: call_signals call_signals_call; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_signals
    ADD CONSTRAINT call_signals_call FOREIGN KEY (org_id, call_id) REFERENCES public.calls(org_id, id) ON DELETE CASCADE;

-- Name: call_signals call_signals_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_signals
    ADD CONSTRAINT call_signals_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: call_steps call_steps_call; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.call_steps
    ADD CONSTRAINT call_steps_call FOREIGN KEY (org_id, call_id) REFERENCES public.calls(org_id, id) ON DELETE CASCADE;

-- Name: calls calls_company; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_company FOREIGN KEY (org_id, company_id) REFERENCES public.companies(org_id, id);

-- Name: calls calls_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: calls calls_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: contact_points contact_points_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: contacts contacts_company; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_company FOREIGN KEY (org_id, company_id) REFERENCES public.companies(org_id, id);

-- Name: deal_health_scores deal_health_scores_call; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.deal_health_scores
    ADD CONSTRAINT deal_health_scores_call FOREIGN KEY (org_id, call_id) REFERENCES public.calls(org_id, id) ON DELETE CASCADE;

-- Name: deal_health_scores deal_health_scores_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.deal_health_scores
    ADD CONSTRAINT deal_health_scores_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: import_errors import_errors_import; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.import_errors
    ADD CONSTRAINT import_errors_import FOREIGN KEY (org_id, import_id) REFERENCES public.import_jobs(org_id, id) ON DELETE CASCADE;

-- Name: invitations invitations_team; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_team FOREIGN KEY (org_id, team_id) REFERENCES public.teams(org_id, id) ON DELETE CASCADE;

-- Name: lead_contacts lead_contacts_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.lead_contacts
    ADD CONSTRAINT lead_contacts_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: lead_contacts lead_contacts_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.lead_contacts
    ADD CONSTRAINT lead_contacts_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: lead_stages lead_stages_lead; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.lead_stages
    ADD CONSTRAINT lead_stages_lead FOREIGN KEY (org_id, lead_id) REFERENCES public.leads(org_id, id) ON DELETE CASCADE;

-- Name: leads leads_company; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_company FOREIGN KEY (org_id, company_id) REFERENCES public.companies(org_id, id);

-- Name: leads leads_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id);

-- Name: leads leads_pipeline; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_pipeline FOREIGN KEY (org_id, pipeline_id) REFERENCES public.pipelines(org_id, id);

-- Name: leads leads_stage; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_stage FOREIGN KEY (org_id, stage_id) REFERENCES public.stages(org_id, id);

-- Name: org_members org_members_team; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.org_members
    ADD CONSTRAINT org_members_team FOREIGN KEY (org_id, team_id) REFERENCES public.teams(org_id, id);

-- Name: profiles profiles_member; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.profiles
    ADD CONSTRAINT profiles_member FOREIGN KEY (org_id, id) REFERENCES public.org_members(org_id, user_id);

-- Name: stages stages_pipeline; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.stages
    ADD CONSTRAINT stages_pipeline FOREIGN KEY (org_id, pipeline_id) REFERENCES public.pipelines(org_id, id) ON DELETE CASCADE;

-- Name: taggings taggings_company; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT taggings_company FOREIGN KEY (org_id, company_id) REFERENCES public.companies(org_id, id) ON DELETE CASCADE;

-- Name: taggings taggings_contact; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT taggings_contact FOREIGN KEY (org_id, contact_id) REFERENCES public.contacts(org_id, id) ON DELETE CASCADE;

-- Name: taggings taggings_tag; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT taggings_tag FOREIGN KEY (org_id, tag_id) REFERENCES public.tags(org_id, id) ON DELETE CASCADE;

-- Name: webhook_deliveries webhook_deliveries_webhook; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook FOREIGN KEY (org_id, webhook_id) REFERENCES public.webhooks(org_id, id) ON DELETE CASCADE;

-- Name: webhook_events webhook_events_endpoint; Type: FK CONSTRAINT; Schema: public

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT webhook_events_endpoint FOREIGN KEY (org_id, endpoint_id) REFERENCES public.webhook_endpoints(org_id, id) ON DELETE CASCADE;

-- Name: objects objects_bucketId_fkey; Type: FK CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.objects
    ADD CONSTRAINT "objects_bucketId_fkey" FOREIGN KEY (bucket_id) REFERENCES storage.buckets(id);

-- Name: resumable_uploads resumable_uploads_bucket_id_fkey; Type: FK CONSTRAINT; Schema: storage

ALTER TABLE ONLY storage.resumable_uploads
    ADD CONSTRAINT resumable_uploads_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets(id) ON DELETE CASCADE;

-- Name: bulk_changes; Type: ROW SECURITY; Schema: app

ALTER TABLE app.bulk_changes ENABLE ROW LEVEL SECURITY;

-- Name: bulk_changes bulk_changes_own; Type: POLICY; Schema: app

CREATE POLICY bulk_changes_own ON app.bulk_changes TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_changes; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_changes ENABLE ROW LEVEL SECURITY;

-- Name: import_changes import_changes_own; Type: POLICY; Schema: app

CREATE POLICY import_changes_own ON app.import_changes TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_chunks; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_chunks ENABLE ROW LEVEL SECURITY;

-- Name: import_chunks import_chunks_own; Type: POLICY; Schema: app

CREATE POLICY import_chunks_own ON app.import_chunks TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_created; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_created ENABLE ROW LEVEL SECURITY;

-- Name: import_created import_created_own; Type: POLICY; Schema: app

CREATE POLICY import_created_own ON app.import_created TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_fixes; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_fixes ENABLE ROW LEVEL SECURITY;

-- Name: import_fixes import_fixes_own; Type: POLICY; Schema: app

CREATE POLICY import_fixes_own ON app.import_fixes TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_kept; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_kept ENABLE ROW LEVEL SECURITY;

-- Name: import_kept import_kept_own; Type: POLICY; Schema: app

CREATE POLICY import_kept_own ON app.import_kept TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_links; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_links ENABLE ROW LEVEL SECURITY;

-- Name: import_links import_links_own; Type: POLICY; Schema: app

CREATE POLICY import_links_own ON app.import_links TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_rows; Type: ROW SECURITY; Schema: app

ALTER TABLE app.import_rows ENABLE ROW LEVEL SECURITY;

-- Name: import_rows import_rows_own; Type: POLICY; Schema: app

CREATE POLICY import_rows_own ON app.import_rows TO authenticated USING ((org_id = auth.org_id())) WITH CHECK ((org_id = auth.org_id()));

-- Name: action_items; Type: ROW SECURITY; Schema: public

ALTER TABLE public.action_items ENABLE ROW LEVEL SECURITY;

-- Name: action_items action_items_delete; Type: POLICY; Schema: public

CREATE POLICY action_items_delete ON public.action_items FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: action_items action_items_insert; Type: POLICY; Schema: public

CREATE POLICY action_items_insert ON public.action_items FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: action_items action_items_select; Type: POLICY; Schema: public

CREATE POLICY action_items_select ON public.action_items FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: action_items action_items_update; Type: POLICY; Schema: public

CREATE POLICY action_items_update ON public.action_items FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: activities; Type: ROW SECURITY; Schema: public

ALTER TABLE public.activities ENABLE ROW LEVEL SECURITY;

-- Name: activities activities_delete; Type: POLICY; Schema: public

CREATE POLICY activities_delete ON public.activities FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: activities activities_insert; Type: POLICY; Schema: public

CREATE POLICY activities_insert ON public.activities FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team())) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: activities activities_select; Type: POLICY; Schema: public

CREATE POLICY activities_select ON public.activities FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: activities activities_update; Type: POLICY; Schema: public

CREATE POLICY activities_update ON public.activities FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: ai_agent_runs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.ai_agent_runs ENABLE ROW LEVEL SECURITY;

-- Name: ai_agent_runs_archive; Type: ROW SECURITY; Schema: public

ALTER TABLE public.ai_agent_runs_archive ENABLE ROW LEVEL SECURITY;

-- Name: ai_agent_runs_archive ai_agent_runs_archive_delete; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_archive_delete ON public.ai_agent_runs_archive FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: ai_agent_runs_archive ai_agent_runs_archive_insert; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_archive_insert ON public.ai_agent_runs_archive FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: ai_agent_runs_archive ai_agent_runs_archive_select; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_archive_select ON public.ai_agent_runs_archive FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: ai_agent_runs_archive ai_agent_runs_archive_update; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_archive_update ON public.ai_agent_runs_archive FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: ai_agent_runs ai_agent_runs_delete; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_delete ON public.ai_agent_runs FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: ai_agent_runs ai_agent_runs_insert; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_insert ON public.ai_agent_runs FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: ai_agent_runs ai_agent_runs_select; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_select ON public.ai_agent_runs FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: ai_agent_runs ai_agent_runs_update; Type: POLICY; Schema: public

CREATE POLICY ai_agent_runs_update ON public.ai_agent_runs FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: ai_cache; Type: ROW SECURITY; Schema: public

ALTER TABLE public.ai_cache ENABLE ROW LEVEL SECURITY;

-- Name: ai_cache ai_cache_delete; Type: POLICY; Schema: public

CREATE POLICY ai_cache_delete ON public.ai_cache FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: ai_cache ai_cache_insert; Type: POLICY; Schema: public

CREATE POLICY ai_cache_insert ON public.ai_cache FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: ai_cache ai_cache_select; Type: POLICY; Schema: public

CREATE POLICY ai_cache_select ON public.ai_cache FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: ai_cache ai_cache_update; Type: POLICY; Schema: public

CREATE POLICY ai_cache_update ON public.ai_cache FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: ai_feedback; Type: ROW SECURITY; Schema: public

ALTER TABLE public.ai_feedback ENABLE ROW LEVEL SECURITY;

-- Name: ai_feedback ai_feedback_delete; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_delete ON public.ai_feedback FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: ai_feedback ai_feedback_insert; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_insert ON public.ai_feedback FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: ai_feedback ai_feedback_own_delete; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_own_delete ON public.ai_feedback AS RESTRICTIVE FOR DELETE TO authenticated USING ((user_id = auth.uid()));

-- Name: ai_feedback ai_feedback_own_insert; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_own_insert ON public.ai_feedback AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK ((user_id = auth.uid()));

-- Name: ai_feedback ai_feedback_own_update; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_own_update ON public.ai_feedback AS RESTRICTIVE FOR UPDATE TO authenticated USING ((user_id = auth.uid())) WITH CHECK ((user_id = auth.uid()));

-- Name: ai_feedback ai_feedback_select; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_select ON public.ai_feedback FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: ai_feedback ai_feedback_update; Type: POLICY; Schema: public

CREATE POLICY ai_feedback_update ON public.ai_feedback FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: ai_usage_quotas; Type: ROW SECURITY; Schema: public

ALTER TABLE public.ai_usage_quotas ENABLE ROW LEVEL SECURITY;

-- Name: ai_usage_quotas ai_usage_quotas_delete; Type: POLICY; Schema: public

CREATE POLICY ai_usage_quotas_delete ON public.ai_usage_quotas FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: ai_usage_quotas ai_usage_quotas_insert; Type: POLICY; Schema: public

CREATE POLICY ai_usage_quotas_insert ON public.ai_usage_quotas FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: ai_usage_quotas ai_usage_quotas_select; Type: POLICY; Schema: public

CREATE POLICY ai_usage_quotas_select ON public.ai_usage_quotas FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: ai_usage_quotas ai_usage_quotas_update; Type: POLICY; Schema: public

CREATE POLICY ai_usage_quotas_update ON public.ai_usage_quotas FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: api_keys; Type: ROW SECURITY; Schema: public

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

-- Name: api_keys api_keys_delete; Type: POLICY; Schema: public

CREATE POLICY api_keys_delete ON public.api_keys FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: api_keys api_keys_insert; Type: POLICY; Schema: public

CREATE POLICY api_keys_insert ON public.api_keys FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: api_keys api_keys_own; Type: POLICY; Schema: public

CREATE POLICY api_keys_own ON public.api_keys AS RESTRICTIVE FOR SELECT TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: api_keys api_keys_own_delete; Type: POLICY; Schema: public

CREATE POLICY api_keys_own_delete ON public.api_keys AS RESTRICTIVE FOR DELETE TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: api_keys api_keys_own_insert; Type: POLICY; Schema: public

CREATE POLICY api_keys_own_insert ON public.api_keys AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK ((user_id = auth.uid()));

-- Name: api_keys api_keys_own_update; Type: POLICY; Schema: public

CREATE POLICY api_keys_own_update ON public.api_keys AS RESTRICTIVE FOR UPDATE TO authenticated USING ((user_id = auth.uid()));

-- Name: api_keys api_keys_select; Type: POLICY; Schema: public

CREATE POLICY api_keys_select ON public.api_keys FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: api_keys api_keys_update; Type: POLICY; Schema: public

CREATE POLICY api_keys_update ON public.api_keys FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: assignments; Type: ROW SECURITY; Schema: public

ALTER TABLE public.assignments ENABLE ROW LEVEL SECURITY;

-- Name: assignments assignments_delete; Type: POLICY; Schema: public

CREATE POLICY assignments_delete ON public.assignments FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: assignments assignments_insert; Type: POLICY; Schema: public

CREATE POLICY assignments_insert ON public.assignments FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: assignments assignments_select; Type: POLICY; Schema: public

CREATE POLICY assignments_select ON public.assignments FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: assignments assignments_update; Type: POLICY; Schema: public

CREATE POLICY assignments_update ON public.assignments FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: attachments; Type: ROW SECURITY; Schema: public

ALTER TABLE public.attachments ENABLE ROW LEVEL SECURITY;

-- Name: attachments attachments_delete; Type: POLICY; Schema: public

CREATE POLICY attachments_delete ON public.attachments FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: attachments attachments_insert; Type: POLICY; Schema: public

CREATE POLICY attachments_insert ON public.attachments FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team())) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: attachments attachments_select; Type: POLICY; Schema: public

CREATE POLICY attachments_select ON public.attachments FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: attachments attachments_update; Type: POLICY; Schema: public

CREATE POLICY attachments_update ON public.attachments FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: audit_logs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;

-- Name: audit_logs_2026_11; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_logs_2026_11 ENABLE ROW LEVEL SECURITY;

-- Name: audit_logs_2026_12; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_logs_2026_12 ENABLE ROW LEVEL SECURITY;

-- Name: audit_logs_2027_01; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_logs_2027_01 ENABLE ROW LEVEL SECURITY;

-- Name: audit_logs_2027_02; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_logs_2027_02 ENABLE ROW LEVEL SECURITY;

-- Name: audit_logs_default; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_logs_default ENABLE ROW LEVEL SECURITY;

-- Name: audit_logs audit_logs_read; Type: POLICY; Schema: public

CREATE POLICY audit_logs_read ON public.audit_logs FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: audit_seals; Type: ROW SECURITY; Schema: public

ALTER TABLE public.audit_seals ENABLE ROW LEVEL SECURITY;

-- Name: audit_seals audit_seals_read; Type: POLICY; Schema: public

CREATE POLICY audit_seals_read ON public.audit_seals FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: automation_members; Type: ROW SECURITY; Schema: public

ALTER TABLE public.automation_members ENABLE ROW LEVEL SECURITY;

-- Name: automation_members automation_members_delete; Type: POLICY; Schema: public

CREATE POLICY automation_members_delete ON public.automation_members FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: automation_members automation_members_insert; Type: POLICY; Schema: public

CREATE POLICY automation_members_insert ON public.automation_members FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: automation_members automation_members_select; Type: POLICY; Schema: public

CREATE POLICY automation_members_select ON public.automation_members FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: automation_members automation_members_update; Type: POLICY; Schema: public

CREATE POLICY automation_members_update ON public.automation_members FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: automation_runs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.automation_runs ENABLE ROW LEVEL SECURITY;

-- Name: automation_runs automation_runs_delete; Type: POLICY; Schema: public

CREATE POLICY automation_runs_delete ON public.automation_runs FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: automation_runs automation_runs_insert; Type: POLICY; Schema: public

CREATE POLICY automation_runs_insert ON public.automation_runs FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: automation_runs automation_runs_select; Type: POLICY; Schema: public

CREATE POLICY automation_runs_select ON public.automation_runs FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: automation_runs automation_runs_update; Type: POLICY; Schema: public

CREATE POLICY automation_runs_update ON public.automation_runs FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: automation_versions; Type: ROW SECURITY; Schema: public

ALTER TABLE public.automation_versions ENABLE ROW LEVEL SECURITY;

-- Name: automation_versions automation_versions_delete; Type: POLICY; Schema: public

CREATE POLICY automation_versions_delete ON public.automation_versions FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: automation_versions automation_versions_insert; Type: POLICY; Schema: public

CREATE POLICY automation_versions_insert ON public.automation_versions FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: automation_versions automation_versions_select; Type: POLICY; Schema: public

CREATE POLICY automation_versions_select ON public.automation_versions FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: automation_versions automation_versions_update; Type: POLICY; Schema: public

CREATE POLICY automation_versions_update ON public.automation_versions FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: automations; Type: ROW SECURITY; Schema: public

ALTER TABLE public.automations ENABLE ROW LEVEL SECURITY;

-- Name: automations automations_delete; Type: POLICY; Schema: public

CREATE POLICY automations_delete ON public.automations FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: automations automations_insert; Type: POLICY; Schema: public

CREATE POLICY automations_insert ON public.automations FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: automations automations_own_delete; Type: POLICY; Schema: public

CREATE POLICY automations_own_delete ON public.automations AS RESTRICTIVE FOR DELETE TO authenticated USING (((owner_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: automations automations_own_insert; Type: POLICY; Schema: public

CREATE POLICY automations_own_insert ON public.automations AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK ((owner_id = auth.uid()));

-- Name: automations automations_own_update; Type: POLICY; Schema: public

CREATE POLICY automations_own_update ON public.automations AS RESTRICTIVE FOR UPDATE TO authenticated USING (((owner_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: automations automations_select; Type: POLICY; Schema: public

CREATE POLICY automations_select ON public.automations FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: automations automations_update; Type: POLICY; Schema: public

CREATE POLICY automations_update ON public.automations FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: background_jobs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.background_jobs ENABLE ROW LEVEL SECURITY;

-- Name: background_jobs background_jobs_delete; Type: POLICY; Schema: public

CREATE POLICY background_jobs_delete ON public.background_jobs FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: background_jobs background_jobs_insert; Type: POLICY; Schema: public

CREATE POLICY background_jobs_insert ON public.background_jobs FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: background_jobs background_jobs_own; Type: POLICY; Schema: public

CREATE POLICY background_jobs_own ON public.background_jobs AS RESTRICTIVE FOR SELECT TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: background_jobs background_jobs_own_insert; Type: POLICY; Schema: public

CREATE POLICY background_jobs_own_insert ON public.background_jobs AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK ((user_id = auth.uid()));

-- Name: background_jobs background_jobs_own_update; Type: POLICY; Schema: public

CREATE POLICY background_jobs_own_update ON public.background_jobs AS RESTRICTIVE FOR UPDATE TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text]))) WITH CHECK ((user_id IS NOT NULL));

-- Name: background_jobs background_jobs_select; Type: POLICY; Schema: public

CREATE POLICY background_jobs_select ON public.background_jobs FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: background_jobs background_jobs_update; Type: POLICY; Schema: public

CREATE POLICY background_jobs_update ON public.background_jobs FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: bulk_actions; Type: ROW SECURITY; Schema: public

ALTER TABLE public.bulk_actions ENABLE ROW LEVEL SECURITY;

-- Name: bulk_actions bulk_actions_delete; Type: POLICY; Schema: public

CREATE POLICY bulk_actions_delete ON public.bulk_actions FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: bulk_actions bulk_actions_insert; Type: POLICY; Schema: public

CREATE POLICY bulk_actions_insert ON public.bulk_actions FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: bulk_actions bulk_actions_select; Type: POLICY; Schema: public

CREATE POLICY bulk_actions_select ON public.bulk_actions FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: bulk_actions bulk_actions_update; Type: POLICY; Schema: public

CREATE POLICY bulk_actions_update ON public.bulk_actions FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: call_briefs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.call_briefs ENABLE ROW LEVEL SECURITY;

-- Name: call_briefs call_briefs_delete; Type: POLICY; Schema: public

CREATE POLICY call_briefs_delete ON public.call_briefs FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: call_briefs call_briefs_insert; Type: POLICY; Schema: public

CREATE POLICY call_briefs_insert ON public.call_briefs FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: call_briefs call_briefs_select; Type: POLICY; Schema: public

CREATE POLICY call_briefs_select ON public.call_briefs FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: call_briefs call_briefs_update; Type: POLICY; Schema: public

CREATE POLICY call_briefs_update ON public.call_briefs FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: call_signals; Type: ROW SECURITY; Schema: public

ALTER TABLE public.call_signals ENABLE ROW LEVEL SECURITY;

-- Name: call_signals call_signals_delete; Type: POLICY; Schema: public

CREATE POLICY call_signals_delete ON public.call_signals FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: call_signals call_signals_insert; Type: POLICY; Schema: public

CREATE POLICY call_signals_insert ON public.call_signals FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: call_signals call_signals_select; Type: POLICY; Schema: public

CREATE POLICY call_signals_select ON public.call_signals FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: call_signals call_signals_update; Type: POLICY; Schema: public

CREATE POLICY call_signals_update ON public.call_signals FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: call_steps; Type: ROW SECURITY; Schema: public

ALTER TABLE public.call_steps ENABLE ROW LEVEL SECURITY;

-- Name: call_steps call_steps_delete; Type: POLICY; Schema: public

CREATE POLICY call_steps_delete ON public.call_steps FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: call_steps call_steps_insert; Type: POLICY; Schema: public

CREATE POLICY call_steps_insert ON public.call_steps FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: call_steps call_steps_select; Type: POLICY; Schema: public

CREATE POLICY call_steps_select ON public.call_steps FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: call_steps call_steps_update; Type: POLICY; Schema: public

CREATE POLICY call_steps_update ON public.call_steps FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: calls; Type: ROW SECURITY; Schema: public

ALTER TABLE public.calls ENABLE ROW LEVEL SECURITY;

-- Name: calls calls_delete; Type: POLICY; Schema: public

CREATE POLICY calls_delete ON public.calls FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: calls calls_insert; Type: POLICY; Schema: public

CREATE POLICY calls_insert ON public.calls FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: calls calls_select; Type: POLICY; Schema: public

CREATE POLICY calls_select ON public.calls FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: calls calls_update; Type: POLICY; Schema: public

CREATE POLICY calls_update ON public.calls FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: companies; Type: ROW SECURITY; Schema: public

ALTER TABLE public.companies ENABLE ROW LEVEL SECURITY;

-- Name: companies companies_delete; Type: POLICY; Schema: public

CREATE POLICY companies_delete ON public.companies FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: companies companies_insert; Type: POLICY; Schema: public

CREATE POLICY companies_insert ON public.companies FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: companies companies_select; Type: POLICY; Schema: public

CREATE POLICY companies_select ON public.companies FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: companies companies_update; Type: POLICY; Schema: public

CREATE POLICY companies_update ON public.companies FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: contact_points; Type: ROW SECURITY; Schema: public

ALTER TABLE public.contact_points ENABLE ROW LEVEL SECURITY;

-- Name: contact_points contact_points_delete; Type: POLICY; Schema: public

CREATE POLICY contact_points_delete ON public.contact_points FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: contact_points contact_points_insert; Type: POLICY; Schema: public

CREATE POLICY contact_points_insert ON public.contact_points FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: contact_points contact_points_select; Type: POLICY; Schema: public

CREATE POLICY contact_points_select ON public.contact_points FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: contact_points contact_points_update; Type: POLICY; Schema: public

CREATE POLICY contact_points_update ON public.contact_points FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: contacts; Type: ROW SECURITY; Schema: public

ALTER TABLE public.contacts ENABLE ROW LEVEL SECURITY;

-- Name: contacts contacts_delete; Type: POLICY; Schema: public

CREATE POLICY contacts_delete ON public.contacts FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: contacts contacts_insert; Type: POLICY; Schema: public

CREATE POLICY contacts_insert ON public.contacts FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: contacts contacts_select; Type: POLICY; Schema: public

CREATE POLICY contacts_select ON public.contacts FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: contacts contacts_update; Type: POLICY; Schema: public

CREATE POLICY contacts_update ON public.contacts FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: credentials; Type: ROW SECURITY; Schema: public

ALTER TABLE public.credentials ENABLE ROW LEVEL SECURITY;

-- Name: credentials credentials_delete; Type: POLICY; Schema: public

CREATE POLICY credentials_delete ON public.credentials FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: credentials credentials_insert; Type: POLICY; Schema: public

CREATE POLICY credentials_insert ON public.credentials FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: credentials credentials_select; Type: POLICY; Schema: public

CREATE POLICY credentials_select ON public.credentials FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: credentials credentials_update; Type: POLICY; Schema: public

CREATE POLICY credentials_update ON public.credentials FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: custom_fields; Type: ROW SECURITY; Schema: public

ALTER TABLE public.custom_fields ENABLE ROW LEVEL SECURITY;

-- Name: custom_fields custom_fields_delete; Type: POLICY; Schema: public

CREATE POLICY custom_fields_delete ON public.custom_fields FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: custom_fields custom_fields_insert; Type: POLICY; Schema: public

CREATE POLICY custom_fields_insert ON public.custom_fields FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: custom_fields custom_fields_select; Type: POLICY; Schema: public

CREATE POLICY custom_fields_select ON public.custom_fields FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: custom_fields custom_fields_update; Type: POLICY; Schema: public

CREATE POLICY custom_fields_update ON public.custom_fields FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: deal_health_scores; Type: ROW SECURITY; Schema: public

ALTER TABLE public.deal_health_scores ENABLE ROW LEVEL SECURITY;

-- Name: deal_health_scores deal_health_scores_delete; Type: POLICY; Schema: public

CREATE POLICY deal_health_scores_delete ON public.deal_health_scores FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: deal_health_scores deal_health_scores_insert; Type: POLICY; Schema: public

CREATE POLICY deal_health_scores_insert ON public.deal_health_scores FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: deal_health_scores deal_health_scores_select; Type: POLICY; Schema: public

CREATE POLICY deal_health_scores_select ON public.deal_health_scores FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: deal_health_scores deal_health_scores_update; Type: POLICY; Schema: public

CREATE POLICY deal_health_scores_update ON public.deal_health_scores FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: duplicates; Type: ROW SECURITY; Schema: public

ALTER TABLE public.duplicates ENABLE ROW LEVEL SECURITY;

-- Name: duplicates duplicates_delete; Type: POLICY; Schema: public

CREATE POLICY duplicates_delete ON public.duplicates FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: duplicates duplicates_insert; Type: POLICY; Schema: public

CREATE POLICY duplicates_insert ON public.duplicates FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: duplicates duplicates_select; Type: POLICY; Schema: public

CREATE POLICY duplicates_select ON public.duplicates FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: duplicates duplicates_update; Type: POLICY; Schema: public

CREATE POLICY duplicates_update ON public.duplicates FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: email_templates; Type: ROW SECURITY; Schema: public

ALTER TABLE public.email_templates ENABLE ROW LEVEL SECURITY;

-- Name: email_templates email_templates_delete; Type: POLICY; Schema: public

CREATE POLICY email_templates_delete ON public.email_templates FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: email_templates email_templates_insert; Type: POLICY; Schema: public

CREATE POLICY email_templates_insert ON public.email_templates FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: email_templates email_templates_select; Type: POLICY; Schema: public

CREATE POLICY email_templates_select ON public.email_templates FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: email_templates email_templates_update; Type: POLICY; Schema: public

CREATE POLICY email_templates_update ON public.email_templates FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: export_jobs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.export_jobs ENABLE ROW LEVEL SECURITY;

-- Name: export_jobs export_jobs_delete; Type: POLICY; Schema: public

CREATE POLICY export_jobs_delete ON public.export_jobs FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: export_jobs export_jobs_insert; Type: POLICY; Schema: public

CREATE POLICY export_jobs_insert ON public.export_jobs FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: export_jobs export_jobs_own; Type: POLICY; Schema: public

CREATE POLICY export_jobs_own ON public.export_jobs AS RESTRICTIVE FOR SELECT TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: export_jobs export_jobs_own_delete; Type: POLICY; Schema: public

CREATE POLICY export_jobs_own_delete ON public.export_jobs AS RESTRICTIVE FOR DELETE TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: export_jobs export_jobs_own_insert; Type: POLICY; Schema: public

CREATE POLICY export_jobs_own_insert ON public.export_jobs AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK ((user_id = auth.uid()));

-- Name: export_jobs export_jobs_own_update; Type: POLICY; Schema: public

CREATE POLICY export_jobs_own_update ON public.export_jobs AS RESTRICTIVE FOR UPDATE TO authenticated USING (((user_id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: export_jobs export_jobs_select; Type: POLICY; Schema: public

CREATE POLICY export_jobs_select ON public.export_jobs FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: export_jobs export_jobs_update; Type: POLICY; Schema: public

CREATE POLICY export_jobs_update ON public.export_jobs FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: fx_rates; Type: ROW SECURITY; Schema: public

ALTER TABLE public.fx_rates ENABLE ROW LEVEL SECURITY;

-- Name: fx_rates fx_rates_delete; Type: POLICY; Schema: public

CREATE POLICY fx_rates_delete ON public.fx_rates FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: fx_rates fx_rates_insert; Type: POLICY; Schema: public

CREATE POLICY fx_rates_insert ON public.fx_rates FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: fx_rates fx_rates_select; Type: POLICY; Schema: public

CREATE POLICY fx_rates_select ON public.fx_rates FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: fx_rates fx_rates_update; Type: POLICY; Schema: public

CREATE POLICY fx_rates_update ON public.fx_rates FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_errors; Type: ROW SECURITY; Schema: public

ALTER TABLE public.import_errors ENABLE ROW LEVEL SECURITY;

-- Name: import_errors import_errors_delete; Type: POLICY; Schema: public

CREATE POLICY import_errors_delete ON public.import_errors FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: import_errors import_errors_insert; Type: POLICY; Schema: public

CREATE POLICY import_errors_insert ON public.import_errors FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team())) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: import_errors import_errors_select; Type: POLICY; Schema: public

CREATE POLICY import_errors_select ON public.import_errors FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: import_errors import_errors_update; Type: POLICY; Schema: public

CREATE POLICY import_errors_update ON public.import_errors FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_jobs; Type: ROW SECURITY; Schema: public

ALTER TABLE public.import_jobs ENABLE ROW LEVEL SECURITY;

-- Name: import_jobs import_jobs_delete; Type: POLICY; Schema: public

CREATE POLICY import_jobs_delete ON public.import_jobs FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: import_jobs import_jobs_insert; Type: POLICY; Schema: public

CREATE POLICY import_jobs_insert ON public.import_jobs FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: import_jobs import_jobs_select; Type: POLICY; Schema: public

CREATE POLICY import_jobs_select ON public.import_jobs FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: import_jobs import_jobs_update; Type: POLICY; Schema: public

CREATE POLICY import_jobs_update ON public.import_jobs FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: import_mappings; Type: ROW SECURITY; Schema: public

ALTER TABLE public.import_mappings ENABLE ROW LEVEL SECURITY;

-- Name: import_mappings import_mappings_delete; Type: POLICY; Schema: public

CREATE POLICY import_mappings_delete ON public.import_mappings FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: import_mappings import_mappings_insert; Type: POLICY; Schema: public

CREATE POLICY import_mappings_insert ON public.import_mappings FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: import_mappings import_mappings_select; Type: POLICY; Schema: public

CREATE POLICY import_mappings_select ON public.import_mappings FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: import_mappings import_mappings_update; Type: POLICY; Schema: public

CREATE POLICY import_mappings_update ON public.import_mappings FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: invitations; Type: ROW SECURITY; Schema: public

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

-- Name: invitations invitations_below_own_role; Type: POLICY; Schema: public

CREATE POLICY invitations_below_own_role ON public.invitations AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK (((role <> 'owner'::text) OR auth.has_role(VARIADIC ARRAY['owner'::text])));

-- Name: invitations invitations_delete; Type: POLICY; Schema: public

CREATE POLICY invitations_delete ON public.invitations FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: invitations invitations_insert; Type: POLICY; Schema: public

CREATE POLICY invitations_insert ON public.invitations FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: invitations invitations_select; Type: POLICY; Schema: public

CREATE POLICY invitations_select ON public.invitations FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: invitations invitations_stay_below; Type: POLICY; Schema: public

CREATE POLICY invitations_stay_below ON public.invitations AS RESTRICTIVE FOR UPDATE TO authenticated USING (((role <> 'owner'::text) OR auth.has_role(VARIADIC ARRAY['owner'::text]))) WITH CHECK (((role <> 'owner'::text) OR auth.has_role(VARIADIC ARRAY['owner'::text])));

-- Name: invitations invitations_update; Type: POLICY; Schema: public

CREATE POLICY invitations_update ON public.invitations FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: invitations invitations_withdrawn_below; Type: POLICY; Schema: public

CREATE POLICY invitations_withdrawn_below ON public.invitations AS RESTRICTIVE FOR DELETE TO authenticated USING (((role <> 'owner'::text) OR auth.has_role(VARIADIC ARRAY['owner'::text])));

-- Name: lead_contacts; Type: ROW SECURITY; Schema: public

ALTER TABLE public.lead_contacts ENABLE ROW LEVEL SECURITY;

-- Name: lead_contacts lead_contacts_delete; Type: POLICY; Schema: public

CREATE POLICY lead_contacts_delete ON public.lead_contacts FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: lead_contacts lead_contacts_insert; Type: POLICY; Schema: public

CREATE POLICY lead_contacts_insert ON public.lead_contacts FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team())) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: lead_contacts lead_contacts_select; Type: POLICY; Schema: public

CREATE POLICY lead_contacts_select ON public.lead_contacts FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: lead_contacts lead_contacts_update; Type: POLICY; Schema: public

CREATE POLICY lead_contacts_update ON public.lead_contacts FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: lead_stages; Type: ROW SECURITY; Schema: public

ALTER TABLE public.lead_stages ENABLE ROW LEVEL SECURITY;

-- Name: lead_stages lead_stages_delete; Type: POLICY; Schema: public

CREATE POLICY lead_stages_delete ON public.lead_stages FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: lead_stages lead_stages_insert; Type: POLICY; Schema: public

CREATE POLICY lead_stages_insert ON public.lead_stages FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team())) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: lead_stages lead_stages_select; Type: POLICY; Schema: public

CREATE POLICY lead_stages_select ON public.lead_stages FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: lead_stages lead_stages_update; Type: POLICY; Schema: public

CREATE POLICY lead_stages_update ON public.lead_stages FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: leads; Type: ROW SECURITY; Schema: public

ALTER TABLE public.leads ENABLE ROW LEVEL SECURITY;

-- Name: leads leads_delete; Type: POLICY; Schema: public

CREATE POLICY leads_delete ON public.leads FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: leads leads_insert; Type: POLICY; Schema: public

CREATE POLICY leads_insert ON public.leads FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: leads leads_select; Type: POLICY; Schema: public

CREATE POLICY leads_select ON public.leads FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: leads leads_update; Type: POLICY; Schema: public

CREATE POLICY leads_update ON public.leads FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: mails; Type: ROW SECURITY; Schema: public

ALTER TABLE public.mails ENABLE ROW LEVEL SECURITY;

-- Name: mails mails_audience; Type: POLICY; Schema: public

CREATE POLICY mails_audience ON public.mails AS RESTRICTIVE FOR SELECT TO authenticated USING (((audience = 'admins'::text) OR ((audience = 'owner'::text) AND auth.has_role(VARIADIC ARRAY['owner'::text]))));

-- Name: mails mails_delete; Type: POLICY; Schema: public

CREATE POLICY mails_delete ON public.mails FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: mails mails_insert; Type: POLICY; Schema: public

CREATE POLICY mails_insert ON public.mails FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: mails mails_select; Type: POLICY; Schema: public

CREATE POLICY mails_select ON public.mails FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: mails mails_update; Type: POLICY; Schema: public

CREATE POLICY mails_update ON public.mails FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: merges; Type: ROW SECURITY; Schema: public

ALTER TABLE public.merges ENABLE ROW LEVEL SECURITY;

-- Name: merges merges_delete; Type: POLICY; Schema: public

CREATE POLICY merges_delete ON public.merges FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: merges merges_insert; Type: POLICY; Schema: public

CREATE POLICY merges_insert ON public.merges FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: merges merges_select; Type: POLICY; Schema: public

CREATE POLICY merges_select ON public.merges FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: merges merges_update; Type: POLICY; Schema: public

CREATE POLICY merges_update ON public.merges FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: notifications; Type: ROW SECURITY; Schema: public

ALTER TABLE public.notifications ENABLE ROW LEVEL SECURITY;

-- Name: notifications notifications_delete; Type: POLICY; Schema: public

CREATE POLICY notifications_delete ON public.notifications FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: notifications notifications_insert; Type: POLICY; Schema: public

CREATE POLICY notifications_insert ON public.notifications FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: notifications notifications_own; Type: POLICY; Schema: public

CREATE POLICY notifications_own ON public.notifications AS RESTRICTIVE FOR SELECT TO authenticated USING ((user_id = auth.uid()));

-- Name: notifications notifications_own_delete; Type: POLICY; Schema: public

CREATE POLICY notifications_own_delete ON public.notifications AS RESTRICTIVE FOR DELETE TO authenticated USING ((user_id = auth.uid()));

-- Name: notifications notifications_own_update; Type: POLICY; Schema: public

CREATE POLICY notifications_own_update ON public.notifications AS RESTRICTIVE FOR UPDATE TO authenticated USING ((user_id = auth.uid()));

-- Name: notifications notifications_select; Type: POLICY; Schema: public

CREATE POLICY notifications_select ON public.notifications FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: notifications notifications_update; Type: POLICY; Schema: public

CREATE POLICY notifications_update ON public.notifications FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: org_members; Type: ROW SECURITY; Schema: public

ALTER TABLE public.org_members ENABLE ROW LEVEL SECURITY;

-- Name: org_members org_members_delete; Type: POLICY; Schema: public

CREATE POLICY org_members_delete ON public.org_members FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: org_members org_members_insert; Type: POLICY; Schema: public

CREATE POLICY org_members_insert ON public.org_members FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: org_members org_members_select; Type: POLICY; Schema: public

CREATE POLICY org_members_select ON public.org_members FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: org_members org_members_update; Type: POLICY; Schema: public

CREATE POLICY org_members_update ON public.org_members FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: organizations; Type: ROW SECURITY; Schema: public

ALTER TABLE public.organizations ENABLE ROW LEVEL SECURITY;

-- Name: organizations organizations_delete; Type: POLICY; Schema: public

CREATE POLICY organizations_delete ON public.organizations FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: organizations organizations_insert; Type: POLICY; Schema: public

CREATE POLICY organizations_insert ON public.organizations FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: organizations organizations_select; Type: POLICY; Schema: public

CREATE POLICY organizations_select ON public.organizations FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: organizations organizations_update; Type: POLICY; Schema: public

CREATE POLICY organizations_update ON public.organizations FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: outside_calls; Type: ROW SECURITY; Schema: public

ALTER TABLE public.outside_calls ENABLE ROW LEVEL SECURITY;

-- Name: outside_calls outside_calls_delete; Type: POLICY; Schema: public

CREATE POLICY outside_calls_delete ON public.outside_calls FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: outside_calls outside_calls_insert; Type: POLICY; Schema: public

CREATE POLICY outside_calls_insert ON public.outside_calls FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: outside_calls outside_calls_select; Type: POLICY; Schema: public

CREATE POLICY outside_calls_select ON public.outside_calls FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: outside_calls outside_calls_update; Type: POLICY; Schema: public

CREATE POLICY outside_calls_update ON public.outside_calls FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: pipelines; Type: ROW SECURITY; Schema: public

ALTER TABLE public.pipelines ENABLE ROW LEVEL SECURITY;

-- Name: pipelines pipelines_delete; Type: POLICY; Schema: public

CREATE POLICY pipelines_delete ON public.pipelines FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: pipelines pipelines_insert; Type: POLICY; Schema: public

CREATE POLICY pipelines_insert ON public.pipelines FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: pipelines pipelines_select; Type: POLICY; Schema: public

CREATE POLICY pipelines_select ON public.pipelines FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: pipelines pipelines_update; Type: POLICY; Schema: public

CREATE POLICY pipelines_update ON public.pipelines FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: playbooks; Type: ROW SECURITY; Schema: public

ALTER TABLE public.playbooks ENABLE ROW LEVEL SECURITY;

-- Name: playbooks playbooks_delete; Type: POLICY; Schema: public

CREATE POLICY playbooks_delete ON public.playbooks FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: playbooks playbooks_insert; Type: POLICY; Schema: public

CREATE POLICY playbooks_insert ON public.playbooks FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: playbooks playbooks_select; Type: POLICY; Schema: public

CREATE POLICY playbooks_select ON public.playbooks FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: playbooks playbooks_update; Type: POLICY; Schema: public

CREATE POLICY playbooks_update ON public.playbooks FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: profiles; Type: ROW SECURITY; Schema: public

ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;

-- Name: profiles profiles_delete; Type: POLICY; Schema: public

CREATE POLICY profiles_delete ON public.profiles FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: profiles profiles_insert; Type: POLICY; Schema: public

CREATE POLICY profiles_insert ON public.profiles FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: profiles profiles_own; Type: POLICY; Schema: public

CREATE POLICY profiles_own ON public.profiles AS RESTRICTIVE FOR UPDATE TO authenticated USING (((id = auth.uid()) OR auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])));

-- Name: profiles profiles_select; Type: POLICY; Schema: public

CREATE POLICY profiles_select ON public.profiles FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: profiles profiles_update; Type: POLICY; Schema: public

CREATE POLICY profiles_update ON public.profiles FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: recent_records; Type: ROW SECURITY; Schema: public

ALTER TABLE public.recent_records ENABLE ROW LEVEL SECURITY;

-- Name: recent_records recent_records_delete; Type: POLICY; Schema: public

CREATE POLICY recent_records_delete ON public.recent_records FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: recent_records recent_records_insert; Type: POLICY; Schema: public

CREATE POLICY recent_records_insert ON public.recent_records FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: recent_records recent_records_own; Type: POLICY; Schema: public

CREATE POLICY recent_records_own ON public.recent_records AS RESTRICTIVE TO authenticated USING ((user_id = auth.uid())) WITH CHECK ((user_id = auth.uid()));

-- Name: recent_records recent_records_select; Type: POLICY; Schema: public

CREATE POLICY recent_records_select ON public.recent_records FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: recent_records recent_records_update; Type: POLICY; Schema: public

CREATE POLICY recent_records_update ON public.recent_records FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: saved_views; Type: ROW SECURITY; Schema: public

ALTER TABLE public.saved_views ENABLE ROW LEVEL SECURITY;

-- Name: saved_views saved_views_delete; Type: POLICY; Schema: public

CREATE POLICY saved_views_delete ON public.saved_views FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: saved_views saved_views_insert; Type: POLICY; Schema: public

CREATE POLICY saved_views_insert ON public.saved_views FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: saved_views saved_views_own_delete; Type: POLICY; Schema: public

CREATE POLICY saved_views_own_delete ON public.saved_views AS RESTRICTIVE FOR DELETE TO authenticated USING (((owner_id = auth.uid()) OR (shared AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text]))));

-- Name: saved_views saved_views_own_insert; Type: POLICY; Schema: public

CREATE POLICY saved_views_own_insert ON public.saved_views AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK (((owner_id = auth.uid()) AND ((NOT shared) OR (NOT auth.has_role(VARIADIC ARRAY['readonly'::text])))));

-- Name: saved_views saved_views_own_or_shared; Type: POLICY; Schema: public

CREATE POLICY saved_views_own_or_shared ON public.saved_views AS RESTRICTIVE FOR SELECT TO authenticated USING ((shared OR (owner_id = auth.uid())));

-- Name: saved_views saved_views_own_update; Type: POLICY; Schema: public

CREATE POLICY saved_views_own_update ON public.saved_views AS RESTRICTIVE FOR UPDATE TO authenticated USING (((owner_id = auth.uid()) OR (shared AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text])))) WITH CHECK (((NOT shared) OR (NOT auth.has_role(VARIADIC ARRAY['readonly'::text]))));

-- Name: saved_views saved_views_select; Type: POLICY; Schema: public

CREATE POLICY saved_views_select ON public.saved_views FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: saved_views saved_views_update; Type: POLICY; Schema: public

CREATE POLICY saved_views_update ON public.saved_views FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: search_history; Type: ROW SECURITY; Schema: public

ALTER TABLE public.search_history ENABLE ROW LEVEL SECURITY;

-- Name: search_history search_history_delete; Type: POLICY; Schema: public

CREATE POLICY search_history_delete ON public.search_history FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: search_history search_history_insert; Type: POLICY; Schema: public

CREATE POLICY search_history_insert ON public.search_history FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[]))));

-- Name: search_history search_history_own; Type: POLICY; Schema: public

CREATE POLICY search_history_own ON public.search_history AS RESTRICTIVE TO authenticated USING ((user_id = auth.uid())) WITH CHECK ((user_id = auth.uid()));

-- Name: search_history search_history_select; Type: POLICY; Schema: public

CREATE POLICY search_history_select ON public.search_history FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: search_history search_history_update; Type: POLICY; Schema: public

CREATE POLICY search_history_update ON public.search_history FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician,readonly}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: stages; Type: ROW SECURITY; Schema: public

ALTER TABLE public.stages ENABLE ROW LEVEL SECURITY;

-- Name: stages stages_delete; Type: POLICY; Schema: public

CREATE POLICY stages_delete ON public.stages FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: stages stages_insert; Type: POLICY; Schema: public

CREATE POLICY stages_insert ON public.stages FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[]))));

-- Name: stages stages_select; Type: POLICY; Schema: public

CREATE POLICY stages_select ON public.stages FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: stages stages_update; Type: POLICY; Schema: public

CREATE POLICY stages_update ON public.stages FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: taggings; Type: ROW SECURITY; Schema: public

ALTER TABLE public.taggings ENABLE ROW LEVEL SECURITY;

-- Name: taggings taggings_delete; Type: POLICY; Schema: public

CREATE POLICY taggings_delete ON public.taggings FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team()))));

-- Name: taggings taggings_insert; Type: POLICY; Schema: public

CREATE POLICY taggings_insert ON public.taggings FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR (owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids)) OR (team_id = auth.edits_team()))));

-- Name: taggings taggings_select; Type: POLICY; Schema: public

CREATE POLICY taggings_select ON public.taggings FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.sees_all() OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.sees_team()))));

-- Name: taggings taggings_update; Type: POLICY; Schema: public

CREATE POLICY taggings_update ON public.taggings FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])) AND (auth.edits_all() OR (owner_id IS NULL) OR ((owner_id = auth.uid()) OR (auth.uid() = ANY (assignee_ids))) OR (team_id = auth.edits_team())))) WITH CHECK ((org_id = auth.org_id()));

-- Name: tags; Type: ROW SECURITY; Schema: public

ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;

-- Name: tags tags_delete; Type: POLICY; Schema: public

CREATE POLICY tags_delete ON public.tags FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: tags tags_insert; Type: POLICY; Schema: public

CREATE POLICY tags_insert ON public.tags FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[]))));

-- Name: tags tags_select; Type: POLICY; Schema: public

CREATE POLICY tags_select ON public.tags FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: tags tags_update; Type: POLICY; Schema: public

CREATE POLICY tags_update ON public.tags FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin,manager,rep,technician}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: teams; Type: ROW SECURITY; Schema: public

ALTER TABLE public.teams ENABLE ROW LEVEL SECURITY;

-- Name: teams teams_delete; Type: POLICY; Schema: public

CREATE POLICY teams_delete ON public.teams FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: teams teams_insert; Type: POLICY; Schema: public

CREATE POLICY teams_insert ON public.teams FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: teams teams_select; Type: POLICY; Schema: public

CREATE POLICY teams_select ON public.teams FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: teams teams_update; Type: POLICY; Schema: public

CREATE POLICY teams_update ON public.teams FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: webhook_deliveries; Type: ROW SECURITY; Schema: public

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

-- Name: webhook_deliveries webhook_deliveries_delete; Type: POLICY; Schema: public

CREATE POLICY webhook_deliveries_delete ON public.webhook_deliveries FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: webhook_deliveries webhook_deliveries_insert; Type: POLICY; Schema: public

CREATE POLICY webhook_deliveries_insert ON public.webhook_deliveries FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: webhook_deliveries webhook_deliveries_select; Type: POLICY; Schema: public

CREATE POLICY webhook_deliveries_select ON public.webhook_deliveries FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhook_deliveries webhook_deliveries_update; Type: POLICY; Schema: public

CREATE POLICY webhook_deliveries_update ON public.webhook_deliveries FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: webhook_endpoints; Type: ROW SECURITY; Schema: public

ALTER TABLE public.webhook_endpoints ENABLE ROW LEVEL SECURITY;

-- Name: webhook_endpoints webhook_endpoints_delete; Type: POLICY; Schema: public

CREATE POLICY webhook_endpoints_delete ON public.webhook_endpoints FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhook_endpoints webhook_endpoints_insert; Type: POLICY; Schema: public

CREATE POLICY webhook_endpoints_insert ON public.webhook_endpoints FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhook_endpoints webhook_endpoints_select; Type: POLICY; Schema: public

CREATE POLICY webhook_endpoints_select ON public.webhook_endpoints FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhook_endpoints webhook_endpoints_update; Type: POLICY; Schema: public

CREATE POLICY webhook_endpoints_update ON public.webhook_endpoints FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: webhook_events; Type: ROW SECURITY; Schema: public

ALTER TABLE public.webhook_events ENABLE ROW LEVEL SECURITY;

-- Name: webhook_events webhook_events_delete; Type: POLICY; Schema: public

CREATE POLICY webhook_events_delete ON public.webhook_events FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: webhook_events webhook_events_insert; Type: POLICY; Schema: public

CREATE POLICY webhook_events_insert ON public.webhook_events FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[]))));

-- Name: webhook_events webhook_events_select; Type: POLICY; Schema: public

CREATE POLICY webhook_events_select ON public.webhook_events FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhook_events webhook_events_update; Type: POLICY; Schema: public

CREATE POLICY webhook_events_update ON public.webhook_events FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: webhooks; Type: ROW SECURITY; Schema: public

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;

-- Name: webhooks webhooks_delete; Type: POLICY; Schema: public

CREATE POLICY webhooks_delete ON public.webhooks FOR DELETE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhooks webhooks_insert; Type: POLICY; Schema: public

CREATE POLICY webhooks_insert ON public.webhooks FOR INSERT TO authenticated WITH CHECK (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhooks webhooks_select; Type: POLICY; Schema: public

CREATE POLICY webhooks_select ON public.webhooks FOR SELECT TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[]))));

-- Name: webhooks webhooks_update; Type: POLICY; Schema: public

CREATE POLICY webhooks_update ON public.webhooks FOR UPDATE TO authenticated USING (((org_id = auth.org_id()) AND (auth.org_role() = ANY ('{owner,admin}'::text[])))) WITH CHECK ((org_id = auth.org_id()));

-- Name: messages members_hear; Type: POLICY; Schema: realtime

CREATE POLICY members_hear ON realtime.messages FOR SELECT TO authenticated USING (realtime.in_my_organization(realtime.topic()));

-- Name: messages members_speak; Type: POLICY; Schema: realtime

CREATE POLICY members_speak ON realtime.messages FOR INSERT TO authenticated WITH CHECK ((realtime.in_my_organization(realtime.topic()) AND ((extension = 'presence'::text) OR (split_part(realtime.topic(), ':'::text, 3) <> ALL (ARRAY['deals'::text, 'calls'::text, 'imports'::text, 'jobs'::text])))));

-- Name: messages; Type: ROW SECURITY; Schema: realtime

ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;

-- Name: buckets; Type: ROW SECURITY; Schema: storage

ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;

-- Name: objects comity_house; Type: POLICY; Schema: storage

CREATE POLICY comity_house ON storage.objects TO authenticated USING ((reach IS NOT NULL)) WITH CHECK ((reach IS NOT NULL));

-- Name: buckets comity_house_delete; Type: POLICY; Schema: storage

CREATE POLICY comity_house_delete ON storage.buckets AS RESTRICTIVE FOR DELETE TO anon, authenticated USING ((reach IS NULL));

-- Name: buckets comity_house_insert; Type: POLICY; Schema: storage

CREATE POLICY comity_house_insert ON storage.buckets AS RESTRICTIVE FOR INSERT TO anon, authenticated WITH CHECK ((reach IS NULL));

-- Name: buckets comity_house_seen; Type: POLICY; Schema: storage

CREATE POLICY comity_house_seen ON storage.buckets FOR SELECT TO authenticated USING ((reach IS NOT NULL));

-- Name: buckets comity_house_update; Type: POLICY; Schema: storage

CREATE POLICY comity_house_update ON storage.buckets AS RESTRICTIVE FOR UPDATE TO anon, authenticated USING ((reach IS NULL)) WITH CHECK ((reach IS NULL));

-- Name: objects comity_wall_delete; Type: POLICY; Schema: storage

CREATE POLICY comity_wall_delete ON storage.objects AS RESTRICTIVE FOR DELETE TO anon, authenticated USING (((reach IS NULL) OR ((org_id = auth.org_id()) AND (reach <> 'backend'::text) AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'rep'::text, 'technician'::text]) AND ((kept_until IS NULL) OR (kept_until <= now())) AND (auth.edits_all() OR (owner_id = (auth.uid())::text) OR (record_owner_id = auth.uid()) OR (auth.uid() = ANY (record_assignee_ids)) OR (record_team_id = auth.edits_team())))));

-- Name: objects comity_wall_insert; Type: POLICY; Schema: storage

CREATE POLICY comity_wall_insert ON storage.objects AS RESTRICTIVE FOR INSERT TO anon, authenticated WITH CHECK (((reach IS NULL) OR ((org_id = auth.org_id()) AND (reach <> 'backend'::text) AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'rep'::text, 'technician'::text]) AND ((reach = 'organisation'::text) OR auth.sees_all() OR (record_owner_id = auth.uid()) OR (auth.uid() = ANY (record_assignee_ids)) OR (record_team_id = auth.sees_team())))));

-- Name: objects comity_wall_read; Type: POLICY; Schema: storage

CREATE POLICY comity_wall_read ON storage.objects AS RESTRICTIVE FOR SELECT TO anon, authenticated USING (((reach IS NULL) OR ((org_id = auth.org_id()) AND (reach <> 'backend'::text) AND ((reach = 'organisation'::text) OR auth.sees_all() OR (record_owner_id = auth.uid()) OR (auth.uid() = ANY (record_assignee_ids)) OR (record_team_id = auth.sees_team())))));

-- Name: objects comity_wall_update; Type: POLICY; Schema: storage

CREATE POLICY comity_wall_update ON storage.objects AS RESTRICTIVE FOR UPDATE TO anon, authenticated USING (((reach IS NULL) OR ((org_id = auth.org_id()) AND (reach <> 'backend'::text) AND auth.has_role(VARIADIC ARRAY['owner'::text, 'admin'::text, 'manager'::text, 'rep'::text, 'technician'::text]) AND (auth.edits_all() OR (owner_id = (auth.uid())::text) OR (record_owner_id = auth.uid()) OR (auth.uid() = ANY (record_assignee_ids)) OR (record_team_id = auth.edits_team()))))) WITH CHECK (((reach IS NULL) OR ((org_id = auth.org_id()) AND (reach <> 'backend'::text))));

-- Name: objects; Type: ROW SECURITY; Schema: storage

ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;

-- Name: resumable_uploads; Type: ROW SECURITY; Schema: storage

ALTER TABLE storage.resumable_uploads ENABLE ROW LEVEL SECURITY;

-- Name: scrubs; Type: ROW SECURITY; Schema: storage

ALTER TABLE storage.scrubs ENABLE ROW LEVEL SECURITY;

-- Name: usage; Type: ROW SECURITY; Schema: storage

ALTER TABLE storage.usage ENABLE ROW LEVEL SECURITY;

-- Name: usage usage_seen; Type: POLICY; Schema: storage

CREATE POLICY usage_seen ON storage.usage FOR SELECT TO authenticated USING ((org_id = auth.org_id()));

-- Name: comity_live; Type: PUBLICATION; Schema: -

CREATE PUBLICATION comity_live WITH (publish = 'insert, update, delete, truncate', publish_generated_columns = stored);

-- Name: comity_messages; Type: PUBLICATION; Schema: -

CREATE PUBLICATION comity_messages WITH (publish = 'insert', publish_via_partition_root = true);

-- Name: supabase_realtime; Type: PUBLICATION; Schema: -

CREATE PUBLICATION supabase_realtime WITH (publish = 'insert, update, delete, truncate');

-- Name: comity_live sessions; Type: PUBLICATION TABLE; Schema: auth

ALTER PUBLICATION comity_live ADD TABLE ONLY auth.sessions (id, user_id);

-- Name: comity_live users; Type: PUBLICATION TABLE; Schema: auth

ALTER PUBLICATION comity_live ADD TABLE ONLY auth.users (id, banned_until, deleted_at);

-- Name: comity_live action_items; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.action_items;

-- Name: comity_live activities; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.activities;

-- Name: comity_live ai_agent_runs; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.ai_agent_runs;

-- Name: comity_live ai_agent_runs_archive; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.ai_agent_runs_archive;

-- Name: comity_live ai_cache; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.ai_cache;

-- Name: comity_live ai_feedback; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.ai_feedback;

-- Name: comity_live ai_usage_quotas; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.ai_usage_quotas;

-- Name: comity_live api_keys; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.api_keys;

-- Name: comity_live assignments; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.assignments;

-- Name: comity_live attachments; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.attachments;

-- Name: comity_live automation_members; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.automation_members;

-- Name: comity_live automation_runs; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.automation_runs;

-- Name: comity_live automation_versions; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.automation_versions;

-- Name: comity_live automations; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.automations;

-- Name: comity_live background_jobs; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.background_jobs;

-- Name: comity_live bulk_actions; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.bulk_actions;

-- Name: comity_live call_briefs; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.call_briefs;

-- Name: comity_live call_signals; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.call_signals;

-- Name: comity_live call_steps; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.call_steps;

-- Name: comity_live calls; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.calls;

-- Name: comity_live companies; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.companies;

-- Name: comity_live contact_points; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.contact_points;

-- Name: comity_live contacts; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.contacts;

-- Name: comity_live credentials; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.credentials;

-- Name: comity_live custom_fields; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.custom_fields;

-- Name: comity_live deal_health_scores; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.deal_health_scores;

-- Name: comity_live duplicates; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.duplicates;

-- Name: comity_live email_templates; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.email_templates;

-- Name: comity_live export_jobs; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.export_jobs;

-- Name: comity_live fx_rates; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.fx_rates;

-- Name: comity_live import_errors; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.import_errors;

-- Name: comity_live import_jobs; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.import_jobs;

-- Name: comity_live import_mappings; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.import_mappings;

-- Name: comity_live invitations; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.invitations;

-- Name: comity_live lead_contacts; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.lead_contacts;

-- Name: comity_live lead_stages; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.lead_stages;

-- Name: comity_live leads; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.leads;

-- Name: comity_live mails; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.mails;

-- Name: comity_live merges; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.merges;

-- Name: comity_live notifications; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.notifications;

-- Name: comity_live org_members; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.org_members;

-- Name: comity_live organizations; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.organizations;

-- Name: comity_live outside_calls; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.outside_calls;

-- Name: comity_live pipelines; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.pipelines;

-- Name: comity_live playbooks; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.playbooks;

-- Name: comity_live profiles; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.profiles;

-- Name: comity_live recent_records; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.recent_records;

-- Name: comity_live saved_views; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.saved_views;

-- Name: comity_live search_history; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.search_history;

-- Name: comity_live stages; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.stages;

-- Name: comity_live taggings; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.taggings;

-- Name: comity_live tags; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.tags;

-- Name: comity_live teams; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.teams;

-- Name: comity_live webhook_deliveries; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.webhook_deliveries;

-- Name: comity_live webhook_endpoints; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.webhook_endpoints;

-- Name: comity_live webhook_events; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.webhook_events;

-- Name: comity_live webhooks; Type: PUBLICATION TABLE; Schema: public

ALTER PUBLICATION comity_live ADD TABLE ONLY public.webhooks;

-- Name: comity_messages messages; Type: PUBLICATION TABLE; Schema: realtime

ALTER PUBLICATION comity_messages ADD TABLE ONLY realtime.messages;

-- Name: SCHEMA app; Type: ACL; Schema: -

GRANT ALL ON SCHEMA app TO service_role;
GRANT USAGE ON SCHEMA app TO anon;
GRANT USAGE ON SCHEMA app TO authenticated;

-- Name: SCHEMA auth; Type: ACL; Schema: -

GRANT USAGE ON SCHEMA auth TO anon;
GRANT USAGE ON SCHEMA auth TO authenticated;
GRANT USAGE ON SCHEMA auth TO service_role;

-- Name: SCHEMA public; Type: ACL; Schema: -

GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO service_role;

-- Name: SCHEMA realtime; Type: ACL; Schema: -

GRANT USAGE ON SCHEMA realtime TO anon;
GRANT USAGE ON SCHEMA realtime TO authenticated;
GRANT ALL ON SCHEMA realtime TO service_role;

-- Name: SCHEMA storage; Type: ACL; Schema: -

GRANT USAGE ON SCHEMA storage TO anon;
GRANT USAGE ON SCHEMA storage TO authenticated;
GRANT ALL ON SCHEMA storage TO service_role;

-- Name: FUNCTION action_item_ticked(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.action_item_ticked() FROM PUBLIC;
GRANT ALL ON FUNCTION app.action_item_ticked() TO service_role;

-- Name: FUNCTION activities_contacted(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.activities_contacted() FROM PUBLIC;

-- Name: FUNCTION activities_follow_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.activities_follow_lead() FROM PUBLIC;

-- Name: FUNCTION activity_on_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.activity_on_lead() FROM PUBLIC;

-- Name: FUNCTION activity_seen_by_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.activity_seen_by_lead() FROM PUBLIC;

-- Name: FUNCTION activity_written(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.activity_written() FROM PUBLIC;
GRANT ALL ON FUNCTION app.activity_written() TO service_role;

-- Name: FUNCTION actor(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.actor() FROM PUBLIC;
GRANT ALL ON FUNCTION app.actor() TO service_role;
GRANT ALL ON FUNCTION app.actor() TO anon;
GRANT ALL ON FUNCTION app.actor() TO authenticated;

-- Name: FUNCTION ai_cached(cache_key text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.ai_cached(cache_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.ai_cached(cache_key text) TO authenticated;

-- Name: FUNCTION ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer) TO authenticated;

-- Name: FUNCTION ai_money_left(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.ai_money_left() FROM PUBLIC;
GRANT ALL ON FUNCTION app.ai_money_left() TO authenticated;

-- Name: FUNCTION alias_org(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.alias_org(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.alias_org(tbl text) TO service_role;

-- Name: FUNCTION announce(fact_kind text, fact_subject uuid, fact_payload jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.announce(fact_kind text, fact_subject uuid, fact_payload jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.announce(fact_kind text, fact_subject uuid, fact_payload jsonb) TO authenticated;

-- Name: FUNCTION assignee_is_member(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.assignee_is_member() FROM PUBLIC;

-- Name: FUNCTION assignments_written(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.assignments_written() FROM PUBLIC;

-- Name: FUNCTION attach_object(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.attach_object() FROM PUBLIC;

-- Name: FUNCTION attachment_about(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.attachment_about() FROM PUBLIC;

-- Name: FUNCTION attack(victim uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.attack(victim uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.attack(victim uuid) TO service_role;
GRANT ALL ON FUNCTION app.attack(victim uuid) TO authenticated;

-- Name: FUNCTION attempt(statement text, victim uuid, OUT verdict text, OUT detail text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.attempt(statement text, victim uuid, OUT verdict text, OUT detail text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.attempt(statement text, victim uuid, OUT verdict text, OUT detail text) TO service_role;
GRANT ALL ON FUNCTION app.attempt(statement text, victim uuid, OUT verdict text, OUT detail text) TO authenticated;

-- Name: FUNCTION audit_delete(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_delete() FROM PUBLIC;

-- Name: FUNCTION uuid7(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.uuid7() FROM PUBLIC;
GRANT ALL ON FUNCTION app.uuid7() TO service_role;
GRANT ALL ON FUNCTION app.uuid7() TO anon;
GRANT ALL ON FUNCTION app.uuid7() TO authenticated;

-- Name: TABLE audit_logs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_logs TO service_role;
GRANT SELECT ON TABLE public.audit_logs TO authenticated;

-- Name: FUNCTION audit_digest(r public.audit_logs); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_digest(r public.audit_logs) FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_digest(r public.audit_logs) TO service_role;

-- Name: FUNCTION audit_digest(r public.audit_logs, form smallint); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_digest(r public.audit_logs, form smallint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_digest(r public.audit_logs, form smallint) TO service_role;

-- Name: FUNCTION audit_event(event_org uuid, event_action text, event_subject text, event_record uuid, event_values jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_event(event_org uuid, event_action text, event_subject text, event_record uuid, event_values jsonb) FROM PUBLIC;

-- Name: FUNCTION audit_insert(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_insert() FROM PUBLIC;

-- Name: FUNCTION audit_is_append_only(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_is_append_only() FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_is_append_only() TO service_role;

-- Name: FUNCTION audit_of(org uuid, rel text, record uuid, most integer, before uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_of(org uuid, rel text, record uuid, most integer, before uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_of(org uuid, rel text, record uuid, most integer, before uuid) TO authenticated;

-- Name: FUNCTION audit_partitions(months_ahead integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_partitions(months_ahead integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_partitions(months_ahead integer) TO service_role;

-- Name: FUNCTION audit_table(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_table(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_table(tbl text) TO service_role;

-- Name: FUNCTION audit_update(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_update() FROM PUBLIC;

-- Name: FUNCTION audit_values(row_values jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.audit_values(row_values jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.audit_values(row_values jsonb) TO service_role;

-- Name: FUNCTION automation_changes(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.automation_changes() FROM PUBLIC;
GRANT ALL ON FUNCTION app.automation_changes() TO service_role;

-- Name: FUNCTION await_fact(which text, on_queue text, fact_kind text, fact_subject uuid, seconds double precision); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.await_fact(which text, on_queue text, fact_kind text, fact_subject uuid, seconds double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION app.await_fact(which text, on_queue text, fact_kind text, fact_subject uuid, seconds double precision) TO authenticated;

-- Name: FUNCTION bulk_columns(relation text, changes jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.bulk_columns(relation text, changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.bulk_columns(relation text, changes jsonb) TO service_role;
GRANT ALL ON FUNCTION app.bulk_columns(relation text, changes jsonb) TO authenticated;

-- Name: FUNCTION bulk_put_back(action uuid, rel text, ids uuid[], cols text[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.bulk_put_back(action uuid, rel text, ids uuid[], cols text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.bulk_put_back(action uuid, rel text, ids uuid[], cols text[]) TO service_role;
GRANT ALL ON FUNCTION app.bulk_put_back(action uuid, rel text, ids uuid[], cols text[]) TO authenticated;

-- Name: FUNCTION bulk_put_back_each(action uuid, rel text, ids uuid[], cols text[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.bulk_put_back_each(action uuid, rel text, ids uuid[], cols text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.bulk_put_back_each(action uuid, rel text, ids uuid[], cols text[]) TO service_role;
GRANT ALL ON FUNCTION app.bulk_put_back_each(action uuid, rel text, ids uuid[], cols text[]) TO authenticated;

-- Name: FUNCTION bulk_set(action uuid, rel text, ids uuid[], changes jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.bulk_set(action uuid, rel text, ids uuid[], changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.bulk_set(action uuid, rel text, ids uuid[], changes jsonb) TO service_role;
GRANT ALL ON FUNCTION app.bulk_set(action uuid, rel text, ids uuid[], changes jsonb) TO authenticated;

-- Name: FUNCTION bulk_tag(action uuid, rel text, ids uuid[], tag uuid, add_it boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.bulk_tag(action uuid, rel text, ids uuid[], tag uuid, add_it boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.bulk_tag(action uuid, rel text, ids uuid[], tag uuid, add_it boolean) TO service_role;
GRANT ALL ON FUNCTION app.bulk_tag(action uuid, rel text, ids uuid[], tag uuid, add_it boolean) TO authenticated;

-- Name: FUNCTION bulk_undo(action uuid, batch integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.bulk_undo(action uuid, batch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.bulk_undo(action uuid, batch integer) TO service_role;
GRANT ALL ON FUNCTION app.bulk_undo(action uuid, batch integer) TO authenticated;

-- Name: FUNCTION busy_p0(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.busy_p0() FROM PUBLIC;
GRANT ALL ON FUNCTION app.busy_p0() TO service_role;

-- Name: FUNCTION busy_p1(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.busy_p1() FROM PUBLIC;
GRANT ALL ON FUNCTION app.busy_p1() TO service_role;

-- Name: FUNCTION busy_p2(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.busy_p2() FROM PUBLIC;
GRANT ALL ON FUNCTION app.busy_p2() TO service_role;

-- Name: FUNCTION busy_p3(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.busy_p3() FROM PUBLIC;
GRANT ALL ON FUNCTION app.busy_p3() TO service_role;

-- Name: FUNCTION call_normalise(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.call_normalise() FROM PUBLIC;
GRANT ALL ON FUNCTION app.call_normalise() TO service_role;

-- Name: FUNCTION call_on_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.call_on_lead() FROM PUBLIC;

-- Name: FUNCTION call_on_timeline(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.call_on_timeline() FROM PUBLIC;
GRANT ALL ON FUNCTION app.call_on_timeline() TO service_role;

-- Name: FUNCTION call_told(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.call_told() FROM PUBLIC;
GRANT ALL ON FUNCTION app.call_told() TO service_role;

-- Name: FUNCTION call_trashed(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.call_trashed() FROM PUBLIC;
GRANT ALL ON FUNCTION app.call_trashed() TO service_role;

-- Name: FUNCTION change_record(rel text, record uuid, changes jsonb, was jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.change_record(rel text, record uuid, changes jsonb, was jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.change_record(rel text, record uuid, changes jsonb, was jsonb) TO service_role;
GRANT ALL ON FUNCTION app.change_record(rel text, record uuid, changes jsonb, was jsonb) TO authenticated;

-- Name: FUNCTION check_custom(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.check_custom() FROM PUBLIC;

-- Name: FUNCTION checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer) TO authenticated;

-- Name: FUNCTION claim_work(queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.claim_work(queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.claim_work(queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid) TO service_role;

-- Name: FUNCTION companies_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.companies_lead() FROM PUBLIC;

-- Name: FUNCTION company_normalise(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.company_normalise() FROM PUBLIC;
GRANT ALL ON FUNCTION app.company_normalise() TO service_role;

-- Name: FUNCTION company_purged(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.company_purged() FROM PUBLIC;

-- Name: FUNCTION company_renamed(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.company_renamed() FROM PUBLIC;

-- Name: FUNCTION company_size(txt text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.company_size(txt text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.company_size(txt text) TO service_role;
GRANT ALL ON FUNCTION app.company_size(txt text) TO authenticated;

-- Name: FUNCTION company_values(row_values jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.company_values(row_values jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.company_values(row_values jsonb) TO service_role;
GRANT ALL ON FUNCTION app.company_values(row_values jsonb) TO authenticated;

-- Name: FUNCTION conflicts(now_is jsonb, was jsonb, wanted jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.conflicts(now_is jsonb, was jsonb, wanted jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.conflicts(now_is jsonb, was jsonb, wanted jsonb) TO service_role;
GRANT ALL ON FUNCTION app.conflicts(now_is jsonb, was jsonb, wanted jsonb) TO authenticated;

-- Name: FUNCTION contact_normalise(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.contact_normalise() FROM PUBLIC;
GRANT ALL ON FUNCTION app.contact_normalise() TO service_role;

-- Name: FUNCTION sort_key(VARIADIC parts text[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.sort_key(VARIADIC parts text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.sort_key(VARIADIC parts text[]) TO service_role;
GRANT ALL ON FUNCTION app.sort_key(VARIADIC parts text[]) TO anon;
GRANT ALL ON FUNCTION app.sort_key(VARIADIC parts text[]) TO authenticated;

-- Name: FUNCTION words(txt text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.words(txt text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.words(txt text) TO service_role;
GRANT ALL ON FUNCTION app.words(txt text) TO anon;
GRANT ALL ON FUNCTION app.words(txt text) TO authenticated;

-- Name: FUNCTION org_id(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.org_id() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.org_id() TO anon;
GRANT ALL ON FUNCTION auth.org_id() TO authenticated;
GRANT ALL ON FUNCTION auth.org_id() TO service_role;

-- Name: FUNCTION uid(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.uid() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.uid() TO anon;
GRANT ALL ON FUNCTION auth.uid() TO authenticated;
GRANT ALL ON FUNCTION auth.uid() TO service_role;

-- Name: TABLE contacts; Type: ACL; Schema: public

GRANT ALL ON TABLE public.contacts TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contacts TO authenticated;

-- Name: FUNCTION contact_point_changed(org uuid, contact uuid, point_kind text, was text, now_is text, c public.contacts); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.contact_point_changed(org uuid, contact uuid, point_kind text, was text, now_is text, c public.contacts) FROM PUBLIC;
GRANT ALL ON FUNCTION app.contact_point_changed(org uuid, contact uuid, point_kind text, was text, now_is text, c public.contacts) TO authenticated;

-- Name: FUNCTION contacts_assigned(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.contacts_assigned() FROM PUBLIC;

-- Name: FUNCTION contacts_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.contacts_lead() FROM PUBLIC;

-- Name: FUNCTION contacts_points_changed(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.contacts_points_changed() FROM PUBLIC;
GRANT ALL ON FUNCTION app.contacts_points_changed() TO service_role;

-- Name: FUNCTION contacts_points_new(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.contacts_points_new() FROM PUBLIC;

-- Name: FUNCTION countable(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.countable(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.countable(tbl text) TO service_role;

-- Name: FUNCTION custom_value_problem(field_type text, options jsonb, value jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.custom_value_problem(field_type text, options jsonb, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.custom_value_problem(field_type text, options jsonb, value jsonb) TO service_role;
GRANT ALL ON FUNCTION app.custom_value_problem(field_type text, options jsonb, value jsonb) TO authenticated;

-- Name: FUNCTION deal_health_alert(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.deal_health_alert() FROM PUBLIC;

-- Name: FUNCTION deal_health_on_lead(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.deal_health_on_lead() FROM PUBLIC;
GRANT ALL ON FUNCTION app.deal_health_on_lead() TO service_role;

-- Name: FUNCTION definitions_changed(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.definitions_changed() FROM PUBLIC;
GRANT ALL ON FUNCTION app.definitions_changed() TO service_role;

-- Name: FUNCTION demo_condition(id_columns text[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.demo_condition(id_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.demo_condition(id_columns text[]) TO service_role;

-- Name: FUNCTION demo_sweep(tbl regclass, condition text, in_org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.demo_sweep(tbl regclass, condition text, in_org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.demo_sweep(tbl regclass, condition text, in_org uuid) TO service_role;

-- Name: FUNCTION depth_p0(org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.depth_p0(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.depth_p0(org uuid) TO service_role;

-- Name: FUNCTION depth_p1(org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.depth_p1(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.depth_p1(org uuid) TO service_role;

-- Name: FUNCTION depth_p2(org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.depth_p2(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.depth_p2(org uuid) TO service_role;

-- Name: FUNCTION depth_p3(org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.depth_p3(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.depth_p3(org uuid) TO service_role;

-- Name: FUNCTION dispatch_facts(handlers jsonb, at_most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.dispatch_facts(handlers jsonb, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.dispatch_facts(handlers jsonb, at_most integer) TO service_role;

-- Name: FUNCTION distribute(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.distribute(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.distribute(tbl text) TO service_role;

-- Name: FUNCTION drop_objects_of(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.drop_objects_of() FROM PUBLIC;

-- Name: FUNCTION due_p0(after uuid, each integer, names text[], most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.due_p0(after uuid, each integer, names text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.due_p0(after uuid, each integer, names text[], most integer) TO service_role;

-- Name: FUNCTION due_p1(after uuid, each integer, names text[], most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.due_p1(after uuid, each integer, names text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.due_p1(after uuid, each integer, names text[], most integer) TO service_role;

-- Name: FUNCTION due_p2(after uuid, each integer, names text[], most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.due_p2(after uuid, each integer, names text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.due_p2(after uuid, each integer, names text[], most integer) TO service_role;

-- Name: FUNCTION due_p3(after uuid, each integer, names text[], most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.due_p3(after uuid, each integer, names text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.due_p3(after uuid, each integer, names text[], most integer) TO service_role;

-- Name: FUNCTION e164(phone text, country text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.e164(phone text, country text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.e164(phone text, country text) TO service_role;
GRANT ALL ON FUNCTION app.e164(phone text, country text) TO anon;
GRANT ALL ON FUNCTION app.e164(phone text, country text) TO authenticated;

-- Name: FUNCTION edits_to_add(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.edits_to_add(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.edits_to_add(tbl text) TO service_role;

-- Name: FUNCTION emit_event(event text, payload jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.emit_event(event text, payload jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.emit_event(event text, payload jsonb) TO authenticated;

-- Name: FUNCTION end_organization(in_org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.end_organization(in_org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.end_organization(in_org uuid) TO service_role;

-- Name: FUNCTION expect_rows(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.expect_rows(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.expect_rows(tbl text) TO service_role;

-- Name: FUNCTION expire_p0(most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.expire_p0(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.expire_p0(most integer) TO service_role;

-- Name: FUNCTION expire_p1(most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.expire_p1(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.expire_p1(most integer) TO service_role;

-- Name: FUNCTION expire_p2(most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.expire_p2(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.expire_p2(most integer) TO service_role;

-- Name: FUNCTION expire_p3(most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.expire_p3(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.expire_p3(most integer) TO service_role;

-- Name: FUNCTION expire_work(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.expire_work() FROM PUBLIC;
GRANT ALL ON FUNCTION app.expire_work() TO service_role;

-- Name: FUNCTION export_limit(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.export_limit() FROM PUBLIC;

-- Name: FUNCTION fact_list(before uuid, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.fact_list(before uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fact_list(before uuid, most integer) TO authenticated;

-- Name: FUNCTION fact_work(facts uuid[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.fact_work(facts uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fact_work(facts uuid[]) TO authenticated;

-- Name: FUNCTION facts_of_kind(wanted text, days integer, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.facts_of_kind(wanted text, days integer, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.facts_of_kind(wanted text, days integer, most integer) TO authenticated;

-- Name: FUNCTION fill_team(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.fill_team() FROM PUBLIC;

-- Name: FUNCTION finish_p0(run uuid, value jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.finish_p0(run uuid, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.finish_p0(run uuid, value jsonb) TO service_role;

-- Name: FUNCTION finish_p1(run uuid, value jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.finish_p1(run uuid, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.finish_p1(run uuid, value jsonb) TO service_role;

-- Name: FUNCTION finish_p2(run uuid, value jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.finish_p2(run uuid, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.finish_p2(run uuid, value jsonb) TO service_role;

-- Name: FUNCTION finish_p3(run uuid, value jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.finish_p3(run uuid, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.finish_p3(run uuid, value jsonb) TO service_role;

-- Name: FUNCTION finish_work(queue text, run uuid, value jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.finish_work(queue text, run uuid, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.finish_work(queue text, run uuid, value jsonb) TO service_role;

-- Name: FUNCTION fold(txt text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.fold(txt text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fold(txt text) TO service_role;
GRANT ALL ON FUNCTION app.fold(txt text) TO anon;
GRANT ALL ON FUNCTION app.fold(txt text) TO authenticated;

-- Name: FUNCTION follow(tbl text, parent text, col text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow(tbl text, parent text, col text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.follow(tbl text, parent text, col text) TO service_role;

-- Name: FUNCTION follow_action_items(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_action_items() FROM PUBLIC;

-- Name: FUNCTION follow_call_briefs(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_call_briefs() FROM PUBLIC;

-- Name: FUNCTION follow_call_signals(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_call_signals() FROM PUBLIC;

-- Name: FUNCTION follow_call_steps(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_call_steps() FROM PUBLIC;

-- Name: FUNCTION follow_calls(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_calls() FROM PUBLIC;

-- Name: FUNCTION follow_contact(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_contact() FROM PUBLIC;

-- Name: FUNCTION follow_deal_health_scores(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_deal_health_scores() FROM PUBLIC;

-- Name: FUNCTION follow_import_errors(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_import_errors() FROM PUBLIC;

-- Name: FUNCTION follow_lead_contacts(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_lead_contacts() FROM PUBLIC;

-- Name: FUNCTION follow_lead_stages(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_lead_stages() FROM PUBLIC;

-- Name: FUNCTION follow_people(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_people() FROM PUBLIC;

-- Name: FUNCTION follow_tagged(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.follow_tagged() FROM PUBLIC;

-- Name: FUNCTION fx_rate(in_org uuid, currency character, base character, on_day date); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.fx_rate(in_org uuid, currency character, base character, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fx_rate(in_org uuid, currency character, base character, on_day date) TO service_role;
GRANT ALL ON FUNCTION app.fx_rate(in_org uuid, currency character, base character, on_day date) TO authenticated;

-- Name: FUNCTION give_up_work(queue text, run uuid, reason jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.give_up_work(queue text, run uuid, reason jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.give_up_work(queue text, run uuid, reason jsonb) TO service_role;

-- Name: FUNCTION guard_members(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.guard_members() FROM PUBLIC;

-- Name: TABLE facts; Type: ACL; Schema: app

GRANT ALL ON TABLE app.facts TO service_role;

-- Name: FUNCTION hear_fact(f app.facts); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.hear_fact(f app.facts) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hear_fact(f app.facts) TO service_role;

-- Name: FUNCTION hear_fact_automations(f app.facts); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.hear_fact_automations(f app.facts) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hear_fact_automations(f app.facts) TO service_role;

-- Name: FUNCTION hear_fact_webhooks(f app.facts); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.hear_fact_webhooks(f app.facts) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hear_fact_webhooks(f app.facts) TO service_role;

-- Name: FUNCTION hide_tag(in_org uuid, tag uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.hide_tag(in_org uuid, tag uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hide_tag(in_org uuid, tag uuid) TO service_role;

-- Name: FUNCTION holdings(victim uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.holdings(victim uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.holdings(victim uuid) TO service_role;

-- Name: FUNCTION house_in(org uuid, agent text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.house_in(org uuid, agent text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.house_in(org uuid, agent text) TO service_role;

-- Name: FUNCTION ids(list jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.ids(list jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.ids(list jsonb) TO service_role;

-- Name: FUNCTION ids_of(list jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.ids_of(list jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.ids_of(list jsonb) TO service_role;
GRANT ALL ON FUNCTION app.ids_of(list jsonb) TO authenticated;

-- Name: FUNCTION import_analyse(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_analyse() FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_analyse() TO authenticated;

-- Name: FUNCTION import_analyse_targets(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_analyse_targets() FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_analyse_targets() TO service_role;
GRANT ALL ON FUNCTION app.import_analyse_targets() TO authenticated;

-- Name: FUNCTION import_audit(job uuid, first_row integer, last_row integer, relation text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_audit(job uuid, first_row integer, last_row integer, relation text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_audit(job uuid, first_row integer, last_row integer, relation text) TO authenticated;

-- Name: FUNCTION import_contact_parts(job uuid, from_row integer, to_row integer, said text, usual_owner uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_contact_parts(job uuid, from_row integer, to_row integer, said text, usual_owner uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_contact_parts(job uuid, from_row integer, to_row integer, said text, usual_owner uuid) TO authenticated;

-- Name: FUNCTION import_difference(now_is jsonb, given jsonb, filling boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_difference(now_is jsonb, given jsonb, filling boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_difference(now_is jsonb, given jsonb, filling boolean) TO service_role;
GRANT ALL ON FUNCTION app.import_difference(now_is jsonb, given jsonb, filling boolean) TO authenticated;

-- Name: FUNCTION import_lead_parts(job uuid, from_row integer, to_row integer, said text, OUT created integer, OUT refused integer[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_lead_parts(job uuid, from_row integer, to_row integer, said text, OUT created integer, OUT refused integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_lead_parts(job uuid, from_row integer, to_row integer, said text, OUT created integer, OUT refused integer[]) TO authenticated;

-- Name: FUNCTION import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]) TO service_role;
GRANT ALL ON FUNCTION app.import_put_back(job uuid, most integer, OUT looked_at integer, OUT relation text, OUT stayed uuid[]) TO authenticated;

-- Name: FUNCTION import_take_back(rel text, ids uuid[], loaded timestamp with time zone); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_take_back(rel text, ids uuid[], loaded timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_take_back(rel text, ids uuid[], loaded timestamp with time zone) TO service_role;
GRANT ALL ON FUNCTION app.import_take_back(rel text, ids uuid[], loaded timestamp with time zone) TO authenticated;

-- Name: FUNCTION import_taken(job uuid, from_row integer, to_row integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_taken(job uuid, from_row integer, to_row integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_taken(job uuid, from_row integer, to_row integer) TO authenticated;

-- Name: FUNCTION import_unchecked(job uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.import_unchecked(job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.import_unchecked(job uuid) TO authenticated;

-- Name: FUNCTION insert_record(rel text, given jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.insert_record(rel text, given jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.insert_record(rel text, given jsonb) TO service_role;
GRANT ALL ON FUNCTION app.insert_record(rel text, given jsonb) TO authenticated;

-- Name: FUNCTION is_demo(id uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.is_demo(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_demo(id uuid) TO service_role;

-- Name: FUNCTION is_public_mail(domain text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.is_public_mail(domain text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_public_mail(domain text) TO service_role;
GRANT ALL ON FUNCTION app.is_public_mail(domain text) TO anon;
GRANT ALL ON FUNCTION app.is_public_mail(domain text) TO authenticated;

-- Name: FUNCTION keep_p0(task uuid, step text, value jsonb, run uuid, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.keep_p0(task uuid, step text, value jsonb, run uuid, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.keep_p0(task uuid, step text, value jsonb, run uuid, lease integer) TO service_role;

-- Name: FUNCTION keep_p1(task uuid, step text, value jsonb, run uuid, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.keep_p1(task uuid, step text, value jsonb, run uuid, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.keep_p1(task uuid, step text, value jsonb, run uuid, lease integer) TO service_role;

-- Name: FUNCTION keep_p2(task uuid, step text, value jsonb, run uuid, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.keep_p2(task uuid, step text, value jsonb, run uuid, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.keep_p2(task uuid, step text, value jsonb, run uuid, lease integer) TO service_role;

-- Name: FUNCTION keep_p3(task uuid, step text, value jsonb, run uuid, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.keep_p3(task uuid, step text, value jsonb, run uuid, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.keep_p3(task uuid, step text, value jsonb, run uuid, lease integer) TO service_role;

-- Name: FUNCTION lead_action_items(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_action_items() FROM PUBLIC;

-- Name: FUNCTION lead_attachments(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_attachments() FROM PUBLIC;

-- Name: FUNCTION lead_call_briefs(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_call_briefs() FROM PUBLIC;

-- Name: FUNCTION lead_call_signals(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_call_signals() FROM PUBLIC;

-- Name: FUNCTION lead_call_steps(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_call_steps() FROM PUBLIC;

-- Name: FUNCTION lead_calls(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_calls() FROM PUBLIC;

-- Name: FUNCTION lead_company(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_company() FROM PUBLIC;

-- Name: FUNCTION lead_contact_left(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_contact_left() FROM PUBLIC;

-- Name: FUNCTION lead_deal_health_scores(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_deal_health_scores() FROM PUBLIC;

-- Name: FUNCTION lead_import_errors(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_import_errors() FROM PUBLIC;

-- Name: FUNCTION lead_lead_contacts(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_lead_contacts() FROM PUBLIC;

-- Name: FUNCTION lead_lead_stages(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_lead_stages() FROM PUBLIC;

-- Name: FUNCTION lead_main_contact(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_main_contact() FROM PUBLIC;

-- Name: FUNCTION lead_money(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_money() FROM PUBLIC;

-- Name: FUNCTION lead_object(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_object() FROM PUBLIC;

-- Name: TABLE leads; Type: ACL; Schema: public

GRANT ALL ON TABLE public.leads TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.leads TO authenticated;

-- Name: FUNCTION lead_on_timeline(l public.leads, fact text, from_name text, to_name text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_on_timeline(l public.leads, fact text, from_name text, to_name text) FROM PUBLIC;

-- Name: FUNCTION lead_stage(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_stage() FROM PUBLIC;

-- Name: FUNCTION lead_told(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_told() FROM PUBLIC;

-- Name: FUNCTION lead_top(in_org uuid, in_stage uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_top(in_org uuid, in_stage uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lead_top(in_org uuid, in_stage uuid) TO service_role;
GRANT ALL ON FUNCTION app.lead_top(in_org uuid, in_stage uuid) TO authenticated;

-- Name: FUNCTION lead_values(row_values jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.lead_values(row_values jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lead_values(row_values jsonb) TO service_role;
GRANT ALL ON FUNCTION app.lead_values(row_values jsonb) TO authenticated;

-- Name: FUNCTION leads_contacted(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.leads_contacted() FROM PUBLIC;

-- Name: FUNCTION leads_follow_company(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.leads_follow_company() FROM PUBLIC;

-- Name: FUNCTION leads_follow_currency(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.leads_follow_currency() FROM PUBLIC;

-- Name: FUNCTION leads_follow_stage(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.leads_follow_stage() FROM PUBLIC;

-- Name: FUNCTION leads_lead_calls(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.leads_lead_calls() FROM PUBLIC;

-- Name: FUNCTION leads_let_go(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.leads_let_go() FROM PUBLIC;

-- Name: FUNCTION led_by_contact(tbl text, edits boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.led_by_contact(tbl text, edits boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.led_by_contact(tbl text, edits boolean) TO service_role;

-- Name: FUNCTION led_by_people(tbl text, assigned text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.led_by_people(tbl text, assigned text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.led_by_people(tbl text, assigned text) TO service_role;

-- Name: FUNCTION live_tags(in_org uuid, contact uuid, company uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.live_tags(in_org uuid, contact uuid, company uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.live_tags(in_org uuid, contact uuid, company uuid) TO service_role;

-- Name: FUNCTION log_agent_run(run jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.log_agent_run(run jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.log_agent_run(run jsonb) TO authenticated;

-- Name: FUNCTION make_fair(queue text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.make_fair(queue text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.make_fair(queue text) TO service_role;

-- Name: FUNCTION make_seen(queue text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.make_seen(queue text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.make_seen(queue text) TO service_role;

-- Name: FUNCTION member_changed_team(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.member_changed_team() FROM PUBLIC;

-- Name: FUNCTION member_has_profile(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.member_has_profile() FROM PUBLIC;

-- Name: FUNCTION merge_gains(w jsonb, l jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.merge_gains(w jsonb, l jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.merge_gains(w jsonb, l jsonb) TO service_role;
GRANT ALL ON FUNCTION app.merge_gains(w jsonb, l jsonb) TO authenticated;

-- Name: FUNCTION merge_pair(rel text, winner uuid, loser uuid, loser_in_trash boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.merge_pair(rel text, winner uuid, loser uuid, loser_in_trash boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.merge_pair(rel text, winner uuid, loser uuid, loser_in_trash boolean) TO service_role;
GRANT ALL ON FUNCTION app.merge_pair(rel text, winner uuid, loser uuid, loser_in_trash boolean) TO authenticated;

-- Name: FUNCTION merge_points(org uuid, loser uuid, winner uuid, these uuid[]); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.merge_points(org uuid, loser uuid, winner uuid, these uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.merge_points(org uuid, loser uuid, winner uuid, these uuid[]) TO authenticated;

-- Name: FUNCTION merge_record(org uuid, rel text, winner uuid, loser uuid, before jsonb, after jsonb, moved_rows jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.merge_record(org uuid, rel text, winner uuid, loser uuid, before jsonb, after jsonb, moved_rows jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.merge_record(org uuid, rel text, winner uuid, loser uuid, before jsonb, after jsonb, moved_rows jsonb) TO authenticated;

-- Name: FUNCTION merge_undone(org uuid, merge uuid, kept_values jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.merge_undone(org uuid, merge uuid, kept_values jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.merge_undone(org uuid, merge uuid, kept_values jsonb) TO authenticated;

-- Name: FUNCTION normal_point(kind text, value text, country text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.normal_point(kind text, value text, country text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.normal_point(kind text, value text, country text) TO service_role;
GRANT ALL ON FUNCTION app.normal_point(kind text, value text, country text) TO authenticated;

-- Name: FUNCTION not_derived(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.not_derived() FROM PUBLIC;
GRANT ALL ON FUNCTION app.not_derived() TO service_role;

-- Name: FUNCTION notify(note_user uuid, note_kind text, note_title text, note_body text, note_url text, note_table text, note_subject uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.notify(note_user uuid, note_kind text, note_title text, note_body text, note_url text, note_table text, note_subject uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.notify(note_user uuid, note_kind text, note_title text, note_body text, note_url text, note_table text, note_subject uuid) TO authenticated;

-- Name: FUNCTION only_keys(full_record jsonb, wanted jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.only_keys(full_record jsonb, wanted jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.only_keys(full_record jsonb, wanted jsonb) TO service_role;
GRANT ALL ON FUNCTION app.only_keys(full_record jsonb, wanted jsonb) TO authenticated;

-- Name: FUNCTION own_org(org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.own_org(org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.own_org(org uuid) TO service_role;
GRANT ALL ON FUNCTION app.own_org(org uuid) TO authenticated;

-- Name: FUNCTION pipelines_one_default(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.pipelines_one_default() FROM PUBLIC;
GRANT ALL ON FUNCTION app.pipelines_one_default() TO service_role;

-- Name: FUNCTION point_primary(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.point_primary() FROM PUBLIC;

-- Name: FUNCTION point_written(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.point_written() FROM PUBLIC;

-- Name: FUNCTION post_mail(mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text, mail_text text, mail_html text, mail_link text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.post_mail(mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text, mail_text text, mail_html text, mail_link text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.post_mail(mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text, mail_text text, mail_html text, mail_link text) TO authenticated;

-- Name: FUNCTION prefix_query(txt text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.prefix_query(txt text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.prefix_query(txt text) TO service_role;
GRANT ALL ON FUNCTION app.prefix_query(txt text) TO anon;
GRANT ALL ON FUNCTION app.prefix_query(txt text) TO authenticated;

-- Name: FUNCTION profile_shows(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.profile_shows() FROM PUBLIC;

-- Name: FUNCTION protect(tbl text, owner text, follows text, parent text, write_roles text[], read_roles text[], audit boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.protect(tbl text, owner text, follows text, parent text, write_roles text[], read_roles text[], audit boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.protect(tbl text, owner text, follows text, parent text, write_roles text[], read_roles text[], audit boolean) TO service_role;

-- Name: FUNCTION publish_live(tbl text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.publish_live(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.publish_live(tbl text) TO service_role;

-- Name: FUNCTION purge_trash(older_than_days integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.purge_trash(older_than_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_trash(older_than_days integer) TO service_role;

-- Name: FUNCTION quietly(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.quietly() FROM PUBLIC;
GRANT ALL ON FUNCTION app.quietly() TO service_role;
GRANT ALL ON FUNCTION app.quietly() TO authenticated;

-- Name: FUNCTION registrable_domain(txt text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.registrable_domain(txt text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.registrable_domain(txt text) TO service_role;
GRANT ALL ON FUNCTION app.registrable_domain(txt text) TO anon;
GRANT ALL ON FUNCTION app.registrable_domain(txt text) TO authenticated;

-- Name: FUNCTION remove_demo(in_org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.remove_demo(in_org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.remove_demo(in_org uuid) TO service_role;

-- Name: FUNCTION remove_organisation(in_org uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.remove_organisation(in_org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.remove_organisation(in_org uuid) TO service_role;

-- Name: FUNCTION repoint(rel text, org uuid, loser uuid, winner uuid, these jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.repoint(rel text, org uuid, loser uuid, winner uuid, these jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.repoint(rel text, org uuid, loser uuid, winner uuid, these jsonb) TO authenticated;

-- Name: FUNCTION retries(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.retries() FROM PUBLIC;
GRANT ALL ON FUNCTION app.retries() TO service_role;

-- Name: FUNCTION seal_audit(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.seal_audit() FROM PUBLIC;

-- Name: FUNCTION seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean) TO service_role;
GRANT ALL ON FUNCTION app.seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean) TO authenticated;

-- Name: FUNCTION seen_p0(org uuid, which_state text, which_workflow text, before uuid, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.seen_p0(org uuid, which_state text, which_workflow text, before uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.seen_p0(org uuid, which_state text, which_workflow text, before uuid, most integer) TO service_role;

-- Name: FUNCTION seen_p1(org uuid, which_state text, which_workflow text, before uuid, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.seen_p1(org uuid, which_state text, which_workflow text, before uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.seen_p1(org uuid, which_state text, which_workflow text, before uuid, most integer) TO service_role;

-- Name: FUNCTION seen_p2(org uuid, which_state text, which_workflow text, before uuid, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.seen_p2(org uuid, which_state text, which_workflow text, before uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.seen_p2(org uuid, which_state text, which_workflow text, before uuid, most integer) TO service_role;

-- Name: FUNCTION seen_p3(org uuid, which_state text, which_workflow text, before uuid, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.seen_p3(org uuid, which_state text, which_workflow text, before uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.seen_p3(org uuid, which_state text, which_workflow text, before uuid, most integer) TO service_role;

-- Name: FUNCTION set_columns(rel text, record uuid, changes jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.set_columns(rel text, record uuid, changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_columns(rel text, record uuid, changes jsonb) TO service_role;
GRANT ALL ON FUNCTION app.set_columns(rel text, record uuid, changes jsonb) TO authenticated;

-- Name: FUNCTION set_values(rel text, record uuid, changes jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.set_values(rel text, record uuid, changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_values(rel text, record uuid, changes jsonb) TO service_role;
GRANT ALL ON FUNCTION app.set_values(rel text, record uuid, changes jsonb) TO authenticated;

-- Name: FUNCTION settle_points(org uuid, contact uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.settle_points(org uuid, contact uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.settle_points(org uuid, contact uuid) TO authenticated;

-- Name: FUNCTION show_tag(in_org uuid, tag uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.show_tag(in_org uuid, tag uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.show_tag(in_org uuid, tag uuid) TO service_role;

-- Name: FUNCTION soft_delete(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.soft_delete() FROM PUBLIC;
GRANT ALL ON FUNCTION app.soft_delete() TO service_role;

-- Name: FUNCTION stage_for(in_org uuid, in_pipeline uuid, wanted text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stage_for(in_org uuid, in_pipeline uuid, wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.stage_for(in_org uuid, in_pipeline uuid, wanted text) TO service_role;
GRANT ALL ON FUNCTION app.stage_for(in_org uuid, in_pipeline uuid, wanted text) TO authenticated;

-- Name: FUNCTION stages_complete(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stages_complete() FROM PUBLIC;
GRANT ALL ON FUNCTION app.stages_complete() TO service_role;

-- Name: FUNCTION stamp_run_p0(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stamp_run_p0() FROM PUBLIC;
GRANT ALL ON FUNCTION app.stamp_run_p0() TO service_role;

-- Name: FUNCTION stamp_run_p1(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stamp_run_p1() FROM PUBLIC;
GRANT ALL ON FUNCTION app.stamp_run_p1() TO service_role;

-- Name: FUNCTION stamp_run_p2(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stamp_run_p2() FROM PUBLIC;
GRANT ALL ON FUNCTION app.stamp_run_p2() TO service_role;

-- Name: FUNCTION stamp_run_p3(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stamp_run_p3() FROM PUBLIC;
GRANT ALL ON FUNCTION app.stamp_run_p3() TO service_role;

-- Name: FUNCTION stamp_task(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.stamp_task() FROM PUBLIC;
GRANT ALL ON FUNCTION app.stamp_task() TO service_role;

-- Name: FUNCTION start_due(at_most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.start_due(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.start_due(at_most integer) TO service_role;

-- Name: FUNCTION start_later(queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.start_later(queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.start_later(queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb) TO authenticated;

-- Name: FUNCTION start_work(queue text, workflow text, payload jsonb, key text, attempts integer, as_who jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.start_work(queue text, workflow text, payload jsonb, key text, attempts integer, as_who jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.start_work(queue text, workflow text, payload jsonb, key text, attempts integer, as_who jsonb) TO authenticated;

-- Name: FUNCTION suspect_companies(org uuid, at_most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.suspect_companies(org uuid, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.suspect_companies(org uuid, at_most integer) TO service_role;
GRANT ALL ON FUNCTION app.suspect_companies(org uuid, at_most integer) TO authenticated;

-- Name: FUNCTION suspect_contacts(org uuid, at_most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.suspect_contacts(org uuid, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.suspect_contacts(org uuid, at_most integer) TO service_role;
GRANT ALL ON FUNCTION app.suspect_contacts(org uuid, at_most integer) TO authenticated;

-- Name: FUNCTION tables_with_tags(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.tables_with_tags() FROM PUBLIC;
GRANT ALL ON FUNCTION app.tables_with_tags() TO service_role;

-- Name: FUNCTION tag_ids_row(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.tag_ids_row() FROM PUBLIC;

-- Name: FUNCTION tag_trashed(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.tag_trashed() FROM PUBLIC;

-- Name: FUNCTION taggings_written(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.taggings_written() FROM PUBLIC;

-- Name: FUNCTION take(which text, most double precision, seconds double precision); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.take(which text, most double precision, seconds double precision) FROM PUBLIC;

-- Name: FUNCTION take_p0(ids uuid[], worker text, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.take_p0(ids uuid[], worker text, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.take_p0(ids uuid[], worker text, lease integer) TO service_role;

-- Name: FUNCTION take_p1(ids uuid[], worker text, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.take_p1(ids uuid[], worker text, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.take_p1(ids uuid[], worker text, lease integer) TO service_role;

-- Name: FUNCTION take_p2(ids uuid[], worker text, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.take_p2(ids uuid[], worker text, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.take_p2(ids uuid[], worker text, lease integer) TO service_role;

-- Name: FUNCTION take_p3(ids uuid[], worker text, lease integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.take_p3(ids uuid[], worker text, lease integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.take_p3(ids uuid[], worker text, lease integer) TO service_role;

-- Name: FUNCTION take_slot(at_service text, most integer, who_holds text, seconds double precision); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.take_slot(at_service text, most integer, who_holds text, seconds double precision) FROM PUBLIC;

-- Name: FUNCTION task_org(params jsonb); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.task_org(params jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.task_org(params jsonb) TO service_role;

-- Name: FUNCTION team_dissolves(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.team_dissolves() FROM PUBLIC;

-- Name: FUNCTION tenant_tables(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.tenant_tables() FROM PUBLIC;
GRANT ALL ON FUNCTION app.tenant_tables() TO service_role;

-- Name: FUNCTION touch(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.touch() FROM PUBLIC;
GRANT ALL ON FUNCTION app.touch() TO service_role;

-- Name: FUNCTION unchecked(wanted boolean); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.unchecked(wanted boolean) FROM PUBLIC;

-- Name: FUNCTION uuid7_at(at timestamp with time zone); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.uuid7_at(at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.uuid7_at(at timestamp with time zone) TO service_role;
GRANT ALL ON FUNCTION app.uuid7_at(at timestamp with time zone) TO anon;
GRANT ALL ON FUNCTION app.uuid7_at(at timestamp with time zone) TO authenticated;

-- Name: FUNCTION uuid_of(org_id uuid, name text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.uuid_of(org_id uuid, name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.uuid_of(org_id uuid, name text) TO service_role;
GRANT ALL ON FUNCTION app.uuid_of(org_id uuid, name text) TO anon;
GRANT ALL ON FUNCTION app.uuid_of(org_id uuid, name text) TO authenticated;

-- Name: FUNCTION vault_put(service_name text, service_hint text, service_sealed bytea); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.vault_put(service_name text, service_hint text, service_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION app.vault_put(service_name text, service_hint text, service_sealed bytea) TO authenticated;

-- Name: FUNCTION verify_audit(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.verify_audit() FROM PUBLIC;

-- Name: FUNCTION wake_waiting(f app.facts); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.wake_waiting(f app.facts) FROM PUBLIC;
GRANT ALL ON FUNCTION app.wake_waiting(f app.facts) TO service_role;

-- Name: FUNCTION watch_work(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.watch_work() FROM PUBLIC;
GRANT ALL ON FUNCTION app.watch_work() TO authenticated;

-- Name: FUNCTION weaker_role(one text, other text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.weaker_role(one text, other text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.weaker_role(one text, other text) TO service_role;

-- Name: FUNCTION whoami(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.whoami() FROM PUBLIC;
GRANT ALL ON FUNCTION app.whoami() TO service_role;
GRANT ALL ON FUNCTION app.whoami() TO authenticated;

-- Name: FUNCTION work_cancel(work uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_cancel(work uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_cancel(work uuid) TO authenticated;

-- Name: FUNCTION work_depth(); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_depth() FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_depth() TO authenticated;

-- Name: FUNCTION work_list(which_state text, which_workflow text, before uuid, most integer); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_list(which_state text, which_workflow text, before uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_list(which_state text, which_workflow text, before uuid, most integer) TO authenticated;

-- Name: FUNCTION work_one(work uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_one(work uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_one(work uuid) TO authenticated;

-- Name: FUNCTION work_place(work uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_place(work uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_place(work uuid) TO authenticated;

-- Name: FUNCTION work_replay(work uuid); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_replay(work uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_replay(work uuid) TO authenticated;

-- Name: FUNCTION work_retry(work uuid, from_step text); Type: ACL; Schema: app

REVOKE ALL ON FUNCTION app.work_retry(work uuid, from_step text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.work_retry(work uuid, from_step text) TO authenticated;

-- Name: FUNCTION attempt(what text, allowed integer, within interval); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.attempt(what text, allowed integer, within interval) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.attempt(what text, allowed integer, within interval) TO service_role;

-- Name: FUNCTION call_hook(place text, hook text, event jsonb); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.call_hook(place text, hook text, event jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.call_hook(place text, hook text, event jsonb) TO service_role;

-- Name: FUNCTION came_by_sso(session uuid, org uuid); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.came_by_sso(session uuid, org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.came_by_sso(session uuid, org uuid) TO service_role;

-- Name: FUNCTION demand(session uuid, org uuid); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.demand(session uuid, org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.demand(session uuid, org uuid) TO service_role;

-- Name: FUNCTION edits_all(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.edits_all() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.edits_all() TO anon;
GRANT ALL ON FUNCTION auth.edits_all() TO authenticated;
GRANT ALL ON FUNCTION auth.edits_all() TO service_role;

-- Name: FUNCTION edits_team(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.edits_team() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.edits_team() TO anon;
GRANT ALL ON FUNCTION auth.edits_team() TO authenticated;
GRANT ALL ON FUNCTION auth.edits_team() TO service_role;

-- Name: FUNCTION email(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.email() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.email() TO anon;
GRANT ALL ON FUNCTION auth.email() TO authenticated;
GRANT ALL ON FUNCTION auth.email() TO service_role;

-- Name: FUNCTION has_role(VARIADIC roles text[]); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.has_role(VARIADIC roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.has_role(VARIADIC roles text[]) TO anon;
GRANT ALL ON FUNCTION auth.has_role(VARIADIC roles text[]) TO authenticated;
GRANT ALL ON FUNCTION auth.has_role(VARIADIC roles text[]) TO service_role;

-- Name: FUNCTION jwt(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.jwt() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.jwt() TO anon;
GRANT ALL ON FUNCTION auth.jwt() TO authenticated;
GRANT ALL ON FUNCTION auth.jwt() TO service_role;

-- Name: FUNCTION key_holder(hash bytea); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.key_holder(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.key_holder(hash bytea) TO service_role;

-- Name: FUNCTION key_used(hash bytea); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.key_used(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.key_used(hash bytea) TO service_role;

-- Name: FUNCTION log_event(person uuid, event text, org uuid, details jsonb); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.log_event(person uuid, event text, org uuid, details jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.log_event(person uuid, event text, org uuid, details jsonb) TO service_role;

-- Name: FUNCTION membership(member uuid, org uuid); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.membership(member uuid, org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.membership(member uuid, org uuid) TO service_role;

-- Name: FUNCTION org_role(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.org_role() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.org_role() TO anon;
GRANT ALL ON FUNCTION auth.org_role() TO authenticated;
GRANT ALL ON FUNCTION auth.org_role() TO service_role;

-- Name: FUNCTION role(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.role() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.role() TO anon;
GRANT ALL ON FUNCTION auth.role() TO authenticated;
GRANT ALL ON FUNCTION auth.role() TO service_role;

-- Name: FUNCTION sees_all(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.sees_all() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.sees_all() TO anon;
GRANT ALL ON FUNCTION auth.sees_all() TO authenticated;
GRANT ALL ON FUNCTION auth.sees_all() TO service_role;

-- Name: FUNCTION sees_team(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.sees_team() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.sees_team() TO anon;
GRANT ALL ON FUNCTION auth.sees_team() TO authenticated;
GRANT ALL ON FUNCTION auth.sees_team() TO service_role;

-- Name: FUNCTION set_claims(claims text, actor text, request text); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.set_claims(claims text, actor text, request text) FROM PUBLIC;
GRANT ALL ON FUNCTION auth.set_claims(claims text, actor text, request text) TO anon;
GRANT ALL ON FUNCTION auth.set_claims(claims text, actor text, request text) TO authenticated;
GRANT ALL ON FUNCTION auth.set_claims(claims text, actor text, request text) TO service_role;

-- Name: FUNCTION team_id(); Type: ACL; Schema: auth

REVOKE ALL ON FUNCTION auth.team_id() FROM PUBLIC;
GRANT ALL ON FUNCTION auth.team_id() TO anon;
GRANT ALL ON FUNCTION auth.team_id() TO authenticated;
GRANT ALL ON FUNCTION auth.team_id() TO service_role;

-- Name: FUNCTION close_organization(slug text); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.close_organization(slug text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.close_organization(slug text) TO authenticated;

-- Name: FUNCTION leave_organization(); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.leave_organization() FROM PUBLIC;
GRANT ALL ON FUNCTION public.leave_organization() TO authenticated;

-- Name: FUNCTION merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb) TO authenticated;
GRANT ALL ON FUNCTION public.merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb) TO service_role;

-- Name: FUNCTION my_organizations(); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.my_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.my_organizations() TO authenticated;

-- Name: TABLE action_items; Type: ACL; Schema: public

GRANT ALL ON TABLE public.action_items TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.action_items TO authenticated;

-- Name: FUNCTION organization_id(r public.action_items); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.action_items) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.action_items) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.action_items) TO service_role;

-- Name: TABLE activities; Type: ACL; Schema: public

GRANT ALL ON TABLE public.activities TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activities TO authenticated;

-- Name: FUNCTION organization_id(r public.activities); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.activities) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.activities) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.activities) TO service_role;

-- Name: TABLE ai_agent_runs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.ai_agent_runs TO service_role;
GRANT SELECT ON TABLE public.ai_agent_runs TO authenticated;

-- Name: FUNCTION organization_id(r public.ai_agent_runs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.ai_agent_runs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_agent_runs) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_agent_runs) TO service_role;

-- Name: TABLE ai_agent_runs_archive; Type: ACL; Schema: public

GRANT ALL ON TABLE public.ai_agent_runs_archive TO service_role;
GRANT SELECT ON TABLE public.ai_agent_runs_archive TO authenticated;

-- Name: FUNCTION organization_id(r public.ai_agent_runs_archive); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.ai_agent_runs_archive) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_agent_runs_archive) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_agent_runs_archive) TO service_role;

-- Name: TABLE ai_cache; Type: ACL; Schema: public

GRANT ALL ON TABLE public.ai_cache TO service_role;

-- Name: FUNCTION organization_id(r public.ai_cache); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.ai_cache) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_cache) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_cache) TO service_role;

-- Name: TABLE ai_feedback; Type: ACL; Schema: public

GRANT ALL ON TABLE public.ai_feedback TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ai_feedback TO authenticated;

-- Name: FUNCTION organization_id(r public.ai_feedback); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.ai_feedback) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_feedback) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_feedback) TO service_role;

-- Name: TABLE ai_usage_quotas; Type: ACL; Schema: public

GRANT ALL ON TABLE public.ai_usage_quotas TO service_role;
GRANT SELECT,INSERT,DELETE ON TABLE public.ai_usage_quotas TO authenticated;

-- Name: COLUMN ai_usage_quotas.monthly_limit; Type: ACL; Schema: public

GRANT UPDATE(monthly_limit) ON TABLE public.ai_usage_quotas TO authenticated;

-- Name: FUNCTION organization_id(r public.ai_usage_quotas); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.ai_usage_quotas) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_usage_quotas) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.ai_usage_quotas) TO service_role;

-- Name: TABLE api_keys; Type: ACL; Schema: public

GRANT ALL ON TABLE public.api_keys TO service_role;
GRANT DELETE ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.org_id; Type: ACL; Schema: public

GRANT SELECT(org_id),INSERT(org_id) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.id; Type: ACL; Schema: public

GRANT SELECT(id),INSERT(id) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.user_id; Type: ACL; Schema: public

GRANT SELECT(user_id) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.name; Type: ACL; Schema: public

GRANT SELECT(name),INSERT(name),UPDATE(name) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.role; Type: ACL; Schema: public

GRANT SELECT(role),INSERT(role) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.prefix; Type: ACL; Schema: public

GRANT SELECT(prefix),INSERT(prefix) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.key_hash; Type: ACL; Schema: public

GRANT INSERT(key_hash) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.last_used_at; Type: ACL; Schema: public

GRANT SELECT(last_used_at) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.expires_at; Type: ACL; Schema: public

GRANT SELECT(expires_at),INSERT(expires_at),UPDATE(expires_at) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.created_at; Type: ACL; Schema: public

GRANT SELECT(created_at) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.updated_at; Type: ACL; Schema: public

GRANT SELECT(updated_at) ON TABLE public.api_keys TO authenticated;

-- Name: COLUMN api_keys.created_by; Type: ACL; Schema: public

GRANT SELECT(created_by) ON TABLE public.api_keys TO authenticated;

-- Name: FUNCTION organization_id(r public.api_keys); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.api_keys) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.api_keys) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.api_keys) TO service_role;

-- Name: TABLE assignments; Type: ACL; Schema: public

GRANT ALL ON TABLE public.assignments TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.assignments TO authenticated;

-- Name: FUNCTION organization_id(r public.assignments); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.assignments) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.assignments) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.assignments) TO service_role;

-- Name: TABLE attachments; Type: ACL; Schema: public

GRANT ALL ON TABLE public.attachments TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.attachments TO authenticated;

-- Name: FUNCTION organization_id(r public.attachments); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.attachments) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.attachments) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.attachments) TO service_role;

-- Name: TABLE automation_members; Type: ACL; Schema: public

GRANT ALL ON TABLE public.automation_members TO service_role;

-- Name: FUNCTION organization_id(r public.automation_members); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.automation_members) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.automation_members) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.automation_members) TO service_role;

-- Name: TABLE automation_runs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.automation_runs TO service_role;
GRANT SELECT ON TABLE public.automation_runs TO authenticated;

-- Name: FUNCTION organization_id(r public.automation_runs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.automation_runs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.automation_runs) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.automation_runs) TO service_role;

-- Name: TABLE automation_versions; Type: ACL; Schema: public

GRANT ALL ON TABLE public.automation_versions TO service_role;
GRANT SELECT,INSERT ON TABLE public.automation_versions TO authenticated;

-- Name: FUNCTION organization_id(r public.automation_versions); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.automation_versions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.automation_versions) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.automation_versions) TO service_role;

-- Name: TABLE automations; Type: ACL; Schema: public

GRANT ALL ON TABLE public.automations TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.automations TO authenticated;

-- Name: FUNCTION organization_id(r public.automations); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.automations) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.automations) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.automations) TO service_role;

-- Name: TABLE background_jobs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.background_jobs TO service_role;
GRANT SELECT,INSERT,UPDATE ON TABLE public.background_jobs TO authenticated;

-- Name: FUNCTION organization_id(r public.background_jobs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.background_jobs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.background_jobs) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.background_jobs) TO service_role;

-- Name: TABLE bulk_actions; Type: ACL; Schema: public

GRANT ALL ON TABLE public.bulk_actions TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bulk_actions TO authenticated;

-- Name: FUNCTION organization_id(r public.bulk_actions); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.bulk_actions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.bulk_actions) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.bulk_actions) TO service_role;

-- Name: TABLE call_briefs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.call_briefs TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.call_briefs TO authenticated;

-- Name: FUNCTION organization_id(r public.call_briefs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.call_briefs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.call_briefs) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.call_briefs) TO service_role;

-- Name: TABLE call_signals; Type: ACL; Schema: public

GRANT ALL ON TABLE public.call_signals TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.call_signals TO authenticated;

-- Name: FUNCTION organization_id(r public.call_signals); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.call_signals) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.call_signals) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.call_signals) TO service_role;

-- Name: TABLE call_steps; Type: ACL; Schema: public

GRANT ALL ON TABLE public.call_steps TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.call_steps TO authenticated;

-- Name: FUNCTION organization_id(r public.call_steps); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.call_steps) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.call_steps) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.call_steps) TO service_role;

-- Name: TABLE calls; Type: ACL; Schema: public

GRANT ALL ON TABLE public.calls TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calls TO authenticated;

-- Name: FUNCTION organization_id(r public.calls); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.calls) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.calls) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.calls) TO service_role;

-- Name: TABLE companies; Type: ACL; Schema: public

GRANT ALL ON TABLE public.companies TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.companies TO authenticated;

-- Name: FUNCTION organization_id(r public.companies); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.companies) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.companies) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.companies) TO service_role;

-- Name: TABLE contact_points; Type: ACL; Schema: public

GRANT ALL ON TABLE public.contact_points TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contact_points TO authenticated;

-- Name: FUNCTION organization_id(r public.contact_points); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.contact_points) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.contact_points) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.contact_points) TO service_role;

-- Name: FUNCTION organization_id(r public.contacts); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.contacts) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.contacts) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.contacts) TO service_role;

-- Name: TABLE credentials; Type: ACL; Schema: public

GRANT ALL ON TABLE public.credentials TO service_role;
GRANT DELETE ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.org_id; Type: ACL; Schema: public

GRANT SELECT(org_id) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.id; Type: ACL; Schema: public

GRANT SELECT(id) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.service; Type: ACL; Schema: public

GRANT SELECT(service) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.hint; Type: ACL; Schema: public

GRANT SELECT(hint) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.is_active; Type: ACL; Schema: public

GRANT SELECT(is_active),UPDATE(is_active) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.last_used_at; Type: ACL; Schema: public

GRANT SELECT(last_used_at) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.last_tested_at; Type: ACL; Schema: public

GRANT SELECT(last_tested_at) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.last_error; Type: ACL; Schema: public

GRANT SELECT(last_error) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.created_at; Type: ACL; Schema: public

GRANT SELECT(created_at) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.updated_at; Type: ACL; Schema: public

GRANT SELECT(updated_at) ON TABLE public.credentials TO authenticated;

-- Name: COLUMN credentials.created_by; Type: ACL; Schema: public

GRANT SELECT(created_by) ON TABLE public.credentials TO authenticated;

-- Name: FUNCTION organization_id(r public.credentials); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.credentials) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.credentials) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.credentials) TO service_role;

-- Name: TABLE custom_fields; Type: ACL; Schema: public

GRANT ALL ON TABLE public.custom_fields TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.custom_fields TO authenticated;

-- Name: FUNCTION organization_id(r public.custom_fields); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.custom_fields) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.custom_fields) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.custom_fields) TO service_role;

-- Name: TABLE deal_health_scores; Type: ACL; Schema: public

GRANT ALL ON TABLE public.deal_health_scores TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.deal_health_scores TO authenticated;

-- Name: FUNCTION organization_id(r public.deal_health_scores); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.deal_health_scores) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.deal_health_scores) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.deal_health_scores) TO service_role;

-- Name: TABLE duplicates; Type: ACL; Schema: public

GRANT ALL ON TABLE public.duplicates TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.duplicates TO authenticated;

-- Name: FUNCTION organization_id(r public.duplicates); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.duplicates) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.duplicates) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.duplicates) TO service_role;

-- Name: TABLE email_templates; Type: ACL; Schema: public

GRANT ALL ON TABLE public.email_templates TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_templates TO authenticated;

-- Name: FUNCTION organization_id(r public.email_templates); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.email_templates) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.email_templates) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.email_templates) TO service_role;

-- Name: TABLE export_jobs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.export_jobs TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.export_jobs TO authenticated;

-- Name: FUNCTION organization_id(r public.export_jobs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.export_jobs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.export_jobs) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.export_jobs) TO service_role;

-- Name: TABLE fx_rates; Type: ACL; Schema: public

GRANT ALL ON TABLE public.fx_rates TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.fx_rates TO authenticated;

-- Name: FUNCTION organization_id(r public.fx_rates); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.fx_rates) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.fx_rates) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.fx_rates) TO service_role;

-- Name: TABLE import_errors; Type: ACL; Schema: public

GRANT ALL ON TABLE public.import_errors TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_errors TO authenticated;

-- Name: FUNCTION organization_id(r public.import_errors); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.import_errors) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.import_errors) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.import_errors) TO service_role;

-- Name: TABLE import_jobs; Type: ACL; Schema: public

GRANT ALL ON TABLE public.import_jobs TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_jobs TO authenticated;

-- Name: FUNCTION organization_id(r public.import_jobs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.import_jobs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.import_jobs) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.import_jobs) TO service_role;

-- Name: TABLE import_mappings; Type: ACL; Schema: public

GRANT ALL ON TABLE public.import_mappings TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_mappings TO authenticated;

-- Name: FUNCTION organization_id(r public.import_mappings); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.import_mappings) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.import_mappings) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.import_mappings) TO service_role;

-- Name: TABLE invitations; Type: ACL; Schema: public

GRANT ALL ON TABLE public.invitations TO service_role;
GRANT DELETE ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.org_id; Type: ACL; Schema: public

GRANT SELECT(org_id),INSERT(org_id) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.id; Type: ACL; Schema: public

GRANT SELECT(id),INSERT(id) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.email; Type: ACL; Schema: public

GRANT SELECT(email),INSERT(email) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.role; Type: ACL; Schema: public

GRANT SELECT(role),INSERT(role),UPDATE(role) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.team_id; Type: ACL; Schema: public

GRANT SELECT(team_id),INSERT(team_id),UPDATE(team_id) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.token_hash; Type: ACL; Schema: public

GRANT INSERT(token_hash) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.expires_at; Type: ACL; Schema: public

GRANT SELECT(expires_at),INSERT(expires_at) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.accepted_at; Type: ACL; Schema: public

GRANT SELECT(accepted_at) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.accepted_by; Type: ACL; Schema: public

GRANT SELECT(accepted_by) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.created_at; Type: ACL; Schema: public

GRANT SELECT(created_at) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.updated_at; Type: ACL; Schema: public

GRANT SELECT(updated_at) ON TABLE public.invitations TO authenticated;

-- Name: COLUMN invitations.created_by; Type: ACL; Schema: public

GRANT SELECT(created_by) ON TABLE public.invitations TO authenticated;

-- Name: FUNCTION organization_id(r public.invitations); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.invitations) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.invitations) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.invitations) TO service_role;

-- Name: TABLE lead_contacts; Type: ACL; Schema: public

GRANT ALL ON TABLE public.lead_contacts TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.lead_contacts TO authenticated;

-- Name: FUNCTION organization_id(r public.lead_contacts); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.lead_contacts) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.lead_contacts) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.lead_contacts) TO service_role;

-- Name: TABLE lead_stages; Type: ACL; Schema: public

GRANT ALL ON TABLE public.lead_stages TO service_role;
GRANT SELECT ON TABLE public.lead_stages TO authenticated;

-- Name: FUNCTION organization_id(r public.lead_stages); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.lead_stages) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.lead_stages) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.lead_stages) TO service_role;

-- Name: FUNCTION organization_id(r public.leads); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.leads) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.leads) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.leads) TO service_role;

-- Name: TABLE mails; Type: ACL; Schema: public

GRANT ALL ON TABLE public.mails TO service_role;
GRANT SELECT ON TABLE public.mails TO authenticated;

-- Name: FUNCTION organization_id(r public.mails); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.mails) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.mails) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.mails) TO service_role;

-- Name: TABLE merges; Type: ACL; Schema: public

GRANT ALL ON TABLE public.merges TO service_role;
GRANT SELECT ON TABLE public.merges TO authenticated;

-- Name: FUNCTION organization_id(r public.merges); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.merges) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.merges) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.merges) TO service_role;

-- Name: TABLE notifications; Type: ACL; Schema: public

GRANT ALL ON TABLE public.notifications TO service_role;
GRANT SELECT,DELETE ON TABLE public.notifications TO authenticated;

-- Name: COLUMN notifications.read_at; Type: ACL; Schema: public

GRANT UPDATE(read_at) ON TABLE public.notifications TO authenticated;

-- Name: FUNCTION organization_id(r public.notifications); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.notifications) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.notifications) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.notifications) TO service_role;

-- Name: TABLE org_members; Type: ACL; Schema: public

GRANT ALL ON TABLE public.org_members TO service_role;
GRANT SELECT,DELETE ON TABLE public.org_members TO authenticated;

-- Name: COLUMN org_members.role; Type: ACL; Schema: public

GRANT UPDATE(role) ON TABLE public.org_members TO authenticated;

-- Name: COLUMN org_members.team_id; Type: ACL; Schema: public

GRANT UPDATE(team_id) ON TABLE public.org_members TO authenticated;

-- Name: COLUMN org_members.deleted_at; Type: ACL; Schema: public

GRANT UPDATE(deleted_at) ON TABLE public.org_members TO authenticated;

-- Name: FUNCTION organization_id(r public.org_members); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.org_members) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.org_members) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.org_members) TO service_role;

-- Name: TABLE organizations; Type: ACL; Schema: public

GRANT ALL ON TABLE public.organizations TO service_role;
GRANT SELECT ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.name; Type: ACL; Schema: public

GRANT UPDATE(name) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.slug; Type: ACL; Schema: public

GRANT UPDATE(slug) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.base_currency; Type: ACL; Schema: public

GRANT UPDATE(base_currency) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.country; Type: ACL; Schema: public

GRANT UPDATE(country) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.timezone; Type: ACL; Schema: public

GRANT UPDATE(timezone) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.language; Type: ACL; Schema: public

GRANT UPDATE(language) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.visibility; Type: ACL; Schema: public

GRANT UPDATE(visibility) ON TABLE public.organizations TO authenticated;

-- Name: COLUMN organizations.settings; Type: ACL; Schema: public

GRANT UPDATE(settings) ON TABLE public.organizations TO authenticated;

-- Name: FUNCTION organization_id(r public.organizations); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.organizations) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.organizations) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.organizations) TO service_role;

-- Name: TABLE outside_calls; Type: ACL; Schema: public

GRANT ALL ON TABLE public.outside_calls TO service_role;
GRANT SELECT ON TABLE public.outside_calls TO authenticated;

-- Name: FUNCTION organization_id(r public.outside_calls); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.outside_calls) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.outside_calls) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.outside_calls) TO service_role;

-- Name: TABLE pipelines; Type: ACL; Schema: public

GRANT ALL ON TABLE public.pipelines TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pipelines TO authenticated;

-- Name: FUNCTION organization_id(r public.pipelines); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.pipelines) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.pipelines) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.pipelines) TO service_role;

-- Name: TABLE playbooks; Type: ACL; Schema: public

GRANT ALL ON TABLE public.playbooks TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.playbooks TO authenticated;

-- Name: FUNCTION organization_id(r public.playbooks); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.playbooks) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.playbooks) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.playbooks) TO service_role;

-- Name: TABLE profiles; Type: ACL; Schema: public

GRANT ALL ON TABLE public.profiles TO service_role;
GRANT SELECT,UPDATE ON TABLE public.profiles TO authenticated;

-- Name: FUNCTION organization_id(r public.profiles); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.profiles) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.profiles) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.profiles) TO service_role;

-- Name: TABLE recent_records; Type: ACL; Schema: public

GRANT ALL ON TABLE public.recent_records TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recent_records TO authenticated;

-- Name: FUNCTION organization_id(r public.recent_records); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.recent_records) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.recent_records) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.recent_records) TO service_role;

-- Name: TABLE saved_views; Type: ACL; Schema: public

GRANT ALL ON TABLE public.saved_views TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.saved_views TO authenticated;

-- Name: FUNCTION organization_id(r public.saved_views); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.saved_views) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.saved_views) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.saved_views) TO service_role;

-- Name: TABLE search_history; Type: ACL; Schema: public

GRANT ALL ON TABLE public.search_history TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search_history TO authenticated;

-- Name: FUNCTION organization_id(r public.search_history); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.search_history) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.search_history) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.search_history) TO service_role;

-- Name: TABLE stages; Type: ACL; Schema: public

GRANT ALL ON TABLE public.stages TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stages TO authenticated;

-- Name: FUNCTION organization_id(r public.stages); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.stages) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.stages) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.stages) TO service_role;

-- Name: TABLE taggings; Type: ACL; Schema: public

GRANT ALL ON TABLE public.taggings TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.taggings TO authenticated;

-- Name: FUNCTION organization_id(r public.taggings); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.taggings) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.taggings) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.taggings) TO service_role;

-- Name: TABLE tags; Type: ACL; Schema: public

GRANT ALL ON TABLE public.tags TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tags TO authenticated;

-- Name: FUNCTION organization_id(r public.tags); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.tags) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.tags) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.tags) TO service_role;

-- Name: TABLE teams; Type: ACL; Schema: public

GRANT ALL ON TABLE public.teams TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.teams TO authenticated;

-- Name: FUNCTION organization_id(r public.teams); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.teams) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.teams) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.teams) TO service_role;

-- Name: TABLE webhook_deliveries; Type: ACL; Schema: public

GRANT ALL ON TABLE public.webhook_deliveries TO service_role;
GRANT SELECT ON TABLE public.webhook_deliveries TO authenticated;

-- Name: FUNCTION organization_id(r public.webhook_deliveries); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.webhook_deliveries) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.webhook_deliveries) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.webhook_deliveries) TO service_role;

-- Name: TABLE webhook_endpoints; Type: ACL; Schema: public

GRANT ALL ON TABLE public.webhook_endpoints TO service_role;
GRANT DELETE ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.org_id; Type: ACL; Schema: public

GRANT SELECT(org_id),INSERT(org_id) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.id; Type: ACL; Schema: public

GRANT SELECT(id),INSERT(id) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.provider; Type: ACL; Schema: public

GRANT SELECT(provider),INSERT(provider) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.name; Type: ACL; Schema: public

GRANT SELECT(name),INSERT(name),UPDATE(name) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.is_active; Type: ACL; Schema: public

GRANT SELECT(is_active),UPDATE(is_active) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.last_received_at; Type: ACL; Schema: public

GRANT SELECT(last_received_at) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.refused; Type: ACL; Schema: public

GRANT SELECT(refused) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.created_at; Type: ACL; Schema: public

GRANT SELECT(created_at) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.updated_at; Type: ACL; Schema: public

GRANT SELECT(updated_at) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: COLUMN webhook_endpoints.created_by; Type: ACL; Schema: public

GRANT SELECT(created_by) ON TABLE public.webhook_endpoints TO authenticated;

-- Name: FUNCTION organization_id(r public.webhook_endpoints); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.webhook_endpoints) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.webhook_endpoints) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.webhook_endpoints) TO service_role;

-- Name: TABLE webhook_events; Type: ACL; Schema: public

GRANT ALL ON TABLE public.webhook_events TO service_role;
GRANT SELECT ON TABLE public.webhook_events TO authenticated;

-- Name: FUNCTION organization_id(r public.webhook_events); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.webhook_events) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.webhook_events) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.webhook_events) TO service_role;

-- Name: TABLE webhooks; Type: ACL; Schema: public

GRANT ALL ON TABLE public.webhooks TO service_role;
GRANT DELETE ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.org_id; Type: ACL; Schema: public

GRANT SELECT(org_id),INSERT(org_id) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.id; Type: ACL; Schema: public

GRANT SELECT(id),INSERT(id) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.owner_id; Type: ACL; Schema: public

GRANT SELECT(owner_id) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.name; Type: ACL; Schema: public

GRANT SELECT(name),INSERT(name),UPDATE(name) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.url; Type: ACL; Schema: public

GRANT SELECT(url),INSERT(url),UPDATE(url) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.kinds; Type: ACL; Schema: public

GRANT SELECT(kinds),INSERT(kinds),UPDATE(kinds) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.relation; Type: ACL; Schema: public

GRANT SELECT(relation),INSERT(relation),UPDATE(relation) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.filter; Type: ACL; Schema: public

GRANT SELECT(filter),INSERT(filter),UPDATE(filter) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.state; Type: ACL; Schema: public

GRANT SELECT(state),UPDATE(state) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.failures; Type: ACL; Schema: public

GRANT SELECT(failures),UPDATE(failures) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.last_status; Type: ACL; Schema: public

GRANT SELECT(last_status) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.last_at; Type: ACL; Schema: public

GRANT SELECT(last_at) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.created_at; Type: ACL; Schema: public

GRANT SELECT(created_at) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.updated_at; Type: ACL; Schema: public

GRANT SELECT(updated_at) ON TABLE public.webhooks TO authenticated;

-- Name: COLUMN webhooks.created_by; Type: ACL; Schema: public

GRANT SELECT(created_by) ON TABLE public.webhooks TO authenticated;

-- Name: FUNCTION organization_id(r public.webhooks); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.organization_id(r public.webhooks) FROM PUBLIC;
GRANT ALL ON FUNCTION public.organization_id(r public.webhooks) TO authenticated;
GRANT ALL ON FUNCTION public.organization_id(r public.webhooks) TO service_role;

-- Name: FUNCTION record_history(relation text, record_id uuid, most integer, before uuid); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.record_history(relation text, record_id uuid, most integer, before uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_history(relation text, record_id uuid, most integer, before uuid) TO authenticated;
GRANT ALL ON FUNCTION public.record_history(relation text, record_id uuid, most integer, before uuid) TO service_role;

-- Name: FUNCTION reopen_organization(organization uuid); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.reopen_organization(organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reopen_organization(organization uuid) TO authenticated;

-- Name: FUNCTION switch_organization(organization uuid); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.switch_organization(organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.switch_organization(organization uuid) TO authenticated;

-- Name: FUNCTION tenant_id(r public.action_items); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.action_items) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.action_items) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.action_items) TO service_role;

-- Name: FUNCTION tenant_id(r public.activities); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.activities) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.activities) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.activities) TO service_role;

-- Name: FUNCTION tenant_id(r public.ai_agent_runs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.ai_agent_runs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_agent_runs) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_agent_runs) TO service_role;

-- Name: FUNCTION tenant_id(r public.ai_agent_runs_archive); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.ai_agent_runs_archive) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_agent_runs_archive) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_agent_runs_archive) TO service_role;

-- Name: FUNCTION tenant_id(r public.ai_cache); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.ai_cache) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_cache) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_cache) TO service_role;

-- Name: FUNCTION tenant_id(r public.ai_feedback); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.ai_feedback) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_feedback) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_feedback) TO service_role;

-- Name: FUNCTION tenant_id(r public.ai_usage_quotas); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.ai_usage_quotas) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_usage_quotas) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.ai_usage_quotas) TO service_role;

-- Name: FUNCTION tenant_id(r public.api_keys); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.api_keys) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.api_keys) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.api_keys) TO service_role;

-- Name: FUNCTION tenant_id(r public.assignments); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.assignments) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.assignments) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.assignments) TO service_role;

-- Name: FUNCTION tenant_id(r public.attachments); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.attachments) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.attachments) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.attachments) TO service_role;

-- Name: FUNCTION tenant_id(r public.automation_members); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.automation_members) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.automation_members) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.automation_members) TO service_role;

-- Name: FUNCTION tenant_id(r public.automation_runs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.automation_runs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.automation_runs) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.automation_runs) TO service_role;

-- Name: FUNCTION tenant_id(r public.automation_versions); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.automation_versions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.automation_versions) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.automation_versions) TO service_role;

-- Name: FUNCTION tenant_id(r public.automations); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.automations) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.automations) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.automations) TO service_role;

-- Name: FUNCTION tenant_id(r public.background_jobs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.background_jobs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.background_jobs) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.background_jobs) TO service_role;

-- Name: FUNCTION tenant_id(r public.bulk_actions); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.bulk_actions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.bulk_actions) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.bulk_actions) TO service_role;

-- Name: FUNCTION tenant_id(r public.call_briefs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.call_briefs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.call_briefs) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.call_briefs) TO service_role;

-- Name: FUNCTION tenant_id(r public.call_signals); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.call_signals) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.call_signals) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.call_signals) TO service_role;

-- Name: FUNCTION tenant_id(r public.call_steps); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.call_steps) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.call_steps) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.call_steps) TO service_role;

-- Name: FUNCTION tenant_id(r public.calls); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.calls) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.calls) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.calls) TO service_role;

-- Name: FUNCTION tenant_id(r public.companies); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.companies) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.companies) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.companies) TO service_role;

-- Name: FUNCTION tenant_id(r public.contact_points); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.contact_points) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.contact_points) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.contact_points) TO service_role;

-- Name: FUNCTION tenant_id(r public.contacts); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.contacts) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.contacts) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.contacts) TO service_role;

-- Name: FUNCTION tenant_id(r public.credentials); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.credentials) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.credentials) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.credentials) TO service_role;

-- Name: FUNCTION tenant_id(r public.custom_fields); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.custom_fields) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.custom_fields) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.custom_fields) TO service_role;

-- Name: FUNCTION tenant_id(r public.deal_health_scores); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.deal_health_scores) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.deal_health_scores) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.deal_health_scores) TO service_role;

-- Name: FUNCTION tenant_id(r public.duplicates); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.duplicates) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.duplicates) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.duplicates) TO service_role;

-- Name: FUNCTION tenant_id(r public.email_templates); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.email_templates) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.email_templates) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.email_templates) TO service_role;

-- Name: FUNCTION tenant_id(r public.export_jobs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.export_jobs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.export_jobs) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.export_jobs) TO service_role;

-- Name: FUNCTION tenant_id(r public.fx_rates); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.fx_rates) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.fx_rates) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.fx_rates) TO service_role;

-- Name: FUNCTION tenant_id(r public.import_errors); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.import_errors) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.import_errors) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.import_errors) TO service_role;

-- Name: FUNCTION tenant_id(r public.import_jobs); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.import_jobs) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.import_jobs) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.import_jobs) TO service_role;

-- Name: FUNCTION tenant_id(r public.import_mappings); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.import_mappings) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.import_mappings) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.import_mappings) TO service_role;

-- Name: FUNCTION tenant_id(r public.invitations); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.invitations) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.invitations) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.invitations) TO service_role;

-- Name: FUNCTION tenant_id(r public.lead_contacts); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.lead_contacts) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.lead_contacts) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.lead_contacts) TO service_role;

-- Name: FUNCTION tenant_id(r public.lead_stages); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.lead_stages) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.lead_stages) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.lead_stages) TO service_role;

-- Name: FUNCTION tenant_id(r public.leads); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.leads) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.leads) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.leads) TO service_role;

-- Name: FUNCTION tenant_id(r public.mails); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.mails) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.mails) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.mails) TO service_role;

-- Name: FUNCTION tenant_id(r public.merges); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.merges) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.merges) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.merges) TO service_role;

-- Name: FUNCTION tenant_id(r public.notifications); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.notifications) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.notifications) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.notifications) TO service_role;

-- Name: FUNCTION tenant_id(r public.org_members); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.org_members) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.org_members) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.org_members) TO service_role;

-- Name: FUNCTION tenant_id(r public.organizations); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.organizations) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.organizations) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.organizations) TO service_role;

-- Name: FUNCTION tenant_id(r public.outside_calls); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.outside_calls) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.outside_calls) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.outside_calls) TO service_role;

-- Name: FUNCTION tenant_id(r public.pipelines); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.pipelines) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.pipelines) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.pipelines) TO service_role;

-- Name: FUNCTION tenant_id(r public.playbooks); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.playbooks) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.playbooks) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.playbooks) TO service_role;

-- Name: FUNCTION tenant_id(r public.profiles); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.profiles) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.profiles) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.profiles) TO service_role;

-- Name: FUNCTION tenant_id(r public.recent_records); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.recent_records) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.recent_records) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.recent_records) TO service_role;

-- Name: FUNCTION tenant_id(r public.saved_views); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.saved_views) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.saved_views) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.saved_views) TO service_role;

-- Name: FUNCTION tenant_id(r public.search_history); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.search_history) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.search_history) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.search_history) TO service_role;

-- Name: FUNCTION tenant_id(r public.stages); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.stages) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.stages) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.stages) TO service_role;

-- Name: FUNCTION tenant_id(r public.taggings); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.taggings) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.taggings) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.taggings) TO service_role;

-- Name: FUNCTION tenant_id(r public.tags); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.tags) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.tags) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.tags) TO service_role;

-- Name: FUNCTION tenant_id(r public.teams); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.teams) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.teams) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.teams) TO service_role;

-- Name: FUNCTION tenant_id(r public.webhook_deliveries); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.webhook_deliveries) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhook_deliveries) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhook_deliveries) TO service_role;

-- Name: FUNCTION tenant_id(r public.webhook_endpoints); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.webhook_endpoints) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhook_endpoints) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhook_endpoints) TO service_role;

-- Name: FUNCTION tenant_id(r public.webhook_events); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.webhook_events) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhook_events) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhook_events) TO service_role;

-- Name: FUNCTION tenant_id(r public.webhooks); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.tenant_id(r public.webhooks) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhooks) TO authenticated;
GRANT ALL ON FUNCTION public.tenant_id(r public.webhooks) TO service_role;

-- Name: FUNCTION undo_merge(merge_id uuid); Type: ACL; Schema: public

REVOKE ALL ON FUNCTION public.undo_merge(merge_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.undo_merge(merge_id uuid) TO authenticated;
GRANT ALL ON FUNCTION public.undo_merge(merge_id uuid) TO service_role;

-- Name: FUNCTION broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) TO anon;
GRANT ALL ON FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) TO authenticated;
GRANT ALL ON FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) TO service_role;

-- Name: FUNCTION canonical(kind text, value text); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.canonical(kind text, value text) FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.canonical(kind text, value text) TO service_role;

-- Name: FUNCTION holds(kind text, operator text, value text, operand text); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.holds(kind text, operator text, value text, operand text) FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.holds(kind text, operator text, value text, operand text) TO service_role;

-- Name: FUNCTION in_my_organization(topic text); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.in_my_organization(topic text) FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.in_my_organization(topic text) TO anon;
GRANT ALL ON FUNCTION realtime.in_my_organization(topic text) TO authenticated;
GRANT ALL ON FUNCTION realtime.in_my_organization(topic text) TO service_role;

-- Name: FUNCTION send(payload jsonb, event text, topic text, private boolean); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean) TO anon;
GRANT ALL ON FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean) TO authenticated;
GRANT ALL ON FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean) TO service_role;

-- Name: FUNCTION send_binary(payload bytea, event text, topic text, private boolean); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean) TO anon;
GRANT ALL ON FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean) TO authenticated;
GRANT ALL ON FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean) TO service_role;

-- Name: FUNCTION topic(); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.topic() FROM PUBLIC;
GRANT ALL ON FUNCTION realtime.topic() TO anon;
GRANT ALL ON FUNCTION realtime.topic() TO authenticated;
GRANT ALL ON FUNCTION realtime.topic() TO service_role;

-- Name: FUNCTION turn_days(keep_days integer); Type: ACL; Schema: realtime

REVOKE ALL ON FUNCTION realtime.turn_days(keep_days integer) FROM PUBLIC;

-- Name: FUNCTION allow_any_operation(expected_operations text[]); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.allow_any_operation(expected_operations text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.allow_any_operation(expected_operations text[]) TO anon;
GRANT ALL ON FUNCTION storage.allow_any_operation(expected_operations text[]) TO authenticated;
GRANT ALL ON FUNCTION storage.allow_any_operation(expected_operations text[]) TO service_role;

-- Name: FUNCTION allow_only_operation(expected_operation text); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.allow_only_operation(expected_operation text) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.allow_only_operation(expected_operation text) TO anon;
GRANT ALL ON FUNCTION storage.allow_only_operation(expected_operation text) TO authenticated;
GRANT ALL ON FUNCTION storage.allow_only_operation(expected_operation text) TO service_role;

-- Name: FUNCTION complete_upload(upload uuid); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.complete_upload(upload uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.complete_upload(upload uuid) TO anon;
GRANT ALL ON FUNCTION storage.complete_upload(upload uuid) TO authenticated;

-- Name: FUNCTION extension(name text); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.extension(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.extension(name text) TO anon;
GRANT ALL ON FUNCTION storage.extension(name text) TO authenticated;
GRANT ALL ON FUNCTION storage.extension(name text) TO service_role;

-- Name: FUNCTION filename(name text); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.filename(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.filename(name text) TO anon;
GRANT ALL ON FUNCTION storage.filename(name text) TO authenticated;
GRANT ALL ON FUNCTION storage.filename(name text) TO service_role;

-- Name: FUNCTION foldername(name text); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.foldername(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.foldername(name text) TO anon;
GRANT ALL ON FUNCTION storage.foldername(name text) TO authenticated;
GRANT ALL ON FUNCTION storage.foldername(name text) TO service_role;

-- Name: FUNCTION follow_records(tbl text); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.follow_records(tbl text) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.follow_records(tbl text) TO service_role;

-- Name: FUNCTION lead_objects(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.lead_objects() FROM PUBLIC;

-- Name: FUNCTION meter(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.meter() FROM PUBLIC;

-- Name: FUNCTION names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean) TO anon;
GRANT ALL ON FUNCTION storage.names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean) TO authenticated;
GRANT ALL ON FUNCTION storage.names_below(bucket text, prefix text, after text, most integer, descending boolean, delimited boolean) TO service_role;

-- Name: FUNCTION operation(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.operation() FROM PUBLIC;
GRANT ALL ON FUNCTION storage.operation() TO anon;
GRANT ALL ON FUNCTION storage.operation() TO authenticated;
GRANT ALL ON FUNCTION storage.operation() TO service_role;

-- Name: FUNCTION place_object(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.place_object() FROM PUBLIC;

-- Name: FUNCTION protect_delete(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.protect_delete() FROM PUBLIC;
GRANT ALL ON FUNCTION storage.protect_delete() TO anon;
GRANT ALL ON FUNCTION storage.protect_delete() TO authenticated;
GRANT ALL ON FUNCTION storage.protect_delete() TO service_role;

-- Name: FUNCTION record_of(org uuid, kind text, id uuid); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.record_of(org uuid, kind text, id uuid) FROM PUBLIC;

-- Name: FUNCTION search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text) FROM PUBLIC;
GRANT ALL ON FUNCTION storage.search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text) TO anon;
GRANT ALL ON FUNCTION storage.search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text) TO authenticated;
GRANT ALL ON FUNCTION storage.search(prefix text, bucketname text, limits integer, levels integer, offsets integer, search text, sortcolumn text, sortorder text) TO service_role;

-- Name: FUNCTION tell(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.tell() FROM PUBLIC;

-- Name: FUNCTION update_updated_at_column(); Type: ACL; Schema: storage

REVOKE ALL ON FUNCTION storage.update_updated_at_column() FROM PUBLIC;
GRANT ALL ON FUNCTION storage.update_updated_at_column() TO anon;
GRANT ALL ON FUNCTION storage.update_updated_at_column() TO authenticated;
GRANT ALL ON FUNCTION storage.update_updated_at_column() TO service_role;

-- Name: TABLE audit_sealed; Type: ACL; Schema: app

GRANT ALL ON TABLE app.audit_sealed TO service_role;

-- Name: TABLE buckets; Type: ACL; Schema: app

GRANT ALL ON TABLE app.buckets TO service_role;

-- Name: TABLE bulk_changes; Type: ACL; Schema: app

GRANT ALL ON TABLE app.bulk_changes TO service_role;
GRANT SELECT,INSERT,DELETE ON TABLE app.bulk_changes TO authenticated;

-- Name: TABLE ended_organizations; Type: ACL; Schema: app

GRANT ALL ON TABLE app.ended_organizations TO service_role;

-- Name: TABLE function_answers; Type: ACL; Schema: app

GRANT ALL ON TABLE app.function_answers TO service_role;

-- Name: TABLE fx_rates; Type: ACL; Schema: app

GRANT ALL ON TABLE app.fx_rates TO service_role;
GRANT SELECT ON TABLE app.fx_rates TO anon;
GRANT SELECT ON TABLE app.fx_rates TO authenticated;

-- Name: TABLE import_changes; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_changes TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_changes TO authenticated;

-- Name: TABLE import_chunks; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_chunks TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_chunks TO authenticated;

-- Name: TABLE import_created; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_created TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_created TO authenticated;

-- Name: TABLE import_fixes; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_fixes TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_fixes TO authenticated;

-- Name: TABLE import_kept; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_kept TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_kept TO authenticated;

-- Name: TABLE import_links; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_links TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_links TO authenticated;

-- Name: TABLE import_rows; Type: ACL; Schema: app

GRANT ALL ON TABLE app.import_rows TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_rows TO authenticated;

-- Name: TABLE own_activities; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.own_activities TO authenticated;

-- Name: TABLE own_companies; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.own_companies TO authenticated;

-- Name: TABLE own_contacts; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.own_contacts TO authenticated;

-- Name: TABLE own_leads; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.own_leads TO authenticated;

-- Name: TABLE realtime_feeds; Type: ACL; Schema: app

GRANT ALL ON TABLE app.realtime_feeds TO service_role;

-- Name: TABLE realtime_listeners; Type: ACL; Schema: app

GRANT ALL ON TABLE app.realtime_listeners TO service_role;

-- Name: TABLE seen_activities; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.seen_activities TO authenticated;

-- Name: TABLE seen_companies; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.seen_companies TO authenticated;

-- Name: TABLE seen_contacts; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.seen_contacts TO authenticated;

-- Name: TABLE seen_leads; Type: ACL; Schema: app

GRANT SELECT ON TABLE app.seen_leads TO authenticated;

-- Name: TABLE slots; Type: ACL; Schema: app

GRANT ALL ON TABLE app.slots TO service_role;

-- Name: TABLE tagged_before; Type: ACL; Schema: app

GRANT ALL ON TABLE app.tagged_before TO service_role;

-- Name: TABLE vault_keys; Type: ACL; Schema: app

GRANT ALL ON TABLE app.vault_keys TO service_role;

-- Name: TABLE work_later; Type: ACL; Schema: app

GRANT ALL ON TABLE app.work_later TO service_role;

-- Name: TABLE work_waits; Type: ACL; Schema: app

GRANT ALL ON TABLE app.work_waits TO service_role;

-- Name: TABLE attempts; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.attempts TO service_role;

-- Name: TABLE audit_log_entries; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.audit_log_entries TO service_role;

-- Name: TABLE flow_state; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.flow_state TO service_role;

-- Name: TABLE identities; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.identities TO service_role;

-- Name: TABLE mfa_amr_claims; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.mfa_amr_claims TO service_role;

-- Name: TABLE mfa_challenges; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.mfa_challenges TO service_role;

-- Name: TABLE mfa_factors; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.mfa_factors TO service_role;

-- Name: TABLE mfa_recovery_codes; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.mfa_recovery_codes TO service_role;

-- Name: TABLE oauth_authorizations; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.oauth_authorizations TO service_role;

-- Name: TABLE oauth_clients; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.oauth_clients TO service_role;

-- Name: TABLE oauth_consents; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.oauth_consents TO service_role;

-- Name: TABLE oauth_states; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.oauth_states TO service_role;

-- Name: TABLE one_time_tokens; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.one_time_tokens TO service_role;

-- Name: TABLE refresh_tokens; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.refresh_tokens TO service_role;

-- Name: TABLE saml_assertions_seen; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.saml_assertions_seen TO service_role;

-- Name: TABLE saml_providers; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.saml_providers TO service_role;

-- Name: TABLE saml_relay_states; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.saml_relay_states TO service_role;

-- Name: TABLE sessions; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.sessions TO service_role;

-- Name: TABLE sso_domains; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.sso_domains TO service_role;

-- Name: TABLE sso_providers; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.sso_providers TO service_role;

-- Name: TABLE users; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.users TO service_role;

-- Name: TABLE user_objects; Type: ACL; Schema: auth

GRANT ALL ON TABLE auth.user_objects TO service_role;

-- Name: TABLE audit_logs_2026_11; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_logs_2026_11 TO service_role;

-- Name: TABLE audit_logs_2026_12; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_logs_2026_12 TO service_role;

-- Name: TABLE audit_logs_2027_01; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_logs_2027_01 TO service_role;

-- Name: TABLE audit_logs_2027_02; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_logs_2027_02 TO service_role;

-- Name: TABLE audit_logs_default; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_logs_default TO service_role;

-- Name: TABLE audit_seals; Type: ACL; Schema: public

GRANT ALL ON TABLE public.audit_seals TO service_role;
GRANT SELECT ON TABLE public.audit_seals TO authenticated;

-- Name: TABLE clients; Type: ACL; Schema: public

GRANT ALL ON TABLE public.clients TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients TO authenticated;

-- Name: TABLE customers; Type: ACL; Schema: public

GRANT ALL ON TABLE public.customers TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.customers TO authenticated;

-- Name: TABLE deal_health_summary; Type: ACL; Schema: public

GRANT ALL ON TABLE public.deal_health_summary TO service_role;
GRANT SELECT ON TABLE public.deal_health_summary TO authenticated;

-- Name: TABLE forecasts; Type: ACL; Schema: public

GRANT ALL ON TABLE public.forecasts TO service_role;
GRANT SELECT ON TABLE public.forecasts TO authenticated;

-- Name: TABLE notes; Type: ACL; Schema: public

GRANT ALL ON TABLE public.notes TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notes TO authenticated;

-- Name: TABLE tasks; Type: ACL; Schema: public

GRANT ALL ON TABLE public.tasks TO service_role;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tasks TO authenticated;

-- Name: TABLE messages; Type: ACL; Schema: realtime

GRANT SELECT,INSERT,UPDATE ON TABLE realtime.messages TO anon;
GRANT SELECT,INSERT,UPDATE ON TABLE realtime.messages TO authenticated;

-- Name: TABLE buckets; Type: ACL; Schema: storage

GRANT ALL ON TABLE storage.buckets TO anon;
GRANT ALL ON TABLE storage.buckets TO authenticated;
GRANT ALL ON TABLE storage.buckets TO service_role;

-- Name: TABLE objects; Type: ACL; Schema: storage

GRANT ALL ON TABLE storage.objects TO anon;
GRANT ALL ON TABLE storage.objects TO authenticated;
GRANT ALL ON TABLE storage.objects TO service_role;

-- Name: TABLE record_kinds; Type: ACL; Schema: storage

GRANT ALL ON TABLE storage.record_kinds TO service_role;

-- Name: TABLE resumable_uploads; Type: ACL; Schema: storage

GRANT ALL ON TABLE storage.resumable_uploads TO service_role;

-- Name: TABLE scrubs; Type: ACL; Schema: storage

GRANT ALL ON TABLE storage.scrubs TO service_role;

-- Name: TABLE usage; Type: ACL; Schema: storage

GRANT ALL ON TABLE storage.usage TO service_role;
GRANT SELECT ON TABLE storage.usage TO authenticated;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: app

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT ALL ON FUNCTIONS TO service_role;

-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: app

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT ALL ON TABLES TO service_role;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: auth

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA auth GRANT ALL ON FUNCTIONS TO anon;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA auth GRANT ALL ON FUNCTIONS TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA auth GRANT ALL ON FUNCTIONS TO service_role;

-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: auth

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA auth GRANT ALL ON TABLES TO service_role;

-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: public

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT USAGE ON SEQUENCES TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT USAGE ON SEQUENCES TO service_role;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: public

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON FUNCTIONS TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON FUNCTIONS TO service_role;

-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO service_role;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: storage

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage GRANT ALL ON FUNCTIONS TO anon;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage GRANT ALL ON FUNCTIONS TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage GRANT ALL ON FUNCTIONS TO service_role;

-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: storage

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage GRANT ALL ON TABLES TO anon;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage GRANT ALL ON TABLES TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA storage GRANT ALL ON TABLES TO service_role;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -

ALTER DEFAULT PRIVILEGES FOR ROLE postgres REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- Name: comity_definitions_changed; Type: EVENT TRIGGER; Schema: -

CREATE EVENT TRIGGER comity_definitions_changed ON ddl_command_end
         WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW', 'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE TYPE', 'ALTER TYPE', 'CREATE DOMAIN', 'ALTER DOMAIN', 'CREATE RULE', 'COMMENT', 'CREATE SCHEMA', 'ALTER SCHEMA', 'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE')
   EXECUTE FUNCTION app.definitions_changed();

-- Name: comity_definitions_dropped; Type: EVENT TRIGGER; Schema: -

CREATE EVENT TRIGGER comity_definitions_dropped ON sql_drop
         WHEN TAG IN ('DROP TABLE', 'DROP VIEW', 'DROP MATERIALIZED VIEW', 'DROP FUNCTION', 'DROP TYPE', 'DROP DOMAIN', 'DROP SCHEMA', 'DROP FOREIGN TABLE', 'ALTER TABLE')
   EXECUTE FUNCTION app.definitions_changed();
