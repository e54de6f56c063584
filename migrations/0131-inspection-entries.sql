-- Whoever checks a matter is told which draws named it.
create index inspection_entry_by_incident on inspection_entry (county_id, incident_id);
