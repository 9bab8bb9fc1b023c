-- name: all
-- Every identity provider, with its domains.
select
  p.id, p.resource_id, p.disabled, p.org_id, p.default_role, p.created_at, p.updated_at, s.entity_id, s.metadata_xml,
  s.metadata_url, s.attribute_mapping, s.name_id_format,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', d.id, 'domain', d.domain, 'created_at', d.created_at, 'updated_at', d.updated_at)
      order by d.domain) from auth.sso_domains as d where d.sso_provider_id = p.id
  ), '[]') as domains
from auth.sso_providers as p
inner join auth.saml_providers as s on s.sso_provider_id = p.id
where (:id::uuid is null or p.id = :id) and (:entity_id::text is null or s.entity_id = :entity_id)
  and (:domain::text is null or exists (
    select from auth.sso_domains as d where d.sso_provider_id = p.id and lower(d.domain) = lower(:domain)))
  and (:org::uuid is null or p.org_id = :org)
order by p.created_at
limit 1000;

-- name: any_open
-- Whether an identity provider signs anybody in.
select exists (
  select from auth.sso_providers as p
  inner join auth.saml_providers as s on s.sso_provider_id = p.id
  where not coalesce(p.disabled, false)
);

-- name: add
-- Another identity provider.
insert into auth.sso_providers (id, resource_id, org_id, default_role) values (:id, :resource_id, :org, :role);

-- name: change
-- What an administrator changed of an identity provider; what was not said stays.
update auth.sso_providers set
  resource_id = coalesce(:resource_id, resource_id), org_id = coalesce(:org, org_id),
  default_role = coalesce(:role, default_role), disabled = coalesce(:disabled, disabled), updated_at = now()
where id = :id;

-- name: put_metadata
-- The metadata of an identity provider.
insert into auth.saml_providers (sso_provider_id, entity_id, metadata_xml, metadata_url, attribute_mapping, name_id_format)
values (:provider, :entity_id, :metadata_xml, :metadata_url, coalesce(:mapping::jsonb, '{}'), :name_id_format);

-- name: drop_metadata
-- The metadata gives way to other.
delete from auth.saml_providers where sso_provider_id = :provider;

-- name: drop_domains
-- The domains give way to others.
delete from auth.sso_domains where sso_provider_id = :provider;

-- name: add_domains
-- Whose people sign in here.
insert into auth.sso_domains (sso_provider_id, domain)
select :provider, lower(d.domain) from unnest(:domains::text[]) as d (domain);

-- name: remove
-- The identity provider signs nobody in any more; sessions it opened end.
with ended as (delete from auth.sessions where sso_provider_id = :id)
delete from auth.sso_providers where id = :id;

-- name: ask
-- A browser is sent to an identity provider.
with old as (delete from auth.saml_relay_states where created_at < now() - interval '1 day')
insert into auth.saml_relay_states (id, sso_provider_id, request_id, redirect_to, code_challenge, code_challenge_method)
values (
  :id, :provider, :request_id, :redirect_to, :challenge, :challenge_method::auth.code_challenge_method);

-- name: answered
-- The browser is back: what it was sent for, once.
delete from auth.saml_relay_states where id = :id
returning sso_provider_id, request_id, redirect_to, code_challenge, code_challenge_method::text,
  created_at > now() - interval '10 minutes' as fresh;

-- name: see
-- Notes an assertion; no row when it was seen before.
with old as (delete from auth.saml_assertions_seen where until < now() - interval '1 hour')
insert into auth.saml_assertions_seen (sso_provider_id, assertion_id, until) values (:provider, :assertion_id, :until)
on conflict do nothing returning assertion_id;

-- name: mark_managed
-- A user who came by an identity provider and has no other way in.
update auth.users set is_sso_user = true where id = :person;

-- name: limit_session
-- The identity provider's own end of the session.
update auth.sessions set not_after = least(not_after, :until::timestamptz)
where sso_provider_id = :provider and user_id = :person;
