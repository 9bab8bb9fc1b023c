-- Two indexes of contact points do what three did: that a contact has a value once is as true of its columns in another order,
-- in which the index also finds whose a value is; and an index of all points of a contact, in which the primary one of a kind
-- has the same last key as any other would, keeps that it is the only one. A row costs two entries of the log less.

drop index contact_points_once, contact_points_primary, contact_points_value;
create unique index contact_points_once on contact_points (org_id, kind, normalised, contact_id);
create unique index contact_points_primary on contact_points
  (org_id, contact_id, kind, (case when is_primary then '00000000-0000-0000-0000-000000000000'::uuid else id end));
