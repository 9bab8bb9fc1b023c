-- Where a program's session leads (RFC 8707, Resource Indicators): what was asked for one address opens no other.

alter table auth.sessions add column resource text;
comment on column auth.sessions.resource is
  'The address a program asked its tokens for; null: the whole wire, as the person who let it in.';
