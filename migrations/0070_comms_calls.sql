-- Calls: who spoke with whom, when, and the words where there are any. What was understood of them is in the rooms' own
-- tables.  seed: D03, D62, IX03, IX07, C34, C35

create table calls (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid,
  contact_id uuid,
  company_id uuid,
  title text not null default 'Call' constraint calls_title_length check (length(btrim(title)) between 1 and 200),
  direction text not null default 'outbound' constraint calls_direction_known check (direction in ('inbound', 'outbound')),
  status text not null default 'completed' constraint calls_status_known check (status in (
    'scheduled', 'ringing', 'in_progress', 'completed', 'missed', 'voicemail', 'busy', 'failed', 'cancelled')),
  from_number text constraint calls_from_length check (length(from_number) <= 50),
  to_number text constraint calls_to_length check (length(to_number) <= 50),
  started_at timestamptz not null default now(),
  duration_seconds integer constraint calls_duration_positive check (duration_seconds >= 0),
  source text not null default 'api' constraint calls_source_form check (source ~ '^[a-z][a-z0-9_]{0,39}$'),
  external_id text constraint calls_external_length check (length(external_id) <= 500),
  consent text not null default 'unknown' constraint calls_consent_known
    check (consent in ('unknown', 'granted', 'announced', 'refused', 'not_needed')),
  language text constraint calls_language_form check (language ~ '^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  recording_file text,
  recording_name text constraint calls_recording_name_length check (length(recording_name) <= 300),
  recording_type text,
  recording_size bigint constraint calls_recording_size_positive check (recording_size >= 0),
  recording_sha256 text constraint calls_recording_sha256_form check (recording_sha256 ~ '^[0-9a-f]{64}$'),
  transcript text constraint calls_transcript_length check (octet_length(transcript) <= 8000000),
  transcript_format text,
  transcript_hash text constraint calls_transcript_hash_form check (transcript_hash ~ '^[0-9a-f]{64}$'),
  transcript_words integer,
  transcribed_by text,
  segments jsonb not null default '[]' constraint calls_segments_form check (jsonb_typeof(segments) = 'array'),
  state text not null default 'waiting' constraint calls_state_known
    check (state in ('waiting', 'queued', 'running', 'done', 'failed')),
  problem text,
  custom jsonb not null default '{}',
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  search tsvector generated always as (
    setweight(to_tsvector('simple', app.words(title)), 'A')
    || to_tsvector('simple', app.words(left(coalesce(transcript, ''), 300000)))
  ) stored,
  primary key (org_id, id),
  constraint calls_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
  constraint calls_company foreign key (org_id, company_id) references companies (org_id, id)
);
comment on table calls is
  'Calls: direction, numbers, time, recording, and the transcript with who said what and when. Seen like the lead it is '
  'about, else like its contact.';
comment on column calls.segments is
  'The transcript''s turns: [{"speaker", "side": us|customer|unknown, "start", "end", "at", "until"}], start and end '
  'being character offsets in transcript, at and until seconds in the call.';
comment on column calls.transcript is 'Lines of "Speaker: words", as Comity laid them out; offsets of evidence point here.';
comment on column calls.state is 'How far Comity is with understanding it: waiting for words, queued, running, done, failed.';
comment on column calls.recording_file is 'Where the recording lies under the home''s files; written by the app alone.';
comment on column calls.consent is 'Whether the people recorded agreed: unknown, granted, announced, refused, not_needed.';

create index calls_of_lead on calls (org_id, lead_id, started_at desc) where lead_id is not null;
create index calls_of_contact on calls (org_id, contact_id, started_at desc) where contact_id is not null;
create index calls_of_company on calls (org_id, company_id, started_at desc) where company_id is not null;
create index calls_recent on calls (org_id, started_at desc, id desc) include (owner_id, team_id, assignee_ids)
where deleted_at is null;
create index calls_search on calls using gin (search);
create unique index calls_external_id_unique on calls (org_id, source, external_id) where external_id is not null;
create unique index calls_transcript_unique on calls (org_id, lead_id, contact_id, transcript_hash)
nulls not distinct where transcript_hash is not null and deleted_at is null;

-- Adding to a record changes it: only who may edit the record may add. After protect(tbl, follows => ...).
create function app.edits_to_add(tbl text) returns void
language plpgsql
as $$
begin
  execute format('alter policy %I on public.%I with check (org_id = auth.org_id()'
    ' and auth.org_role() = any (''{owner,admin,manager,rep,technician}''::text[])'
    ' and (auth.edits_all() or owner_id is null or owner_id = auth.uid() or auth.uid() = any (assignee_ids)'
    ' or team_id = auth.edits_team()))', tbl || '_insert', tbl);
end
$$;

select app.protect('calls', follows => 'contact_id', parent => 'contacts');
select app.edits_to_add('calls');
select app.expect_rows('calls');

-- Numbers in E.164, the company of the contact, and the transcript's hash: one call cannot be brought twice.
create function app.call_normalise() returns trigger
language plpgsql
as $$
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
create trigger a_normalise before insert or update on calls for each row execute function app.call_normalise();

-- There is something to understand: told for pages and wire alike.
create function app.call_told() returns trigger
language plpgsql
as $$
begin
  perform app.announce('comms.call_added', new.id, jsonb_build_object(
    'call_id', new.id, 'lead_id', new.lead_id, 'contact_id', new.contact_id, 'title', new.title));
  return null;
end
$$;
create trigger call_told_new after insert on calls for each row
when ((new.transcript is not null or new.recording_file is not null)
  and current_setting('app.derived', true) is distinct from 'on')
execute function app.call_told();
create trigger call_told after update on calls for each row
when (new.transcript is not null
  and (old.transcript is null or (new.transcript <> old.transcript and new.segments = old.segments)))
execute function app.call_told();

-- A call is on the timeline of whoever it was with.
create function app.call_on_timeline() returns trigger
language plpgsql
as $$
begin
  insert into activities (org_id, kind, contact_id, company_id, lead_id, call_id, about_kind, about_id, subject, direction,
    occurred_at, duration_seconds)
  values (new.org_id, 'call', new.contact_id, new.company_id, new.lead_id, new.id, 'calls', new.id, new.title, new.direction,
    new.started_at, new.duration_seconds);
  return null;
end
$$;
create trigger on_timeline after insert on calls for each row
when (num_nonnulls(new.contact_id, new.company_id, new.lead_id) > 0
  and current_setting('app.derived', true) is distinct from 'on')
execute function app.call_on_timeline();

-- To the trash and back together.
create function app.call_trashed() returns trigger
language plpgsql set app.derived = 'on'
as $$
begin
  update activities set deleted_at = new.deleted_at
  where org_id = new.org_id and call_id = new.id and kind in ('call', 'ai')
    and deleted_at is not distinct from old.deleted_at;
  return null;
end
$$;
create trigger trashed after update of deleted_at on calls for each row
when (new.deleted_at is distinct from old.deleted_at) execute function app.call_trashed();
