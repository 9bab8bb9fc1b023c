-- Action items: who said they would do what by when; ticked off together, live.  seed: D05, RT02

create table action_items (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  call_id uuid not null,
  lead_id uuid,
  text text not null constraint action_items_text_length check (length(btrim(text)) between 1 and 1000),
  assignee_name text,
  side text not null default 'unknown' constraint action_items_side_known check (side in ('us', 'customer', 'unknown')),
  due_on date,
  due_text text,
  done boolean not null default false,
  done_at timestamptz,
  done_by uuid,
  task_id uuid,
  confidence real not null default 1 constraint action_items_confidence_range check (confidence between 0 and 1),
  engine text not null default 'person',
  model text,
  method text not null default 'written',
  quote text,
  span_start integer,
  span_end integer,
  turn integer,
  speaker text,
  at_seconds real,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint action_items_evidence check (engine = 'person' or (quote is not null and span_end > span_start)),
  constraint action_items_once unique (org_id, call_id, span_start, span_end, text),
  constraint action_items_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade,
  constraint action_items_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table action_items is 'What was promised or asked for in a call: by whom, until when, done or not, with the words.';
comment on column action_items.assignee_name is 'Who is to do it, as named in the call.';
comment on column action_items.task_id is 'The task it became, an activity.';
create index action_items_of_call on action_items (org_id, call_id, span_start) where deleted_at is null;
create index action_items_open on action_items (org_id, lead_id, due_on) where not done and deleted_at is null;
select app.protect('action_items', follows => 'call_id', parent => 'calls');
select app.edits_to_add('action_items');

create function app.action_item_ticked() returns trigger
language plpgsql
as $$
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
create trigger ticked before update of done on action_items for each row execute function app.action_item_ticked();
