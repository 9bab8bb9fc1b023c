-- The same forms as before (0055, 0056): patterns only for what is not plainly an address or a country. A pattern builds its
-- automaton anew for every value, and three of them were a twenty-fifth of an import.

create function app.plain_address(txt text) returns boolean
language sql immutable parallel safe
return octet_length(txt) = length(txt) and txt like '_%@_%' and txt not like '%@%@%' and txt not like '% %'
  and position(e'\t' in txt) = 0 and position(e'\n' in txt) = 0 and position(e'\r' in txt) = 0
  and position(e'\f' in txt) = 0 and position(e'\x0b' in txt) = 0;
comment on function app.plain_address(text) is
  'Surely something@something without blanks; what is not may still be one, by its pattern.';
grant execute on function app.plain_address(text) to authenticated, service_role;

alter table contacts drop constraint contacts_email_form, drop constraint contacts_country_form;
alter table contacts
  add constraint contacts_email_form check (
    length(email) <= 320 and (app.plain_address(email) or email ~ '^[^@\s]+@[^@\s]+$')),
  add constraint contacts_country_form check (
    country = any ('{DE,FR,ES,IT,GB,US,CH,AT,NL,BE,PL,SE,DK,PT,CZ,CA,AU,JP,CN,IN,BR}'::text[]) or country ~ '^[A-Z]{2}$');
alter table contact_points drop constraint contact_points_email_form;
alter table contact_points add constraint contact_points_email_form check (
  kind <> 'email' or app.plain_address(normalised) or normalised ~ '^[^@\s]+@[^@\s]+$');
