-- Signals: what was said in a call that matters for the deal, each with the exact words.  seed: F06, AG04

create table call_signals (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  call_id uuid not null,
  lead_id uuid,
  kind text not null constraint call_signals_kind_known check (kind in (
    'budget', 'timeline', 'authority', 'need', 'competitor', 'objection', 'commitment', 'risk', 'next_step', 'sentiment')),
  value text not null constraint call_signals_value_length check (length(value) between 1 and 60),
  detail text constraint call_signals_detail_length check (length(detail) <= 200),
  polarity real not null default 0 constraint call_signals_polarity_range check (polarity between -1 and 1),
  amount_low numeric(18, 2),
  amount_high numeric(18, 2),
  currency char(3),
  due_on date,
  confidence real not null constraint call_signals_confidence_range check (confidence between 0 and 1),
  engine text not null,
  model text,
  method text not null,
  quote text not null constraint call_signals_evidence check (length(quote) between 1 and 1000),
  span_start integer not null,
  span_end integer not null,
  turn integer,
  speaker text,
  side text not null default 'unknown' constraint call_signals_side_known check (side in ('us', 'customer', 'unknown')),
  at_seconds real,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint call_signals_span check (span_start >= 0 and span_end > span_start),
  constraint call_signals_once unique nulls not distinct (org_id, call_id, kind, value, detail, span_start, span_end),
  constraint call_signals_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade,
  constraint call_signals_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table call_signals is
  'What was said about budget, time, authority, need, rivals, doubts, promises, risks and next steps, each with its span in '
  'the transcript. Not audited: agents write them from the call, which is audited, and every run is logged.';
create index call_signals_of_lead on call_signals (org_id, lead_id, kind) where lead_id is not null;
select app.protect('call_signals', follows => 'call_id', parent => 'calls', audit => false);
select app.edits_to_add('call_signals');
