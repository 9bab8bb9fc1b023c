-- name: holds
-- Which of some comparisons hold, for types and operators that only the database can judge.
select array(
  select coalesce(realtime.holds(t.kind, t.operator, t.value, t.operand), false)
  from unnest(:kinds::text[], :operators::text[], :values::text[], :operands::text[])
    with ordinality as t (kind, operator, value, operand, n)
  order by t.n
) as held;

-- name: hurry
-- What follows in this transaction has a quarter of a second.
select set_config('statement_timeout', '250', true) as hurried;

-- name: matches
-- Which of some values match a pattern.
select array(
  select case :operator::text
    when 'match' then v.value ~ :pattern::text when 'imatch' then v.value ~* :pattern::text
    when 'like' then v.value like :pattern::text else v.value ilike :pattern::text end
  from unnest(:found::text[]) with ordinality as v (value, n) order by v.n
) as held;
