-- What people say of an agent's answers: right or wrong, kept to measure and improve.  seed: D22, AC14

create table ai_feedback (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  agent text not null,
  subject_table text not null constraint ai_feedback_subject_form check (subject_table ~ '^[a-z][a-z_]{0,62}$'),
  subject_id uuid not null,
  verdict text not null constraint ai_feedback_verdict_known check (verdict in ('right', 'wrong')),
  note text constraint ai_feedback_note_length check (length(note) <= 2000),
  engine text,
  snapshot jsonb not null default '{}',
  user_id uuid not null default auth.uid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint ai_feedback_once unique (org_id, subject_table, subject_id, user_id)
);
comment on table ai_feedback is 'Verdicts on what agents found: right or wrong, by whom, with a copy of what was judged.';
create index ai_feedback_agent on ai_feedback (org_id, agent, created_at desc);
select app.protect('ai_feedback');
create policy ai_feedback_own_insert on ai_feedback as restrictive for insert to authenticated with check (user_id = auth.uid());
create policy ai_feedback_own_update on ai_feedback as restrictive for update to authenticated
using (user_id = auth.uid()) with check (user_id = auth.uid());
create policy ai_feedback_own_delete on ai_feedback as restrictive for delete to authenticated using (user_id = auth.uid());
