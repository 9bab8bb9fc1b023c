-- Words, own fields and tags of a contact in one index instead of three: an index of this kind is asked by any of its columns as
-- well as by the first, and whatever is written waits in one list to be sorted in, under one lock, instead of three. A contact
-- without tags and own fields, as most are in a file, cost two entries that say "nothing".

create index contacts_found on contacts using gin (search, custom jsonb_path_ops, tag_ids);
drop index contacts_search, contacts_custom, contacts_tags;
alter index contacts_found rename to contacts_search;
