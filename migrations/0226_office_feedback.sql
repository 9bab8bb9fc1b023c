-- What people tell us about a page: with its address and the request it came from, so that somebody can look.  seed: MO08

create table user_feedback (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null default 'problem' constraint user_feedback_kind_known check (kind in ('problem', 'idea', 'praise')),
  body text not null constraint user_feedback_body_length check (length(btrim(body)) between 1 and 4000),
  page text not null default '' constraint user_feedback_page_length check (length(page) <= 500),
  request_id text constraint user_feedback_request_length check (length(request_id) <= 100),
  browser text constraint user_feedback_browser_length check (length(browser) <= 300),
  user_id uuid default auth.uid(),
  done_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table user_feedback is
  'What members say about a page of Comity; read by owners and admins. done_at: it was dealt with.';
select app.protect(
  'user_feedback', write_roles => '{owner,admin,manager,rep,technician,readonly}', read_roles => '{owner,admin}');
create policy user_feedback_own_insert on user_feedback as restrictive for insert to authenticated
with check (user_id = auth.uid() and done_at is null);
