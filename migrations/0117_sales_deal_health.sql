-- Deal health: a score with its reasons, every time it was reckoned; the latest one on the lead.  seed: D07, IX02, IX11, C22

create table deal_health_scores (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  call_id uuid,
  cause text not null default 'call' constraint deal_health_scores_cause_known
    check (cause in ('call', 'time', 'person', 'change')),
  score smallint not null constraint deal_health_scores_range check (score between 0 and 100),
  color text not null generated always as (
    case when score > 80 then 'green' when score >= 50 then 'yellow' else 'red' end) stored,
  previous_score smallint,
  complete boolean not null default true,
  missing text[] not null default '{}',
  reasons jsonb not null default '[]' constraint deal_health_scores_reasons_form check (jsonb_typeof(reasons) = 'array'),
  changed_reasons jsonb not null default '[]',
  engine text not null default 'rules',
  version text not null default '1',
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint deal_health_scores_once unique (org_id, lead_id, call_id, cause, version, created_at),
  constraint deal_health_scores_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade,
  constraint deal_health_scores_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade
);
comment on table deal_health_scores is
  'The history of a lead''s health: over 80 green, 50 to 80 yellow, under 50 red, with its reasons for and against.';
comment on column deal_health_scores.reasons is
  'What speaks for and against: [{"code", "sign": 1|-1, "weight", "count", "call_id", "quote", "start", "end", "speaker", '
  '"confidence"}], heaviest first. Reasons from the lead itself have no words.';
comment on column deal_health_scores.missing is 'What was not known when it was reckoned; complete is false then.';
create index deal_health_scores_ix02 on deal_health_scores (org_id, score, updated_at desc);
create index deal_health_scores_of_lead on deal_health_scores (org_id, lead_id, created_at desc);
select app.protect('deal_health_scores', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('deal_health_scores');

-- The latest score rides on the lead, for board and list, and is told when it changes colour or much.
create function app.deal_health_on_lead() returns trigger
language plpgsql set app.derived = 'on'
as $$
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
create trigger on_lead after insert on deal_health_scores for each row execute function app.deal_health_on_lead();

create view deal_health_summary with (security_invoker = true) as
select l.org_id, l.pipeline_id, l.health_color as color, count(*) as deals, round(avg(l.health_score), 1) as average_score,
  coalesce(sum(l.amount_base), 0) as amount_base
from leads as l
where l.deleted_at is null and l.status = 'open' and l.health_color is not null
group by l.org_id, l.pipeline_id, l.health_color;
comment on view deal_health_summary is 'Open deals by pipeline and colour of health: how many, their average score and sum.';
grant select on deal_health_summary to authenticated, service_role;
