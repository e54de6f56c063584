-- 职责裁定: the county's ruling after a second return, offered as a new row of the route table. Rulings are
-- rare among the facts; this index holds nothing but them, and every other fact only fails its condition.

create index fact_ruling on fact (county_id, incident_id)
  where type in ('incident.dispatched', 'incident.reassigned') and body like '%"ruled":true%';
