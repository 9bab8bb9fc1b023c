-- name: judge
-- A person's verdict on what an agent found; a second one replaces the first.
insert into ai_feedback (agent, subject_table, subject_id, verdict, note, engine, snapshot, correction)
values (:agent, :subject_table, :subject, :verdict, :note, :engine, :snapshot::jsonb, :correction::jsonb)
on conflict (org_id, subject_table, subject_id, user_id) do update
set verdict = excluded.verdict, note = excluded.note, engine = excluded.engine, snapshot = excluded.snapshot,
  correction = excluded.correction
returning id;
