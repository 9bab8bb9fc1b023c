-- Sealing costs a third: a row's digest is taken of its binary form, not of a JSON object made for it. An import writes ten
-- thousand log rows a second, and whoever seals them must keep pace. Links sealed before keep their first form.

alter table audit_seals add column form smallint not null default 1;
alter table audit_seals alter column form set default 2;
comment on column audit_seals.form is 'How the rows under it are digested: 1 as JSON, 2 in the binary form of their columns.';

create function app.audit_digest(r audit_logs, form smallint) returns bytea
language sql stable
as $$
  select case when r.erased_digest is not null then r.erased_digest
    when form = 1 then app.audit_digest(r)
    else sha256(record_send(r)) end
$$;
comment on function app.audit_digest(audit_logs, smallint) is
  'The digest of a row of the log, as the link over it takes it. A new column of the log asks for a new form.';

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
  with fresh as (
    select a.org_id, count(*) as n, sha256(string_agg(app.audit_digest(a, 2::smallint), ''::bytea order by a.tx, a.id)) as digest
    from public.audit_logs as a
    where a.tx >= low and a.tx < high
    group by a.org_id
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

create or replace function app.verify_audit() returns table (org_id uuid, number bigint, reason text)
language sql stable set timezone = 'UTC'
as $$
  with links as (
    select
      s.org_id, s.number, s.row_count, s.hash, s.previous_hash,
      lag(s.hash, 1, ''::bytea) over w as expected_previous,
      lag(s.number, 1, 0::bigint) over w as before,
      r.n, r.digest
    from public.audit_seals as s
    left join lateral (
      select count(*) as n, sha256(string_agg(app.audit_digest(a, s.form), ''::bytea order by a.tx, a.id)) as digest
      from public.audit_logs as a
      where a.org_id = s.org_id and a.tx >= s.from_tx and a.tx < s.to_tx
    ) as r on true
    window w as (partition by s.org_id order by s.number)
  ), verdicts as (
    select l.org_id, l.number, case
      when l.number <> l.before + 1 then 'a link is missing before this one'
      when l.previous_hash <> l.expected_previous then 'it does not continue the link before it'
      when l.n <> l.row_count then format('it sealed %s rows, the log now has %s', l.row_count, l.n)
      when l.hash <> sha256(l.previous_hash || l.digest) then 'a row it sealed was changed'
    end as reason
    from links as l
  )
  select distinct on (v.org_id) v.org_id, v.number, v.reason from verdicts as v
  where v.reason is not null order by v.org_id, v.number
$$;
