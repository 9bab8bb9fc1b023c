-- Filters of postgres_changes that only the database can judge: patterns, and order in types of its own.

create function realtime.holds(kind text, operator text, value text, operand text) returns boolean
language plpgsql stable set search_path = pg_catalog, public set statement_timeout = '1s'
as $$
declare
  symbol constant text := case operator
    when 'eq' then '=' when 'neq' then '<>' when 'lt' then '<' when 'lte' then '<=' when 'gt' then '>' when 'gte' then '>='
    when 'match' then '~' when 'imatch' then '~*' when 'like' then '~~' when 'ilike' then '~~*' end;
  held boolean;
begin
  if operator in ('match', 'imatch', 'like', 'ilike') then
    execute format('select $1 %s $2', symbol) using value, operand into held;
  elsif operator = 'isdistinct' then
    execute format('select $1::%1$s is distinct from $2::%1$s', kind::regtype) using value, operand into held;
  else
    execute format('select $1::%1$s %2$s $2::%1$s', kind::regtype, symbol) using value, operand into held;
  end if;
  return held;
exception
  when data_exception or undefined_function or syntax_error_or_access_rule_violation or query_canceled then return false;
end
$$;
comment on function realtime.holds(text, text, text, text) is 'Does a filter of postgres_changes hold for a value?';

create function realtime.canonical(kind text, value text) returns text
language plpgsql stable set search_path = pg_catalog, public
as $$
declare
  written text;
begin
  execute format('select $1::%s::text', kind::regtype) using value into written;
  return written;
end
$$;
comment on function realtime.canonical(text, text) is 'A value as the database writes values of that type.';
revoke execute on function realtime.holds(text, text, text, text), realtime.canonical(text, text) from public;
grant execute on function realtime.holds(text, text, text, text), realtime.canonical(text, text) to service_role;
