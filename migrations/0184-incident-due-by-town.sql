-- Lists by due time are asked all day. A town's clerks read theirs in order and do not pick it from what is due in
-- the whole county; nobody reads all that is overdue to see what has been so for longest.
create index incident_by_due_of_town on incident (county_id, town_id, clock_due_at, id, status)
  where closed_at is null or clock_due_at is not null or follow_up_due;
create index incident_overdue_by_due on incident (county_id, clock_due_at, id, town_id)
  where overdue and closed_at is null;
