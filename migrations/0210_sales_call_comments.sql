-- Comments between colleagues on the words of a call: on a span of the transcript, or on the whole.  seed: RT02, U05

create table call_comments (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  call_id uuid not null,
  parent_id uuid,
  body text not null constraint call_comments_body_length check (length(btrim(body)) between 1 and 4000),
  quote text constraint call_comments_quote_length check (length(quote) <= 2000),
  span_start integer,
  span_end integer,
  author_id uuid default auth.uid(),
  author_name text not null default '',
  resolved_at timestamptz,
  resolved_by uuid,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint call_comments_span check ((span_start is null) = (quote is null) and (
    span_start is null or (span_start >= 0 and span_end > span_start))),
  constraint call_comments_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade,
  constraint call_comments_parent foreign key (org_id, parent_id) references call_comments (org_id, id) on delete cascade
);
comment on table call_comments is
  'What colleagues say to each other about a call, each on its words; answered, and settled together.';
create index call_comments_of_call on call_comments (org_id, call_id, span_start, id) where deleted_at is null;
select app.protect('call_comments', follows => 'call_id', parent => 'calls');
create policy call_comments_author on call_comments for update to authenticated
using (org_id = auth.org_id() and author_id = auth.uid()) with check (org_id = auth.org_id());

-- Whoever may see a call may speak about it, readers too are heard; a comment is its author's to change.
create function app.call_comment_author() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if tg_op = 'INSERT' then
    new.author_id := coalesce(auth.uid(), new.author_id);
    new.author_name := coalesce((
      select m.name from public.org_members as m where m.org_id = new.org_id and m.user_id = new.author_id), '');
    return new;
  end if;
  if new.body is distinct from old.body and auth.uid() is distinct from old.author_id then
    raise exception 'Only who wrote a comment changes it.'
      using errcode = '42501', constraint = 'call_comments_author', table = 'call_comments';
  end if;
  new.author_id := old.author_id;
  new.author_name := old.author_name;
  return new;
end
$$;
alter function app.call_comment_author() owner to service_role;
create trigger author before insert or update of body, author_id, author_name on call_comments for each row
execute function app.call_comment_author();
