-- name: add
-- A call, with or without its words.
insert into calls (
  lead_id, contact_id, company_id, title, direction, started_at, duration_seconds, source, external_id, consent, language,
  from_number, to_number, transcript, transcript_format, transcript_words, segments,
  recording_file, recording_name, recording_type, recording_size, recording_sha256, state
)
values (
  :lead, :contact, :company, coalesce(:title, 'Call'), coalesce(:direction, 'outbound'), coalesce(:started_at, now()),
  :duration, :source, :external_id, coalesce(:consent, 'unknown'), :language, :from_number, :to_number,
  :transcript, :transcript_format, :transcript_words, coalesce(:segments::jsonb, '[]'),
  :recording_file, :recording_name, :recording_type, :recording_size, :recording_sha256,
  case when :recording_file::text is not null then 'queued' else 'waiting' end
)
returning id;

-- name: same_recording
-- The call of the same subject that has this very recording already.
select c.id from calls as c
where c.org_id = :org_id and c.deleted_at is null and c.recording_sha256 = :sha256
  and c.lead_id is not distinct from :lead::uuid and (:contact::uuid is null or c.contact_id = :contact)
limit 1;

-- name: same
-- The call of the same subject that has these very words already.
select c.id from calls as c
where c.org_id = :org_id and c.deleted_at is null
  and c.transcript_hash = encode(sha256(convert_to(btrim(:transcript), 'UTF8')), 'hex')
  and c.lead_id is not distinct from :lead::uuid and (:contact::uuid is null or c.contact_id = :contact)
limit 1;

-- name: find
-- One call with its words and the names around it.
select
  c.id, c.lead_id, c.contact_id, c.company_id, c.title, c.direction, c.status, c.from_number, c.to_number, c.started_at,
  c.duration_seconds, c.source, c.consent, c.language, c.recording_file, c.recording_name, c.recording_type,
  c.recording_size, c.transcript, c.transcript_format, c.transcript_words, c.transcribed_by, c.segments, c.state,
  c.problem, c.created_at, c.created_by, c.owner_id, p.full_name as contact, b.name as company, m.name as brought_by
from calls as c
left join contacts as p on p.org_id = c.org_id and p.id = c.contact_id
left join companies as b on b.org_id = c.org_id and b.id = c.company_id
left join org_members as m on m.org_id = c.org_id and m.user_id = c.created_by
where c.org_id = :org_id and c.id = :id and c.deleted_at is null;

-- name: put_transcript
-- The words, as laid out; what was there before goes.
update calls
set transcript = :transcript, transcript_format = :transcript_format, transcript_words = :transcript_words,
  segments = :segments::jsonb, language = coalesce(:language, language), transcribed_by = :transcribed_by
where org_id = :org_id and id = :id and deleted_at is null
returning id;

-- name: set_state
-- How far we are with it.
update calls set state = :state, problem = :problem, language = coalesce(:language, language)
where org_id = :org_id and id = :id and (state, problem) is distinct from (:state, :problem);

-- name: change
-- What people say about a call.
update calls
set title = coalesce(:title, title), direction = coalesce(:direction, direction),
  started_at = coalesce(:started_at, started_at), consent = coalesce(:consent, consent)
where org_id = :org_id and id = :id and deleted_at is null
returning id;

-- name: be_about
-- A call that was about no lead is about this one.
update calls set lead_id = :lead
where org_id = :org_id and id = :id and lead_id is null and deleted_at is null
returning id;

-- name: on_timeline
-- What the timeline tells of a call is the lead's too; a call that nobody's timeline had is told now.
with told as (
  update activities set lead_id = :lead
  where org_id = :org_id and call_id = :id and kind in ('call', 'ai') and lead_id is null and deleted_at is null
  returning kind
)
insert into activities (kind, contact_id, company_id, lead_id, call_id, about_kind, about_id, subject, direction, occurred_at,
  duration_seconds)
select 'call', c.contact_id, c.company_id, :lead, c.id, 'calls', c.id, c.title, c.direction, c.started_at, c.duration_seconds
from calls as c
where c.org_id = :org_id and c.id = :id and not exists (select from told where kind = 'call');

-- name: trash
-- To the trash.
update calls set deleted_at = now()
where org_id = :org_id and id = :id and deleted_at is null
returning id, lead_id;

-- name: restore
-- Back from the trash.
update calls set deleted_at = null
where org_id = :org_id and id = :id and deleted_at is not null
returning id, lead_id;

-- name: people
-- Names that belong to each side: our members, and the contact with its company's people.
select m.name, 'us' as side from org_members as m
where m.org_id = :org_id and m.deleted_at is null and m.name is not null
union all
select p.full_name, 'customer' from contacts as p
where p.org_id = :org_id and p.deleted_at is null and p.full_name is not null
  and (p.id = :contact::uuid or p.company_id = :company::uuid)
limit 200;

-- name: started
-- When a call was and with whom: what dates and sides are counted from.
select
  c.started_at, c.contact_id, c.company_id, c.lead_id, c.title, c.state, c.source, o.country, o.language,
  o.timezone, o.name as organisation
from calls as c
inner join organizations as o on o.org_id = c.org_id
where c.org_id = :org_id and c.id = :id and c.deleted_at is null;
