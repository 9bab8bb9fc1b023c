-- Sealing digests each row of the log where it lies and puts the digests in order, not the rows: those of an import's second
-- did not fit into the memory of a sort and went to the disk and back. What is sealed is the same to the bit.

create or replace function app.seal_audit() returns bigint
language plpgsql set timezone = 'UTC'
as $$
declare
  low xid8;
  high constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  sealed bigint;
begin
  select up_to into low from app.audit_sealed for update skip locked;
  if low is null or low >= high then
    return 0;
  end if;
  with digests as (
    select a.org_id, a.tx, a.id, app.audit_digest(a, 2::smallint) as digest
    from public.audit_logs as a
    where a.tx >= low and a.tx < high
    offset 0
  ), fresh as (
    select d.org_id, count(*) as n, sha256(string_agg(d.digest, ''::bytea order by d.tx, d.id)) as digest
    from digests as d
    group by d.org_id
  ), written as (
    insert into public.audit_seals (org_id, number, from_tx, to_tx, row_count, previous_hash, hash)
    select
      f.org_id, coalesce(p.number, 0) + 1, low, high, f.n, coalesce(p.hash, ''::bytea),
      sha256(coalesce(p.hash, ''::bytea) || f.digest)
    from fresh as f
    left join lateral (
      select s.number, s.hash from public.audit_seals as s
      where s.org_id = f.org_id order by s.number desc limit 1
    ) as p on true
    returning row_count
  )
  select coalesce(sum(row_count), 0) into sealed from written;
  update app.audit_sealed set up_to = high;
  return sealed;
end
$$;
