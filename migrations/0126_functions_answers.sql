-- What a function answered under an idempotency key, so that asking twice does it once.

create table app.function_answers (
  caller text not null,
  function text not null,
  key text not null,
  asked bytea not null,
  status integer,
  content_type text,
  body bytea,
  at timestamptz not null default clock_timestamp(),
  primary key (caller, function, key)
);
comment on table app.function_answers is
  'Answers of functions by caller, function and idempotency key, kept for a day; without status while one is at work.';
create index function_answers_age on app.function_answers (at);
grant select, insert, update, delete on app.function_answers to service_role;
