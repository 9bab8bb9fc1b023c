-- What each plan holds, as data the operator changes (`comity plan`).  seed: A10, AC10, C21

-- The same for every organisation; on shards a reference table.
create table app.plans (
  plan text not null primary key constraint plans_known check (plan in ('starter', 'growth', 'scale', 'enterprise')),
  call_analyses integer constraint plans_call_analyses_not_negative check (call_analyses >= 0),
  searches integer constraint plans_searches_not_negative check (searches >= 0),
  beyond text not null default 'rules' constraint plans_beyond_known check (beyond in ('rules', 'refuse'))
);
comment on table app.plans is
  'How many call analyses and typed questions a month the operator''s models answer for an organisation of each plan.';
comment on column app.plans.call_analyses is 'Calls a month; null: as many as the budget bears.';
comment on column app.plans.searches is 'Typed questions a month; null: as many as the budget bears.';
comment on column app.plans.beyond is
  'Past them: the rules answer and what ran in the background waits for a model (rules), or nobody answers (refuse).';
insert into app.plans (plan, call_analyses, searches)
values ('starter', 10, 50), ('growth', null, null), ('scale', null, null), ('enterprise', null, null);
grant select on app.plans to service_role;
grant update (call_analyses, searches, beyond) on app.plans to service_role;
grant update (plan) on public.organizations to service_role;
