/*
title = "Releases"
kind = "flow"
unit = "count"
better = "none"
needs = ["git_tag"]
roles = ["cto"]
formula = "tags that name a version, by the day of the tag"
why = "How often work reaches a state that somebody called done. A tag is a release and not a deployment."
source = "engineering.md 4, deployment frequency; proxy"
*/
SELECT
    entity,
    at_day AS date,
    1 AS value,
    file,
    line
FROM release
