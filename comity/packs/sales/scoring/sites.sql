-- name: company
-- A company with the address of its web site, and what was seen there last.
select c.id, c.name, coalesce(nullif(btrim(c.website), ''), c.domain) as website, c.description, c.email, c.phone, c.linkedin_url,
  e.id as look_id, e.enriched_at
from companies as c
left join enrichment_data as e on e.org_id = c.org_id and e.company_id = c.id
where c.org_id = :org_id and c.id = :id and c.deleted_at is null;

-- name: theirs
-- The company, for whoever may change it.
select c.id from companies as c where c.org_id = :org_id and c.id = :id and c.deleted_at is null for no key update;

-- name: of_company
-- What the last look showed.
select e.url, e.website_exists, e.website_score, e.has_ssl, e.suits_phone, e.page_speed_ms, e.title, e.company_summary,
  e.findings, e.problem, e.enriched_at
from enrichment_data as e where e.org_id = :org_id and e.company_id = :id;

-- name: put
-- What a look showed.
insert into enrichment_data (
  company_id, url, website_exists, website_score, has_ssl, suits_phone, page_speed_ms, has_facebook, has_instagram,
  has_linkedin, title, company_summary, findings, problem)
select r.company_id, r.url, r.website_exists, r.website_score, r.has_ssl, r.suits_phone, r.page_speed_ms, r.has_facebook,
  r.has_instagram, r.has_linkedin, r.title, r.company_summary, r.findings, r.problem
from jsonb_populate_record(null::enrichment_data, :row::jsonb) as r
on conflict (org_id, company_id) do update
set url = excluded.url, website_exists = excluded.website_exists, website_score = excluded.website_score,
  has_ssl = excluded.has_ssl, suits_phone = excluded.suits_phone, page_speed_ms = excluded.page_speed_ms,
  has_facebook = excluded.has_facebook, has_instagram = excluded.has_instagram, has_linkedin = excluded.has_linkedin,
  title = excluded.title, company_summary = excluded.company_summary, findings = excluded.findings,
  problem = excluded.problem, enriched_at = now()
returning id;

-- name: leads
-- Its open leads: they are scored anew.
select l.id from leads as l
where l.org_id = :org_id and l.company_id = :id and l.status in ('open', 'cold') and l.deleted_at is null
order by l.id limit 200;

-- name: unseen
-- Companies of open leads, or of those that came since a moment, whose web site nobody looked at in ninety days.
select c.id from companies as c
where c.org_id = :org_id and c.deleted_at is null and coalesce(nullif(btrim(c.website), ''), c.domain) is not null
  and c.id > :after::uuid
  and exists (
    select from leads as l
    where l.org_id = c.org_id and l.company_id = c.id and l.status = 'open' and l.deleted_at is null
      and (:since::timestamptz is null or l.updated_at >= :since::timestamptz))
  and not exists (
    select from enrichment_data as e
    where e.org_id = c.org_id and e.company_id = c.id and e.enriched_at > now() - interval '90 days')
order by c.id limit :most;

-- name: wanted
-- Whether the organisation wants its leads' web sites looked at by itself.
select coalesce(o.settings ->> 'look_at_sites' = 'true', false) as wanted from organizations as o where o.org_id = :org_id;

-- name: want
-- Says so.
update organizations set settings = settings || jsonb_build_object('look_at_sites', :on::boolean)
where org_id = :org_id returning org_id;
