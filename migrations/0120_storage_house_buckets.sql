-- The house's own buckets: who sees what is in them, and how long it stays.  seed: ST01-ST06

insert into storage.buckets
(id, name, public, reach, file_size_limit, allowed_mime_types, keep_days, delete_after_days, cold_after_days)
values
-- files of any record, as the record is seen                                                     seed: ST10
('attachments', 'attachments', false, 'record', null, null, null, null, null),
('call-recordings', 'call-recordings', false, 'record', null, '{audio/*,video/*}', null, null, 365),
('call-transcripts', 'call-transcripts', false, 'backend', null, '{application/json,text/*}', null, null, null),
('contracts', 'contracts', false, 'record', null, null, 2557, null, null),
('demo-assets', 'demo-assets', false, 'record', null, null, null, 90, null),
('avatars', 'avatars', true, 'organisation', 5000000, '{image/png,image/jpeg,image/webp,image/gif}', null, null, null),
('training-materials', 'training-materials', false, 'organisation', null, null, null, null, null)
on conflict (id) do nothing;

select storage.follow_records('contacts');
select storage.follow_records('companies');
select storage.follow_records('calls');
select storage.follow_records('leads');
select storage.follow_records('activities');
