-- Fields an organisation adds to its records: defined here, kept in each record's `custom`, checked on every write.
-- seed: D70, D79

create table custom_fields (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  relation text not null constraint custom_fields_relation_form check (relation ~ '^[a-z][a-z_]{0,62}$'),
  key text not null constraint custom_fields_key_form check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  label text not null constraint custom_fields_label_length check (length(btrim(label)) between 1 and 100),
  type text not null default 'text' constraint custom_fields_type_known
    check (type in ('text', 'number', 'date', 'bool', 'select', 'multiselect', 'url', 'money')),
  options jsonb not null default '[]' constraint custom_fields_options_form check (
    jsonb_typeof(options) = 'array' and not jsonb_path_exists(options, '$[*] ? (@.type() != "string")')),
  required boolean not null default false,
  help text,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint custom_fields_key_unique unique (org_id, relation, key),
  constraint custom_fields_options_needed check (type not in ('select', 'multiselect') or options <> '[]')
);
comment on table custom_fields is
  'Definitions of added fields, per relation. Values live in the record''s custom column under `key`. A deleted '
  'definition keeps its values: they may stay, but not change.';
comment on column custom_fields.required is 'Forms and imports insist on it; the wire may leave it out.';
select app.protect('custom_fields', write_roles => '{owner,admin,manager}');

-- Why a value does not fit its field, or null when it does.
create function app.custom_value_problem(field_type text, options jsonb, value jsonb) returns text
language sql immutable parallel safe
as $$
  select case
    when field_type = 'text' and (jsonb_typeof(value) <> 'string' or length(value #>> '{}') > 100000)
      then 'must be a text'
    when field_type = 'number' and jsonb_typeof(value) <> 'number' then 'must be a number'
    when field_type = 'bool' and jsonb_typeof(value) <> 'boolean' then 'must be true or false'
    when field_type = 'date' and not (jsonb_typeof(value) = 'string'
      and (value #>> '{}') ~ '^\d{4}-\d\d-\d\d$' and pg_input_is_valid(value #>> '{}', 'date'))
      then 'must be a date like 2026-11-20'
    when field_type = 'url' and not (jsonb_typeof(value) = 'string' and (value #>> '{}') ~* '^https?://[^\s]+$')
      then 'must be a web address starting with http:// or https://'
    when field_type = 'select' and not (jsonb_typeof(value) = 'string' and options @> jsonb_build_array(value))
      then 'must be one of the options'
    when field_type = 'multiselect' and not (jsonb_typeof(value) = 'array' and options @> value)
      then 'must be a list of the options'
    when field_type = 'money' and not (jsonb_typeof(value) = 'object'
      and jsonb_typeof(value -> 'amount') = 'number' and coalesce(value ->> 'currency', '') ~ '^[A-Z]{3}$')
      then 'must be an amount and a currency'
  end
$$;

-- Trigger on every table with a `custom` column. Argument: the relation.
create function app.check_custom() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  was jsonb := '{}';
  wrong record;
begin
  if jsonb_typeof(new.custom) <> 'object' then
    raise exception 'Custom fields are given as an object.' using errcode = '23514', constraint = 'custom_is_object';
  end if;
  new.custom := jsonb_strip_nulls(new.custom);
  if tg_op = 'UPDATE' then
    was := old.custom;
  end if;
  select e.key as field, d.label, app.custom_value_problem(d.type, d.options, e.value) as problem, d.id is null as unknown
  into wrong
  from jsonb_each(new.custom) as e
  left join public.custom_fields as d
    on d.org_id = new.org_id and d.relation = tg_argv[0] and d.key = e.key and d.deleted_at is null
  where was -> e.key is distinct from e.value
    and (d.id is null or app.custom_value_problem(d.type, d.options, e.value) is not null)
  limit 1;
  if wrong.unknown then
    raise exception 'There is no custom field "%" here.', left(wrong.field, 100)
      using errcode = '23514', constraint = 'custom_field_unknown', column = 'custom', detail = left(wrong.field, 100),
      hint = 'Create it first, under Settings, Custom fields.';
  elsif wrong.problem is not null then
    raise exception '"%" %.', wrong.label, wrong.problem
      using errcode = '23514', constraint = 'custom_value_fits', column = 'custom', detail = left(wrong.field, 100);
  end if;
  return new;
end
$$;
alter function app.check_custom() owner to service_role;
comment on function app.check_custom() is 'Checks changed custom values against custom_fields. Argument: the relation.';
grant execute on function app.custom_value_problem(text, jsonb, jsonb) to authenticated, service_role;
