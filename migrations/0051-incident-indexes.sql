-- How lists find their page: every right (county, town, village, grid, unit, own) is one prefix of an
-- index that goes on with the status and ends with the id, so that a page is the merge of a few ordered
-- ranges, read from the end, whatever the size of the table. Each index costs every report and verb
-- some two microseconds; what is not here was measured and not needed.

drop index incident_town, incident_village, incident_grid, incident_status, incident_reporter,
  incident_holder, incident_overdue, incident_due;
drop index assignment_unit, assignment_live;

-- 块: one range for each place and status.
create index incident_by_county on incident (county_id, status, id);
create index incident_by_town on incident (county_id, town_id, status, id);
create index incident_by_village on incident (county_id, village_id, status, id);
create index incident_by_grid on incident (county_id, grid_id, status, id);
-- The office that received it is among `unit_ids` without an order of its own.
create index incident_by_room on incident (county_id, room_unit_id, status, id);
create index incident_by_reporter on incident (reporter_id, status, id) where reporter_id is not null;

-- 条: a unit's incidents are found through its orders, which therefore carry the status of the incident.
alter table assignment add column incident_status text;
update assignment as a set incident_status = i.status
  from incident as i where i.county_id = a.county_id and i.id = a.incident_id;
alter table assignment alter column incident_status set not null;
create index assignment_by_unit on assignment (county_id, unit_id, incident_status, incident_id);

-- What somebody still has to do something about: a few thousand of a million, so these stay small.
-- The town comes last to be compared within the index: its clerks ask for the same lists.
create index incident_by_due on incident (county_id, status, clock_due_at, id, town_id)
  where closed_at is null or clock_due_at is not null or follow_up_due;
create index incident_by_holder on incident (county_id, holder_unit_id, clock_due_at, id)
  where closed_at is null;
create index incident_overdue on incident (county_id, id, town_id) where overdue and closed_at is null;
create index incident_follow_up on incident (county_id, id, town_id) where follow_up_due;
create index incident_supervised on incident (county_id, id, town_id) where supervised;
