-- Public addresses are given, never chosen: the key of a chat page and the token of a link are known to strangers, who
-- could give them to something of their own and be found in our place.

create function app.qualifier_key() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' or new.key is distinct from old.key then
    new.key := replace(gen_random_uuid()::text, '-', '');
  end if;
  return new;
end
$$;
create trigger key_given before insert or update of key on qualifiers for each row
when (current_user = 'authenticated') execute function app.qualifier_key();

select app.program_sets('demo_shares', 'token_hash', 'views', 'viewed_at');

-- What a link shows, while it holds and the organisation is open; looking is counted.
create or replace function app.demo_by_token(hash text) returns table (org_id uuid, demo_id uuid)
language sql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
  update public.demo_shares as s set views = s.views + 1, viewed_at = now()
  from public.demo_configs as d, public.organizations as o
  where s.token_hash = hash and s.revoked_at is null and s.expires_at > now()
    and d.org_id = s.org_id and d.id = s.demo_id and d.deleted_at is null
    and o.org_id = s.org_id and o.closed_at is null
  returning s.org_id, s.demo_id
$$;
