-- When the bytes of a file were last read whole, and whether they were.
create table storage.scrubs (
  blob text not null primary key,
  sha256 text not null,
  size bigint not null,
  whole boolean not null,
  read_at timestamptz not null default now()
);
comment on table storage.scrubs is 'The integrity scrub''s memory: blobs, when last compared with their hash, and the verdict.';
alter table storage.scrubs enable row level security;
revoke all on storage.scrubs from anon, authenticated;
