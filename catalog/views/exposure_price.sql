-- What a gap costs an entity: the chance a year of an incident by the weight of the gap, and what one costs. Expected loss a year = hazard x loss.
SELECT
    entity,
    max(CASE WHEN name = 'hazard_critical' THEN value END) AS critical,
    max(CASE WHEN name = 'hazard_high' THEN value END) AS high,
    max(CASE WHEN name = 'hazard_medium' THEN value END) AS medium,
    max(CASE WHEN name = 'incident_loss' THEN value END) AS loss
FROM parameter_for
WHERE name IN ('hazard_critical', 'hazard_high', 'hazard_medium', 'incident_loss')
GROUP BY entity
