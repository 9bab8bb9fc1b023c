-- Questions asked of the command bar, under the seed's name, with what they found.  seed: D21

alter table search_history
add column results integer constraint search_history_results_range check (results >= 0),
add column model text;
comment on column search_history.results is 'How many records it found when it was asked last.';
comment on column search_history.model is 'The model that read the question, where the rules could not.';

create view ai_queries with (security_invoker = true) as
select h.org_id, h.id, h.user_id, h.text as question, h.relation, h.query, h.understood, h.unknown, h.engine, h.model,
  h.results, h.times, h.created_at, h.updated_at
from search_history as h where h.kind = 'question';
comment on view ai_queries is 'Questions a person asked in plain words: the query each became, who read it, what it found.';
grant select on ai_queries to authenticated, service_role;
