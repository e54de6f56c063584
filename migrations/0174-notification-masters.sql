-- A report that was merged is told what becomes of its master. Its notice is about the merged matter and of a fact of
-- the master: without the master in its key, the merged matter's own fact of the same number, after it was taken out
-- again, would have counted as told already.
alter table notice add column master_id uuid;
alter table notice drop constraint notice_once;
create unique index notice_once
  on notice (county_id, incident_id, fact_seq, template, target, coalesce(master_id, incident_id));
