-- Tags that name a version, each with the time of the one before it in its repository. A tag is a release, not a deployment.
SELECT
    entity,
    repository,
    name,
    at,
    at_day,
    lag(at) OVER (PARTITION BY entity, repository ORDER BY at, name) AS prior_at,
    file,
    line
FROM git_tag
WHERE regexp_like(name, '^(v|release[-/]?v?)?[0-9]+([.][0-9]+)*')
