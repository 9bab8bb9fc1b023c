-- A recording lies in its own organisation's folder: nobody can name a file of another one over the wire.
alter table calls add constraint calls_recording_file_place
check (recording_file ~ ('^' || org_id::text || '/recordings/[0-9a-f]{64}[.][a-z0-9]{2,4}$')) not valid;
alter table calls validate constraint calls_recording_file_place;
