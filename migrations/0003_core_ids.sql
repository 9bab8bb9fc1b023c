-- Time-ordered ids: new rows land at the right edge of every index, and an id says when it was made.

create function app.uuid7() returns uuid
language sql volatile parallel safe
as $$ select uuidv7() $$;
comment on function app.uuid7() is 'A UUID version 7 (RFC 9562): time-ordered.';

create function app.uuid7_at(at timestamptz) returns uuid
language sql immutable parallel safe
as $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;
comment on function app.uuid7_at(timestamptz) is 'The smallest UUID version 7 of an instant: a bound for ranges over ids.';

-- A deterministic id for rows seeded more than once (demo data, built-in fields).
create function app.uuid_of(org_id uuid, name text) returns uuid
language sql immutable parallel safe
as $$
  select encode(substr(sha256(convert_to(org_id::text || '/' || name, 'UTF8')), 1, 16), 'hex')::uuid
$$;
comment on function app.uuid_of(uuid, text) is 'An id made from an organisation and a name.';

grant execute on function app.uuid7(), app.uuid7_at(timestamptz), app.uuid_of(uuid, text)
to anon, authenticated, service_role;
