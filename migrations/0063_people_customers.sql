-- The seeds' names for people who buy: updatable views of contacts in lifecycle customer, under their column names.
-- seed: C05, D70

create view customers with (security_invoker = on) as
select
  org_id, id, email, first_name, last_name, phone, company_name, country as country_code, region, city, postal_code,
  timezone, language, currency, status, custom as custom_fields, lifetime_value, total_orders, average_order_value,
  first_order_at as first_order_date, last_order_at as last_order_date, external_id, external_platform, integration_id,
  owner_id, tag_ids, created_at, updated_at, created_by, lifecycle
from contacts
where lifecycle = 'customer' and deleted_at is null;
comment on view customers is
  'Contacts in lifecycle customer, under the names online shops use; rows may be added and changed here.';
alter view customers alter column lifecycle set default 'customer';

create view clients with (security_invoker = on) as
select
  org_id, id, first_name, last_name, name, email, phone, title, company_id, company_name, status, lifecycle,
  owner_id, created_at, updated_at, created_by
from contacts
where lifecycle = 'customer' and deleted_at is null;
comment on view clients is 'Contacts in lifecycle customer, as agencies call them; rows may be added and changed here.';
alter view clients alter column lifecycle set default 'customer';

grant select, insert, update, delete on customers, clients to authenticated, service_role;
