-- What still waits about an incident is found by notice_once, which begins with the incident. This index knew only
-- what waits, and a table without statistics yet made the planner read all of it for a handful of notices (70 to
-- 180 ms a statement with 2,700 waiting).
drop index notice_open;
