-- Files of exports and imports: a row names a file of its own folder and no other; only the program writes such a row.

update export_jobs set name = regexp_replace(name, '[/\\]', '_', 'g') where name ~ '[/\\]';
update export_jobs set name = 'file' where name in ('.', '..');
alter table export_jobs add constraint export_jobs_name_plain check (name !~ '[/\\]' and name not in ('.', '..'));
update import_jobs set file = null where file ~ '[/\\]' or file in ('', '.', '..');
alter table import_jobs add constraint import_jobs_file_plain check (file !~ '[/\\]' and file not in ('', '.', '..'));
select app.program_sets('export_jobs');
select app.program_sets('import_jobs');
select app.program_sets('import_errors');
select app.program_sets('bulk_actions');
select app.program_sets('background_jobs');
select app.program_sets('automation_versions');
select app.program_sets('ai_evaluations');
select app.program_sets('ai_usage_quotas', 'current_spend', 'reserved', 'told_percent');
